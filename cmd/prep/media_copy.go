package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"prep"
)

// copyPrivate copies a file to one of the owner's alone, whole or not at all.
func copyPrivate(from, to string) error {
	if err := makePrivate(filepath.Dir(to)); err != nil {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer source.Close()
	target, err := os.CreateTemp(filepath.Dir(to), ".prep-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("copy to %s: %w", to, err)
	}
	_, err = io.Copy(target, source)
	if err = errors.Join(err, target.Sync(), target.Close()); err == nil {
		err = os.Rename(target.Name(), to)
	}
	if err != nil {
		return fmt.Errorf("copy to %s: %w", to, errors.Join(err, os.Remove(target.Name())))
	}
	return nil
}

// exportPictures writes the files with these ids into the folder media beside exported decks, and fetches before what
// is not on this machine. It returns how many.
func exportPictures(ctx context.Context, e *env, folder string, shown []prep.ID) (int, error) {
	if len(shown) == 0 {
		return 0, nil
	}
	db, err := e.open(ctx)
	if err != nil {
		return 0, err
	}
	var files []prep.Media
	err = db.View(ctx, func(tx *prep.Tx) error {
		for _, id := range shown {
			file, err := tx.Media(id)
			if errors.Is(err, prep.ErrNotFound) {
				e.warn("a card shows the picture %s, which was never here or is deleted; its link is written as it is", id)
				continue
			}
			if err != nil {
				return err
			}
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if _, err := e.bring(ctx, files); err != nil {
		return 0, fmt.Errorf("export pictures: %w", err)
	}
	bar := e.progress("writing pictures", len(files))
	defer bar.end()
	for i, file := range files {
		if err := db.VerifyMedia(file); err != nil {
			return 0, fmt.Errorf("export pictures: %w", err)
		}
		if err := copyPrivate(db.MediaPath(file), filepath.Join(folder, filepath.FromSlash(file.Link()))); err != nil {
			return 0, fmt.Errorf("export pictures: %w", err)
		}
		bar.set(i + 1)
	}
	return len(files), nil
}

// shownBy returns the ids of the files that decks show, each once.
func shownBy(files []exported) []prep.ID {
	var ids []prep.ID
	for _, f := range files {
		ids = append(ids, f.shown...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
