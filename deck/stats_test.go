package deck_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// otherParameters are those of somebody who forgets sooner.
const otherParameters = "[0.1,0.5,1.2,4,6.4,0.8,3,0.01,1.5,0.2,0.7,1.4,0.06,0.26,1.6,0.5,1.8,0.5,0.1,0.1,0.3]"

// drawHistory adds cards with any reviews that a log can hold: crammed, reset, taken back, on one day and years
// apart, with a clock that goes back, of cards that are suspended or deleted since.
func drawHistory(r *rapid.T, tx *prep.Tx, now time.Time) error {
	decks := make([]prep.ID, 2)
	for i := range decks {
		made, _, err := deck.NewDeck(tx, fmt.Sprintf("Deck %d", i+1))
		if err != nil {
			return err
		}
		decks[i] = made.ID
	}
	steps := rapid.SampledFrom([]string{"1m 10m", "10m 1d 2d", ""}).Draw(r, "steps")
	if _, err := tx.Set(prep.Decks, decks[1], prep.Fields{"learning_steps": steps, "parameters": otherParameters}); err != nil {
		return err
	}
	for range rapid.IntRange(0, 8).Draw(r, "cards") {
		tags := rapid.SampledFrom([][]string{nil, {"a"}, {"a", "b"}}).Draw(r, "tags")
		card, err := deck.Add(tx, rapid.SampledFrom(decks).Draw(r, "deck"), deck.Note{Kind: deck.Question, Front: "q", Back: "a", Tags: tags}, 0)
		if err != nil {
			return err
		}
		at := now.AddDate(0, 0, -rapid.IntRange(0, 900).Draw(r, "begun"))
		for range rapid.IntRange(0, 12).Draw(r, "answers") {
			review := prep.Review{
				Card: card, Time: at.UnixMilli(), Day: prep.DayOf(at, prep.DefaultRollover), Rating: rapid.IntRange(1, 4).Draw(r, "rating"),
				Duration: rapid.IntRange(0, 600_000).Draw(r, "duration"), Confidence: rapid.IntRange(0, 5).Draw(r, "confidence"),
				Kind: prep.ReviewKind(rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 2}).Draw(r, "kind")),
			}
			if review.Kind == prep.ReviewReset {
				review.Rating, review.Confidence = 0, 0
			}
			if _, err := tx.AddReview(review); err != nil {
				return err
			}
			minutes := rapid.OneOf(rapid.IntRange(-90, 600), rapid.IntRange(0, 60*24*60)).Draw(r, "minutes")
			if at = at.Add(time.Duration(minutes)*time.Minute + time.Millisecond); at.After(now) {
				break
			}
		}
		history, err := tx.Reviews(card)
		if err != nil {
			return err
		}
		if len(history) > 0 && rapid.IntRange(0, 3).Draw(r, "undo") == 0 {
			if err := tx.UndoReview(rapid.SampledFrom(history).Draw(r, "undone")); err != nil {
				return err
			}
		}
		switch rapid.IntRange(0, 9).Draw(r, "fate") {
		case 0:
			err = deck.Suspend(tx, card, true)
		case 1:
			err = deck.Remove(tx, card)
		}
		if err != nil {
			return err
		}
	}
	return deck.Freshen(tx, nil)
}

