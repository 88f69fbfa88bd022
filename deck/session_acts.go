package deck

import (
	"context"
	"fmt"
	"slices"
	"time"

	"prep"
)

// act is one thing done in a session: a grade, or a note that was hidden.
type act struct {
	card   prep.ID
	note   prep.ID // zero for a grade
	action string  // suspended or buried
	back   func(*prep.Tx) error
}

// graded is one answer of a session.
type graded struct {
	card          Card
	before, after Memory
	rating        Rating
	took          time.Duration
}

// Reload returns the turn as it is after its card was edited. prep.ErrNotFound where it is gone.
func (s *Session) Reload(ctx context.Context, turn Turn) (Turn, error) {
	var fresh Turn
	err := s.update(ctx, func(b *book) (err error) {
		fresh, err = s.turn(b, turn.Card.ID)
		return err
	})
	fresh.Confidence = turn.Confidence
	return fresh, err
}

// Suspend hides the turn's note until it is unsuspended.
func (s *Session) Suspend(ctx context.Context, turn Turn) error {
	return s.hide(ctx, turn, "suspended",
		func(b *book) error { return Suspend(b.tx, turn.Card.Note, true) },
		func(tx *prep.Tx) error { return Suspend(tx, turn.Card.Note, false) })
}

// Bury hides the turn's note until tomorrow.
func (s *Session) Bury(ctx context.Context, turn Turn) error {
	return s.hide(ctx, turn, "buried",
		func(b *book) error { return Bury(b.tx, turn.Card.Note, b.today+1) },
		func(tx *prep.Tx) error { return Bury(tx, turn.Card.Note, turn.Card.Buried) })
}

func (s *Session) hide(ctx context.Context, turn Turn, action string, away func(*book) error, back func(*prep.Tx) error) error {
	err := s.update(ctx, func(b *book) (err error) {
		if err := away(b); err != nil {
			return err
		}
		s.steps, err = s.countSteps(b)
		return err
	})
	if err != nil {
		return err
	}
	s.queue = slices.DeleteFunc(s.queue, func(q Queued) bool { return q.Note == turn.Card.Note })
	s.acts = append(s.acts, act{card: turn.Card.ID, note: turn.Card.Note, action: action, back: back})
	return nil
}

// Skip puts the turn's card behind all others of this session.
func (s *Session) Skip(turn Turn) {
	if turn.Memory.DueTime != 0 {
		if s.later == nil {
			s.later = map[prep.ID]bool{}
		}
		s.later[turn.Card.ID] = true
		return
	}
	s.drop(turn.Card.ID)
	s.queue = append(s.queue, Queued{Card: turn.Card.ID, Note: turn.Card.Note, Deck: turn.Card.Deck, State: turn.Memory.State})
}

// Flag sets the flag of the turn's card, 0 for none, and returns the turn with it.
func (s *Session) Flag(ctx context.Context, turn Turn, flag int) (Turn, error) {
	return s.change(ctx, turn, func(tx *prep.Tx) error { return SetFlag(tx, turn.Card.ID, flag) })
}

// Tag replaces the tags of the turn's note and returns the turn with them.
func (s *Session) Tag(ctx context.Context, turn Turn, tags []string) (Turn, error) {
	return s.change(ctx, turn, func(tx *prep.Tx) error { return SetTags(tx, turn.Card.Note, tags) })
}

func (s *Session) change(ctx context.Context, turn Turn, f func(*prep.Tx) error) (Turn, error) {
	if err := s.db.Update(ctx, f); err != nil {
		return turn, fmt.Errorf("change card %s: %w", turn.Card.ID, err)
	}
	return s.Reload(ctx, turn)
}
