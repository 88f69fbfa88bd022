package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// strayTime is how old a file without a row has to be until it is deleted: a prep that is just adding it has its row
// within moments.
const strayTime = 24 * time.Hour

func mediaPruneCommand(e *env) *cli.Command {
	var yes bool
	return &cli.Command{
		Name:  "prune",
		Usage: "delete the files that nothing shows any more",
		Description: `Pictures that no card and no answer names, nor did one that was deleted in the last 30 days, and
recordings whose attempt is gone. A pruned picture stays on the disk and in the bucket for another 30
days: until then prep media restore brings it back.

Examples:
  prep media prune
  prep media prune --yes`,
		Flags: []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runMediaPrune(c.Context, e, yes)
		},
	}
}

// prunedJSON is what prep media prune did.
type prunedJSON struct {
	Pruned   []prep.ID `json:"pruned"`
	Bytes    int64     `json:"bytes"`    // of those
	Restored int       `json:"restored"` // deleted files that a card shows after all
	Removed  int       `json:"removed"`  // files deleted from the disk
}

func runMediaPrune(ctx context.Context, e *env, yes bool) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	done := prunedJSON{Pruned: []prep.ID{}}
	var unused []prep.Media
	err = db.Update(ctx, func(tx *prep.Tx) (err error) {
		if done.Restored, err = deck.RestoreFiles(tx); err != nil {
			return err
		}
		unused, err = deck.UnusedFiles(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range unused {
		done.Pruned, done.Bytes = append(done.Pruned, m.ID), done.Bytes+m.Size
	}
	if len(unused) > 0 {
		if err := e.confirm(ctx, yes, "delete %s (%s) that nothing shows", plural(len(unused), "file"), humanize.Bytes(uint64(done.Bytes))); err != nil {
			return err
		}
	}
	if done.Removed, err = prune(ctx, db, unused); err != nil {
		return err
	}
	if e.json {
		return e.printJSON(done)
	}
	if done.Restored > 0 {
		e.note("brought back %s that cards show", plural(done.Restored, "file"))
	}
	e.note("pruned %s, deleted %s from the disk", plural(len(done.Pruned), "file"), plural(done.Removed, "file"))
	return nil
}

// prune deletes the rows of the files, unless something shows them by now, and from the disk what has had no row for
// long enough. It returns how many files it deleted there.
func prune(ctx context.Context, db *prep.DB, unused []prep.Media) (removed int, err error) {
	var gone []prep.Media
	rows := map[string]bool{} // names of files that stay
	err = db.Update(ctx, func(tx *prep.Tx) error {
		still, err := deck.UnusedFiles(tx)
		if err != nil {
			return err
		}
		now := map[prep.ID]bool{}
		for _, m := range still {
			now[m.ID] = true
		}
		for _, m := range unused {
			if !now[m.ID] {
				continue
			}
			if err := tx.Delete(prep.MediaFiles, m.ID); err != nil {
				return err
			}
		}
		files, err := tx.AllMedia()
		if err != nil {
			return err
		}
		deleted, err := deck.DeletedFiles(tx)
		if err != nil {
			return err
		}
		for _, m := range files {
			rows[m.Name()] = true
		}
		for _, d := range deleted {
			if rows[d.Name()] = true; d.Attempt != 0 || tx.Now.Sub(d.Time) > deck.KeptDeleted {
				gone = append(gone, d.Media)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, m := range gone {
		if db.HasMedia(m) {
			removed++
		}
		if err := db.RemoveMedia(m); err != nil {
			return removed, err
		}
	}
	strays, err := removeStrays(db, rows)
	return removed + strays, err
}

// removeStrays deletes files that have had no row for a day: a prep that was killed while it imported left them.
func removeStrays(db *prep.DB, rows map[string]bool) (removed int, err error) {
	entries, err := os.ReadDir(db.MediaFolder())
	if err != nil && !os.IsNotExist(err) {
		return 0, fmt.Errorf("read folder: %w", err)
	}
	for _, entry := range entries {
		if _, ours := prep.ParseMediaLink("media/" + entry.Name()); !ours || rows[entry.Name()] {
			continue
		}
		info, err := entry.Info()
		if err != nil || info.Mode().Type() != fs.FileMode(0) || db.Now().Sub(info.ModTime()) < strayTime {
			continue
		}
		if err := os.Remove(filepath.Join(db.MediaFolder(), entry.Name())); err != nil {
			return removed, fmt.Errorf("delete file: %w", err)
		}
		removed++
	}
	return removed, nil
}

func mediaRestoreCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "restore",
		Usage:     "bring pruned files back",
		ArgsUsage: "[ID...]",
		Description: `Without ids the pruned files are listed that can come back.

Examples:
  prep media restore
  prep media restore h7lonpss`,
		Action: func(c *cli.Context) error {
			ids, err := words(c, 0, -1)
			if err != nil {
				return err
			}
			return runMediaRestore(c.Context, e, ids)
		},
	}
}

func runMediaRestore(ctx context.Context, e *env, ids []string) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		return listDeletedFiles(ctx, e, db)
	}
	return db.Update(ctx, func(tx *prep.Tx) error {
		deleted, err := deck.DeletedFiles(tx)
		if err != nil {
			return err
		}
		files := make([]prep.Media, len(deleted))
		for i, d := range deleted {
			files[i] = d.Media
		}
		for _, id := range ids {
			file, err := findFile(files, id)
			if err != nil {
				return withHint(err, "prep media restore lists what can come back")
			}
			if err := tx.Restore(prep.MediaFiles, file.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// deletedFileJSON is a pruned file as --json prints it.
type deletedFileJSON struct {
	ID      prep.ID `json:"id"`
	Type    string  `json:"type"`
	Size    int64   `json:"size"`
	Here    bool    `json:"here"`
	Deleted string  `json:"deleted"` // the day
}

func listDeletedFiles(ctx context.Context, e *env, db *prep.DB) error {
	list := []deletedFileJSON{}
	err := db.View(ctx, func(tx *prep.Tx) error {
		deleted, err := deck.DeletedFiles(tx)
		for _, d := range deleted {
			day := d.Time.In(tx.Now.Location()).Format(time.DateOnly)
			list = append(list, deletedFileJSON{d.ID, d.Type, d.Size, db.HasMedia(d.Media), day})
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(list)
	}
	for _, d := range list {
		where := "not here"
		if d.Here {
			where = "here"
		}
		if err := e.printf("%s  %-4s  %7s  %-8s  deleted %s\n", d.ID.Short(), d.Type, humanize.Bytes(uint64(d.Size)), where, d.Deleted); err != nil {
			return err
		}
	}
	return nil
}
