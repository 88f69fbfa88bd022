package deck

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"prep"
)

// KeptDeleted is how long what was deleted still counts: a picture that only a deleted card shows is kept as long,
// and the file of a picture that was pruned.
const KeptDeleted = 30 * 24 * time.Hour

// FilesShown returns the cards that name a file, by file: the first card of each note. Anything that looks like a
// link counts, also in code: what is named is not to be lost.
func FilesShown(tx *prep.Tx) (map[prep.ID][]prep.ID, error) {
	shown := map[prep.ID][]prep.ID{}
	err := tx.Each(func(scan func(...any) error) error {
		var card int64
		var front, back string
		err := scan(&card, &front, &back)
		for _, id := range named(front, back) {
			shown[id] = append(shown[id], prep.ID(card))
		}
		return err
	}, "select id, front, back from card where note = 0 and (front like '%media/%' or back like '%media/%') order by added, id")
	if err != nil {
		return nil, fmt.Errorf("read which cards show pictures: %w", err)
	}
	return shown, nil
}

// fileLink matches the link to a file (prep.Media.Link) wherever it stands.
var fileLink = regexp.MustCompile(`media/[a-z2-7]{13}\.[a-z0-9]{1,8}`)

// named returns the files that texts name, each once.
func named(texts ...string) []prep.ID {
	var ids []prep.ID
	for _, text := range texts {
		for _, link := range fileLink.FindAllString(text, -1) {
			if id, ok := prep.ParseMediaLink(link); ok && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// UnusedFiles returns the files that nothing refers to: no card and no answer names them, none that was deleted
// within KeptDeleted did, and the attempt that they recorded is gone as long.
func UnusedFiles(tx *prep.Tx) ([]prep.Media, error) {
	files, err := tx.AllMedia()
	if err != nil || len(files) == 0 {
		return nil, err
	}
	shown, err := FilesShown(tx)
	if err != nil {
		return nil, err
	}
	used := map[prep.ID]bool{}
	for id := range shown {
		used[id] = true
	}
	err = tx.Each(func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		for _, id := range named(text) {
			used[id] = true
		}
		return err
	}, "select text from answer where text like '%media/%'")
	if err != nil {
		return nil, fmt.Errorf("read which answers show pictures: %w", err)
	}
	attempts, err := recentlyUsed(tx, used)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(files, func(m prep.Media) bool { return used[m.ID] || m.Attempt != 0 && attempts[m.Attempt] }), nil
}

// recentlyUsed adds the files that cards and answers named which were deleted a short time ago, and returns the
// attempts that are there or were then.
func recentlyUsed(tx *prep.Tx, used map[prep.ID]bool) (attempts map[prep.ID]bool, err error) {
	attempts = map[prep.ID]bool{}
	var deleted []prep.ID
	err = tx.Each(func(scan func(...any) error) error {
		var id int64
		var kind string
		err := scan(&id, &kind)
		if kind == string(prep.Attempts) {
			attempts[prep.ID(id)] = true
		} else {
			deleted = append(deleted, prep.ID(id))
		}
		return err
	}, `select id, kind from trash where kind in ('card', 'answer', 'attempt') and time > ?
		union all select id, 'attempt' from attempt`, tx.Now.Add(-KeptDeleted).UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("read what was deleted: %w", err)
	}
	for _, id := range deleted {
		fields, err := tx.Fields(id)
		if err != nil {
			return nil, err
		}
		for _, column := range []string{"front", "back", "text"} {
			text, _ := fields[column].(string)
			for _, file := range named(text) {
				used[file] = true
			}
		}
	}
	return attempts, nil
}

// RestoreFiles brings back the rows of deleted files that cards show, and returns how many: another machine may have
// shown one while this one pruned it.
func RestoreFiles(tx *prep.Tx) (int, error) {
	shown, err := FilesShown(tx)
	if err != nil {
		return 0, err
	}
	restored := 0
	for id := range shown {
		back, err := restoreFile(tx, id)
		if err != nil {
			return 0, err
		}
		if back {
			restored++
		}
	}
	return restored, nil
}

func restoreFile(tx *prep.Tx, id prep.ID) (bool, error) {
	if table, err := tx.TableOf(id); errors.Is(err, prep.ErrNotFound) || err == nil && table != prep.MediaFiles {
		return false, nil // no file of ours: the text only looks so
	} else if err != nil {
		return false, err
	}
	deleted, err := tx.Deleted(id)
	if err != nil || !deleted {
		return false, err
	}
	return true, tx.Restore(prep.MediaFiles, id)
}

// StoredFile returns the row of a file, also as it was when it was deleted: AddFiles brings it back.
// prep.ErrNotFound where there was none.
func StoredFile(tx *prep.Tx, id prep.ID) (prep.Media, error) {
	file, err := tx.Media(id)
	if !errors.Is(err, prep.ErrNotFound) {
		return file, err
	}
	deleted, err := tx.Deleted(id)
	if err == nil && deleted {
		file, err = deletedFile(tx, id)
	}
	if err == nil && file.Check() != nil { // none, or a row of another table
		err = fmt.Errorf("file %s: %w", id, prep.ErrNotFound)
	}
	return file, err
}

func deletedFile(tx *prep.Tx, id prep.ID) (prep.Media, error) {
	fields, err := tx.Fields(id)
	file := prep.Media{ID: id}
	file.Hash, _ = fields["hash"].(string)
	file.Type, _ = fields["type"].(string)
	file.Size, _ = fields["size"].(int64)
	attempt, _ := fields["attempt"].(int64)
	file.Attempt = prep.ID(attempt)
	return file, err
}

// DeletedFile is a file whose row was deleted.
type DeletedFile struct {
	prep.Media
	Time time.Time // when
}

// DeletedFiles returns the files that were deleted, the newest first.
func DeletedFiles(tx *prep.Tx) ([]DeletedFile, error) {
	var files []DeletedFile
	err := tx.Each(func(scan func(...any) error) error {
		var id, at int64
		err := scan(&id, &at)
		files = append(files, DeletedFile{prep.Media{ID: prep.ID(id)}, time.UnixMilli(at)})
		return err
	}, "select id, time from trash where kind = 'media' order by time desc, id")
	if err != nil {
		return nil, fmt.Errorf("read deleted files: %w", err)
	}
	whole := files[:0]
	for _, file := range files {
		var err error
		if file.Media, err = deletedFile(tx, file.ID); err != nil {
			return nil, fmt.Errorf("read deleted files: %w", err)
		}
		if file.Check() == nil {
			whole = append(whole, file)
		}
	}
	return whole, nil
}
