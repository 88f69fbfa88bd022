package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

// maxHits is how many entries a search shows where nobody said.
const maxHits = 20

func journalSearchCommand(e *env) *cli.Command {
	var opts journalListOptions
	return &cli.Command{
		Name:      "search",
		Usage:     "find entries by words in any field, best first",
		ArgsUsage: "QUERY",
		Description: journalQueryHelp + `

Examples:
  prep journal search estimate
  prep journal search 'estim -has:change'      # about estimates, never changed
  prep journal search lesson:ask type:professional before:2026-06`,
		Flags: opts.flags(number(maxHits)),
		Action: func(c *cli.Context) error {
			if _, err := words(c, 1, -1); err != nil {
				return err
			}
			if err := opts.read(c); err != nil {
				return err
			}
			return runJournalSearch(c.Context, e, opts)
		},
	}
}

func runJournalSearch(ctx context.Context, e *env, opts journalListOptions) error {
	limit := opts.limit
	if limit == 0 && !opts.ids && !e.json {
		limit = maxHits + 1 // one more, to know that there are more
	}
	hits := []journal.Hit{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		query, err := parseJournalQuery(tx, opts.words)
		if err != nil {
			return err
		}
		found, err := journal.Search(tx, query, limit)
		hits = append(hits, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(hits)
	}
	open, shut := "", ""
	if e.color() {
		open, shut = "\x1b[1m", "\x1b[22m"
	}
	out := bufio.NewWriter(e.Stdout)
	for i, hit := range hits {
		if opts.limit == 0 && !opts.ids && i == maxHits {
			e.note("there are more; --limit shows them, more words find fewer")
			break
		}
		if opts.ids {
			fmt.Fprintln(out, hit.ID)
			continue
		}
		fmt.Fprintln(out, e.headLine(hit.Head))
		for _, snippet := range hit.Snippets {
			field, _ := journal.FieldNamed(snippet.Field)
			fmt.Fprintf(out, "         %s: %s\n", field.Title, snippet.Mark(open, shut))
		}
	}
	return out.Flush()
}
