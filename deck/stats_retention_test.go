package deck_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// TestTrueRetention: what counts, and in which period and column.
func TestTrueRetention(t *testing.T) {
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	type answer struct {
		ago, rating int // days ago
	}
	for _, c := range []struct {
		name    string
		answers []answer
		want    string // young and mature of today, week, month, year, all; "." where nothing was tested
	}{
		{"the first answer tests nothing", []answer{{0, 4}}, ". . . . ."},
		{"nor does a card in its steps", []answer{{1, 3}, {0, 3}}, ". . . . ."},
		{"a day later", []answer{{1, 4}, {0, 3}}, "1/1,0/0 1/1,0/0 1/1,0/0 1/1,0/0 1/1,0/0"},
		{"hard is known, again is not", []answer{{9, 4}, {8, 2}, {7, 1}}, ". . 1/2,0/0 1/2,0/0 1/2,0/0"},
		{"only the first answer of a day", []answer{{9, 4}, {6, 1}, {6, 3}, {6, 3}}, ". 0/1,0/0 0/1,0/0 0/1,0/0 0/1,0/0"},
		{"20 days are young", []answer{{20, 4}, {0, 3}}, "1/1,0/0 1/1,0/0 1/1,0/0 1/1,0/0 1/1,0/0"},
		{"21 days are mature", []answer{{21, 4}, {0, 1}}, "0/0,0/1 0/0,0/1 0/0,0/1 0/0,0/1 0/0,0/1"},
		{
			"edges of the periods",
			[]answer{{400, 4}, {365, 3}, {364, 3}, {30, 3}, {29, 3}, {6, 3}},
			". 0/0,1/1 1/1,1/1 2/2,2/2 2/2,3/3",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			inTestCard(t, db, func(tx *prep.Tx, card prep.ID) {
				for i, a := range c.answers {
					_, err := tx.AddReview(prep.Review{
						Card: card, Time: decktest.Noon.AddDate(0, 0, -a.ago).UnixMilli() + int64(i), Day: today - prep.Day(a.ago), Rating: a.rating,
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				got := statsOf(t, tx, nil)
				var words []string
				for _, r := range got.Retention {
					word := tested(r.Young) + "," + tested(r.Mature)
					if r.All().Total == 0 {
						word = "."
					}
					words = append(words, word)
				}
				if got := strings.Join(words, " "); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			})
		})
	}
}

// TestStatsOfAbsurdReviews: what another machine's clock or an import can have left disturbs nothing else.
func TestStatsOfAbsurdReviews(t *testing.T) {
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	inTestCard(t, db, func(tx *prep.Tx, card prep.ID) {
		now := decktest.Noon.UnixMilli()
		for _, r := range []prep.Review{
			{Time: math.MinInt64, Day: today},
			{Time: -1, Day: -1},
			{Time: 0, Day: math.MinInt32},
			{Time: now, Day: math.MaxInt32},
			{Time: math.MaxInt64, Day: today},
			{Time: math.MaxInt64, Day: math.MaxInt32, Duration: math.MaxInt32},
			{Time: now - 1, Day: today, Duration: math.MaxInt32},
			{Time: now, Day: today, Duration: 1000},
		} {
			r.Card, r.Rating, r.Confidence = card, 4, 5
			if _, err := tx.AddReview(r); err != nil {
				t.Fatal(err)
			}
		}
		s := statsOf(t, tx, nil)
		if got := s.Day(today); got.Answers != 2 || got.Time < 1000*time.Second || got.Time > 1100*time.Second {
			t.Errorf("today: %+v, want the two answers that can be", got)
		}
		for _, d := range s.Studied {
			if d.Day < 0 || d.Day > 65535 {
				t.Errorf("%+v", d)
			}
		}
	})
}

// TestStatsOfAbsurdlyHiddenCards: whatever day another machine gave, a card that was reviewed is counted once.
func TestStatsOfAbsurdlyHiddenCards(t *testing.T) {
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	for _, buried := range []int64{math.MinInt64, -1, 1 << 40, math.MaxInt64} {
		inTestCard(t, db, func(tx *prep.Tx, card prep.ID) {
			if _, err := tx.AddReview(prep.Review{Card: card, Time: decktest.Noon.UnixMilli() - 1, Day: today - 1, Rating: 4}); err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Set(prep.Cards, card, prep.Fields{"buried": buried}); err != nil {
				t.Fatal(err)
			}
			if err := deck.Freshen(tx, nil); err != nil {
				t.Fatal(err)
			}
			c := statsOf(t, tx, nil).Cards
			if got := c.New + c.Learning + c.Young + c.Mature + c.Suspended; c.Total != 1 || got != 1 || c.New != 0 || c.Due != 0 {
				t.Errorf("hidden until %d: %+v", buried, c)
			}
		})
	}
}

func TestStatsOfNothing(t *testing.T) {
	db := decktest.Open(t)
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) error {
		got := statsOf(t, tx, nil)
		if len(got.Studied) != 0 || got.Streak != (deck.StudyDays{}) || got.Cards != (deck.CardCounts{}) || len(got.Ahead.Days) != 30 {
			t.Errorf("%+v", got)
		}
		if _, ok := got.Retention[4].All().Rate(); ok {
			t.Error("a rate of nothing")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWilson: bounds computed by hand from the formula, and the ends.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		known, total int
		low, high    float64
	}{{0, 0, 0, 1}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {5, 10, 0.2366, 0.7634}, {81, 100, 0.7222, 0.8749}} {
		low, high := deck.Wilson(c.known, c.total)
		if math.Abs(low-c.low) > 1e-4 || math.Abs(high-c.high) > 1e-4 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.known, c.total, low, high, c.low, c.high)
		}
	}
}

func TestStatsTotal(t *testing.T) {
	s := deck.Stats{Studied: []deck.StudyDay{{Day: 5, Answers: 1}, {Day: 7, Answers: 2, New: 1}, {Day: 9, Answers: 4}}}
	if diff := cmp.Diff(deck.StudyDay{Answers: 6, New: 1}, s.Total(6, 9)); diff != "" {
		t.Error(diff)
	}
	if got := s.Day(8); got != (deck.StudyDay{Day: 8}) {
		t.Errorf("a day off: %+v", got)
	}
	if got := s.Day(7); got.Answers != 2 {
		t.Errorf("a study day: %+v", got)
	}
}

// TestStatsOfFewCards: few and many matching cards are read in two ways.
func TestStatsOfFewCards(t *testing.T) {
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	inTestCard(t, db, func(tx *prep.Tx, card prep.ID) {
		home, err := deck.FindDeck(tx, "Home")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 64 {
			tags := []string{"many"}
			if i < 3 {
				tags = []string{"few"}
			}
			id, err := deck.Add(tx, home.ID, deck.Note{Kind: deck.Question, Front: "q", Back: "a", Tags: tags}, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.AddReview(prep.Review{Card: id, Time: decktest.Noon.UnixMilli() - int64(i), Day: today, Rating: 3})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := deck.Freshen(tx, nil); err != nil {
			t.Fatal(err)
		}
		for tag, want := range map[string]int{"few": 3, "many": 61, "none": 0} {
			if got := statsOf(t, tx, deck.Tagged{Tag: tag}); got.Day(today).Answers != want || got.Cards.Total != want {
				t.Errorf("tag:%s: %d answers, %d cards; want %d", tag, got.Day(today).Answers, got.Cards.Total, want)
			}
		}
	})
}
