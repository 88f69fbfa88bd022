package deck

import (
	"context"
	"fmt"

	"prep"
)

// Undo takes back the newest review, wherever it was made, and returns its card. The session asks that card
// next. prep.ErrNotFound before the first review.
func (s *Session) Undo(ctx context.Context) (Card, error) {
	card, err := Undo(ctx, s.db)
	if err != nil {
		return Card{}, err
	}
	s.again = card.ID
	err = s.db.View(ctx, func(tx *prep.Tx) error {
		b, err := openBook(tx)
		if err != nil {
			return err
		}
		s.steps, err = b.steps(s.opts)
		return err
	})
	if err != nil {
		return Card{}, err
	}
	if s.done > 0 {
		s.done--
	}
	if s.left >= 0 && s.opts.Limit > s.left {
		s.left++
	}
	return card, nil
}

// Undo takes back the newest review and returns its card.
func Undo(ctx context.Context, db *prep.DB) (Card, error) {
	var card Card
	err := db.Update(ctx, func(tx *prep.Tx) error {
		last, err := tx.LastReview()
		if err != nil {
			return err
		}
		if err := tx.UndoReview(last); err != nil {
			return err
		}
		if card, err = Get(tx, last.Card); err != nil {
			return err
		}
		return Freshen(tx, nil)
	})
	if err != nil {
		return Card{}, fmt.Errorf("undo: %w", err)
	}
	return card, nil
}
