package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type answerEditOptions struct {
	id, question, entry, target string
	stdin, fresh                bool
}

func answerEditCommand(e *env) *cli.Command {
	var opts answerEditOptions
	return &cli.Command{
		Name:      "edit",
		Usage:     "change an answer: in the editor, from stdin, or with options",
		ArgsUsage: "ID [-]",
		Description: `The editor gets the text, its sections as headings. With - the new text comes from stdin. What an editor
leaves behind that dies is kept as a draft; the next edit goes on with it.

Examples:
  prep answer edit k3n5uqzt
  prep answer edit k3n5uqzt --target acme
  prep answer edit k3n5uqzt - < answer.md`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "question", Aliases: []string{"q"}, Usage: "answer this `QUESTION`", Destination: &opts.question},
			&cli.StringFlag{Name: "entry", Usage: "tell the entry `ID`", Destination: &opts.entry},
			&cli.StringFlag{Name: "target", Usage: "for this `TARGET`; any: for all", Destination: &opts.target},
			&cli.BoolFlag{Name: "fresh", Usage: "drop the draft that is kept, if there is one", Destination: &opts.fresh},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 2)
			if err != nil {
				return err
			}
			opts.id = args[0]
			if opts.stdin = len(args) == 2; opts.stdin && args[1] != "-" {
				return usageFor(c.Command.HelpName, "want %s, got %q", c.Command.ArgsUsage, args[1])
			}
			if opts.question == "" && opts.entry == "" && opts.target == "" && !opts.stdin {
				return editAnswer(c.Context, e, opts.id, opts.fresh)
			}
			return runAnswerEdit(c.Context, e, opts)
		},
	}
}

func runAnswerEdit(ctx context.Context, e *env, opts answerEditOptions) error {
	text := ""
	if opts.stdin {
		var err error
		if text, err = answerFromStdin(e); err != nil {
			return err
		}
	}
	return e.change(ctx, func(tx *prep.Tx) error {
		opened, err := openAnswer(tx, opts.id)
		if err != nil {
			return err
		}
		edited := opened.Answer
		if opts.question != "" {
			edited.Question = opts.question
		}
		filter, err := answerFilter(tx, answerListOptions{entry: opts.entry, target: strings.TrimPrefix(opts.target, "any")})
		if err != nil {
			return err
		}
		if opts.entry != "" {
			edited.Entry = filter.Entry
		}
		if opts.target != "" {
			edited.Target = filter.Target
		}
		if opts.stdin {
			edited.Text = text
		}
		_, err = journal.SaveAnswer(tx, opened, edited)
		return err
	})
}

func openAnswer(tx *prep.Tx, prefix string) (journal.OpenedAnswer, error) {
	a, err := findAnswer(tx, prefix)
	if err != nil {
		return journal.OpenedAnswer{}, err
	}
	return journal.OpenAnswer(tx, a.ID)
}

// editAnswer opens the editor on the text, or on the draft of it that is kept.
func editAnswer(ctx context.Context, e *env, prefix string, fresh bool) error {
	var opened journal.OpenedAnswer
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		opened, err = openAnswer(tx, prefix)
		return err
	})
	if err != nil {
		return err
	}
	id := opened.Answer.ID
	draft := kept{key: journal.AnswerDraft(id), file: "answer-" + id.String(), id: id, rows: answerRows}
	start := journal.Draft{Text: opened.Answer.Text + "\n"}
	if len(opened.Seen) > 0 {
		start.Seen = map[string]prep.EventID{"text": opened.Seen[0]}
	}
	resumed, err := draft.begin(ctx, e, &start, fresh)
	if err != nil {
		return err
	}
	if seen, had := start.Seen["text"]; had {
		opened.Seen = []prep.EventID{seen}
	}
	_, err = draft.edit(ctx, e, start.Text, resumed, func(tx *prep.Tx, text string) (changed, both bool, err error) {
		edited := opened.Answer
		edited.Text = text
		if changed, err = journal.SaveAnswer(tx, opened, edited); err == nil {
			both, err = twoVersions(tx, prep.Answers, id, func(string) bool { return true })
		}
		return changed, both, err
	})
	return err
}

func answerRmCommand(e *env) *cli.Command {
	return answerRows.rmCommand(e, `The question's card and what was practised stay.

Examples:
  prep answer rm k3n5uqzt`, "ID…", func(tx *prep.Tx, prefixes []string) (ids []prep.ID, what string, err error) {
		for _, prefix := range prefixes {
			a, err := findAnswer(tx, prefix)
			if err != nil {
				return nil, "", err
			}
			ids = append(ids, a.ID)
			what = fmt.Sprintf("delete the answer to %q", summary(a.Question, 60))
		}
		if len(ids) > 1 {
			what = "delete " + plural(len(ids), "answer")
		}
		return ids, what, nil
	})
}

func answerRestoreCommand(e *env) *cli.Command {
	version := ""
	return &cli.Command{
		Name:      "restore",
		Usage:     "bring back a deleted answer, or an old version of one",
		ArgsUsage: "[ID…]",
		Description: `Without an id it lists what was deleted. With --version it brings back what the answer said then.

Examples:
  prep answer restore
  prep answer restore k3n5uqzt
  prep answer restore k3n5uqzt --version 3fa9`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "version", Usage: "the `VERSION` of prep answer history", Destination: &version},
		},
		Action: func(c *cli.Context) error {
			if version == "" {
				return answerRows.bringBack(c.Context, e, c.Args().Slice())
			}
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				a, err := findAnswer(tx, args[0])
				if err != nil {
					return err
				}
				err = journal.RestoreVersion(tx, prep.Answers, a.ID, "text", version)
				return withHintIf(err, prep.ErrNotFound, "prep answer history %s lists the versions", a.ID.Short())
			})
		},
	}
}

func answerHistoryCommand(e *env) *cli.Command {
	full := false
	return &cli.Command{
		Name:      "history",
		Usage:     "list every version of an answer, the newest first",
		ArgsUsage: "ID",
		Description: `Examples:
  prep answer history k3n5uqzt
  prep answer history k3n5uqzt --full`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "full", Usage: "the whole texts", Destination: &full}},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runHistory(c.Context, e, prep.Answers, args[0], "", full)
		},
	}
}
