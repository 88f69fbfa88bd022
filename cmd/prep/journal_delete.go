package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

// rowKind is a kind of rows of the journal that can be deleted, and restored for 30 days.
type rowKind struct {
	table           prep.Table
	name            string // of one of them
	group           string // of their commands
	remove, restore func(*prep.Tx, prep.ID) error
}

// The kinds of rows.
var (
	entryRows  = rowKind{prep.Entries, "entry", "journal", journal.Delete, journal.Restore}
	answerRows = rowKind{prep.Answers, "answer", "answer", journal.DeleteAnswer, journal.RestoreAnswer}
	targetRows = rowKind{prep.Targets, "target", "target", journal.DeleteTarget, journal.RestoreTarget}
	goalRows   = rowKind{prep.Goals, "goal", "goal", journal.DeleteGoal, journal.RestoreGoal}
)

// rmCommand is the command that deletes such rows. gather finds what the words name, and says what will go.
func (k rowKind) rmCommand(e *env, description, args string, gather func(*prep.Tx, []string) (ids []prep.ID, what string, err error)) *cli.Command {
	yes := false
	return &cli.Command{
		Name:        "rm",
		Usage:       "delete " + k.many() + "; they can be restored for 30 days",
		ArgsUsage:   args,
		Description: description,
		Flags:       []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			names, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			var ids []prep.ID
			what := ""
			err = e.view(c.Context, func(tx *prep.Tx) (err error) {
				ids, what, err = gather(tx, names)
				return err
			})
			if err != nil {
				return err
			}
			return k.delete(c.Context, e, ids, yes, what)
		},
	}
}

// many is the name of several rows.
func (k rowKind) many() string { return strings.TrimPrefix(plural(2, k.name), "2 ") }

// delete deletes the rows when their owner agrees to what is said.
func (k rowKind) delete(ctx context.Context, e *env, ids []prep.ID, yes bool, what string) error {
	if err := e.confirm(ctx, yes, "%s", what); err != nil {
		return err
	}
	err := e.change(ctx, func(tx *prep.Tx) error {
		for i, id := range ids {
			if slices.Contains(ids[:i], id) {
				continue // named twice
			}
			if err := k.remove(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"deleted": ids})
	}
	var short []string
	for _, id := range ids {
		short = append(short, id.Short())
	}
	switch {
	case len(short) == 1:
		e.hint("prep %s restore %s brings it back within 30 days", k.group, short[0])
	case len(short) <= 5:
		e.hint("prep %s restore %s brings them back within 30 days", k.group, strings.Join(short, " "))
	}
	return nil
}

// restoreCommand is the command of the kinds that have no versions to restore.
func (k rowKind) restoreCommand(e *env, example string) *cli.Command {
	return &cli.Command{
		Name:      "restore",
		Usage:     "bring back a deleted " + k.name,
		ArgsUsage: "[ID…]",
		Description: `Without an id it lists what was deleted.

Examples:
  prep ` + k.group + ` restore
  prep ` + k.group + ` restore ` + example,
		Action: func(c *cli.Context) error { return k.bringBack(c.Context, e, c.Args().Slice()) },
	}
}

// bringBack restores the rows whose ids begin so; without one it lists what there is to restore.
func (k rowKind) bringBack(ctx context.Context, e *env, prefixes []string) error {
	if len(prefixes) == 0 {
		return k.listDeleted(ctx, e)
	}
	restored := []prep.ID{}
	err := e.change(ctx, func(tx *prep.Tx) error {
		for _, prefix := range prefixes {
			gone, err := k.deleted(tx, prefix)
			if err == nil {
				err = k.restore(tx, gone.ID)
			}
			if err != nil {
				return err
			}
			restored = append(restored, gone.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"restored": restored})
	}
	e.note("restored %s", plural(len(restored), k.name))
	return nil
}

// listDeleted shows what there is to restore.
func (k rowKind) listDeleted(ctx context.Context, e *env) error {
	deleted := []journal.Deleted{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		found, err := journal.Trash(tx, k.table)
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

// deleted finds the deleted row whose id begins so.
func (k rowKind) deleted(tx *prep.Tx, prefix string) (journal.Deleted, error) {
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return journal.Deleted{}, fmt.Errorf("%s: %w", k.name, err)
	}
	trash, err := journal.Trash(tx, k.table)
	if err != nil {
		return journal.Deleted{}, err
	}
	var found []journal.Deleted
	for _, d := range trash {
		if d.ID >= from && d.ID <= to {
			found = append(found, d)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if there, err := journal.FindID(tx, k.table, prefix); err == nil {
			return journal.Deleted{}, fmt.Errorf("%s %s: is not deleted", k.name, there)
		}
		err := fmt.Errorf("deleted %s %q: %w", k.name, prefix, prep.ErrNotFound)
		return journal.Deleted{}, withHint(err, "prep %s restore lists what was deleted in the last 30 days", k.group)
	}
	names := make([]string, len(found))
	for i, d := range found {
		names[i] = d.ID.String() + " " + summary(d.Title, 30)
	}
	return journal.Deleted{}, withHint(fmt.Errorf("deleted %s %q: %w", k.name, prefix, prep.ErrAmbiguous), "%s", strings.Join(names, "; "))
}
