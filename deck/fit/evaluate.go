package fit

import (
	"cmp"
	"math"
	"slices"
)

// A Score says how well parameters predict reviews.
type Score struct {
	Targets int     `json:"targets"`
	LogLoss float64 `json:"log_loss"`  // mean of -ln(the chance given to what happened)
	RMSE    float64 `json:"rmse_bins"` // between the recall predicted and seen, over bins of like reviews
	AUC     float64 `json:"auc"`       // chance that a review that was remembered was predicted higher; 0.5 is blind
}

// Evaluate scores parameters, which must pass Check, on all targets of a set, weighed the same.
func Evaluate(set *Set, w Parameters) Score {
	p := set.before(set.targets)
	p.flat = true
	return score(predict(NewModel(w), &p, 0))
}

// EvaluateRecent scores parameters as a fit does, the recent targets weighed most.
func EvaluateRecent(set *Set, w Parameters) Score {
	p := set.before(set.targets)
	return score(predict(NewModel(w), &p, 0))
}

// A guess is the prediction of one target and what came of it.
type guess struct {
	recall float64
	rank   int32
	weight float32
	passed bool
	bin    bin
}

// A bin holds the reviews that are alike in interval, number of reviews and number of lapses, as the srs-benchmark
// groups them: each by the whole part of its logarithm. Which reviews share a bin is all that counts, so a bin is
// known by these, not by the number in its middle. https://github.com/open-spaced-repetition/srs-benchmark
type bin struct {
	interval uint8 // to the base 3.62, of days
	reviews  uint8 // to the base 1.89
	lapses   uint8 // to the base 1.73, and 1 more; 0 for none
}

func binOf(elapsed uint32, reviews, lapses int) bin {
	step := func(n, base float64) uint8 { return uint8(math.Log(n) / math.Log(base)) }
	b := bin{interval: step(float64(elapsed), 3.62), reviews: step(float64(reviews), 1.89)}
	if lapses > 0 {
		b.lapses = 1 + step(float64(lapses), 1.73)
	}
	return b
}

// predict returns the guesses of a model for the targets of a part with a rank of at least begin.
func predict(m *Model, p *part, begin int32) []guess {
	return slices.Concat(chunks(p.cards(), func(from, to int) (guesses []guess) {
		for n := from; n < to; n++ {
			guesses = m.guess(p, n, begin, guesses)
		}
		return guesses
	})...)
}

// guess appends the guesses for the n-th card.
func (m *Model) guess(p *part, n int, begin int32, guesses []guess) []guess {
	from, to := p.card(n)
	if from == to {
		return guesses
	}
	var l link
	state := m.begin(p.set.rating[from], &l)
	reviews, lapses := 1, 0 // a day or more after the one before, the first review too
	for i := from + 1; i < to; i++ {
		elapsed, rating, rank := p.set.elapsed[i], p.set.rating[i], p.set.rank[i]
		state = m.step(state, float64(elapsed), rating, &l)
		if elapsed == 0 {
			continue
		}
		reviews++
		if rank >= begin {
			guesses = append(guesses, guess{
				recall: l.recall, rank: rank, weight: float32(p.weight(rank)), passed: rating > 1,
				bin: binOf(elapsed, reviews, lapses),
			})
		}
		if rating == 1 {
			lapses++
		}
	}
	return guesses
}

// score sums up guesses.
func score(guesses []guess) Score {
	if len(guesses) == 0 {
		return Score{}
	}
	type tally struct{ predicted, passed, count, weight float64 }
	bins := map[bin]*tally{}
	loss, weight := 0.0, 0.0
	var order []*tally // sums run in the order of the guesses, to be the same every time
	for _, g := range guesses {
		t := bins[g.bin]
		if t == nil {
			t = new(tally)
			bins[g.bin] = t
			order = append(order, t)
		}
		chance := 1 - g.recall
		if g.passed {
			chance = g.recall
			t.passed++
		}
		t.predicted += g.recall
		t.count++
		t.weight += float64(g.weight)
		loss -= float64(g.weight) * math.Log(chance)
		weight += float64(g.weight)
	}
	squares := 0.0
	for _, t := range order {
		off := (t.predicted - t.passed) / t.count
		squares += off * off * t.weight
	}
	return Score{
		Targets: len(guesses), LogLoss: loss / weight, RMSE: math.Sqrt(squares / weight), AUC: auc(guesses),
	}
}

// auc returns the share of pairs of a remembered and a forgotten review in which the remembered one was predicted
// higher, ties counting half; 0.5 where there are no such pairs.
func auc(guesses []guess) float64 {
	sorted := slices.Clone(guesses)
	slices.SortFunc(sorted, func(a, b guess) int { return cmp.Compare(a.recall, b.recall) })
	pairs, passed, forgotten := 0.0, 0.0, 0.0
	for i := 0; i < len(sorted); {
		tied, failed := 0.0, 0.0
		recall := sorted[i].recall
		for ; i < len(sorted) && sorted[i].recall == recall; i++ {
			if sorted[i].passed {
				tied++
			} else {
				failed++
			}
		}
		pairs += tied * (forgotten + failed/2)
		passed += tied
		forgotten += failed
	}
	if passed == 0 || forgotten == 0 {
		return 0.5
	}
	return pairs / (passed * forgotten)
}
