package deck_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// known fills a database with cards that were reviewed before.
func known(t *testing.T) *prep.DB {
	t.Helper()
	db := decktest.Open(t)
	decktest.Fill(t, db, 7, decktest.Size{Decks: 2, Cards: 300, Reviews: 2000})
	return db
}

func queue(t *testing.T, db *prep.DB, opts deck.QueueOptions) []deck.Queued {
	t.Helper()
	var cards []deck.Queued
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) (err error) {
		cards, err = deck.Queue(tx, opts)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return cards
}

// memories reads the memory and the card of each queued one.
func memories(t *testing.T, db *prep.DB, queued []deck.Queued) (cards []deck.Card, all []deck.Memory) {
	t.Helper()
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) error {
		for _, q := range queued {
			card, err := deck.Get(tx, q.Card)
			if err != nil {
				return err
			}
			memory, err := deck.MemoryOf(tx, q.Card)
			if err != nil {
				return err
			}
			cards, all = append(cards, card), append(all, memory)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cards, all
}

func TestOrders(t *testing.T) {
	db := known(t)
	none := 0
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	less := map[deck.Order]func(a, b deck.Memory) bool{
		deck.ByOverdueness: func(a, b deck.Memory) bool {
			over := func(m deck.Memory) float64 {
				return float64(today-m.LastDay) / float64(max(m.DueDay-m.LastDay, 1))
			}
			return over(a) >= over(b)
		},
		deck.ByDueDay:     func(a, b deck.Memory) bool { return a.DueDay <= b.DueDay },
		deck.ByDifficulty: func(a, b deck.Memory) bool { return a.Difficulty >= b.Difficulty },
	}
	for _, order := range deck.Orders() {
		queued := queue(t, db, deck.QueueOptions{New: &none, Order: order})
		if len(queued) < 10 {
			t.Fatalf("%s: only %d due", order, len(queued))
		}
		_, all := memories(t, db, queued)
		for i := range all[1:] {
			if in := less[order]; in != nil && !in(all[i], all[i+1]) {
				t.Errorf("%s: %+v before %+v", order, all[i], all[i+1])
			}
		}
	}
	first := queue(t, db, deck.QueueOptions{Order: deck.ByChance, New: &none})
	if again := queue(t, db, deck.QueueOptions{Order: deck.ByChance, New: &none}); !slices.Equal(first, again) {
		t.Error("by chance: another order on the same day")
	}
	if due := queue(t, db, deck.QueueOptions{New: &none}); slices.Equal(first, due) {
		t.Error("by chance: the order of overdueness")
	}
}

func TestPlacesOfNewCards(t *testing.T) {
	db := known(t)
	five := 5
	for place, want := range map[deck.NewPlace]func(i, n int) bool{
		deck.NewFirst: func(i, _ int) bool { return i < five },
		deck.NewLast:  func(i, n int) bool { return i >= n-five },
		deck.NewMixed: func(i, n int) bool { return slices.Contains(mixedPlaces(n, five), i) },
	} {
		queued := queue(t, db, deck.QueueOptions{New: &five, NewPlace: place})
		for i, q := range queued {
			if (q.State == deck.New) != want(i, len(queued)) {
				t.Errorf("%s: card %d of %d is %s", place, i, len(queued), q.State)
			}
		}
	}
	added := queue(t, db, deck.QueueOptions{New: &five, NewPlace: deck.NewFirst})[:5]
	random := queue(t, db, deck.QueueOptions{New: &five, NewPlace: deck.NewFirst, NewOrder: deck.NewByChance})[:5]
	if slices.Equal(added, random) || random[0].State != deck.New {
		t.Errorf("new cards by chance: %v, as added: %v", random, added)
	}
}

// mixedPlaces are the middles of as many equal parts.
func mixedPlaces(n, parts int) (places []int) {
	for i := range parts {
		for k := range n { // the first place whose middle has come
			if (2*k+1)*parts >= (2*i+1)*n {
				places = append(places, k)
				break
			}
		}
	}
	return places
}

func TestSettingsChooseTheOrder(t *testing.T) {
	db := known(t)
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		for name, value := range map[string]string{deck.SettingOrder: "difficulty", deck.SettingNewPlace: "last", deck.SettingNewOrder: "random"} {
			if err := deck.SetSetting(tx, name, value); err != nil {
				return err
			}
		}
		if err := deck.SetSetting(tx, deck.SettingOrder, "size"); err == nil {
			t.Error("order size: accepted")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	chosen := queue(t, db, deck.QueueOptions{})
	asked := queue(t, db, deck.QueueOptions{Order: deck.ByDifficulty, NewPlace: deck.NewLast, NewOrder: deck.NewByChance})
	if !slices.Equal(chosen, asked) {
		t.Error("the settings make another queue than the options")
	}
}

func TestAheadTakesWhatComesDue(t *testing.T) {
	db := known(t)
	ctx := context.Background()
	none := 0
	today := len(queue(t, db, deck.QueueOptions{New: &none}))
	opts := deck.QueueOptions{New: &none, Ahead: 7}
	queued := queue(t, db, opts)
	if len(queued) <= today {
		t.Fatalf("%d cards a week ahead, %d today", len(queued), today)
	}
	s, err := deck.NewSession(ctx, db, opts)
	if err != nil {
		t.Fatal(err)
	}
	for range queued {
		turn, err := s.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Grade(ctx, turn, deck.Good, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Next(ctx); !errors.As(err, new(*deck.Done)) {
		t.Errorf("after all: %v, want Done", err)
	}
}

func TestCramMovesNothing(t *testing.T) {
	db := known(t)
	ctx := context.Background()
	query, err := deck.ParseQuery(`deck:"Deck 1"`)
	if err != nil {
		t.Fatal(err)
	}
	opts := deck.QueueOptions{Cram: true, Query: query, Limit: 4}
	queued := queue(t, db, opts)
	_, before := memories(t, db, queued)
	opts.Limit = 0
	if all := queue(t, db, opts); len(all) != 150 {
		t.Errorf("%d cards to cram, want 150", len(all))
	}
	opts.Limit = 4
	s, err := deck.NewSession(ctx, db, opts)
	if err != nil {
		t.Fatal(err)
	}
	first := nextCard(t, s)
	if first.WaitText(deck.Again) != "again" || first.WaitText(deck.Good) != "done" {
		t.Errorf("grades say %q and %q", first.WaitText(deck.Again), first.WaitText(deck.Good))
	}
	if err := s.Grade(ctx, first, deck.Again, time.Second); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		turn := nextCard(t, s)
		if turn.Card.ID == first.Card.ID {
			t.Error("the forgotten card comes before the others")
		}
		if err := s.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if _, after := memories(t, db, queued); !slices.Equal(before, after) {
		t.Error("cramming moved a memory")
	}
	if _, err := s.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if _, after := memories(t, db, queued); !slices.Equal(before, after) {
		t.Error("undoing a crammed answer moved a memory")
	}
	opts.Reschedule = true
	if s, err = deck.NewSession(ctx, db, opts); err != nil {
		t.Fatal(err)
	}
	if err := s.Grade(ctx, nextCard(t, s), deck.Good, time.Second); err != nil {
		t.Fatal(err)
	}
	if _, after := memories(t, db, queued); slices.Equal(before, after) {
		t.Error("--reschedule moved no memory")
	}
}

func TestCatchUpSpreadsThePileAndNothingElse(t *testing.T) {
	db := decktest.OpenAt(t, t.TempDir()+"/prep.db", func() time.Time { return decktest.Noon.AddDate(0, 0, 60) })
	decktest.Fill(t, db, 7, decktest.Size{Decks: 1, Cards: 700, Reviews: 4000})
	none := 0
	opts := deck.QueueOptions{New: &none, Ahead: 0}
	set := func(name, value string) {
		t.Helper()
		if err := db.Update(context.Background(), func(tx *prep.Tx) error { return deck.SetSetting(tx, name, value) }); err != nil {
			t.Fatal(err)
		}
	}
	set(deck.SettingReviews, "10000")
	pile := len(queue(t, db, opts))
	var plan []deck.CatchUpDay
	err := db.Update(context.Background(), func(tx *prep.Tx) (err error) {
		plan, err = deck.SetCatchUp(tx, 7)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	total := plan[0].Due
	for _, day := range plan {
		if day.Backlog < pile/7-pile/14 || day.Backlog > pile/7+pile/14 {
			t.Errorf("%s: %d of a pile of %d on one of 7 days", day.Day, day.Backlog, pile)
		}
		total += day.Backlog
	}
	if total != pile {
		t.Errorf("the plan has %d cards, the pile %d", total, pile)
	}
	if today := len(queue(t, db, opts)); today != plan[0].Backlog+plan[0].Due {
		t.Errorf("%d cards today, want %d + %d", today, plan[0].Backlog, plan[0].Due)
	}
	set(deck.SettingCatchUp, "")
	if again := len(queue(t, db, opts)); again != pile {
		t.Errorf("without a plan %d, want %d", again, pile)
	}
}

func TestPauseHoldsEverythingAndPilesUpNothing(t *testing.T) {
	clock := &clock{decktest.Noon}
	db := decktest.OpenAt(t, t.TempDir()+"/prep.db", clock.Now)
	decktest.Fill(t, db, 7, decktest.Size{Decks: 1, Cards: 300, Reviews: 2000})
	ctx := context.Background()
	none := 0
	opts := deck.QueueOptions{New: &none}
	before := queue(t, db, opts)
	pause := func(days int) {
		t.Helper()
		err := db.Update(ctx, func(tx *prep.Tx) error {
			settings, err := deck.ReadSettings(tx)
			if err == nil {
				_, err = deck.SetPause(tx, settings.Today(tx.Now)+prep.Day(days))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pause(14)
	for range 14 {
		if held := queue(t, db, opts); len(held) != 0 {
			t.Fatalf("on %s: %d cards in the pause", clock.now.Format(time.DateOnly), len(held))
		}
		if found := count(t, db, "is:due"); found != 0 {
			t.Fatalf("on %s: %d cards are due in the pause", clock.now.Format(time.DateOnly), found)
		}
		clock.now = clock.now.AddDate(0, 0, 1)
	}
	s, err := deck.NewSession(ctx, db, opts)
	if err != nil {
		t.Fatal(err)
	}
	nextCard(t, s)
	if after := queue(t, db, opts); len(after) != len(before) {
		t.Errorf("%d cards after the pause, %d before", len(after), len(before))
	}
	pause(10)
	var done *deck.Done
	if _, err := s.Next(ctx); !errors.As(err, &done) || done.Paused == nil {
		t.Errorf("in the pause: %v, want Done and paused", err)
	}
	pause(0)
	if after := queue(t, db, opts); len(after) != len(before) {
		t.Errorf("%d cards after a pause that was taken back, %d before", len(after), len(before))
	}
}

func count(t *testing.T, db *prep.DB, query string) (n int) {
	t.Helper()
	expr, err := deck.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	err = deck.Read(context.Background(), db, func(tx *prep.Tx) (err error) {
		n, err = deck.Count(tx, expr)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPausesAreReadAsWritten(t *testing.T) {
	day := prep.Day(20000)
	pauses := deck.Pauses(nil).Add(day, day+10).Add(day+3, day+5).Add(day+30, day+40)
	want := fmt.Sprintf("%s..%s %s..%s", day, day+5, day+30, day+40)
	if pauses.String() != want {
		t.Errorf("pauses %s, want %s", pauses, want)
	}
	if read, err := deck.ParsePauses(want); err != nil || read.String() != want {
		t.Errorf("read %v, %v", read, err)
	}
	if ended := pauses.Add(day+32, day+32); ended.String() != fmt.Sprintf("%s..%s %s..%s", day, day+5, day+30, day+32) {
		t.Errorf("ended: %s", ended)
	}
	for _, wrong := range []string{"x", "2026-11-02", "2026-11-02..2026-11-01", "2026-11-02..2026-11-09 2026-11-08..2026-11-10"} {
		if read, err := deck.ParsePauses(wrong); err == nil {
			t.Errorf("%q: read as %v", wrong, read)
		}
	}
}
