package deck_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
	"prep/deck/fit"
)

func TestTargetCheck(t *testing.T) {
	const today = prep.Day(20000)
	for name, test := range map[string]struct {
		target deck.Target
		want   string
	}{
		"past":     {deck.Target{Date: today - 1}, "has passed"},
		"today":    {deck.Target{Date: today}, "is today"},
		"tomorrow": {deck.Target{Date: today + 1}, ""},
		"far":      {deck.Target{Date: today + 366}, "is 366 days away: its plan begins on 2024-10-05"},
		"low":      {deck.Target{Date: today + 9, Goal: 0.2}, "wanted on the day: 0.2, want 0.5 to 0.99"},
		"high":     {deck.Target{Date: today + 9, Goal: 1}, "day: 1, want"},
		"NaN":      {deck.Target{Date: today + 9, Goal: math.NaN()}, "day: NaN"},
	} {
		err := test.target.Check(today)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// TestPrepareChoosesWhoIsBelow: a card at the goal is left alone, one below it has a day, and a plan is the same every
// time.
func TestPrepareChoosesWhoIsBelow(t *testing.T) {
	model := fit.NewModel(fit.Defaults())
	cards := []deck.ReadyCard{
		{Model: model},
		{Model: model, State: fit.State{Stability: 900, Difficulty: 4}, Last: -3},
		{Model: model, State: fit.State{Stability: 10, Difficulty: 5}, Last: -9},
		{Model: model, State: fit.State{Stability: 10, Difficulty: 5}, Last: 0},
		{Model: model, State: fit.State{Stability: 10, Difficulty: 5}, Last: -9, From: 19},
		{Model: model, State: fit.State{Stability: 10, Difficulty: 5}, Last: -9, From: 20},
	}
	opts := deck.ReadyOptions{Days: 20, Goal: 0.95, New: 20, Reviews: 200, Habits: testHabits}
	plan := deck.Prepare(cards, opts)
	if plan.First[1] != -1 || plan.Recall[1] < 0.95 {
		t.Errorf("a card that is known: day %d, recall %v", plan.First[1], plan.Recall[1])
	}
	if plan.First[3] == 0 {
		t.Error("a card reviewed today is asked today")
	}
	if plan.First[4] != 19 || plan.First[5] != -1 || plan.KnownOut != 1 {
		t.Errorf("cards hidden until day 19 and 20: days %d and %d, %d out", plan.First[4], plan.First[5], plan.KnownOut)
	}
	for _, i := range []int{0, 2, 3} {
		if plan.First[i] < 0 || plan.First[i] >= 20 || plan.Gain[i] <= 0 {
			t.Errorf("card %d: day %d, gain %v", i, plan.First[i], plan.Gain[i])
		}
	}
	again := deck.Prepare(cards, opts)
	if !slices.Equal(plan.First, again.First) || !slices.Equal(plan.Days, again.Days) {
		t.Errorf("another plan: %v %v", plan, again)
	}
	for _, days := range []int{1, 2, 365} {
		opts.Days = days
		if plan := deck.Prepare(cards[:3], opts); plan.First[0] < 0 || plan.First[0] >= days || len(plan.Days) != days {
			t.Errorf("%d days: first %v", days, plan.First)
		}
	}
}

// TestPrepareKeepsTheLimits: no day has more than the limits, and what has no room is counted.
func TestPrepareKeepsTheLimits(t *testing.T) {
	model := fit.NewModel(fit.Defaults())
	cards := make([]deck.ReadyCard, 200)
	for i := range cards {
		cards[i].Model = model
		if i >= 100 {
			cards[i].State, cards[i].Last = fit.State{Stability: 3, Difficulty: 5}, -i
		}
	}
	plan := deck.Prepare(cards, deck.ReadyOptions{Days: 10, Goal: 0.95, New: 6, Reviews: 9, Habits: testHabits})
	fresh, known := make([]int, 10), make([]int, 10)
	for i, day := range plan.First {
		switch {
		case day < 0:
		case i < 100:
			fresh[day]++
		default:
			known[day]++
		}
	}
	if slices.Max(fresh) > 6 || slices.Max(known) > 9 || plan.NewOut != 40 || plan.KnownOut == 0 {
		t.Errorf("new %v, known %v, %d and %d out", fresh, known, plan.NewOut, plan.KnownOut)
	}
}

// finish answers everything that a session asks and returns how many cards that were.
func finish(t *testing.T, session *deck.Session, rating deck.Rating, most int) []prep.ID {
	t.Helper()
	var asked []prep.ID
	for len(asked) < most {
		turn, err := session.Next(context.Background())
		if errors.As(err, new(*deck.Done)) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, turn.Card.ID)
		if err := session.Grade(context.Background(), turn, rating, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	return asked
}

// TestReadySession follows a plan from the first day to after the date: the day's part stays the same when a session is
// cut off, no interval shown passes the date, and memories are what they would be without a target.
func TestReadySession(t *testing.T) {
	ctx := context.Background()
	c := &clock{decktest.Noon}
	db := decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), c.Now)
	decktest.Fill(t, db, 3, decktest.Size{Decks: 2, Cards: 150, Reviews: 1500})
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	target := deck.Target{Date: today + 12}
	err := db.Update(ctx, func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Targets, prep.NewID(), prep.Fields{"company": "Acme", "date": target.Date})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	readiness := func() (r deck.Readiness) {
		t.Helper()
		err := deck.Read(ctx, db, func(tx *prep.Tx) (err error) {
			r, err = deck.ReadReadiness(tx, target)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	session := func() *deck.Session {
		t.Helper()
		s, err := deck.NewSession(ctx, db, deck.QueueOptions{For: &target})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := readiness()
	if before.Cards != 150 || before.New != 15 || before.DaysLeft != 12 || before.Ahead < before.Recall || before.Left == 0 {
		t.Errorf("before: %+v", before)
	}
	first := finish(t, session(), deck.Good, 3)
	rest := finish(t, session(), deck.Easy, 1000)
	if got := len(first) + len(rest); got < before.Left || readiness().Left != 0 {
		t.Errorf("asked %d and %d cards, want %d in all, %d left", len(first), len(rest), before.Left, readiness().Left)
	}
	for day := prep.Day(1); day < 12; day++ {
		c.now = decktest.Noon.AddDate(0, 0, int(day))
		s := session()
		for {
			turn, err := s.Next(ctx)
			if errors.As(err, new(*deck.Done)) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for r, after := range turn.After {
				if after.DueTime == 0 && after.DueDay >= target.Date && day < 11 {
					t.Fatalf("day %d: rating %d of card %s rests until %s, the date is %s", day, r+1, turn.Card.ID, after.DueDay, target.Date)
				}
			}
			if err := s.Grade(ctx, turn, deck.Good, time.Second); err != nil {
				t.Fatal(err)
			}
		}
		if day == 11 {
			if r := readiness(); r.Recall < deck.DefaultGoal || r.New > 0 {
				t.Errorf("the evening before: recall %.3f, %d never seen", r.Recall, r.New)
			}
		}
	}
	c.now = decktest.Noon.AddDate(0, 0, 12)
	if _, err := deck.NewSession(ctx, db, deck.QueueOptions{For: &target}); err == nil || !strings.Contains(err.Error(), "is today") {
		t.Errorf("on the date: %v", err)
	}
	scheduler, err := deck.NewScheduler(deck.DefaultScheduling())
	if err != nil {
		t.Fatal(err)
	}
	err = deck.Read(ctx, db, func(tx *prep.Tx) error {
		found, err := deck.Search(tx, nil, 0)
		if err != nil {
			return err
		}
		beyond := 0
		for _, f := range found {
			reviews, err := tx.Reviews(f.ID)
			if err != nil {
				return err
			}
			history := make([]deck.Review, len(reviews))
			for i, r := range reviews {
				history[i] = deck.Review{Time: r.Time, Day: r.Day, Rating: deck.Rating(r.Rating), Place: r.Place}
			}
			if due := scheduler.Replay(history, f.ID).DueDay; due != f.Memory.DueDay {
				t.Errorf("card %s is due on %s, without a target on %s", f.ID, f.Memory.DueDay, due)
			}
			if f.Memory.DueDay > target.Date {
				beyond++
			}
		}
		if beyond == 0 {
			t.Error("no card rests beyond the date: the test shows nothing")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestIntervalsShownEndBeforeATarget: in every session for a card that a target names, in none for another.
func TestIntervalsShownEndBeforeATarget(t *testing.T) {
	ctx := context.Background()
	db, c := starterDB(t)
	today := prep.DayOf(c.now, prep.DefaultRollover)
	longest := func() (days prep.Day) {
		t.Helper()
		session, err := deck.NewSession(ctx, db, deck.QueueOptions{})
		if err != nil {
			t.Fatal(err)
		}
		turn, err := session.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return turn.After[deck.Easy-1].DueDay - today
	}
	add := func(query string, days prep.Day) {
		t.Helper()
		err := db.Update(ctx, func(tx *prep.Tx) error {
			_, err := tx.Set(prep.Targets, prep.NewID(), prep.Fields{"company": "Acme", "query": query, "date": today + days})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	usual := longest()
	add("", 2)
	add("tag:nothing", 3)
	add("kind:[", 3)
	add("deck:*", 0)
	if got := longest(); got != usual || usual < 5 {
		t.Errorf("with no target that names it %d days, want %d as ever", got, usual)
	}
	add("deck:*", 5)
	if got := longest(); got != 4 {
		t.Errorf("five days before a target %d days, want 4", got)
	}
}

// TestReadinessTellsTheLimits: with too low limits it says which would do, and they do.
func TestReadinessTellsTheLimits(t *testing.T) {
	ctx := context.Background()
	db := decktest.Open(t)
	decktest.Fill(t, db, 4, decktest.Size{Decks: 1, Cards: 300, Reviews: 1000})
	query, err := deck.ParseQuery("tag:topic-1 or tag:topic-2 or tag:topic-3 or is:new")
	if err != nil {
		t.Fatal(err)
	}
	target := deck.Target{Date: prep.DayOf(decktest.Noon, prep.DefaultRollover) + 5, Query: query}
	read := func(fresh, reviews string) (r deck.Readiness) {
		t.Helper()
		err := db.Update(ctx, func(tx *prep.Tx) error {
			if err := deck.SetSetting(tx, deck.SettingNew, fresh); err != nil {
				return err
			}
			if err := deck.SetSetting(tx, deck.SettingReviews, reviews); err != nil {
				return err
			}
			if err := deck.Freshen(tx, nil); err != nil {
				return err
			}
			r, err = deck.ReadReadiness(tx, target)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	low := read("2", "3")
	if low.Out == 0 || low.NewNeeded != (low.New+4)/5 || low.ReviewsNeeded <= 3 {
		t.Errorf("out %d, needed %d new, %d reviews; %d new in 5 days", low.Out, low.NewNeeded, low.ReviewsNeeded, low.New)
	}
	if high := read("100", "500"); high.Out != 0 || high.NewNeeded != 0 || high.ReviewsNeeded != 0 {
		t.Errorf("with room for all: %d out, needed %d new, %d reviews", high.Out, high.NewNeeded, high.ReviewsNeeded)
	}
	if len(low.Topics) == 0 || low.Weakest(3)[0].Recall > low.Topics[len(low.Topics)-1].Recall {
		t.Errorf("topics %+v", low.Topics)
	}
	target.Query, err = deck.ParseQuery("tag:nothing")
	if err != nil {
		t.Fatal(err)
	}
	err = deck.Read(ctx, db, func(tx *prep.Tx) error {
		_, err := deck.ReadReadiness(tx, target)
		return err
	})
	if !errors.As(err, new(*deck.PlanError)) || err.Error() != `no card matches "tag:nothing"` {
		t.Errorf("a query that matches nothing: %v", err)
	}
}
