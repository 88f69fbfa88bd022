package prep

import (
	"fmt"
	"strings"
)

// store writes what the events of a row come to into its table, and into the caches that follow from it.
func (tx *Tx) store(table Table, id ID, f folded) error {
	if err := tx.storeRow(table, id, f); err != nil {
		return fmt.Errorf("store %s %s: %w", table, id, err)
	}
	if err := tx.storeConflicts(id, f); err != nil {
		return fmt.Errorf("store %s %s: %w", table, id, err)
	}
	switch table {
	case Cards:
		return tx.storeSides(id, f)
	case Decks: // its retention and steps decide when its cards are due
		return tx.Exec("insert or ignore into stale select id from card where deck = ?", int64(id))
	case MediaFiles: // media.go says what the note means
		if !f.alive {
			return tx.Hold(id)
		}
		return tx.ReleaseMedia(id)
	}
	return nil
}

func (tx *Tx) storeRow(table Table, id ID, f folded) error {
	if !f.alive {
		if err := tx.Exec("delete from "+string(table)+" where id = ?", int64(id)); err != nil {
			return err
		}
		return tx.Exec(`insert into trash (id, kind, time) values (?, ?, ?)
			on conflict (id) do update set time = excluded.time`, int64(id), string(table), f.deleted)
	}
	if len(f.deletes) > 0 {
		if err := tx.Exec("delete from trash where id = ?", int64(id)); err != nil {
			return err
		}
	}
	values := []any{int64(id)}
	for _, column := range columns[table] {
		value, set := f.values[column.name]
		if !set {
			value = column.empty()
		}
		values = append(values, value)
	}
	return tx.Exec(upserts[table], values...)
}

// upserts is the statement that writes a whole row of each table.
var upserts = func() map[Table]string {
	statements := map[Table]string{}
	for table, all := range columns {
		names, updates := []string{"id"}, []string{}
		for _, column := range all {
			names = append(names, column.name)
			updates = append(updates, column.name+" = excluded."+column.name)
		}
		statements[table] = fmt.Sprintf("insert into %s (%s) values (?%s) on conflict (id) do update set %s",
			table, strings.Join(names, ", "), strings.Repeat(", ?", len(all)), strings.Join(updates, ", "))
	}
	return statements
}()

// storeConflicts keeps the list of versions that wait beside the one shown. Most rows have none and never
// had any: a row with one event needs no look.
func (tx *Tx) storeConflicts(id ID, f folded) error {
	if len(f.seen)+len(f.deletes) < 2 {
		return nil
	}
	if err := tx.Exec("delete from conflict where entity = ?", int64(id)); err != nil {
		return err
	}
	if !f.alive {
		return nil
	}
	for field, versions := range f.texts {
		for _, version := range versions[1:] {
			if err := tx.conflict(id, field, version.id); err != nil {
				return err
			}
		}
	}
	if f.revived {
		return tx.conflict(id, "", f.deletes[len(f.deletes)-1])
	}
	return nil
}

func (tx *Tx) conflict(id ID, field string, event EventID) error {
	return tx.Exec("insert or ignore into conflict (entity, field, event) values (?, ?, ?)", int64(id), field, event[:])
}

// storeSides gives the other sides of a note the text of its first card, whichever of them arrived first,
// and marks the memory of all of them for another look.
func (tx *Tx) storeSides(id ID, f folded) error {
	if err := tx.Exec("insert or ignore into stale (card) values (?)", int64(id)); err != nil {
		return err
	}
	if note, _ := f.values["note"].(int64); note != 0 {
		return tx.copyText("id = ?", int64(id))
	}
	var followed bool
	err := tx.Get("select exists (select 1 from card where note = ? and note != 0)", []any{int64(id)}, &followed)
	if err != nil || !followed {
		return err
	}
	if err := tx.copyText("note = ? and note != 0", int64(id)); err != nil {
		return err
	}
	return tx.Exec("insert or ignore into stale select id from card where note = ? and note != 0", int64(id))
}

// copyText copies what a note's first card says to its other sides.
func (tx *Tx) copyText(which string, id int64) error {
	return tx.Exec(`update card set (deck, kind, front, back, tags, entry, added) =
		(select deck, kind, front, back, tags, entry, added from card first where first.id = card.note)
		where `+which+` and note in (select id from card)`, id)
}
