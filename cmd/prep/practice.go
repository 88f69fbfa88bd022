package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
	"prep/journal"
	"prep/journal/lint"
)

type practiceOptions struct {
	query, target      string
	count, thinking    int
	mix, followUp      bool
	noRecord           bool
	sheet, importSheet string
}

func practiceCommand(e *env) *cli.Command {
	var opts practiceOptions
	return &cli.Command{
		Name:      "practice",
		Usage:     "tell answers aloud against the clock, and say how they went",
		ArgsUsage: "[QUERY]",
		Category:  categoryJournal,
		Description: `It takes the questions that need it most: due, forgotten, gone badly, never practised. Each has time to
think, then a clock that counts up (45 to 110 s is good); space marks the next section. Afterwards a
checklist, how it went, and a grade that schedules the question's card as in a review. A recorder that is
installed (pw-record, parecord, arecord, rec, ffmpeg) records you; the file stays on this machine, for you
alone, unless sync = true under [practice] lets prep sync send it, sealed. A query chooses among the
interview questions, unless it names another deck. With --sheet a friend listens instead, and --import
reads what was ticked.

Examples:
  prep practice
  prep practice --target acme --count 5 --follow-up
  prep practice --sheet sheet.md        # or sheet.html, to print
  prep practice --import sheet.md
  prep practice --json                  # which questions it would ask, and why`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "target", Usage: "for this `TARGET`", Destination: &opts.target},
			&cli.IntFlag{Name: "count", Aliases: []string{"n"}, Usage: "`N` questions", Value: 3, Destination: &opts.count},
			&cli.IntFlag{Name: "thinking", Usage: "`SECONDS` to think", Value: 30, Destination: &opts.thinking},
			&cli.BoolFlag{Name: "mix", Usage: "in any order", Destination: &opts.mix},
			&cli.BoolFlag{Name: "follow-up", Usage: "ask what an interviewer asks next", Destination: &opts.followUp},
			&cli.BoolFlag{Name: "no-record", Usage: "without a recording", Destination: &opts.noRecord},
			&cli.StringFlag{Name: "sheet", Usage: "write a sheet for a listener to `FILE` (.md or .html)", Destination: &opts.sheet},
			&cli.StringFlag{Name: "import", Usage: "read the marks off the sheet `FILE`", Destination: &opts.importSheet},
		},
		Action: func(c *cli.Context) error {
			opts.query = strings.Join(c.Args().Slice(), " ")
			switch {
			case opts.count < 1:
				return usageFor(c.Command.HelpName, "--count %d: want 1 or more", opts.count)
			case opts.thinking < 0:
				return usageFor(c.Command.HelpName, "--thinking %d: want 0 or more", opts.thinking)
			case opts.sheet != "" && opts.importSheet != "":
				return usageFor(c.Command.HelpName, "--sheet and --import: want one of them")
			}
			if _, err := parseQuery(c, c.Args().Slice()); err != nil {
				return err
			}
			if opts.query != "" && !strings.Contains(opts.query, "deck:") { // unless another is named
				opts.query = fmt.Sprintf("deck:%q (%s)", journal.QuestionDeck, opts.query)
			}
			if opts.importSheet != "" {
				return runPracticeImport(c.Context, e, opts)
			}
			return runPractice(c.Context, e, opts)
		},
		Subcommands: []*cli.Command{
			practiceHistoryCommand(e),
			practicePlayCommand(e),
			practiceRmCommand(e),
		},
	}
}

