package main

import (
	"context"
	"errors"
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
	id   prep.ID
	rows rowKind // what id is one of
}

// edit opens the editor on a draft that began, until save has taken its text, and says what came of it. save reports
// whether it changed anything, and whether the text was changed elsewhere meanwhile, so that two versions of it are kept.
func (k kept) edit(ctx context.Context, e *env, text string, resumed bool, save func(tx *prep.Tx, text string) (changed, both bool, err error)) (saved bool, err error) {
	both := false
	err = e.compose(ctx, k.file+".md", []byte(text), func(text []byte) error {
		return e.change(ctx, func(tx *prep.Tx) error {
			var err error
			if saved, both, err = save(tx, string(text)); err != nil {
				return err
			}
			return journal.DropDraft(tx, k.key)
		})
	})
	switch {
	case errors.Is(err, errNothingSaved) && resumed:
		e.note("nothing was saved; the draft is kept (--fresh drops it)")
		return false, nil
	case errors.Is(err, errNothingSaved):
		e.note("nothing was changed")
		return false, e.change(ctx, func(tx *prep.Tx) error { return journal.DropDraft(tx, k.key) })
	case err == nil && !saved:
		e.note("nothing was changed")
	case err == nil && both:
		e.warn("%s %s was changed elsewhere meanwhile: both texts are kept", k.rows.name, k.id)
		e.hint("prep %s history %s shows them, prep %s restore chooses one", k.rows.group, k.id.Short(), k.rows.group)
	}
	return saved, err
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

// twoVersions reports whether a text of the row has two versions neither of which replaces the other: what was opened
// was not what was there at the end. Only the fields count that wanted names.
func twoVersions(tx *prep.Tx, table prep.Table, id prep.ID, wanted func(field string) bool) (bool, error) {
	versions, err := journal.History(tx, table, id)
	if errors.Is(err, prep.ErrNotFound) { // no long text at all
		return false, nil
	}
	current := map[string]bool{}
	for _, v := range versions {
		if !v.Current || !wanted(v.Field) {
			continue
		}
		if current[v.Field] {
			return true, err
		}
		current[v.Field] = true
	}
	return false, err
}
