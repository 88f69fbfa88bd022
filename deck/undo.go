package deck

import (
	"context"
	"errors"
	"fmt"

	"prep"
)

// Undone is what an undo took back.
type Undone struct {
	Card   Card
	Review prep.Review // the grade; zero where the card had been hidden
	Hidden string      // "suspended" or "buried": the card is back
}

// Undo takes back the last thing that was done: a card hidden in this session, or else the newest review,
// wherever it was made. The session asks that card next. prep.ErrNotFound before the first review.
func (s *Session) Undo(ctx context.Context) (Undone, error) {
	var undone Undone
	var err error
	if n := len(s.acts); n > 0 && s.acts[n-1].note != 0 {
		undone, err = s.unhide(ctx, s.acts[n-1])
	} else if undone, err = Undo(ctx, s.db); err == nil {
		s.ungrade(undone.Card.ID)
	}
	if err != nil {
		return Undone{}, err
	}
	if len(s.acts) > 0 {
		s.acts = s.acts[:len(s.acts)-1]
	}
	s.again = undone.Card.ID
	s.load.forget()
	return undone, s.db.View(ctx, func(tx *prep.Tx) error {
		b, err := openBook(tx)
		if err != nil {
			return err
		}
		s.steps, err = s.countSteps(b)
		return err
	})
}

// unhide shows a note again.
func (s *Session) unhide(ctx context.Context, last act) (Undone, error) {
	var card Card
	err := s.update(ctx, func(b *book) (err error) {
		if err := last.back(b.tx); err != nil {
			return err
		}
		card, err = Get(b.tx, last.card)
		return err
	})
	if err != nil {
		return Undone{}, fmt.Errorf("undo: %w", err)
	}
	return Undone{Card: card, Hidden: last.action}, nil
}

// ungrade takes a grade out of the session's counts.
func (s *Session) ungrade(card prep.ID) {
	if s.done > 0 {
		s.done--
	}
	if s.left >= 0 && s.opts.Limit > s.left {
		s.left++
	}
	if n := len(s.grades); n > 0 && s.grades[n-1].card.ID == card {
		s.grades = s.grades[:n-1]
	}
}

// Undo takes back the newest review.
func Undo(ctx context.Context, db *prep.DB) (Undone, error) {
	var undone Undone
	err := db.Update(ctx, func(tx *prep.Tx) (err error) {
		if undone.Review, err = tx.LastReview(); err != nil {
			return err
		}
		if err := tx.UndoReview(undone.Review); err != nil {
			return err
		}
		undone.Card, err = Get(tx, undone.Review.Card)
		if errors.Is(err, prep.ErrNotFound) { // deleted since: its history is shorter all the same
			undone.Card = Card{ID: undone.Review.Card}
		} else if err != nil {
			return err
		}
		return Freshen(tx, nil)
	})
	if err != nil {
		return Undone{}, fmt.Errorf("undo: %w", err)
	}
	return undone, nil
}
