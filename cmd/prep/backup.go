package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"prep"
)

func backupCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "backup",
		Usage:     "write a whole copy of the database to a new file",
		ArgsUsage: "FILE",
		Category:  categorySetup,
		Description: `The copy is whole whatever prep does meanwhile, and only you can read it. Pictures and recordings go
into the folder FILE.media. To restore it, put the file in the place that prep config path names, and
the folder beside it under the name media; the next sync brings back what was done since.

Examples:
  prep backup prep-2026-11.db`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runBackup(c.Context, e, args[0])
		},
	}
}

// backupJSON is what prep backup wrote.
type backupJSON struct {
	File    string `json:"file"`
	Media   string `json:"media,omitempty"` // the folder of pictures and recordings; missing where there is none
	Files   int    `json:"files"`           // in it
	Missing int    `json:"missing"`         // files that are not on this machine
}

func runBackup(ctx context.Context, e *env, path string) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	folder := path + ".media"
	if _, err := os.Lstat(folder); err == nil {
		return fmt.Errorf("back up to %s: %s is there already", path, folder)
	}
	if err := db.Backup(ctx, path); err != nil {
		return err
	}
	done, err := backUpFiles(ctx, e, db, folder)
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, errors.Join(err, os.RemoveAll(folder), os.Remove(path)))
	}
	done.File = path
	if e.json {
		return e.printJSON(done)
	}
	if done.Files > 0 {
		e.note("%s: the database; %s: %s", path, folder, plural(done.Files, "file"))
	}
	if done.Missing > 0 {
		e.warn("%s not on this machine and not in the copy; prep media fetch --all brings them", plural(done.Missing, "file"))
	}
	return nil
}

// backUpFiles copies what there is of the files of all rows. It comes after the database: of what is added meanwhile
// the copy has a file more than it needs.
func backUpFiles(ctx context.Context, e *env, db *prep.DB, folder string) (done backupJSON, err error) {
	var files []prep.Media
	err = db.View(ctx, func(tx *prep.Tx) (err error) {
		files, err = tx.AllMedia()
		return err
	})
	if err != nil {
		return done, err
	}
	here := db.MediaHere(files)
	done.Files, done.Missing = len(here), len(files)-len(here)
	if len(here) == 0 {
		return done, nil
	}
	done.Media = folder
	bar := e.progress("copying files", len(here))
	defer bar.end()
	for i, file := range here {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		if err := copyPrivate(db.MediaPath(file), filepath.Join(folder, file.Name())); err != nil {
			return done, err
		}
		bar.set(i + 1)
	}
	return done, nil
}
