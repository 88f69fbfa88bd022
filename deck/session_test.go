package deck_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// clock is a clock that a test moves.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func starterDB(t *testing.T) (*prep.DB, *clock) {
	t.Helper()
	c := &clock{decktest.Noon}
	db := decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), c.Now)
	if err := deck.AddStarter(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	return db, c
}

func TestSessionLearnsUndoesAndResumes(t *testing.T) {
	ctx := context.Background()
	db, clock := starterDB(t)
	session, err := deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := session.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if first.Progress.New != 20 {
		t.Fatalf("progress %+v, want 20 new", first.Progress)
	}
	if err := session.Grade(ctx, first, deck.Again, 3*time.Second); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.Add(61 * time.Second)
	again, err := session.Next(ctx)
	if err != nil || again.Card.ID != first.Card.ID || again.Memory.State != deck.Learning {
		t.Fatalf("after a minute: %v %v, %v; want the first card in learning", again.Card.ID, again.Memory, err)
	}
	undone, err := session.Undo(ctx)
	if err != nil || undone.Card.ID != first.Card.ID {
		t.Fatalf("undo: %v, %v", undone.Card.ID, err)
	}
	// A killed session goes on in a new one, with nothing answered.
	session, err = deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[prep.ID]bool{}
	for {
		turn, err := session.Next(ctx)
		var done *deck.Done
		if errors.As(err, &done) {
			if done.Answered != 20 || len(seen) != 20 {
				t.Fatalf("answered %d, %d cards; want 20", done.Answered, len(seen))
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if seen[turn.Card.Note] {
			t.Errorf("note %s twice", turn.Card.Note)
		}
		seen[turn.Card.Note] = true
		if err := session.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	session, err = deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := session.Next(ctx); !errors.As(err, new(*deck.Done)) {
		t.Errorf("after the day's limit: %v, want Done", err)
	}
}

func TestImportTwiceChangesNothing(t *testing.T) {
	ctx := context.Background()
	db := decktest.Open(t)
	doc, err := deck.ParseMarkdown("go.md", []byte("Q: one\nA: two\n\nC: a [b] and [c]\n\nQ: one\nA: other\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []deck.Imported{{Added: 3}, {Unchanged: 3}} {
		err := db.Update(ctx, func(tx *prep.Tx) error {
			got, err := deck.Import(tx, doc)
			if got.Added != want.Added || got.Unchanged != want.Unchanged || got.Changed != 0 {
				t.Errorf("imported %+v, want %+v", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	query, err := deck.ParseQuery("kind:cloze -is:due prop:reps=0")
	if err != nil {
		t.Fatal(err)
	}
	err = deck.Read(ctx, db, func(tx *prep.Tx) error {
		found, err := deck.Search(tx, query, 0)
		if len(found) != 2 || found[1].Prompt() != "a b and […]" {
			t.Errorf("found %+v", found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
