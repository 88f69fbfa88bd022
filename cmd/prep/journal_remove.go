package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalRmCommand(e *env) *cli.Command {
	return entryRows.rmCommand(e, `An entry takes its lesson card and its links to jobs along; answers and goals that came from it stay.

Examples:
  prep journal rm aayeht6o
  prep journal list --ids tag:draft | xargs prep journal rm --yes`, "ID…", entriesToDelete)
}

func entriesToDelete(tx *prep.Tx, prefixes []string) (ids []prep.ID, what string, err error) {
	var entries []journal.Entry
	var attached journal.Attached
	for _, prefix := range prefixes {
		entry, err := findEntry(tx, prefix)
		if err != nil {
			return nil, "", err
		}
		if slices.Contains(ids, entry.ID) {
			continue
		}
		ids, entries = append(ids, entry.ID), append(entries, entry)
		with, err := journal.AttachedTo(tx, entry.ID)
		if err != nil {
			return nil, "", err
		}
		attached.Cards += with.Cards
		attached.JobLinks += with.JobLinks
		attached.Answers += with.Answers
		attached.Goals += with.Goals
	}
	return ids, deletionText(entries, attached), nil
}

// deletionText says what a deletion takes and leaves: delete "Overslept" with its lesson card (1 answer stays).
func deletionText(entries []journal.Entry, attached journal.Attached) string {
	text := "delete " + plural(len(entries), "entry")
	if len(entries) == 1 {
		text = fmt.Sprintf("delete %q", summary(entries[0].Title, 60))
	}
	list := func(counts ...string) string {
		var some []string
		for _, c := range counts {
			if !strings.HasPrefix(c, "0 ") {
				some = append(some, c)
			}
		}
		return strings.Join(some, " and ")
	}
	if goes := list(plural(attached.Cards, "lesson card"), plural(attached.JobLinks, "link")); goes != "" {
		text += " with " + goes
	}
	if stays := list(plural(attached.Answers, "answer"), plural(attached.Goals, "goal")); stays != "" {
		verb := "stays"
		if attached.Answers+attached.Goals > 1 {
			verb = "stay"
		}
		text += fmt.Sprintf(" (%s %s)", stays, verb)
	}
	return text
}

func journalRestoreCommand(e *env) *cli.Command {
	var version, field string
	return &cli.Command{
		Name:      "restore",
		Usage:     "bring back a deleted entry, or an old version of a text",
		ArgsUsage: "[ID…]",
		Description: `Without an id it lists what was deleted. With --version it brings back what a field said in that version
of prep journal history; what it says now stays in the history.

Examples:
  prep journal restore
  prep journal restore aayeht6o
  prep journal restore aayeht6o --version 3fa9 --field lesson`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "version", Usage: "the `VERSION` of prep journal history", Destination: &version},
			&cli.StringFlag{Name: "field", Usage: "only this `FIELD` of the version", Destination: &field},
		},
		Action: func(c *cli.Context) error {
			switch {
			case version != "":
				args, err := words(c, 1, 1)
				if err != nil {
					return err
				}
				return runRestoreVersion(c.Context, e, args[0], field, version)
			case field != "":
				return usageFor(c.Command.HelpName, "--field needs --version")
			}
			return entryRows.bringBack(c.Context, e, c.Args().Slice())
		},
	}
}
