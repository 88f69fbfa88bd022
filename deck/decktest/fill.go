// Package decktest makes databases for tests and benchmarks.
package decktest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"prep"
	"prep/deck"
)

// Noon is the instant at which a test database's clock stands: a Monday.
var Noon = time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)

// Open opens a new, empty database in a folder of the test's own, with its clock at Noon.
func Open(tb testing.TB) *prep.DB {
	tb.Helper()
	return OpenAt(tb, filepath.Join(tb.TempDir(), "prep.db"), func() time.Time { return Noon })
}

// OpenAt opens a database with a clock.
func OpenAt(tb testing.TB, path string, clock func() time.Time) *prep.DB {
	tb.Helper()
	db, err := prep.Open(context.Background(), path, prep.Options{Clock: clock})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return db
}

// Size says how much a filled database holds.
type Size struct {
	Decks   int
	Cards   int
	Reviews int // spread over nine in ten of the cards, up to Noon
}

// Fill adds decks, cards and their history, the same for every seed: a person who answers when a card is due
// and is right nine times in ten, with cards begun over the last years.
func Fill(tb testing.TB, db *prep.DB, seed uint64, size Size) {
	tb.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		decks := make([]prep.ID, max(size.Decks, 1))
		for i := range decks {
			made, _, err := deck.NewDeck(tx, fmt.Sprintf("Deck %d", i+1))
			if err != nil {
				return err
			}
			decks[i] = made.ID
		}
		cards := make([]prep.ID, size.Cards)
		for i := range cards {
			id, err := deck.Add(tx, decks[i%len(decks)], deck.Note{
				ID: prep.DerivedID("fill", fmt.Sprint(seed), fmt.Sprint(i)), Kind: deck.Question,
				Front: fmt.Sprintf("What does fact %d of %s say about %s?", i, words(random, 2), words(random, 4)),
				Back:  words(random, 12),
				Tags:  []string{fmt.Sprintf("topic-%d", i%20)},
			}, 0)
			if err != nil {
				return err
			}
			cards[i] = id
		}
		return review(tx, random, cards[:len(cards)*9/10], size.Reviews)
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// review gives each card about the same number of reviews, ending some weeks around Noon.
func review(tx *prep.Tx, random *rand.Rand, cards []prep.ID, reviews int) error {
	if len(cards) == 0 {
		return nil
	}
	today := prep.DayOf(Noon, prep.DefaultRollover)
	for i, card := range cards {
		n := reviews / len(cards)
		if i < reviews%len(cards) {
			n++
		}
		day, gap := today-1, 1.0+3*random.Float64()
		days := make([]prep.Day, n)
		for k := n - 1; k >= 0; k-- { // backwards from a last review within its interval
			day -= prep.Day(gap * random.Float64())
			days[k] = day
			day--
		}
		for k, day := range days {
			rating := 3
			if r := random.Float64(); k == n-1 {
				rating = 3 // whoever forgot a card repeated it the same day
			} else if r < 0.1 {
				rating = 1
			} else if r < 0.2 {
				rating = 2
			} else if r < 0.25 {
				rating = 4
			}
			at := day.Start(time.UTC, prep.DefaultRollover).Add(time.Duration(random.IntN(16*3600*1000)) * time.Millisecond)
			_, err := tx.AddReview(prep.Review{
				Card: card, Time: at.UnixMilli(), Rating: rating, Day: day, Duration: 2000 + random.IntN(20000),
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

var vocabulary = []string{
	"estimate", "release", "customer", "outage", "review", "feedback", "deadline", "budget", "rollback", "incident",
	"mentor", "scope", "handover", "backup", "migration", "hiring", "contract", "lesson", "habit", "checklist",
	"promise", "silence", "meeting", "question", "answer", "apology", "repair", "trust", "pressure", "plan",
}

func words(random *rand.Rand, n int) string {
	text := ""
	for i := range n {
		if i > 0 {
			text += " "
		}
		text += vocabulary[random.IntN(len(vocabulary))]
	}
	return text
}
