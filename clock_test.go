package prep

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRedate: the review is taken back and there again, on the day that its time has where its owner is.
func TestRedate(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 3, 4, 30, 0, 0, berlin)
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "prep.db"), Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	card := ID(7)
	update(t, db, func(tx *Tx) error {
		if err := tx.Join(9); err != nil {
			return err
		}
		at := now.Add(3 * time.Hour)
		for i := range 3 {
			r := Review{Card: card, Time: at.UnixMilli() + int64(i), Rating: 3, Day: DayOf(at, DefaultRollover), Duration: 1000}
			if _, err := tx.AddReview(r); err != nil {
				return err
			}
		}
		first, err := tx.UnpublishedAfter(at)
		if err != nil {
			return err
		}
		return tx.UndoReview(first[1]) // the third
	})
	update(t, db, func(tx *Tx) error {
		ahead, err := tx.UnpublishedAfter(now)
		if err != nil {
			return err
		}
		for _, r := range ahead { // to the same millisecond: both must stay
			if _, err := tx.Redate(r, now.Add(-time.Hour).UnixMilli(), DefaultRollover); err != nil {
				return err
			}
		}
		return nil
	})
	yesterday := DayOf(now, DefaultRollover) - 1 // half past three
	view(t, db, func(tx *Tx) error {
		reviews, err := tx.Reviews(card)
		if err != nil {
			return err
		}
		var got []Answer
		for _, r := range reviews {
			r.Time -= now.UnixMilli()
			got = append(got, r.Answer())
		}
		want := []Answer{{Time: -3_600_000, Day: yesterday, Rating: 3}, {Time: -3_599_999, Day: yesterday, Rating: 3}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		if ahead, err := tx.UnpublishedAfter(now); err != nil || len(ahead) > 0 {
			t.Errorf("still ahead: %+v, %v", ahead, err)
		}
		last, err := tx.LastOwnReview(now)
		if err != nil || last != now.UnixMilli()-3_599_999 {
			t.Errorf("last review at %d, %v", last, err)
		}
		var events int
		if err := tx.Get("select (select count(*) from event) + (select count(*) from review)", nil, &events); err != nil || events != 3+1+2*2 {
			t.Errorf("%d events, %v; want 3 reviews, an undo, and an undo and a review for each of two", events, err)
		}
		return nil
	})
}
