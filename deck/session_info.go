package deck

import (
	"context"
	"fmt"

	"prep"
)

// Info is what is known of a card beside its text.
type Info struct {
	Reviews        []prep.Review // not taken back, the oldest first
	Retrievability float64       // today; 0 for a new card
}

// Info returns what is known of the turn's card.
func (s *Session) Info(ctx context.Context, turn Turn) (Info, error) {
	var info Info
	err := s.db.View(ctx, func(tx *prep.Tx) (err error) {
		b, err := openBook(tx)
		if err != nil {
			return err
		}
		info.Retrievability = b.schedulers.of(turn.Card.Deck).Retrievability(turn.Memory, b.today)
		info.Reviews, err = tx.Reviews(turn.Card.ID)
		return err
	})
	if err != nil {
		return Info{}, fmt.Errorf("info on card %s: %w", turn.Card.ID, err)
	}
	return info, nil
}

// Reset makes a card new again. Its reviews stay in the log, and undo brings its memory back.
func (s *Session) Reset(ctx context.Context, card prep.ID) error {
	err := s.update(ctx, func(b *book) error {
		_, err := b.tx.AddReview(prep.Review{
			Card: card, Time: b.tx.Now.UnixMilli(), Day: b.today, Kind: prep.ReviewReset,
		})
		if err != nil {
			return err
		}
		return b.freshen(nil)
	})
	if err != nil {
		return fmt.Errorf("reset card %s: %w", card, err)
	}
	s.acts = append(s.acts, act{card: card})
	s.load.forget()
	return nil
}
