package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalRmCommand(e *env) *cli.Command {
	yes := false
	return &cli.Command{
		Name:      "rm",
		Usage:     "delete entries; they can be restored for 30 days",
		ArgsUsage: "ID…",
		Description: `An entry takes its lesson card and its links to jobs along; answers and goals that came from it stay.

Examples:
  prep journal rm aayeht6o
  prep journal list --ids tag:draft | xargs prep journal rm --yes`,
		Flags: []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			return runJournalRm(c.Context, e, args, yes)
		},
	}
}

func runJournalRm(ctx context.Context, e *env, prefixes []string, yes bool) error {
	var entries []journal.Entry
	var attached journal.Attached
	err := e.view(ctx, func(tx *prep.Tx) error {
		seen := map[prep.ID]bool{}
		for _, prefix := range prefixes {
			entry, err := findEntry(tx, prefix)
			if err != nil {
				return err
			}
			if seen[entry.ID] {
				continue
			}
			seen[entry.ID] = true
			entries = append(entries, entry)
			with, err := journal.AttachedTo(tx, entry.ID)
			if err != nil {
				return err
			}
			attached.Cards += with.Cards
			attached.JobLinks += with.JobLinks
			attached.Answers += with.Answers
			attached.Goals += with.Goals
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.confirm(ctx, yes, "%s", deletionText(entries, attached)); err != nil {
		return err
	}
	err = e.change(ctx, func(tx *prep.Tx) error {
		for _, entry := range entries {
			if err := journal.Delete(tx, entry.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	ids := make([]prep.ID, len(entries))
	short := make([]string, len(entries))
	for i, entry := range entries {
		ids[i], short[i] = entry.ID, entry.ID.Short()
	}
	if e.json {
		return e.printJSON(map[string]any{"deleted": ids})
	}
	if len(short) <= 5 {
		e.hint("prep journal restore %s brings it back within 30 days", strings.Join(short, " "))
	}
	return nil
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
			args := c.Args().Slice()
			switch {
			case version != "":
				args, err := words(c, 1, 1)
				if err != nil {
					return err
				}
				return runRestoreVersion(c.Context, e, args[0], field, version)
			case field != "":
				return usageFor(c.Command.HelpName, "--field needs --version")
			case len(args) == 0:
				return runJournalTrash(c.Context, e)
			}
			return runJournalRestore(c.Context, e, args)
		},
	}
}

func runJournalTrash(ctx context.Context, e *env) error {
	deleted := []journal.Deleted{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		found, err := journal.Trash(tx)
		deleted = append(deleted, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(deleted)
	}
	for _, d := range deleted {
		at := time.UnixMilli(d.Time).Format(time.DateOnly)
		if err := e.printf("%s  deleted %s  %s\n", d.ID.Short(), at, summary(d.Title, e.width()-30)); err != nil {
			return err
		}
	}
	return nil
}

func runJournalRestore(ctx context.Context, e *env, prefixes []string) error {
	restored := []prep.ID{}
	err := e.change(ctx, func(tx *prep.Tx) error {
		trash, err := journal.Trash(tx)
		if err != nil {
			return err
		}
		for _, prefix := range prefixes {
			id, err := inTrash(tx, trash, prefix)
			if err != nil {
				return err
			}
			if err := journal.Restore(tx, id); err != nil {
				return err
			}
			restored = append(restored, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"restored": restored})
	}
	e.note("restored %s", plural(len(restored), "entry"))
	return nil
}

// inTrash finds the deleted entry whose id begins so.
func inTrash(tx *prep.Tx, trash []journal.Deleted, prefix string) (prep.ID, error) {
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return 0, fmt.Errorf("entry: %w", err)
	}
	var found []journal.Deleted
	for _, d := range trash {
		if d.ID >= from && d.ID <= to {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 1:
		return found[0].ID, nil
	case 0:
		if there, err := journal.Find(tx, prefix); err == nil {
			return 0, fmt.Errorf("entry %s: is not deleted", there.ID)
		}
		err := fmt.Errorf("deleted entry %q: %w", prefix, prep.ErrNotFound)
		return 0, withHint(err, "prep journal restore lists what was deleted in the last 30 days")
	}
	names := make([]string, len(found))
	for i, d := range found {
		names[i] = d.ID.String() + " " + summary(d.Title, 30)
	}
	return 0, withHint(fmt.Errorf("deleted entry %q: %w", prefix, prep.ErrAmbiguous), "%s", strings.Join(names, "; "))
}
