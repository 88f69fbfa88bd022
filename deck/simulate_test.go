package deck_test

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
	"prep/deck/fit"
)

var testHabits = deck.Habits{
	First: [4]float64{0.2, 0.1, 0.5, 0.2}, Passed: [3]float64{0.2, 0.7, 0.1}, NewSeconds: 20, PassSeconds: 8, FailSeconds: 25,
}

// newCards are so many cards that were never seen.
func newCards(n int) []deck.SimulatedCard { return make([]deck.SimulatedCard, n) }

func options(days int) deck.SimulationOptions {
	return deck.SimulationOptions{Days: days, Retention: 0.9, New: 20, Reviews: 200, MaxInterval: 36500, Seed: 1}
}

func TestSimulateIsSteadyAndBounded(t *testing.T) {
	model := fit.NewModel(fit.Defaults())
	days := deck.Simulate(model, newCards(500), testHabits, options(120))
	if diff := cmp.Diff(days, deck.Simulate(model, newCards(500), testHabits, options(120))); diff != "" {
		t.Errorf("a second run differs:\n%s", diff)
	}
	begun := 0
	for i, d := range days {
		begun += d.New
		if d.New > 20 || d.Reviews > 200 || d.Known > float64(begun) || d.Minutes < 0 {
			t.Errorf("day %d: %+v with %d begun", i, d, begun)
		}
	}
	if begun != 500 {
		t.Errorf("%d cards begun, want all 500", begun)
	}
	if known := days[119].Known; known < 0.85*500 || known > 500 {
		t.Errorf("%.0f known at the end, want about nine in ten of 500 or more", known)
	}
}

// TestSimulatedRecallIsTheRetentionAskedFor: with nothing in the way, the cards due are recalled as often as the
// retention says, so the study that it costs rises with it.
func TestSimulatedCostRisesWithRetention(t *testing.T) {
	model := fit.NewModel(fit.Defaults())
	reviews := 0.0
	for _, retention := range []float64{0.75, 0.85, 0.95} {
		opts := options(365)
		opts.Retention, opts.Reviews = retention, 10_000
		o := deck.Sum(deck.Simulate(model, newCards(1000), testHabits, opts), retention)
		if o.Reviews <= reviews {
			t.Errorf("at %v %.1f reviews a day, no more than at a lower retention", retention, o.Reviews)
		}
		reviews = o.Reviews
	}
	best, present := deck.BestRetention(model, newCards(3000), testHabits, options(365))
	if best.Cost > present.Cost || best.Retention < 0.7 || best.Retention > 0.97 {
		t.Errorf("best %+v, present %+v", best, present)
	}
}

func TestReadHabits(t *testing.T) {
	db := decktest.Open(t)
	decktest.Fill(t, db, 1, decktest.Size{Decks: 2, Cards: 200, Reviews: 2000})
	err := deck.Read(context.Background(), db, func(tx *prep.Tx) error {
		sim, err := deck.ReadSimulation(tx, nil)
		if err != nil {
			return err
		}
		if len(sim.Cards) != 200 {
			t.Errorf("%d cards, want 200", len(sim.Cards))
		}
		sum := sim.Habits.First[0] + sim.Habits.First[1] + sim.Habits.First[2] + sim.Habits.First[3]
		if math.Abs(sum-1) > 1e-9 || sim.Habits.PassSeconds < 5 || sim.Habits.PassSeconds > 20 {
			t.Errorf("habits %+v", sim.Habits)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkSimulate plays 365 days of 10,000 cards.
func BenchmarkSimulate(b *testing.B) {
	model := fit.NewModel(fit.Defaults())
	opts := options(365)
	opts.New, opts.Reviews = 30, 1000
	for b.Loop() {
		deck.Simulate(model, newCards(10_000), testHabits, opts)
	}
}
