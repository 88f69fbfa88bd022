package prep

import (
	"bytes"
	"database/sql"
	"fmt"
	"time"
)

// clockLead is how far another machine's stamp may push this machine's clock. One that is further ahead is
// accepted and outdone edit by edit, but does not poison what is written here.
const clockLead = 5 * time.Minute

// Apply adds an event that came from the bucket, where it is held under a stream. It reports false where the
// event was here. A line that this version does not understand is kept and passed on, and changes nothing.
func (tx *Tx) Apply(stream ID, line []byte, under ID) (bool, error) {
	n, err := tx.streamNumber(under)
	if err != nil {
		return false, err
	}
	added, err := tx.apply(stream, line, sql.NullInt64{Int64: n, Valid: true})
	if err == nil && !added {
		err = tx.hold(stream, line, n)
	}
	if err != nil {
		return false, fmt.Errorf("apply event %s: %w", EventIDOf(stream, line), err)
	}
	return added, nil
}

func (tx *Tx) apply(stream ID, line []byte, held sql.NullInt64) (bool, error) {
	e := edit{id: EventIDOf(stream, line), stream: stream}
	if bytes.HasPrefix(line, []byte(`{"k":"rev"`)) {
		r, whole, err := decodeReview(stream, line)
		if err == nil && whole {
			return tx.addReview(r, held)
		}
		e.Entity = r.Card
		return tx.applyLine(e, line, true, held, func(seq int64) error {
			if err != nil {
				return nil // no review that this version knows
			}
			r.line = seq
			_, err := tx.addReview(r, sql.NullInt64{})
			return err
		})
	}
	c, whole, err := decodeChange(line)
	if err != nil {
		c, whole = change{}, false
	}
	e.change = c
	if c.Entity != 0 && c.Kind != kindPurge {
		if gone, err := tx.purged(c.Entity); err != nil || gone {
			return false, err
		}
	}
	return tx.applyLine(e, line, !whole, held, func(int64) error { return tx.applyChange(c) })
}

// applyLine appends the line to the log and, when it is new, runs what it does.
func (tx *Tx) applyLine(e edit, line []byte, opaque bool, held sql.NullInt64, do func(seq int64) error) (bool, error) {
	added, err := tx.log(e, line, opaque, held)
	if err != nil || !added {
		return false, err
	}
	var seq int64
	if err := tx.Get("select last_insert_rowid()", nil, &seq); err != nil {
		return false, err
	}
	return true, do(seq)
}

// applyChange folds a logged change into its row.
func (tx *Tx) applyChange(c change) error {
	switch c.Kind {
	case kindUndo:
		if c.Review == nil {
			return nil
		}
		return tx.applyUndo(c)
	case kindPurge:
		return tx.applyPurge(c)
	case kindSet, kindDelete, kindBack:
	default:
		return nil
	}
	if _, known := columns[c.Table]; !known || c.Entity == 0 {
		return nil
	}
	if err := tx.follow(c.Stamp); err != nil {
		return err
	}
	edits, err := tx.edits(c.Entity)
	if err != nil {
		return err
	}
	return tx.store(c.Table, c.Entity, fold(edits))
}

// follow moves this machine's clock after another's stamp.
func (tx *Tx) follow(stamp Stamp) error {
	if _, err := tx.lastStamp(); err != nil {
		return err
	}
	*tx.clock = max(*tx.clock, min(stamp, StampAt(tx.Now.Add(clockLead).UnixMilli())))
	return nil
}

// Rebuild computes every row and cache again from the log: what an upgrade does with events that an older
// version did not understand, and what prep doctor compares with. progress may be nil.
func (tx *Tx) Rebuild(progress func(done, total int)) error {
	var entities []ID
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		entities = append(entities, ID(id))
		return err
	}, "select distinct entity from event where entity != 0")
	if err != nil {
		return err
	}
	for i, id := range entities {
		edits, err := tx.edits(id)
		if err != nil {
			return err
		}
		if len(edits) > 0 {
			if err := tx.store(edits[0].Table, id, fold(edits)); err != nil {
				return err
			}
		}
		if progress != nil {
			progress(i+1, len(entities))
		}
	}
	return nil
}
