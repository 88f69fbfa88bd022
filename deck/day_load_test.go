package deck

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prep"
)

// TestDayLoadIsWhatIsDue: whatever happens in a session and beside it, what it remembers of the days ahead is what a
// count finds.
func TestDayLoadIsWhatIsDue(t *testing.T) {
	ctx := context.Background()
	random := rand.New(rand.NewPCG(1, 2))
	now := time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
	db, err := prep.Open(ctx, filepath.Join(t.TempDir(), "prep.db"), prep.Options{Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var cards []prep.ID
	err = db.Update(ctx, func(tx *prep.Tx) error {
		for i := range 40 {
			front := fmt.Sprintf("[one] and [two] of %d", i)
			card, err := Add(tx, 0, Note{ID: prep.DerivedID(front), Kind: Cloze, Front: front}, 0)
			if err != nil {
				return err
			}
			cards = append(cards, card)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var s *Session
	remembered := 0
	for range 300 {
		if s == nil {
			if s, err = NewSession(ctx, db, QueueOptions{Ahead: 20}); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(time.Second)
		turn, err := s.Next(ctx)
		if err != nil { // all is done for today
			now, s = now.AddDate(0, 0, 1), nil
			continue
		}
		switch random.IntN(16) {
		case 0:
			err = s.Suspend(ctx, turn)
		case 1:
			err = s.Bury(ctx, turn)
		case 2:
			if len(s.acts) > 0 {
				_, err = s.Undo(ctx)
			}
		case 3:
			err = s.Reset(ctx, turn.Card.ID)
		case 4: // as a sync does
			err = db.Update(ctx, func(tx *prep.Tx) error {
				_, err := tx.AddReview(prep.Review{
					Card: cards[random.IntN(len(cards))], Time: now.UnixMilli() - 5, Stream: 77, Rating: 4, Day: turn.Today, Place: random.IntN(101),
				})
				return err
			})
		case 5:
			now = now.Add(13 * time.Hour)
		default:
			err = s.Grade(ctx, turn, Rating(1+random.IntN(4)), time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		err = s.update(ctx, func(b *book) error {
			if s.load.today != b.today { // the next choice counts again
				return nil
			}
			var fresh dayLoad
			for day, cards := range s.load.cards {
				if err := fresh.count(b, day, day); err != nil {
					return err
				}
				if remembered++; cards != fresh.cards[day] {
					t.Fatalf("%s: remembered %d cards, %d are due", day, cards, fresh.cards[day])
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if remembered < 1000 {
		t.Errorf("%d days remembered: too few to show anything", remembered)
	}
}

// TestDayLoadReadsOnlyItsDays: the days are found in the index of the queue, and nothing is sorted.
func TestDayLoadReadsOnlyItsDays(t *testing.T) {
	ctx := context.Background()
	db, err := prep.Open(ctx, filepath.Join(t.TempDir(), "prep.db"), prep.Options{Clock: func() time.Time { return time.Unix(1e9, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(ctx, func(tx *prep.Tx) error {
		plan := ""
		err := tx.Each(func(scan func(...any) error) error {
			var step string
			err := scan(new(int), new(int), new(int), &step)
			plan += step + "\n"
			return err
		}, "explain query plan "+countDays, 1, 2)
		if !strings.Contains(plan, "USING COVERING INDEX memory_queue (deck=? AND state=? AND due>? AND due<?)") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("plan:\n%s", plan)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
