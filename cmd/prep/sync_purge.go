package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
	"prep/sync"
)

func syncPurgeCommand(e *env) *cli.Command {
	var yes, debug bool
	return &cli.Command{
		Name:      "purge",
		Usage:     "take a journal entry out of the history, here, on every machine, and in the storage",
		ArgsUsage: "ENTRY",
		Description: `prep journal rm can be undone, and the storage keeps the sealed text. After a purge it is gone for good:
here at once, in the storage and on the other machines with their next sync. It cannot reach old
versions that a versioned bucket keeps, nor backups and copies: remove those with the provider's own
tools. This machine's database is written anew without it; that of another machine may hold traces in
unused pages until they are written over. A card that was made of the lesson is a card of its own: prep rm.

Examples:
  prep sync purge k3f2
  prep sync purge k3f2 --yes`,
		Flags: []cli.Flag{yesFlag(&yes), debugFlag(&debug)},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runSyncPurge(c.Context, e, args[0], yes, debug)
		},
	}
}

func runSyncPurge(ctx context.Context, e *env, prefix string, yes, debug bool) error {
	var id prep.ID
	var title string
	var cards int
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		if id, title, err = entryToPurge(tx, prefix); err != nil {
			return err
		}
		made, err := journal.CardsOf(tx, id)
		cards = len(made)
		return err
	})
	if err != nil {
		return err
	}
	if err := e.confirm(ctx, yes, "purge entry %q with every version of it, for good and on every machine", summary(title, 40)); err != nil {
		return err
	}
	if err := e.change(ctx, func(tx *prep.Tx) error { return tx.Purge(prep.Entries, id) }); err != nil {
		return err
	}
	if err := e.db.Scrub(ctx); err != nil {
		return err
	}
	if cards > 0 {
		e.warn("%s made of it stay: prep list entry:%s", plural(cards, "card"), id.Short())
	}
	result, err := e.syncNow(ctx, syncRunOptions{debug: debug})
	if errors.Is(err, sync.ErrNotJoined) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("it is purged here, and not yet elsewhere: %w", err)
	}
	e.warn("old versions in a versioned bucket, and backups, still have it")
	if e.json {
		return e.printJSON(result)
	}
	return nil
}

// entryToPurge finds an entry by the beginning of its id, also one that is deleted.
func entryToPurge(tx *prep.Tx, prefix string) (prep.ID, string, error) {
	entry, err := findEntry(tx, prefix)
	if err == nil || !errors.Is(err, prep.ErrNotFound) {
		return entry.ID, entry.Title, err
	}
	deleted, gone := entryRows.deleted(tx, prefix)
	if errors.Is(gone, prep.ErrNotFound) {
		return 0, "", err
	}
	return deleted.ID, deleted.Title, gone
}