// slowStats counts the same with the scheduler itself, a review at a time.
func slowStats(tx *prep.Tx, cards []deck.Found, all bool) (deck.Stats, error) {
	var s deck.Stats
	settings, err := deck.ReadSettings(tx)
	if err != nil {
		return s, err
	}
	found := map[prep.ID]deck.Found{}
	decks, tags := map[string]*deck.Group{}, map[string]*deck.Group{}
	groups := func(c deck.Found) []*deck.Group {
		of := []*deck.Group{}
		group := func(groups map[string]*deck.Group, name string) {
			if groups[name] == nil {
				groups[name] = &deck.Group{Name: name}
			}
			of = append(of, groups[name])
		}
		group(decks, c.DeckName)
		for _, tag := range c.Tags {
			group(tags, tag)
		}
		return of
	}
	for _, c := range cards {
		found[c.ID] = c
		for _, g := range groups(c) {
			g.Cards++
			if c.Memory.State == deck.New && !c.Suspended {
				g.New++
			}
		}
	}
	days := map[prep.Day]*deck.StudyDay{}
	err = tx.EachHistory(func(id prep.ID, reviews []prep.Review) error {
		card, live := found[id]
		if !live && !all {
			return nil
		}
		scheduling := settings.Scheduling
		if card.DeckName == "Deck 2" {
			if own, err := deck.FindDeck(tx, "Deck 2"); err == nil && own.LearningSteps != nil {
				if err := json.Unmarshal([]byte(otherParameters), &scheduling.Parameters); err != nil {
					return err
				}
				if scheduling.LearningSteps, err = deck.ParseSteps(*own.LearningSteps); err != nil {
					return err
				}
			}
		}
		scheduler, err := deck.NewScheduler(scheduling)
		if err != nil {
			return err
		}
		var of []*deck.Group
		if live {
			of = groups(card)
		}
		var m deck.Memory
		for _, r := range reviews {
			if r.Kind == prep.ReviewReset {
				m = deck.Memory{}
				continue
			}
			known := func(t *deck.Tested) {
				t.Total++
				if r.Rating > 1 {
					t.Known++
				}
			}
			if days[r.Day] == nil {
				days[r.Day] = &deck.StudyDay{Day: r.Day}
			}
			day, hour := days[r.Day], &s.Hours[r.Instant().In(tx.Now.Location()).Hour()]
			day.Answers++
			hour.Answers++
			day.Time += time.Duration(r.Duration) * time.Millisecond
			for _, g := range of {
				g.Answers++
			}
			if r.Confidence > 0 {
				known(&s.Confidence[r.Confidence-1])
			}
			if r.Kind == prep.ReviewCram {
				continue
			}
			elapsed := r.Day - m.LastDay
			counts := &s.Buttons.Learning
			switch {
			case m.State == deck.New:
				day.New++
			case m.State == deck.Reviewing && elapsed < 21:
				counts = &s.Buttons.Young
			case m.State == deck.Reviewing:
				counts = &s.Buttons.Mature
			}
			counts[r.Rating-1]++
			if elapsed > 0 && (m.State == deck.Reviewing || m.State == deck.Relearning) {
				if elapsed < 21 {
					known(&day.Young)
				} else {
					known(&day.Mature)
				}
				known(&hour.Tested)
				for _, g := range of {
					known(&g.Tested)
				}
			}
			if elapsed > 0 && m.State != deck.New {
				s.Calibration.Reviews++
				s.Calibration.Predicted += scheduler.Retrievability(m, r.Day)
				if r.Rating > 1 {
					s.Calibration.Actual++
				}
			}
			m = scheduler.Next(m, deck.Review{Time: r.Time, Day: r.Day, Rating: deck.Rating(r.Rating)}, id)
		}
		return nil
	})
	for _, d := range days {
		s.Studied = append(s.Studied, *d)
	}
	slices.SortFunc(s.Studied, func(a, b deck.StudyDay) int { return int(a.Day - b.Day) })
	for _, name := range []string{"", "Deck 1", "Deck 2"} {
		if decks[name] != nil {
			s.Decks = append(s.Decks, *decks[name])
		}
	}
	for _, name := range []string{"a", "b"} {
		if tags[name] != nil {
			s.Tags = append(s.Tags, *tags[name])
		}
	}
	if n := float64(s.Calibration.Reviews); n > 0 {
		s.Calibration.Predicted /= n
		s.Calibration.Actual /= n
	}
	return s, err
}

func TestStatsAreThoseOfTheScheduler(t *testing.T) {
	place := place(t, "Australia/Lord_Howe") // half an hour of summer time
	now := time.Date(2026, 11, 2, 12, 0, 0, 0, place)
	db := decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), func() time.Time { return now })
	rollBack := errors.New("roll back")
	rapid.Check(t, func(r *rapid.T) {
		err := db.Update(context.Background(), func(tx *prep.Tx) error {
			if err := drawHistory(r, tx, now); err != nil {
				return err
			}
			query, err := deck.ParseQuery(rapid.SampledFrom([]string{"", "tag:a", `deck:"deck 1"`, "rated:365"}).Draw(r, "query"))
			if err != nil {
				return err
			}
			got, err := deck.ReadStats(tx, query)
			if err != nil {
				return err
			}
			cards, err := deck.Search(tx, query, 0)
			if err != nil {
				return err
			}
			want, err := slowStats(tx, cards, query == deck.All{})
			if err != nil {
				return err
			}
			compareStats(r, tx, query, got, want, cards)
			return rollBack
		})
		if !errors.Is(err, rollBack) {
			r.Fatal(err)
		}
	})
}

