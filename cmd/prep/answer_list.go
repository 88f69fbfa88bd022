package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
	"prep/journal/lint"
)

type answerListOptions struct {
	question, entry, target string
	ids                     bool
}

func answerListCommand(e *env) *cli.Command {
	var opts answerListOptions
	return &cli.Command{
		Name:    "list",
		Aliases: []string{"ls"},
		Usage:   "list answers by question, with the story and the seconds they take",
		Description: `Examples:
  prep answer list
  prep answer list --target acme
  prep answer list --entry aayeht6o --ids`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "question", Aliases: []string{"q"}, Usage: "to this `QUESTION`", Destination: &opts.question},
			&cli.StringFlag{Name: "entry", Usage: "that tell the entry `ID`", Destination: &opts.entry},
			&cli.StringFlag{Name: "target", Usage: "for this `TARGET`, or for any", Destination: &opts.target},
			&cli.BoolFlag{Name: "ids", Usage: "print the ids alone", Destination: &opts.ids},
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runAnswerList(c.Context, e, opts)
		},
	}
}

// listedAnswer is an answer of a list: with its length, without its text.
type listedAnswer struct {
	journal.Answer
	Words   int `json:"words"`
	Seconds int `json:"seconds"`
	Open    int `json:"open"` // questions in brackets
}

func runAnswerList(ctx context.Context, e *env, opts answerListOptions) error {
	listed := []listedAnswer{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		filter, err := answerFilter(tx, opts)
		if err != nil {
			return err
		}
		wpm, err := e.pace(tx, 0)
		if err != nil {
			return err
		}
		answers, err := journal.ListAnswers(tx, filter)
		for _, a := range answers {
			report := lint.Check(lint.Answer{Text: a.Text, WordsPerMinute: wpm}, lint.Options{})
			l := listedAnswer{Answer: a, Words: report.Words, Seconds: report.Seconds, Open: len(lint.OpenQuestions(a.Text))}
			l.Text = ""
			listed = append(listed, l)
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(listed)
	}
	out := bufio.NewWriter(e.Stdout)
	question := ""
	for _, l := range listed {
		if opts.ids {
			fmt.Fprintln(out, l.ID)
			continue
		}
		if l.Question != question {
			question = l.Question
			fmt.Fprintln(out, summary(question, e.width()))
		}
		line := fmt.Sprintf("  %s  %4d s  ", l.ID.Short(), l.Seconds)
		text := l.Story
		if text == "" {
			text = "(no entry)"
		}
		if l.For != "" {
			text += " · for " + l.For
		}
		if l.Open > 0 {
			text += fmt.Sprintf(" · %d open", l.Open)
		}
		fmt.Fprintf(out, "%s%s\n", line, summary(text, e.width()-len(line)))
	}
	return out.Flush()
}

func answerFilter(tx *prep.Tx, opts answerListOptions) (journal.AnswerFilter, error) {
	filter := journal.AnswerFilter{Question: opts.question}
	if opts.entry != "" {
		entry, err := findEntry(tx, opts.entry)
		if err != nil {
			return filter, err
		}
		filter.Entry = entry.ID
	}
	if opts.target != "" {
		target, err := findTarget(tx, opts.target)
		if err != nil {
			return filter, err
		}
		filter.Target = target.ID
	}
	return filter, nil
}

func answerShowCommand(e *env) *cli.Command {
	seconds, wpm := false, 0
	return &cli.Command{
		Name:      "show",
		Usage:     "show an answer, or how long each of its sections takes",
		ArgsUsage: "ID",
		Description: `Examples:
  prep answer show k3n5uqzt
  prep answer show k3n5uqzt --seconds`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "seconds", Aliases: []string{"s"}, Usage: "the seconds of each section", Destination: &seconds},
			paceFlag(&wpm),
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err == nil {
				err = checkPace(c.Command.HelpName, wpm)
			}
			if err != nil {
				return err
			}
			return runAnswerShow(c.Context, e, args[0], seconds, wpm)
		},
	}
}

func runAnswerShow(ctx context.Context, e *env, prefix string, seconds bool, wpm int) error {
	var a journal.Answer
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		if a, err = findAnswer(tx, prefix); err == nil {
			wpm, err = e.pace(tx, wpm)
		}
		return err
	})
	if err != nil {
		return err
	}
	total, sections := journal.Timing(a.Text, wpm)
	if e.json {
		return e.printJSON(struct {
			journal.Answer
			Seconds  int         `json:"seconds"`
			Sections []lint.Item `json:"sections"`
			Open     []string    `json:"open"`
		}{a, total, sections, lint.OpenQuestions(a.Text)})
	}
	if seconds {
		return e.printf("%s", secondsText(total, sections, wpm))
	}
	head := journal.AskOf(a.Question)
	if a.Story != "" {
		head += "\n" + a.Story
	}
	if a.For != "" {
		head += "\nfor " + a.For
	}
	return e.printf("%s\n\n%s\n", printable(head), wrapped(printable(a.Text), e.width(), ""))
}

// secondsText tells how long each section takes beside what it has, and the whole.
func secondsText(total int, sections []lint.Item, wpm int) string {
	text := ""
	for _, item := range sections {
		took := "–"
		if item.Tagged {
			took = fmt.Sprint(item.Seconds)
		}
		text += fmt.Sprintf("%-21s %4s s of %3d  %s\n", sectionTitle(item.Section), took, item.Budget, item.State)
	}
	if wpm == 0 {
		wpm = lint.DefaultPace
	}
	return text + fmt.Sprintf("%-21s %4d s at %d words a minute: %s (%d to %d s is good)\n", "in all", total, wpm,
		journal.Band(float64(total)), journal.ShortSeconds, journal.GoodSeconds)
}

// sectionTitle is a section as a person reads it.
func sectionTitle(section lint.Section) string {
	switch section {
	case lint.GoalRole:
		return "goal and role"
	case lint.Cause:
		return "own cause"
	case lint.ChangeProof:
		return "change and its proof"
	case lint.JobLink:
		return "link to the job"
	}
	return string(section)
}
