package deck_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"prep"
	"prep/deck"
)

func nextCard(t *testing.T, s *deck.Session) deck.Turn {
	t.Helper()
	turn, err := s.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func TestSessionHidesSkipsAndBringsBack(t *testing.T) {
	ctx := context.Background()
	db, _ := starterDB(t)
	limit := 3
	s, err := deck.NewSession(ctx, db, deck.QueueOptions{New: &limit})
	if err != nil {
		t.Fatal(err)
	}
	first := nextCard(t, s)
	s.Skip(first)
	second := nextCard(t, s)
	if second.Card.ID == first.Card.ID || second.Progress.New != 3 {
		t.Fatalf("after a skip: card %s again, %+v left", second.Card.ID, second.Progress)
	}
	if err := s.Suspend(ctx, second); err != nil {
		t.Fatal(err)
	}
	third := nextCard(t, s)
	if third.Card.ID == second.Card.ID || third.Progress.New != 2 {
		t.Fatalf("after suspending: %+v left", third.Progress)
	}
	undone, err := s.Undo(ctx)
	if err != nil || undone.Hidden != "suspended" || undone.Card.Suspended {
		t.Fatalf("undo of suspending: %+v, %v", undone, err)
	}
	if back := nextCard(t, s); back.Card.ID != second.Card.ID || back.Progress.New != 3 {
		t.Fatalf("after the undo: card %s, %+v left; want %s back", back.Card.ID, back.Progress, second.Card.ID)
	}
	second.Confidence = 4
	if err := s.Grade(ctx, second, deck.Good, time.Second); err != nil {
		t.Fatal(err)
	}
	if err := s.Bury(ctx, nextCard(t, s)); err != nil {
		t.Fatal(err)
	}
	if last := nextCard(t, s); last.Card.ID != first.Card.ID {
		t.Errorf("last: card %s, want the skipped one", last.Card.ID)
	}
	err = db.View(ctx, func(tx *prep.Tx) error {
		reviews, err := tx.Reviews(second.Card.ID)
		if len(reviews) != 1 || reviews[0].Confidence != 4 {
			t.Errorf("reviews %+v, want one with confidence 4", reviews)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUndoAfterTheCardIsDeleted(t *testing.T) {
	ctx := context.Background()
	db, _ := starterDB(t)
	s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	turn := nextCard(t, s)
	if err := s.Grade(ctx, turn, deck.Good, time.Second); err != nil {
		t.Fatal(err)
	}
	if err := db.Update(ctx, func(tx *prep.Tx) error { return deck.Remove(tx, turn.Card.Note) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if next := nextCard(t, s); next.Card.Note == turn.Card.Note {
		t.Error("the deleted card is asked")
	}
	gone := nextCard(t, s)
	if err := db.Update(ctx, func(tx *prep.Tx) error { return deck.Remove(tx, gone.Card.Note) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Grade(ctx, gone, deck.Good, time.Second); !errors.Is(err, prep.ErrNotFound) {
		t.Errorf("grade of a deleted card: %v, want not found", err)
	}
}

func TestLeechIsTaggedAtEightLapsesAndTold(t *testing.T) {
	ctx := context.Background()
	db, clock := starterDB(t)
	one := 1
	told := 0
	var card prep.ID
	for range 13 {
		s, err := deck.NewSession(ctx, db, deck.QueueOptions{New: &one, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		turn := nextCard(t, s)
		if card == 0 {
			card, one = turn.Card.ID, 0
		}
		for _, rating := range []deck.Rating{deck.Again, deck.Easy} {
			turn, err := s.Reload(ctx, turn)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Grade(ctx, turn, rating, time.Second); err != nil {
				t.Fatal(err)
			}
			clock.now = clock.now.Add(time.Minute)
		}
		sum, err := s.Summary(ctx)
		if err != nil {
			t.Fatal(err)
		}
		told += len(sum.Leeches)
		clock.now = clock.now.AddDate(0, 0, 90)
	}
	err := deck.Read(ctx, db, func(tx *prep.Tx) error {
		memory, err := deck.MemoryOf(tx, card)
		if err != nil {
			return err
		}
		if memory.Lapses != 12 || told != 2 {
			t.Errorf("%d lapses, told %d times; want 12 and twice, at 8 and at 12", memory.Lapses, told)
		}
		leech, err := deck.Get(tx, card)
		if tags := leech.Tags; len(tags) == 0 || tags[0] != deck.TagLeech {
			t.Errorf("tags %v, want leech among them", tags)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnEarlyStepIsNotTheCardJustAnswered(t *testing.T) {
	ctx := context.Background()
	db, _ := starterDB(t)
	two := 2
	s, err := deck.NewSession(ctx, db, deck.QueueOptions{New: &two})
	if err != nil {
		t.Fatal(err)
	}
	first := nextCard(t, s)
	if err := s.Grade(ctx, first, deck.Good, time.Second); err != nil { // in 10 minutes
		t.Fatal(err)
	}
	second := nextCard(t, s)
	if err := s.Grade(ctx, second, deck.Again, time.Second); err != nil { // in one
		t.Fatal(err)
	}
	if next := nextCard(t, s); next.Card.ID != first.Card.ID {
		t.Error("the card just forgotten comes at once, with another one in its steps")
	}
	if err := s.Grade(ctx, first, deck.Easy, time.Second); err != nil {
		t.Fatal(err)
	}
	if next := nextCard(t, s); next.Card.ID != second.Card.ID {
		t.Error("the last step does not come early")
	}
}
