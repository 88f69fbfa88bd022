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
	query deck.Expr
	words string // the query as it was typed
	html  string
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

Examples:
  prep stats
  prep stats deck:go
  prep stats --json | jq '.retention[] | select(.period == "month")'
  prep stats --html stats.html`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "html", Usage: "write a page with charts to `FILE` (- for stdout)", Destination: &opts.html},
		},
		Action: func(c *cli.Context) error {
			var err error
			opts.words = strings.Join(c.Args().Slice(), " ")
			if opts.query, err = parseQuery(c, c.Args().Slice()); err != nil {
				return err
			}
			return runStats(c.Context, e, opts)
		},
	}
}

func runStats(ctx context.Context, e *env, opts statsOptions) error {
	var stats deck.Stats
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		stats, err = deck.ReadStats(tx, opts.query)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case opts.html != "":
		return writeStatsPage(e, opts, stats)
	case e.json:
		return e.printJSON(statsDocument(stats))
	case e.plain || e.Getenv("TERM") == "dumb":
		return e.printf("%s", statsLines(stats, opts.words))
	}
	return e.printf("%s", statsText(stats, opts.words, e.width(), e.color()))
}

func writeStatsPage(e *env, opts statsOptions, stats deck.Stats) error {
	page, err := statsHTML(stats, opts.words)
	if err != nil {
		return fmt.Errorf("statistics page: %w", err)
	}
	if err := writeOut(e, opts.html, page); err != nil {
		return err
	}
	if opts.html != "-" {
		e.note("%s: open it in a browser", opts.html)
	}
	return nil
}
