package deck_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
	"prep/deck/fit"
)

// BenchmarkPrepare plans 10,000 cards for 30 days.
func BenchmarkPrepare(b *testing.B) {
	model, random := fit.NewModel(fit.Defaults()), rand.New(rand.NewPCG(1, 1))
	cards := make([]deck.ReadyCard, 10_000)
	for i := range cards {
		cards[i] = deck.ReadyCard{Model: model}
		if i%10 > 0 {
			stability := 0.5 + 60*random.ExpFloat64()
			cards[i].State = fit.State{Stability: stability, Difficulty: 1 + 9*random.Float64()}
			cards[i].Last = -1 - int(stability*random.Float64())
		}
	}
	opts := deck.ReadyOptions{Days: 30, Goal: 0.95, New: 50, Reviews: 1000, Habits: testHabits}
	for b.Loop() {
		plan := deck.Prepare(cards, opts)
		b.ReportMetric(float64(plan.Days[0].New)+plan.Days[0].Reviews, "today")
	}
}

// BenchmarkReadyToday reads today's part for 5,000 of 100,000 cards with 1,000,000 reviews.
func BenchmarkReadyToday(b *testing.B) {
	db := large(b)
	query, err := deck.ParseQuery("tag:topic-3")
	if err != nil {
		b.Fatal(err)
	}
	target := deck.Target{Date: prep.DayOf(decktest.Noon, prep.DefaultRollover) + 30, Query: query}
	for b.Loop() {
		err := db.View(context.Background(), func(tx *prep.Tx) error {
			queue, err := deck.Queue(tx, deck.QueueOptions{For: &target})
			b.ReportMetric(float64(len(queue)), "cards")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
