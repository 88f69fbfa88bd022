package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalPatternsCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "patterns",
		Usage:     "show what recurs: types, own causes, tags, sting, repeated lessons, kept changes",
		ArgsUsage: "[QUERY]",
		Description: journalQueryHelp + `

Examples:
  prep journal patterns
  prep journal patterns after:2026 type:professional`,
		Action: func(c *cli.Context) error { return runJournalPatterns(c.Context, e, queryWords(c.Args().Slice())) },
	}
}

func runJournalPatterns(ctx context.Context, e *env, words []string) error {
	var patterns journal.Patterns
	err := e.view(ctx, func(tx *prep.Tx) error {
		query, err := parseJournalQuery(tx, words)
		if err == nil {
			patterns, err = journal.FindPatterns(tx, query)
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(patterns)
	}
	if patterns.Entries == 0 {
		return nil
	}
	return e.printf("%s", patternsText(patterns, e.width()))
}

func patternsText(p journal.Patterns, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", plural(p.Entries, "entry"))
	countBars(&b, "How far they have come", p.Statuses, width)
	countBars(&b, "Types", p.Types, width)
	countBars(&b, "Own causes, by their words", p.Causes, width)
	countBars(&b, "Tags", p.Tags, width)
	if len(p.Sting) > 0 {
		fmt.Fprintf(&b, "\nSting, 0-5 on average\n  month     then   now\n")
		for _, s := range p.Sting {
			fmt.Fprintf(&b, "  %s  %s  %s  %s\n", s.Month, averageText(s.Then), averageText(s.Now), plural(s.Entries, "entry"))
		}
	}
	if len(p.Repeated) > 0 {
		fmt.Fprintf(&b, "\nLessons repeated\n")
		for _, r := range p.Repeated {
			fmt.Fprintf(&b, "  %s  %s  %s\n", r.ID.Short(), pad(timesText(r.Repeats), 8), summary(r.Title, width-22))
			if r.Lesson != "" {
				fmt.Fprintf(&b, "            %s\n", summary(r.Lesson, width-12))
			}
		}
	}
	if p.Changes.Made > 0 {
		fmt.Fprintf(&b, "\nChanges\n  %s made, %s proven, %s repeated after it\n",
			number(p.Changes.Made), number(p.Changes.Proven), number(p.Changes.Repeated))
	}
	return b.String()
}

func averageText(n *float64) string {
	if n == nil {
		return "   –"
	}
	return fmt.Sprintf("%4.1f", *n)
}

// countBars draws each count as a bar beside its name, to one scale.
func countBars(b *strings.Builder, title string, counts []journal.Count, width int) {
	most, longest := 0, 0
	for _, c := range counts {
		most, longest = max(most, c.Entries), max(longest, len([]rune(c.Name)))
	}
	if most == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	room := max(min(width-longest-10, 40), 5)
	for _, c := range counts {
		if c.Entries > 0 {
			bar := strings.Repeat("█", max(1, c.Entries*room/most))
			fmt.Fprintf(b, "  %s  %s %d\n", pad(visible(c.Name), longest), bar, c.Entries)
		}
	}
}
