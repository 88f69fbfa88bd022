package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

type listOptions struct {
	query deck.Expr
	limit int
	ids   bool
}

func listCommand(e *env) *cli.Command {
	var opts listOptions
	return &cli.Command{
		Name:      "list",
		Aliases:   []string{"ls"},
		Usage:     "list the cards that match a query",
		ArgsUsage: "[QUERY]",
		Category:  categoryCards,
		Description: `A query is words, "phrases" and filters, with and, or, - for not, and parentheses:
  deck:go  tag:core-*  kind:cloze  id:abcd  entry:abcd
  is:due is:new is:learning is:review is:suspended is:leech is:flagged is:buried
  is:pictured
  prop:r<0.9  prop:s>30  prop:d>=7  prop:lapses>=4  prop:reps=0  prop:ivl>100  prop:due<0
  added:7  rated:7  rated:7:1

Examples:
  prep list is:due
  prep list 'deck:go (map or slice) -is:suspended'
  prep list --json 'prop:lapses>=4' | jq .
  prep list --ids tag:draft | xargs prep rm --yes`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Usage: "at most `N` cards", Destination: &opts.limit},
			&cli.BoolFlag{Name: "ids", Usage: "print the ids alone", Destination: &opts.ids},
		},
		Action: func(c *cli.Context) error {
			if opts.limit < 0 {
				return usageFor(c.Command.HelpName, "--limit %d: want 1 or more", opts.limit)
			}
			var err error
			if opts.query, err = parseQuery(c, c.Args().Slice()); err != nil {
				return err
			}
			return runList(c.Context, e, opts)
		},
	}
}

func runList(ctx context.Context, e *env, opts listOptions) error {
	if e.json {
		return runListJSON(ctx, e, opts)
	}
	var list []deck.Listed
	var today prep.Day
	err := e.read(ctx, func(tx *prep.Tx) error {
		settings, err := deck.ReadSettings(tx)
		if err != nil {
			return err
		}
		today = settings.Today(tx.Now)
		list, err = deck.List(tx, opts.query)
		return err
	})
	if err != nil {
		return err
	}
	if opts.limit > 0 && len(list) > opts.limit {
		list = list[:opts.limit]
	}
	out := bufio.NewWriter(e.Stdout)
	for _, l := range list {
		if opts.ids {
			fmt.Fprintln(out, l.ID)
			continue
		}
		due := dueText(deck.Memory{State: l.State, DueDay: l.DueDay}, today)
		if l.Suspended {
			due = "suspended"
		}
		fmt.Fprintf(out, "%s  %s  %s  %s\n", l.ID.Short(), pad(due, 10), pad(summary(l.DeckName, 16), 16), summary(l.Prompt, e.width()-40))
	}
	return out.Flush()
}

func runListJSON(ctx context.Context, e *env, opts listOptions) error {
	var found []deck.Found
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		found, err = deck.Search(tx, opts.query, opts.limit)
		return err
	})
	if err != nil {
		return err
	}
	documents := make([]cardJSON, len(found))
	for i, f := range found {
		documents[i] = cardDocument(f)
	}
	return e.printJSON(documents)
}

// dueText says when a card is due, in words as short as a column.
func dueText(m deck.Memory, today prep.Day) string {
	switch {
	case m.State == deck.New:
		return "new"
	case m.State != deck.Reviewing && m.DueDay <= today:
		return m.State.String()
	case m.DueDay < today:
		return fmt.Sprintf("%dd late", today-m.DueDay)
	case m.DueDay == today:
		return "today"
	}
	return fmt.Sprintf("in %dd", m.DueDay-today)
}
