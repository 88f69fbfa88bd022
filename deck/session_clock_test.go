package deck_test

import (
	"context"
	"testing"
	"time"

	"prep"
	"prep/deck"
)

// A clock that is set back between two answers leaves the memory that the whole history gives.
func TestTheClockIsSetBackDuringAReview(t *testing.T) {
	for _, back := range []time.Duration{0, time.Second, 2 * time.Hour, 30 * time.Hour} {
		ctx := context.Background()
		db, clock := starterDB(t)
		s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
		if err != nil {
			t.Fatal(err)
		}
		first := nextCard(t, s)
		if err := s.Grade(ctx, first, deck.Good, time.Second); err != nil {
			t.Fatal(err)
		}
		clock.now = clock.now.Add(-back)
		turn, err := s.Reload(ctx, first)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
			t.Fatalf("set back %v: %v", back, err)
		}
		memory := func() (m deck.Memory) {
			t.Helper()
			err := deck.Read(ctx, db, func(tx *prep.Tx) (err error) {
				m, err = deck.MemoryOf(tx, first.Card.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		kept := memory()
		err = db.Update(ctx, func(tx *prep.Tx) error { return tx.Exec("insert or ignore into stale select id from card") })
		if err != nil {
			t.Fatal(err)
		}
		if again := memory(); kept != again || kept.Reps != 2 {
			t.Errorf("set back %v: memory %+v, from the history %+v", back, kept, again)
		}
		if _, err := s.Next(ctx); err != nil {
			t.Errorf("set back %v: %v", back, err)
		}
	}
}