func compareStats(r *rapid.T, tx *prep.Tx, query deck.Expr, got, want deck.Stats, cards []deck.Found) {
	ahead, err := deck.Forecast(tx, query, 30)
	if err != nil {
		r.Fatal(err)
	}
	due, err := deck.Count(tx, deck.And{Terms: []deck.Expr{deck.Is{Status: deck.IsDue}, query}})
	if err != nil {
		r.Fatal(err)
	}
	streak, err := deck.Streak(tx)
	if err != nil {
		r.Fatal(err)
	}
	known := 0.0
	for _, c := range cards {
		if c.Memory.State != deck.New && !c.Suspended {
			known += c.Retrievability
		}
	}
	near := cmp.Options{
		cmpopts.EquateApprox(0, 1e-4), // stabilities are read in millionths of a day
		cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() <= 200*8*time.Millisecond }),
		cmpopts.IgnoreFields(deck.Group{}, "Due"),
	}
	for _, part := range []struct {
		name      string
		want, got any
	}{
		{"days", want.Studied, got.Studied},
		{"buttons", want.Buttons, got.Buttons},
		{"hours", want.Hours, got.Hours},
		{"confidence", want.Confidence, got.Confidence},
		{"decks", want.Decks, got.Decks},
		{"tags", want.Tags, got.Tags},
		{"forecast", ahead, got.Ahead},
		{"due", due, got.Cards.Due},
		{"known", known, got.Cards.Known},
		{"cards", len(cards), got.Cards.New + got.Cards.Learning + got.Cards.Young + got.Cards.Mature + got.Cards.Suspended},
		{
			"predictions",
			[3]float64{float64(want.Calibration.Reviews), want.Calibration.Predicted, want.Calibration.Actual},
			[3]float64{float64(got.Calibration.Reviews), got.Calibration.Predicted, got.Calibration.Actual},
		},
	} {
		if diff := cmp.Diff(part.want, part.got, near); diff != "" {
			r.Errorf("%s (-want +got):\n%s", part.name, diff)
		}
	}
	if query == (deck.All{}) && streak != got.Streak {
		r.Errorf("streak %+v, want %+v", got.Streak, streak)
	}
	bins := 0
	for _, bin := range got.Calibration.Bins {
		bins += bin.Reviews
		if bin.Reviews > 0 && !(bin.From <= bin.Predicted && bin.Predicted <= bin.To && bin.Low <= bin.Actual && bin.Actual <= bin.High) {
			r.Errorf("bin %+v", bin)
		}
	}
	if bins != got.Calibration.Reviews {
		r.Errorf("%d predictions in bins, %d in all", bins, got.Calibration.Reviews)
	}
	for _, h := range []deck.Histogram{got.Stability, got.Difficulty, got.Retrievability, got.Interval} {
		in := 0
		for _, bin := range h.Bins {
			in += bin.Cards
		}
		if in != h.Cards || math.IsNaN(h.Median) {
			r.Errorf("histogram %+v", h)
		}
	}
}

// inTestCard runs f with a new card in a transaction that is rolled back.
func inTestCard(t *testing.T, db *prep.DB, f func(tx *prep.Tx, card prep.ID)) {
	t.Helper()
	rollBack := errors.New("roll back")
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		home, _, err := deck.NewDeck(tx, "Home")
		if err != nil {
			return err
		}
		card, err := deck.Add(tx, home.ID, deck.Note{Kind: deck.Question, Front: "q", Back: "a"}, 0)
		if err != nil {
			return err
		}
		if err := deck.Freshen(tx, nil); err != nil {
			return err
		}
		f(tx, card)
		return rollBack
	})
	if !errors.Is(err, rollBack) {
		t.Fatal(err)
	}
}

func statsOf(t *testing.T, tx *prep.Tx, query deck.Expr) deck.Stats {
	t.Helper()
	s, err := deck.ReadStats(tx, query)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tested(x deck.Tested) string { return fmt.Sprintf("%d/%d", x.Known, x.Total) }
