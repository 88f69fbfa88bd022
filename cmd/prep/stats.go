package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

type statsOptions struct {
	query   deck.Expr
	words   string // the query as it was typed
	html    string
	private bool
}

func statsCommand(e *env) *cli.Command {
	var opts statsOptions
	return &cli.Command{
		Name:      "stats",
		Usage:     "show what your reviews say: days, retention, forecast, calibration",
		ArgsUsage: "[QUERY]",
		Category:  categoryDaily,
		Description: `With a query (prep help list) only the cards that match count, and their reviews.

True retention is the share recalled (hard, good, easy) among the first answers of a day to cards
past their learning steps, at least a day after the answer before: less than 21 days after it for
young cards, 21 or more for mature ones. Calibration compares the recall that was predicted before
such an answer with what happened; its bounds are Wilson's, at 95%. Above 50,000 reviews it replays
a sample, of the same cards each time.

The page of --html also shows what recurs in the journal, as prep journal patterns does: of all entries
the numbers, the words (causes, tags, lessons) only of those that you share. --private takes the words
of all along. With a query the page is about those cards alone.

Examples:
  prep stats
  prep stats deck:go
  prep stats --json | jq '.retention[] | select(.period == "month")'
  prep stats --html stats.html`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "html", Usage: "write a page with charts to `FILE` (- for stdout)", Destination: &opts.html},
			&cli.BoolFlag{Name: "private", Usage: "with --html: the words of private journal entries too", Destination: &opts.private},
		},
		Action: func(c *cli.Context) error {
			var err error
			opts.words = strings.Join(c.Args().Slice(), " ")
			if opts.query, err = parseQuery(c, c.Args().Slice()); err != nil {
				return err
			}
			if opts.private && opts.html == "" {
				return usageFor(c.Command.HelpName, "--private goes with --html")
			}
			return runStats(c.Context, e, opts)
		},
	}
}

func runStats(ctx context.Context, e *env, opts statsOptions) error {
	var stats deck.Stats
	var patterns statsJournal
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		if stats, err = deck.ReadStats(tx, opts.query); err != nil || opts.html == "" || opts.words != "" {
			return err
		}
		patterns, err = readStatsJournal(tx, opts.private)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case opts.html != "":
		return writeStatsPage(e, opts, stats, patterns)
	case e.json:
		return e.printJSON(statsDocument(stats))
	case e.plain || e.Getenv("TERM") == "dumb":
		return e.printf("%s", statsLines(stats, opts.words))
	}
	return e.printf("%s", statsText(stats, opts.words, e.width(), e.color()))
}

func writeStatsPage(e *env, opts statsOptions, stats deck.Stats, patterns statsJournal) error {
	page, err := statsHTML(stats, opts.words, patterns)
	if err != nil {
		return fmt.Errorf("statistics page: %w", err)
	}
	if err := writeOut(e, opts.html, page); err != nil {
		return err
	}
	if hidden := patterns.hidden(); hidden > 0 {
		e.note("the words of %s are left out; --private takes them along", plural(hidden, "private entry"))
	}
	if opts.html != "-" {
		e.note("%s: open it in a browser", opts.html)
	}
	return nil
}
