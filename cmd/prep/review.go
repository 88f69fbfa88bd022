package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"github.com/urfave/cli/v2"

	"prep/cmd/prep/tui"
	"prep/deck"
)

type reviewOptions struct {
	queue      deck.QueueOptions
	confidence bool
}

func reviewCommand(e *env) *cli.Command {
	var limit, newLimit int
	var opts reviewOptions
	return &cli.Command{
		Name:      "review",
		Usage:     "review the cards that are due today",
		ArgsUsage: "[QUERY]",
		Category:  categoryDaily,
		Description: `Question, think, reveal, grade: 1 again, 2 hard, 3 good, 4 easy. Every answer is saved before
the next card shows; a review that was cut off goes on where it was. ? shows all keys.

In a pipe, with --plain or TERM=dumb it speaks numbered lines: an empty line shows the answer,
a number grades it. --json speaks lines of JSON (see prep review --json with {"do":"help"}).

Examples:
  prep review
  prep review --limit 20 --new 5
  prep review 'deck:go or tag:basics'
  printf '\n3\n' | prep review --plain --limit 1`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "limit", Usage: "at most `N` answers", Destination: &limit},
			&cli.IntFlag{Name: "new", Usage: "`N` new cards instead of what the day has left", Destination: &newLimit},
			&cli.BoolFlag{Name: "confidence", Usage: "ask before each reveal how sure you are", Destination: &opts.confidence},
		},
		Action: func(c *cli.Context) error {
			query, err := parseQuery(c, c.Args().Slice())
			if err != nil {
				return err
			}
			if c.IsSet("limit") && limit < 1 {
				return usageFor(c.Command.HelpName, "--limit %d: want 1 or more", limit)
			}
			if newLimit < 0 {
				return usageFor(c.Command.HelpName, "--new %d: want 0 or more", newLimit)
			}
			opts.queue.Query, opts.queue.Limit = query, limit
			if c.IsSet("new") {
				opts.queue.New = &newLimit
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
	return tui.Review(ctx, tui.ReviewOptions{
		Session: session, In: e.Stdin, Out: e.Stdout, Clock: e.Clock, Color: e.color(), Environ: os.Environ(),
		Width: e.Width, Height: e.Height, Confidence: opts.confidence, Pace: pace,
		Edit: e.editCard, Open: openOutside,
	})
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
