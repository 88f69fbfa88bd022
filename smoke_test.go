package prep

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

func openTest(t testing.TB) *DB {
	t.Helper()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "prep.db"), Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestSetReviewUndoDelete(t *testing.T) {
	db := openTest(t)
	ctx := context.Background()
	card := NewID()
	err := db.Update(ctx, func(tx *Tx) error {
		if _, err := tx.Set(Cards, card, Fields{"kind": "question", "front": "f", "back": "b"}); err != nil {
			return err
		}
		changed, err := tx.Set(Cards, card, Fields{"front": "f"})
		if err != nil || changed {
			t.Errorf("same value: changed %v, %v", changed, err)
		}
		if _, err := tx.AddReview(Review{Card: card, Time: tx.Now.UnixMilli(), Rating: 3, Day: 20000, Duration: 1200}); err != nil {
			return err
		}
		r, err := tx.LastReview()
		if err != nil {
			return err
		}
		if err := tx.UndoReview(r); err != nil {
			return err
		}
		left, err := tx.Reviews(card)
		if err != nil || len(left) != 0 {
			t.Errorf("after undo: %v, %v", left, err)
		}
		return tx.Delete(Cards, card)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(ctx, func(tx *Tx) error {
		var n int
		if err := tx.Get("select count(*) from event", nil, &n); err != nil {
			return err
		}
		if n != 3 {
			t.Errorf("%d events, want 3", n)
		}
		deleted, err := tx.Deleted(card)
		if !deleted {
			t.Error("not in the trash")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
