package deck

import (
	"math"
	"time"

	fsrs "github.com/open-spaced-repetition/go-fsrs/v3"

	"prep"
)

// The largest and smallest stability in days, and the ends of difficulty.
const (
	minStability, maxStability   = 0.001, 36500
	minDifficulty, maxDifficulty = 1, 10
)

// trace is what FSRS remembers of a card. Zero stability means that it was never reviewed.
type trace struct{ stability, difficulty float64 }

// model is FSRS-6 computed by go-fsrs 3, which implements FSRS-5. This file alone names go-fsrs; each
// adjustment says what version 4 will make superfluous. A model is not changed once it is made.
type model struct {
	fsrs      fsrs.FSRS
	first     [Easy + 1]trace
	reversion float64 // added to go-fsrs's difficulty
	sameDay   float64 // exponent of stability that go-fsrs's same-day formula lacks
}

func newModel(w Parameters) *model {
	p := fsrs.DefaultParam()
	copy(p.W[:], w[:19]) // FSRS-6 has the weights of FSRS-5 and two more
	p.Decay = -w[20]     // a constant in FSRS-5
	p.Factor = math.Pow(0.9, 1/p.Decay) - 1
	p.RequestRetention = 1 // the intervals are ours: this spares go-fsrs a power for each of its own
	m := &model{fsrs: *fsrs.NewFSRS(p), sameDay: -w[19]}
	for r := Again; r <= Easy; r++ {
		card := m.fsrs.NewBasicScheduler(fsrs.NewCard(), epoch).Review(fsrs.Rating(r)).Card
		m.first[r] = trace{w[r-1], card.Difficulty} // go-fsrs keeps the first stability above 0.1
	}
	// go-fsrs reverts to the difficulty of a first Easy clamped to 1, FSRS-6 to what it is before the clamp.
	easy := w[4] - math.Exp(3*w[5]) + 1
	m.reversion = w[7] * (easy - clamp(easy, minDifficulty, maxDifficulty))
	return m
}

// epoch is the day of the last review for go-fsrs, which counts the days between two times. In UTC a day
// is always 24 hours.
var epoch = time.Unix(0, 0).UTC()

// outlook is what each rating would make of a trace after whole study days. go-fsrs works out all four
// ratings of a review at once, so a second one is nearly free.
type outlook struct {
	model   *model
	before  trace
	elapsed int
	day     prep.Day        // of the review
	memo    *memo           // nil when outlooks are not remembered
	fsrs    *fsrs.Scheduler // nil until a rating is asked for
}

// after is the trace after a rating.
func (o *outlook) after(r Rating) trace {
	switch {
	case o.before.stability == 0:
		return o.model.first[r]
	case o.memo == nil:
		return o.compute(r)
	}
	known := o.memo.entry(o.before, o.elapsed, r)
	if known.before != o.before || known.elapsed != o.elapsed || known.rating != r {
		*known = transition{o.before, o.elapsed, r, o.compute(r)}
	}
	return known.after
}

func (o *outlook) compute(r Rating) trace {
	if o.fsrs == nil {
		card := fsrs.Card{
			Stability: o.before.stability, Difficulty: o.before.difficulty, LastReview: epoch,
			State: fsrs.Review, // the formulas of recall and forgetting, whatever the card's step
		}
		if o.elapsed == 0 {
			card.State = fsrs.Learning // the same-day formula
		}
		p := o.model.fsrs.Parameters // go-fsrs writes its seed into them: with a copy a model can be shared
		o.fsrs = p.NewBasicScheduler(card, afterDays(o.elapsed))
	}
	card := o.fsrs.Review(fsrs.Rating(r)).Card
	stability := card.Stability
	if o.elapsed == 0 {
		// FSRS-6 lets a high stability grow less within a day, and shrink only after Again.
		stability *= math.Pow(o.before.stability, o.model.sameDay)
		if r != Again {
			stability = max(stability, o.before.stability)
		}
	}
	return trace{
		clamp(stability, minStability, maxStability),
		clamp(card.Difficulty+o.model.reversion, minDifficulty, maxDifficulty),
	}
}

// retrievability is the probability of recall after whole study days, 0 for a trace never reviewed.
func (m *model) retrievability(t trace, elapsed int) float64 {
	card := fsrs.Card{Stability: t.stability, LastReview: epoch, State: fsrs.Review}
	if t.stability == 0 {
		card.State = fsrs.New
	}
	return m.fsrs.GetRetrievability(card, afterDays(elapsed))
}

// daysPerStability is the interval after which recall falls to the retention, for a stability of one day:
// the forgetting curve (1 + Factor·t/S)^Decay solved for t. The interval is proportional to stability.
func (m *model) daysPerStability(retention float64) float64 {
	return (math.Pow(retention, 1/m.fsrs.Decay) - 1) / m.fsrs.Factor
}

// afterDays is the time that go-fsrs sees after whole days.
func afterDays(days int) time.Time { return epoch.Add(time.Duration(days) * day) }

func clamp(x, low, high float64) float64 { return min(max(x, low), high) }
