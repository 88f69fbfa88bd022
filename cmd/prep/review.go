package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

type reviewOptions struct {
	queue      deck.QueueOptions
	confidence bool
	dueBy      string // a date in words
	target     string // the name of one; "": none
	catchUp    int    // days; negative: not given
}

func reviewCommand(e *env) *cli.Command {
	var flags reviewFlags
	return &cli.Command{
		Name:      "review",
		Usage:     "review the cards that are due today",
		ArgsUsage: "[QUERY]",
		Category:  categoryDaily,
		Description: `Question, think, reveal, grade: 1 again, 2 hard, 3 good, 4 easy. Every answer is saved before
the next card shows; a review that was cut off goes on where it was. ? shows all keys.

In a pipe, with --plain or TERM=dumb it speaks numbered lines: an empty line shows the answer,
a number grades it. With --json it writes a card as one line of JSON and reads a line for it:
{"grade":"good"} or {"do":"undo"}, also suspend, bury, skip, info, quit.

Examples:
  prep review
  prep review --limit 20 --new 5
  prep review 'deck:go or tag:basics'
  prep review --cram tag:basics           # before an interview: no due day moves
  prep review --ahead 3                   # also what comes due within three days
  prep review --for acme                  # today's part of the plan for a target
  prep review --catch-up 7                # spread an overdue pile over a week
  printf '\n3\n' | prep review --plain --limit 1`,
		Flags: flags.list(),
		Action: func(c *cli.Context) error {
			opts, err := flags.options(c)
			if err != nil {
				return err
			}
			return runReview(c.Context, e, opts)
		},
	}
}

func runReview(ctx context.Context, e *env, opts reviewOptions) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	if opts.dueBy != "" {
		if opts.queue.Ahead, err = e.daysUntil(ctx, opts.dueBy); err != nil {
			return err
		}
	}
	if opts.catchUp >= 0 {
		if err := e.catchUp(ctx, opts.catchUp); err != nil {
			return err
		}
	}
	if opts.target != "" {
		if err := e.aim(ctx, opts.target, &opts.queue); err != nil {
			return err
		}
	}
	session, err := deck.NewSession(ctx, db, opts.queue)
	if err != nil {
		return err
	}
	if e.json {
		return reviewLines(ctx, e, session)
	}
	if !e.fullScreen() {
		return reviewPlain(ctx, e, session, opts)
	}
	pace, err := session.Pace(ctx)
	if err != nil {
		return err
	}
	images, err := e.images()
	if err != nil {
		return err
	}
	return tui.Review(ctx, tui.ReviewOptions{
		Session: session, In: e.Stdin, Out: e.Stdout, Clock: e.Clock, Color: e.color(), Environ: os.Environ(),
		Width: e.Width, Height: e.Height, Confidence: opts.confidence, Pace: pace,
		Edit: e.editCard, Split: e.splitCard, Story: e.storyOf, Source: e.sourceOf, Open: e.openLink,
		Picture: e.openPicture, Images: images,
	})
}

// daysUntil returns how many study days a day to come is away.
func (e *env) daysUntil(ctx context.Context, words string) (int, error) {
	var today prep.Day
	err := e.read(ctx, func(tx *prep.Tx) error {
		settings, err := deck.ReadSettings(tx)
		today = settings.Today(tx.Now)
		return err
	})
	if err != nil {
		return 0, err
	}
	day, err := futureDay(words, today)
	if err != nil {
		return 0, err
	}
	if day < today {
		return 0, refusedDate(words, "%s is over", day)
	}
	e.echoDay(words, day)
	return int(day - today), nil
}

// catchUp plans the overdue pile over so many days, 0 for no plan, and says what each day costs.
func (e *env) catchUp(ctx context.Context, days int) error {
	var plan []deck.CatchUpDay
	err := e.change(ctx, func(tx *prep.Tx) (err error) {
		if err := deck.Freshen(tx, nil); err != nil {
			return err
		}
		plan, err = deck.SetCatchUp(tx, days)
		return err
	})
	if err != nil {
		return err
	}
	if days == 0 {
		e.note("no plan to catch up any more")
	}
	for _, day := range plan {
		e.note("%s %s: %d of the pile and %d due, %d in all", day.Day.Date().Format("Mon"), day.Day, day.Backlog, day.Due, day.Backlog+day.Due)
	}
	return nil
}

// editCard opens a card in the editor.
func (e *env) editCard(ctx context.Context, card deck.Card) error {
	return runEdit(ctx, e, editOptions{id: card.ID.String()})
}

// openOutside opens a page or a file with the program that the person chose for such.
func openOutside(ctx context.Context, address string) error {
	var command *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		command = exec.CommandContext(ctx, "open", address)
	case "windows":
		command = exec.CommandContext(ctx, "rundll32", "url.dll,FileProtocolHandler", address)
	default:
		program := "xdg-open"
		if browser := os.Getenv("BROWSER"); browser != "" {
			program = browser
		}
		command = exec.CommandContext(ctx, program, address)
	}
	if err := command.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return fmt.Errorf("open %s: no program for it here", address)
		}
		return fmt.Errorf("open %s: %w", address, err)
	}
	return nil
}
