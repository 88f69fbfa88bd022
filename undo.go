package prep

import (
	"errors"
	"fmt"
)

// undoEarly takes the review back if its undo arrived first.
func (tx *Tx) undoEarly(r Review) error {
	if tx.undos == nil {
		tx.undos = new(bool)
		if err := tx.Get("select exists (select 1 from undo)", nil, tx.undos); err != nil {
			return err
		}
	}
	if !*tx.undos {
		return nil
	}
	err := tx.Get("select 1 from undo where card = ? and time = ? limit 1", []any{int64(r.Card), r.Time}, new(int))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.applyUndos(r.Card, r.Time)
}

// forget drops the memory of a card: it is computed from its reviews before it is next needed.
func (tx *Tx) forget(card ID) error {
	if tx.forgotten == card {
		return nil
	}
	if err := tx.Exec("delete from memory where card = ?", int64(card)); err != nil {
		return err
	}
	if err := tx.Exec("insert or ignore into stale (card) values (?)", int64(card)); err != nil {
		return err
	}
	tx.forgotten = card
	return nil
}

// UndoReview takes a review back, on every machine, for good.
func (tx *Tx) UndoReview(r Review) error {
	event, err := tx.eventOf(r)
	if err != nil {
		return err
	}
	c := change{Kind: kindUndo, Entity: r.Card, Time: r.Time, Review: &event}
	if _, _, err := tx.record(&c, 0); err != nil {
		return err
	}
	return tx.applyUndo(c)
}

func (tx *Tx) applyUndo(c change) error {
	err := tx.Exec("insert or ignore into undo (card, time, review) values (?, ?, ?)", int64(c.Entity), c.Time, c.Review[:])
	if err != nil {
		return err
	}
	tx.undos = new(true)
	return tx.applyUndos(c.Entity, c.Time)
}

// applyUndos marks the reviews of the card at that instant that an undo names.
func (tx *Tx) applyUndos(card ID, at int64) error {
	undone := map[EventID]bool{}
	err := tx.Each(func(scan func(...any) error) error {
		var id []byte
		err := scan(&id)
		undone[EventID(id)] = true
		return err
	}, "select review from undo where card = ? and time = ?", int64(card), at)
	if err != nil {
		return err
	}
	reviews, err := tx.reviews("where r.card = ? and r.time = ?", int64(card), at)
	if err != nil {
		return err
	}
	for _, r := range reviews {
		event, err := tx.eventOf(r)
		if err != nil {
			return err
		}
		if !undone[event] {
			continue
		}
		n, err := tx.streamNumber(r.Stream)
		if err != nil {
			return err
		}
		err = tx.Exec(`update review set undone = 1 where card = ? and time = ? and stream = ? and rating = ? and day = ?
			and duration = ? and kind = ? and confidence = ? and place = ? and line = ?`,
			int64(r.Card), r.Time, n, r.Rating, int64(r.Day), r.Duration, int64(r.Kind), r.Confidence, r.Place, r.line)
		if err != nil {
			return err
		}
	}
	return tx.forget(card)
}

// eventOf names the review's event.
func (tx *Tx) eventOf(r Review) (EventID, error) {
	if r.line == 0 {
		return EventIDOf(r.Stream, r.Line()), nil
	}
	var id []byte
	if err := tx.Get("select id from event where seq = ?", []any{r.line}, &id); err != nil {
		return EventID{}, fmt.Errorf("review of %s: its line: %w", r.Card, err)
	}
	return EventID(id), nil
}
