package deck_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

func set(t *testing.T, db *prep.DB, name, value string) {
	t.Helper()
	if err := db.Update(context.Background(), func(tx *prep.Tx) error { return deck.SetSetting(tx, name, value) }); err != nil {
		t.Fatal(err)
	}
}

// history is what happened to a card: its reviews, and what they add up to.
func history(t *testing.T, db *prep.DB, card prep.ID) (reviews []prep.Review, memory deck.Memory) {
	t.Helper()
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) (err error) {
		if reviews, err = tx.Reviews(card); err != nil {
			return err
		}
		memory, err = deck.MemoryOf(tx, card)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return reviews, memory
}

// TestGradeKeepsThePlaceItShows: what a button says is what comes true, is in the review, and is what a replay finds.
func TestGradeKeepsThePlaceItShows(t *testing.T) {
	ctx := context.Background()
	db := known(t)
	s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	placed, steps := 0, 0
	for i := 0; ; i++ {
		turn, err := s.Next(ctx)
		if errors.As(err, new(*deck.Done)) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rating := deck.Rating(1 + i%4)
		if rating == deck.Again && turn.Memory.Step > 0 {
			rating = deck.Good
		}
		want := turn.After[rating-1]
		if err := s.Grade(ctx, turn, rating, time.Second); err != nil {
			t.Fatal(err)
		}
		reviews, memory := history(t, db, turn.Card.ID)
		if memory.DueDay != want.DueDay || memory.State != want.State {
			t.Fatalf("%v of card %s shows %v, and comes back %v", rating, turn.Card.ID, want.DueDay, memory.DueDay)
		}
		place := reviews[len(reviews)-1].Place
		days := int(memory.DueDay - memory.LastDay)
		switch {
		case memory.State != deck.Reviewing && place != 0:
			t.Errorf("a step has place %d", place)
		case memory.State != deck.Reviewing:
			steps++
		case place == 0 && days > 4: // any interval that comes to this can be moved
			t.Errorf("%d days have no place", days)
		case place > 0:
			placed++
		}
	}
	if placed < 10 || steps < 10 {
		t.Errorf("%d places and %d steps: too few to show anything", placed, steps)
	}
	err = db.Update(ctx, func(tx *prep.Tx) error {
		wrong, all, err := deck.RecomputeAndCompare(tx, nil)
		if wrong != 0 {
			t.Errorf("%d of %d memories are not what the reviews say", wrong, all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestBalanceOffDraws: without balance, and with cramming, a review has no place, and its day is the one drawn.
func TestBalanceOffDraws(t *testing.T) {
	ctx := context.Background()
	db := known(t)
	scheduler, err := deck.NewScheduler(deck.DefaultScheduling())
	if err != nil {
		t.Fatal(err)
	}
	set(t, db, deck.SettingBalance, "false")
	s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	turn := nextCard(t, s)
	if diff := cmp.Diff(turn.After, scheduler.Preview(turn.Memory, decktest.Noon.UnixMilli(), turn.Today, turn.Card.ID)); diff != "" {
		t.Errorf("not what is drawn:\n%s", diff)
	}
	if err := s.Grade(ctx, turn, deck.Good, time.Second); err != nil {
		t.Fatal(err)
	}
	if reviews, _ := history(t, db, turn.Card.ID); reviews[len(reviews)-1].Place != 0 {
		t.Error("a place without balance")
	}
	set(t, db, deck.SettingBalance, "")
	if s, err = deck.NewSession(ctx, db, deck.QueueOptions{Cram: true}); err != nil {
		t.Fatal(err)
	}
	turn = nextCard(t, s)
	if err := s.Grade(ctx, turn, deck.Good, time.Second); err != nil {
		t.Fatal(err)
	}
	if reviews, _ := history(t, db, turn.Card.ID); reviews[len(reviews)-1].Place != 0 {
		t.Error("a place of a crammed answer")
	}
	if err := db.Update(ctx, func(tx *prep.Tx) error { return deck.SetSetting(tx, deck.SettingBalance, "often") }); err == nil {
		t.Error(`balance "often": accepted`)
	}
}

// TestBalanceSpreadsCardsLearnedTogether: cards that are answered alike in one session come back in equal numbers on
// each day, and one that is asked again after an undo counts once.
func TestBalanceSpreadsCardsLearnedTogether(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		balance  string
		unevenly bool // more than a card apart
	}{{"true", false}, {"false", true}} {
		now := decktest.Noon
		db := decktest.OpenAt(t, t.TempDir()+"/prep.db", func() time.Time { return now })
		decktest.Fill(t, db, 3, decktest.Size{Decks: 3, Cards: 60})
		set(t, db, deck.SettingNew, "60")
		set(t, db, deck.SettingBalance, c.balance)
		s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
		if err != nil {
			t.Fatal(err)
		}
		due := map[prep.Day]int{}
		for i := range 60 {
			now = now.Add(time.Second)
			turn := nextCard(t, s)
			if i%10 == 5 {
				if err := s.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Undo(ctx); err != nil {
					t.Fatal(err)
				}
				turn = nextCard(t, s)
			}
			due[turn.After[deck.Easy-1].DueDay]++
			if err := s.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
				t.Fatal(err)
			}
		}
		least, most := 60, 0
		for _, n := range due {
			least, most = min(least, n), max(most, n)
		}
		if len(due) != 5 || (most-least > 1) != c.unevenly { // 8 days are 6 to 10
			t.Errorf("balance %s: %v", c.balance, due)
		}
	}
}

// TestBalanceKeepsSiblingsApart: the two sides of a card that is learned in both directions come back on different days.
func TestBalanceKeepsSiblingsApart(t *testing.T) {
	ctx := context.Background()
	now := decktest.Noon
	db := decktest.OpenAt(t, t.TempDir()+"/prep.db", func() time.Time { return now })
	var note prep.ID
	err := db.Update(ctx, func(tx *prep.Tx) (err error) {
		made, _, err := deck.NewDeck(tx, "words")
		if err != nil {
			return err
		}
		for _, front := range []string{"uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto"} {
			note, err = deck.Add(tx, made.ID, deck.Note{ID: prep.DerivedID(front), Kind: deck.Reversed, Front: front, Back: front + "!"}, 0)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	due := map[prep.ID]prep.Day{}
	for day := range 2 { // a side each day, at the same distance from the next
		s, err := deck.NewSession(ctx, db, deck.QueueOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			turn := nextCard(t, s)
			at := turn.After[deck.Easy-1].DueDay
			if day == 1 && at == due[turn.Card.Note] {
				t.Errorf("both sides of note %s come back on %s", turn.Card.Note, at)
			}
			due[turn.Card.Note] = at
			if err := s.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
				t.Fatal(err)
			}
		}
		now = now.AddDate(0, 0, 1)
	}
	if due[note] == 0 {
		t.Error("the last note was never asked")
	}
}

// TestMachinesAgreeOnBalancedDays: two machines that chose days for themselves, each by the load it saw, compute the same
// memories once they know the same reviews, in whatever order these came, also under other parameters.
func TestMachinesAgreeOnBalancedDays(t *testing.T) {
	ctx := context.Background()
	random := rand.New(rand.NewPCG(3, 4))
	now := decktest.Noon
	var machines [2]*prep.DB
	for i := range machines {
		machines[i] = decktest.OpenAt(t, t.TempDir()+"/prep.db", func() time.Time { return now })
		decktest.Fill(t, machines[i], 5, decktest.Size{Decks: 2, Cards: 60, Reviews: 200})
	}
	for range 6 {
		for range 5 {
			now = now.Add(time.Duration(random.IntN(60*60)) * time.Minute)
			s, err := deck.NewSession(ctx, machines[random.IntN(2)], deck.QueueOptions{Ahead: 9})
			if err != nil {
				t.Fatal(err)
			}
			for range 6 {
				turn, err := s.Next(ctx)
				if errors.As(err, new(*deck.Done)) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Grade(ctx, turn, deck.Rating(1+random.IntN(4)), time.Second); err != nil {
					t.Fatal(err)
				}
			}
		}
		all := append(reviewsOf(t, machines[0]), reviewsOf(t, machines[1])...)
		for _, db := range machines {
			random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			err := db.Update(ctx, func(tx *prep.Tx) error {
				for _, review := range all {
					if _, err := tx.Apply(review.Stream, review.Line(), review.Stream); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, parameters := range []string{"", fitted} {
			for _, db := range machines {
				set(t, db, deck.SettingParameters, parameters)
			}
			if diff := cmp.Diff(memoriesOf(t, machines[0]), memoriesOf(t, machines[1])); diff != "" {
				t.Fatalf("parameters %s: two machines differ:\n%s", parameters, diff)
			}
		}
	}
	placed := 0
	for _, review := range reviewsOf(t, machines[0]) {
		placed += min(review.Place, 1)
	}
	if placed < 50 {
		t.Errorf("%d reviews have a place: too few to show anything", placed)
	}
}

// fitted are parameters other than the default ones.
const fitted = `[0.4,1.2,3.1,15.7,7.2,0.53,1.1,0.01,1.5,0.12,1.0,1.9,0.11,0.29,2.3,0.23,2.9,0.5,0.1,0.1,0.3]`

func reviewsOf(t *testing.T, db *prep.DB) (all []prep.Review) {
	t.Helper()
	err := db.View(context.Background(), func(tx *prep.Tx) error {
		return tx.EachHistory(func(_ prep.ID, reviews []prep.Review) error {
			all = append(all, reviews...)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func memoriesOf(t *testing.T, db *prep.DB) map[prep.ID]deck.Memory {
	t.Helper()
	all := map[prep.ID]deck.Memory{}
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) error {
		found, err := deck.Search(tx, nil, 0)
		for _, f := range found {
			all[f.ID] = f.Memory
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
