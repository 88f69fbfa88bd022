package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalTodayCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "today",
		Usage: "list the entries that come back today, and why",
		Description: `An entry comes back after a day (finish reflecting), a week (did the change happen?), a month (is
there a proof?) and on each anniversary, until it is answered or was shown.

Examples:
  prep journal today`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runJournalToday(c.Context, e)
		},
	}
}

func runJournalToday(ctx context.Context, e *env) error {
	due := []journal.Due{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		found, _, err := journal.Today(tx, 0)
		due = append(due, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(due)
	}
	var b strings.Builder
	for _, d := range due {
		fmt.Fprintf(&b, "%s\n", e.headLine(d.Head))
		indented := func(name, text string) {
			if text != "" {
				fmt.Fprintf(&b, "          %s: %s\n", name, summary(text, e.width()-12-len(name)))
			}
		}
		indented("lesson", d.Lesson)
		indented("change", d.Change)
		fmt.Fprintf(&b, "          %s  %s\n", askText(d), askCommand(d))
	}
	return e.printf("%s", b.String())
}

// askText is what the entry comes back for, as a question.
func askText(d journal.Due) string {
	if d.Ask == journal.AskAnniversary && d.Years > 1 {
		return fmt.Sprintf("%d years on: what would you tell yourself of then?", d.Years)
	}
	return d.Ask.Question()
}

// askCommand is the command that answers the question.
func askCommand(d journal.Due) string {
	if d.Ask == journal.AskAnniversary {
		return "prep journal show " + d.ID.Short()
	}
	return "prep journal reflect " + d.ID.Short()
}
