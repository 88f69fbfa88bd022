package prep

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// localPurged is there when something was purged that the bucket may still hold under this machine's stream.
const localPurged = "purged"

// Purge takes a row and everything that was ever said of it out of the log, for good: here at once, on every other
// machine when it has synced, and whatever a machine says of it that has not. It is not undone by Restore. Cards, decks
// and files cannot be purged: delete them. ErrNotFound where no event speaks of the row.
func (tx *Tx) Purge(table Table, id ID) error {
	if !purgeable(table) {
		return fmt.Errorf("purge %s %s: only what is written can be purged", table, id)
	}
	edits, err := tx.edits(id)
	if err != nil {
		return err
	}
	if len(edits) == 0 || edits[0].Table != table {
		return fmt.Errorf("purge %s %s: %w", table, id, ErrNotFound)
	}
	// Deleted bytes would stay in the file until something else is written over them.
	if err := tx.Get("pragma secure_delete = on", nil, new(int)); err != nil {
		return err
	}
	c := change{Kind: kindPurge, Table: table, Entity: id}
	if _, _, err := tx.record(&c, fold(edits).stamp); err != nil {
		return err
	}
	return tx.applyPurge(c)
}

// purgeable reports whether rows of the table can be purged. A file's cannot: its pieces in the bucket are found by the
// hash in its row, and go when it is deleted.
func purgeable(table Table) bool { return table != Cards && table != Decks && table != MediaFiles }

// applyPurge removes the row and its events, and notes whether the bucket holds some of them in this machine's name.
func (tx *Tx) applyPurge(c change) error {
	if _, known := columns[c.Table]; !known || c.Entity == 0 || !purgeable(c.Table) {
		return nil
	}
	own, err := tx.ownNumber()
	if err != nil {
		return err
	}
	var gone []int64
	published := false
	err = tx.Each(func(scan func(...any) error) error {
		var seq, held int64
		var line []byte
		if err := scan(&seq, &line, &held); err != nil {
			return err
		}
		if !bytes.HasPrefix(line, []byte(`{"k":"`+kindPurge+`"`)) {
			gone = append(gone, seq)
			published = published || held == own || held == -own || held == claimed
		}
		return nil
	}, "select seq, line, coalesce(held, 0) from event where entity = ?", int64(c.Entity))
	if err != nil {
		return fmt.Errorf("purge %s: %w", c.Entity, err)
	}
	for _, seq := range gone {
		if err := tx.Exec("delete from event where seq = ?", seq); err != nil {
			return err
		}
	}
	tx.purges = new(true)
	err = errors.Join(
		tx.Exec("insert or ignore into purged (id) values (?)", int64(c.Entity)),
		tx.Exec("delete from "+string(c.Table)+" where id = ?", int64(c.Entity)),
		tx.Exec("delete from conflict where entity = ?", int64(c.Entity)),
		tx.Exec("delete from trash where id = ?", int64(c.Entity)),
	)
	if err == nil && published {
		err = tx.SetLocal(localPurged, 1)
	}
	return err
}

// purged reports whether nothing is to be known of the row any more.
func (tx *Tx) purged(id ID) (bool, error) {
	if tx.purges == nil {
		tx.purges = new(bool)
		if err := tx.Get("select exists (select 1 from purged)", nil, tx.purges); err != nil {
			return false, err
		}
	}
	if !*tx.purges {
		return false, nil
	}
	var gone bool
	err := tx.Get("select exists (select 1 from purged where id = ?)", []any{int64(id)}, &gone)
	return gone, err
}

// PurgedInBucket reports whether the bucket holds something under this machine's stream that was purged since.
func (tx *Tx) PurgedInBucket() (bool, error) {
	return tx.Local(localPurged, new(int))
}

// PurgedEverywhere notes that it does not any more.
func (tx *Tx) PurgedEverywhere() error { return tx.SetLocal(localPurged, nil) }

// Scrub writes the file anew without the traces of what was deleted from it: in unused pages, in the log of the
// last changes, and in the index of the words of entries.
func (db *DB) Scrub(ctx context.Context) error {
	for _, statement := range []string{
		"insert into entry_text (entry_text) values ('rebuild')", "vacuum", "pragma wal_checkpoint(truncate)",
	} {
		if _, err := db.write.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("scrub the database: %w", translate(err))
		}
	}
	return nil
}