func runPractice(ctx context.Context, e *env, opts practiceOptions) error {
	picks := []journal.Pick{}
	var target prep.ID
	var sheet journal.Sheet
	err := e.change(ctx, func(tx *prep.Tx) error {
		if opts.target != "" {
			t, err := findTarget(tx, opts.target)
			if err != nil {
				return err
			}
			target = t.ID
		}
		found, err := journal.PickQuestions(tx, journal.PracticeOptions{Query: opts.query, Target: target, Count: opts.count, Mix: opts.mix})
		picks = append(picks, found...)
		if err == nil && opts.sheet != "" {
			sheet, err = journal.NewSheet(tx, picks, target)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case opts.sheet != "":
		return writeSheet(e, opts.sheet, sheet)
	case e.json:
		return e.printJSON(picks)
	case len(picks) == 0:
		return withHint(errors.New("no question to practise"), `prep answer new --question "…" adds one`)
	}
	p := practice{e: e, opts: opts, target: target}
	if p.recorder, err = e.recorder(opts.noRecord); err != nil {
		return err
	}
	for i, pick := range picks {
		left, err := p.one(ctx, pick, fmt.Sprintf("%d of %d", i+1, len(picks)))
		if err != nil {
			return err
		}
		if left {
			break
		}
	}
	return nil
}

// practice is a walk through some questions.
type practice struct {
	e        *env
	opts     practiceOptions
	target   prep.ID
	recorder *recorder // nil: none
}

// one practises a question, and keeps what came of it. left: the person wants no more.
func (p *practice) one(ctx context.Context, pick journal.Pick, head string) (left bool, err error) {
	text := ""
	if pick.Answer != 0 {
		err := p.e.view(ctx, func(tx *prep.Tx) error {
			a, err := journal.GetAnswer(tx, pick.Answer)
			text = a.Text
			return err
		})
		if err != nil {
			return false, err
		}
	}
	opts := p.clockOptions(pick, head, text)
	attempt := journal.Attempt{ID: prep.NewID(), Card: pick.Card, Answer: pick.Answer, Target: p.target}
	if p.recorder != nil {
		opts.Record = func(context.Context) error { return p.recorder.start(attempt.ID) }
		opts.Stop = func(context.Context) error { return p.recorder.stop() }
	}
	var result tui.ClockResult
	if p.e.fullScreen() {
		opts.In, opts.Out, opts.Color, opts.Environ = p.e.Stdin, p.e.Stdout, p.e.color(), os.Environ()
		opts.Width, opts.Height = p.e.Width, p.e.Height
		result, err = tui.Clock(ctx, opts)
	} else {
		result, err = p.lines(ctx, opts)
	}
	if p.recorder != nil { // however it ended, nothing goes on listening
		err = errors.Join(err, p.recorder.finish(attempt.ID))
	}
	if result.Told { // also when the person left before the grade
		err = errors.Join(err, p.keep(context.WithoutCancel(ctx), attempt, result, text))
	} else if p.recorder != nil {
		err = errors.Join(err, p.recorder.discard(attempt.ID))
	}
	return result.Left || errors.Is(err, io.EOF), err
}

func (p *practice) clockOptions(pick journal.Pick, head, text string) tui.ClockOptions {
	opts := tui.ClockOptions{
		Head: head + " · " + strings.Join(pick.Why, ", "), Question: pick.Question, Band: journal.Band,
		Thinking: time.Duration(p.opts.thinking) * time.Second, Clock: p.e.Clock,
	}
	_, items := journal.Timing(text, 0)
	for _, item := range items {
		opts.Sections = append(opts.Sections, tui.ClockSection{Name: string(item.Section), Title: sectionTitle(item.Section), Seconds: item.Budget})
	}
	for _, item := range journal.Checklist() {
		opts.Checks = append(opts.Checks, tui.ClockSection{Name: string(item.Section), Title: item.Said})
	}
	if p.opts.followUp {
		opts.FollowUps = journal.FollowUps(text, 3)
	}
	return opts
}

// keep writes the attempt, grades the card, and looks after the recording.
func (p *practice) keep(ctx context.Context, attempt journal.Attempt, result tui.ClockResult, text string) error {
	attempt.Seconds, attempt.Rating = result.Seconds, result.Rating
	attempt.Marks = journal.Marks{Sections: map[string]float64{}, FollowUps: result.FollowUps}
	for name, said := range result.Checks {
		if said {
			attempt.Marks.Sections[name] = result.Marks[name]
		}
	}
	if p.recorder != nil {
		if err := p.transcribe(ctx, &attempt, text); err != nil {
			p.e.warn("%v", err)
		}
	}
	err := p.e.change(ctx, func(tx *prep.Tx) error {
		_, err := journal.FinishAttempt(tx, attempt, deck.Rating(result.Grade))
		return err
	})
	if err != nil {
		return err
	}
	said := fmt.Sprintf("%.0f s (%s), %d of %d said", attempt.Seconds, journal.Band(attempt.Seconds), p.said(result), len(journal.Checklist()))
	switch {
	case p.recorder == nil:
	case p.recorder.has(attempt.ID):
		said += ", recorded"
		if err := p.share(ctx, attempt.ID); err != nil {
			return err
		}
		if err := p.keepRecordings(ctx, attempt); err != nil {
			return err
		}
	default:
		said += ", not recorded"
		if err := p.recorder.whatFailed(); err != nil && p.e.fullScreen() { // the screen that said it is gone
			p.e.warn("%v", err)
		}
	}
	if attempt.Marks.Words > 0 && attempt.Seconds > 0 {
		minutes := attempt.Seconds / 60
		said += fmt.Sprintf(", %.0f words a minute, %.1f fillers a minute", float64(attempt.Marks.Words)/minutes, float64(attempt.Marks.Fillers)/minutes)
	}
	p.e.note("%s", said)
	return nil
}

// said counts the ticks of the checklist.
func (p *practice) said(result tui.ClockResult) int {
	n := 0
	for _, item := range journal.Checklist() {
		if result.Checks[string(item.Section)] {
			n++
		}
	}
	return n
}

// sectionsSaid lists what an attempt said, in the spoken order.
func sectionsSaid(marks journal.Marks) []string {
	var said []string
	for _, section := range lint.Sections() {
		if _, is := marks.Sections[string(section)]; is {
			said = append(said, sectionTitle(section))
		}
	}
	return said
}
