package deck_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

func TestForecast(t *testing.T) {
	ctx := context.Background()
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	var suspended, buried prep.ID
	err := db.Update(ctx, func(tx *prep.Tx) error {
		if err := deck.SetSetting(tx, deck.SettingRetention, "0.9"); err != nil {
			return err
		}
		home, _, err := deck.NewDeck(tx, "Home")
		if err != nil {
			return err
		}
		for i := range 6 {
			card, err := deck.Add(tx, home.ID, deck.Note{Kind: deck.Question, Front: "q", Back: "a"}, 0)
			if err != nil {
				return err
			}
			ago := []prep.Day{30, 8, 0, 8, 8, -1}[i] // Easy waits 8 or 9 days at first, more or less by fuzz
			if ago < 0 {
				continue // stays new
			}
			if i == 3 {
				suspended = card
			}
			if i == 4 {
				buried = card
			}
			if _, err := tx.AddReview(prep.Review{Card: card, Time: decktest.Noon.AddDate(0, 0, -int(ago)).UnixMilli() - 1000, Rating: 4, Day: today - ago}); err != nil {
				return err
			}
		}
		if err := deck.Suspend(tx, suspended, true); err != nil {
			return err
		}
		return deck.Bury(tx, buried, today+3)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = deck.Read(ctx, db, func(tx *prep.Tx) error {
		got, err := deck.Forecast(tx, nil, 30)
		if err != nil {
			return err
		}
		want := deck.DueDays{Today: today, Days: make([]int, 30)}
		found, err := deck.Search(tx, deck.Not{Term: deck.Is{Status: deck.IsNew}}, 0)
		if err != nil {
			return err
		}
		for _, f := range found {
			if f.Suspended {
				continue
			}
			due := f.Memory.DueDay
			if f.Buried > today {
				due = max(due, f.Buried)
			}
			if due < today {
				want.Backlog++
			} else {
				want.Days[due-today]++
			}
			want.Load += 1 / float64(f.Memory.DueDay-f.Memory.LastDay)
		}
		if len(found) != 5 || want.Backlog == 0 || want.Days[3] == 0 {
			t.Errorf("the cards do not try everything: %+v", want)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) < 1e-9 })); diff != "" {
			t.Errorf("forecast (-want +got):\n%s", diff)
		}
		none, err := deck.Forecast(tx, deck.InDeck{Name: "Elsewhere"}, 2)
		if none.Tomorrow() != 0 || none.Load != 0 || len(none.Days) != 2 {
			t.Errorf("no cards: %+v", none)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestForecastCountsSteps(t *testing.T) {
	ctx := context.Background()
	db, clock := starterDB(t)
	session, err := deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	turn, err := session.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Grade(ctx, turn, deck.Again, time.Second); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a step that was left yesterday is due today, and is no backlog
		err = deck.Read(ctx, db, func(tx *prep.Tx) error {
			got, err := deck.Forecast(tx, nil, 30)
			if got.Days[0] != 1 || got.Backlog != 0 {
				t.Errorf("%+v, want one card today", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		clock.now = clock.now.AddDate(0, 0, 1)
	}
}
