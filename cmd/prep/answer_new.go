package main

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
	"prep/journal/lint"
)

type answerNewOptions struct {
	question, entry, target string
	stdin                   bool
	wpm                     int
}

func answerNewCommand(e *env) *cli.Command {
	var opts answerNewOptions
	return &cli.Command{
		Name:      "new",
		Usage:     "draft an answer to a question from an entry",
		ArgsUsage: "[-]",
		Description: `The draft takes the entry's own sentences, in the spoken order and within the time of each section.
What does not fit stands below its section as a comment, what is missing as a question in brackets. With
- the text comes from stdin. The question becomes a card, so that prep practice can ask it.
The id of the answer is printed. Questions with a profile of their own: "biggest failure",
"time you failed", "missed a goal", "handle failure".

Examples:
  prep answer new --question "biggest failure" --entry aayeht6o
  prep answer new -q "Tell me about a conflict." --entry aayeht6o --target acme
  prep answer new -q "missed a goal" - < answer.md`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "question", Aliases: []string{"q"}, Usage: "`QUESTION`, short or as it is asked", Destination: &opts.question},
			&cli.StringFlag{Name: "entry", Usage: "tell the entry `ID`", Destination: &opts.entry},
			&cli.StringFlag{Name: "target", Usage: "for this `TARGET`", Destination: &opts.target},
			paceFlag(&opts.wpm),
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err != nil {
				return err
			}
			if opts.stdin = len(args) == 1; opts.stdin && args[0] != "-" {
				return usageFor(c.Command.HelpName, "want %s, got %q", c.Command.ArgsUsage, args[0])
			}
			switch {
			case strings.TrimSpace(opts.question) == "":
				return usageFor(c.Command.HelpName, "want --question")
			case opts.entry == "" && !opts.stdin:
				return usageFor(c.Command.HelpName, "want --entry, or - for a text from stdin")
			}
			if err := checkPace(c.Command.HelpName, opts.wpm); err != nil {
				return err
			}
			return runAnswerNew(c.Context, e, opts)
		},
	}
}

func runAnswerNew(ctx context.Context, e *env, opts answerNewOptions) error {
	wanted := journal.Answer{Question: opts.question}
	if opts.stdin {
		text, err := answerFromStdin(e)
		if err != nil {
			return err
		}
		wanted.Text = text
	}
	var made journal.Answer
	err := e.change(ctx, func(tx *prep.Tx) error {
		if opts.entry != "" {
			entry, err := findEntry(tx, opts.entry)
			if err != nil {
				return err
			}
			wanted.Entry = entry.ID
		}
		if opts.target != "" {
			target, err := findTarget(tx, opts.target)
			if err != nil {
				return err
			}
			wanted.Target = target.ID
		}
		wpm, err := e.pace(tx, opts.wpm)
		if err != nil {
			return err
		}
		made, err = journal.NewAnswer(tx, wanted, wpm)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"added": made.ID, "open": lint.OpenQuestions(made.Text)})
	}
	if err := e.printf("%s\n", made.ID); err != nil {
		return err
	}
	if open := lint.OpenQuestions(made.Text); len(open) > 0 {
		e.note("%s to answer in it: prep answer edit %s", plural(len(open), "open question"), made.ID.Short())
	}
	return nil
}

// answerFromStdin reads the text of an answer.
func answerFromStdin(e *env) (string, error) {
	text, err := e.readInput(maxEntry)
	if err != nil {
		return "", err
	}
	switch {
	case !utf8.Valid(text):
		return "", withHint(errors.New("stdin: not UTF-8 text"), "save it as UTF-8 and try again")
	case strings.TrimSpace(string(text)) == "":
		return "", errors.New("stdin: an empty answer")
	}
	return string(text), nil
}
