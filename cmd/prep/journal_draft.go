package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"prep"
	"prep/journal"
)

// kept is a text in an editor that outlives a crash. Two things are kept: the file that the editor writes to, and
// in the database what its author was looking at, so that a text saved days later still replaces that and nothing
// newer.
type kept struct {
	key  string // of the draft in the database
	file string // what the names of its files begin with
}

// begin puts the text that the editor starts from into draft, the kept one where there is one, and reports whether
// there was. fresh drops it instead.
func (k kept) begin(ctx context.Context, e *env, draft *journal.Draft, fresh bool) (resumed bool, err error) {
	files, err := k.files(e)
	if err != nil {
		return false, err
	}
	err = e.change(ctx, func(tx *prep.Tx) error {
		before, has, err := journal.ReadDraft(tx, k.key)
		if err != nil {
			return err
		}
		if has && !fresh {
			if len(files) > 0 { // what the editor wrote last is newer than what it started from
				text, err := os.ReadFile(files[0])
				if err != nil {
					return err
				}
				before.Text = string(text)
			}
			if resumed = before.Text != draft.Text; resumed {
				*draft = before
			}
		}
		return journal.KeepDraft(tx, k.key, *draft)
	})
	if err != nil {
		return false, err
	}
	if resumed {
		e.note("going on with the draft of %s (--fresh drops it)", time.UnixMilli(draft.Time).Format("2006-01-02 15:04"))
	}
	for _, file := range files { // it is in the database now, or was dropped
		if err := os.Remove(file); err != nil {
			return resumed, err
		}
	}
	return resumed, nil
}

// files returns the files that editors left behind, the newest first.
func (k kept) files(e *env) ([]string, error) {
	places, err := e.paths()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(places.Drafts(), k.file+"-*.md"))
	if err != nil {
		return nil, err
	}
	written := map[string]time.Time{}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			written[file] = info.ModTime()
		}
	}
	slices.SortFunc(files, func(a, b string) int { return written[b].Compare(written[a]) })
	return files, nil
}
