package deck

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"prep"
)

// DeletedNote is a note that was deleted and can come back.
type DeletedNote struct {
	ID    prep.ID   `json:"id"`
	Front string    `json:"front"`
	Time  time.Time `json:"deleted"`
}

// DeletedNotes returns the deleted notes, the newest first.
func DeletedNotes(tx *prep.Tx) ([]DeletedNote, error) {
	var notes []DeletedNote
	err := tx.Each(func(scan func(...any) error) error {
		var id, at int64
		err := scan(&id, &at)
		notes = append(notes, DeletedNote{ID: prep.ID(id), Time: time.UnixMilli(at).UTC()})
		return err
	}, "select id, time from trash where kind = 'card' order by time desc, id")
	if err != nil {
		return nil, fmt.Errorf("deleted cards: %w", err)
	}
	kept := notes[:0]
	for _, note := range notes {
		fields, err := tx.Fields(note.ID)
		if err != nil {
			return nil, fmt.Errorf("deleted card %s: %w", note.ID, err)
		}
		front, first := fields["front"].(string)
		if !first { // another side: it comes back with the note
			continue
		}
		note.Front = front
		kept = append(kept, note)
	}
	return kept, nil
}

// Restore brings a deleted note back, with all its cards and their history; prefix is the beginning of its id.
func Restore(tx *prep.Tx, prefix string) error {
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return err
	}
	var ids []prep.ID
	err = tx.Each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, prep.ID(id))
		return err
	}, "select id from trash where kind = 'card' and id between ? and ? order by id", int64(from), int64(to))
	switch {
	case err != nil:
		return err
	case len(ids) == 0:
		return fmt.Errorf("deleted card %q: %w", prefix, prep.ErrNotFound)
	case len(ids) > 1:
		return fmt.Errorf("deleted card %q: %w: %s", prefix, prep.ErrAmbiguous, ids)
	}
	if err := tx.Restore(prep.Cards, ids[0]); err != nil {
		return err
	}
	card, err := Get(tx, ids[0])
	if err != nil {
		return err
	}
	for _, file := range named(card.Front, card.Back) { // it may have been pruned meanwhile
		if _, err := restoreFile(tx, file); err != nil {
			return err
		}
	}
	n := Note{Kind: card.Kind, Front: card.Front}.Cards()
	for ord := 1; ord < n; ord++ {
		err := tx.Restore(prep.Cards, SideID(card.Note, ord))
		if err != nil && !errors.Is(err, prep.ErrNotFound) {
			return err
		}
	}
	return nil
}

// TagCount is a tag and the number of cards that have it.
type TagCount struct {
	Tag   string `json:"tag"`
	Cards int    `json:"cards"`
}

// Tags returns every tag by name.
func Tags(tx *prep.Tx) ([]TagCount, error) {
	counts := map[string]int{}
	err := tx.Each(func(scan func(...any) error) error {
		var tags string
		var n int
		err := scan(&tags, &n)
		for tag := range strings.FieldsSeq(tags) {
			counts[tag] += n
		}
		return err
	}, "select tags, count(*) from card where tags != '' group by tags")
	if err != nil {
		return nil, fmt.Errorf("tags: %w", err)
	}
	tags := make([]TagCount, 0, len(counts))
	for tag, n := range counts {
		tags = append(tags, TagCount{tag, n})
	}
	slices.SortFunc(tags, func(a, b TagCount) int { return strings.Compare(a.Tag, b.Tag) })
	return tags, nil
}
