package journal

import (
	"errors"
	"fmt"
	"strings"

	"prep"
	"prep/deck"
)

// Attached counts what belongs to an entry.
type Attached struct {
	Cards    int `json:"cards"`     // its lesson card, which goes with it
	JobLinks int `json:"job_links"` // they go with it
	Answers  int `json:"answers"`   // they stay: their text stands alone
	Goals    int `json:"goals"`     // they stay
}

// AttachedTo counts what belongs to the entry, for the question before a delete.
func AttachedTo(tx *prep.Tx, id prep.ID) (Attached, error) {
	var a Attached
	n := int64(id)
	err := tx.Get(`select (select count(*) from card where id = ?), (select count(*) from job_link where entry = ?),
		(select count(*) from answer where entry = ?), (select count(*) from goal where entry = ?)`,
		[]any{int64(LessonCardID(id)), n, n, n}, &a.Cards, &a.JobLinks, &a.Answers, &a.Goals)
	if err != nil {
		return Attached{}, fmt.Errorf("entry %s: %w", id, err)
	}
	return a, nil
}

// Delete takes an entry away, with its lesson card, its links to jobs and its draft. Answers and goals stay,
// and so do cards that a person wrote about it.
func Delete(tx *prep.Tx, id prep.ID) error {
	if _, err := Get(tx, id); err != nil {
		return err
	}
	if err := removeCard(tx, LessonCardID(id)); err != nil {
		return fmt.Errorf("delete entry %s: %w", id, err)
	}
	links, err := idsWhere(tx, "select id from job_link where entry = ?", int64(id))
	if err != nil {
		return fmt.Errorf("delete entry %s: %w", id, err)
	}
	for _, link := range links {
		if err := tx.Delete(prep.JobLinks, link); err != nil {
			return fmt.Errorf("delete entry %s: %w", id, err)
		}
	}
	if err := DropDraft(tx, EntryDraft(id)); err != nil {
		return err
	}
	return tx.Delete(prep.Entries, id)
}

func removeCard(tx *prep.Tx, card prep.ID) error {
	if err := deck.Remove(tx, card); err != nil && !errors.Is(err, prep.ErrNotFound) {
		return err
	}
	return nil
}

// togetherMillis is how far apart the stamps of one Delete can be: they are given one after the other.
const togetherMillis = 1000

// Restore brings a deleted entry back with the lesson card and the links to jobs that went with it.
func Restore(tx *prep.Tx, id prep.ID) error { return restoreWhole(tx, prep.Entries, id) }

// restoreWhole brings a row back with the rows that belong to it and were deleted together with it.
func restoreWhole(tx *prep.Tx, table prep.Table, id prep.ID) error {
	gone, err := deletedAt(tx, id)
	if err == nil {
		err = tx.Restore(table, id)
	}
	var parts []part
	if err == nil {
		parts, err = partsGone(tx, string(table), id, gone)
	}
	for _, p := range parts {
		if err == nil {
			err = tx.Restore(p.table, p.id)
		}
	}
	if err != nil {
		return fmt.Errorf("restore %s %s: %w", table, id, err)
	}
	return nil
}

type part struct {
	table prep.Table
	id    prep.ID
}

// partsGone finds the rows that name an owner in a column (cards and links their entry, milestones their goal)
// and were deleted together with it.
func partsGone(tx *prep.Tx, column string, owner prep.ID, gone int64) ([]part, error) {
	var together, parts []part
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		var p part
		err := scan(&id, &p.table)
		p.id = prep.ID(id)
		together = append(together, p)
		return err
	}, "select id, kind from trash where kind in ('card', 'job_link', 'milestone') and time between ? and ?", gone-togetherMillis, gone)
	if err != nil {
		return nil, err
	}
	for _, p := range together {
		fields, err := tx.Fields(p.id)
		if err != nil {
			return nil, err
		}
		if fields[column] == int64(owner) {
			parts = append(parts, p)
		}
	}
	return parts, nil
}

// deletedAt tells when a row was deleted; prep.ErrNotFound where it was not.
func deletedAt(tx *prep.Tx, id prep.ID) (at int64, err error) {
	err = tx.Get("select time from trash where id = ?", []any{int64(id)}, &at)
	return at, err
}

// Deleted is a row in the trash.
type Deleted struct {
	ID    prep.ID `json:"id"`
	Title string  `json:"title"`   // what names it to a person
	Time  int64   `json:"deleted"` // Unix milliseconds
}

// Trash lists the deleted entries, answers, targets or goals that can be restored, the last one first.
func Trash(tx *prep.Tx, table prep.Table) ([]Deleted, error) {
	var deleted []Deleted
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		var d Deleted
		err := scan(&id, &d.Time)
		d.ID = prep.ID(id)
		deleted = append(deleted, d)
		return err
	}, "select id, time from trash where kind = ? order by time desc, id", string(table))
	for i := range deleted {
		if err != nil {
			break
		}
		var fields prep.Fields
		fields, err = tx.Fields(deleted[i].ID)
		var names []string
		for _, column := range []string{"title", "question", "company", "role", "text"} {
			if name, is := fields[column].(string); is && name != "" && (column != "text" || table == prep.Goals) {
				names = append(names, name)
			}
		}
		deleted[i].Title = strings.Join(names, " ")
	}
	if err != nil {
		return nil, fmt.Errorf("read the trash: %w", err)
	}
	return deleted, nil
}
