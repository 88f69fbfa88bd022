package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalHistoryCommand(e *env) *cli.Command {
	field, full := "", false
	return &cli.Command{
		Name:      "history",
		Usage:     "list every version of an entry's texts, the newest first",
		ArgsUsage: "ID",
		Description: `Nothing that was saved is lost: each line is a version, and prep journal restore ID --version brings one
back. Two versions marked current were written at the same time, and wait for a choice.

Examples:
  prep journal history aayeht6o
  prep journal history aayeht6o --field lesson --full`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "field", Usage: "only of this `FIELD`", Destination: &field},
			&cli.BoolFlag{Name: "full", Usage: "the whole texts", Destination: &full},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			if _, known := journal.FieldNamed(field); field != "" && !known {
				return usageFor(c.Command.HelpName, "--field: no field %q", field)
			}
			return runHistory(c.Context, e, prep.Entries, args[0], field, full)
		},
	}
}

// runHistory lists the versions of the texts of an entry, an answer or a target.
func runHistory(ctx context.Context, e *env, table prep.Table, prefix, field string, full bool) error {
	versions := []journal.Version{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		id, err := findRow(tx, table, prefix)
		if err != nil {
			return err
		}
		all, err := journal.History(tx, table, id)
		if errors.Is(err, prep.ErrNotFound) { // the row is there: it has no text yet
			return nil
		}
		for _, v := range all {
			if field == "" || v.Field == field {
				versions = append(versions, v)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(versions)
	}
	out := bufio.NewWriter(e.Stdout)
	for _, v := range versions {
		mark := "       "
		if v.Current {
			mark = "current"
		}
		line := fmt.Sprintf("%.8s  %s  %s  %s  ", v.Event, time.UnixMilli(v.Time).Format("2006-01-02 15:04"), mark, pad(fieldTitle(table, v.Field), 15))
		if full {
			fmt.Fprintf(out, "%s\n%s\n\n", line, wrapped(printable(v.Text), e.width(), "  "))
			continue
		}
		text := summary(v.Text, e.width()-len(line))
		if v.Text == "" {
			text = "(emptied)"
		}
		fmt.Fprintf(out, "%s%s\n", line, text)
	}
	return out.Flush()
}

// findRow finds a row by its prefix, among those that are deleted too where it is an entry.
func findRow(tx *prep.Tx, table prep.Table, prefix string) (prep.ID, error) {
	id, err := journal.FindID(tx, table, prefix)
	if table == prep.Entries && errors.Is(err, prep.ErrNotFound) {
		if deleted, gone := entryRows.deleted(tx, prefix); gone == nil {
			return deleted.ID, nil
		}
	}
	return id, journalHint(err, listHint(table))
}

// listHint says which command lists the rows of a table.
func listHint(table prep.Table) string {
	switch table {
	case prep.Answers:
		return "prep answer list shows the answers"
	case prep.Targets:
		return "prep target list shows the targets"
	case prep.Goals:
		return "prep goal list shows the goals"
	}
	return "prep journal list shows the entries"
}

// fieldTitle is a field as a person reads it.
func fieldTitle(table prep.Table, field string) string {
	if f, known := journal.FieldNamed(field); known && table == prep.Entries {
		return f.Title
	}
	return field
}

// runRestoreVersion brings back what an entry's text said.
func runRestoreVersion(ctx context.Context, e *env, prefix, field, version string) error {
	return e.change(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, prefix)
		if err != nil {
			return err
		}
		err = journal.RestoreVersion(tx, prep.Entries, entry.ID, field, version)
		if err == nil {
			e.note("restored version %s of %q", version, summary(entry.Title, 60))
		}
		return withHintIf(err, prep.ErrNotFound, "prep journal history %s lists the versions", entry.ID.Short())
	})
}

// withHintIf adds a hint to errors of one kind.
func withHintIf(err, kind error, format string, args ...any) error {
	if errors.Is(err, kind) {
		return withHint(err, format, args...)
	}
	return err
}
