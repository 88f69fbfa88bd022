// Package fit finds the FSRS-6 parameters under which a person's reviews are least surprising, and says how well
// given parameters predict them. It takes review histories and returns numbers; it knows no database.
//
// A log, read from CSV by ReadLog or put together from reviews stored elsewhere, becomes a training Set; Fit finds
// its parameters, Validate says whether they are better than others on held-out reviews, Evaluate scores any.
//
// The training set is the one that Anki and fsrs-rs use: see Set. The loss is the log loss of its targets, the recent
// ones weighed most, plus a penalty for being far from the defaults, which decides where the reviews say little.
package fit

import (
	"context"
	"math"
)

// How many targets a fit needs.
const (
	MinFirsts = 8  // to fit the four first stabilities
	MinAll    = 64 // to fit all parameters
)

// Extent is how much of the parameters a fit has fitted.
type Extent uint8

// The extents, from no target to many.
const (
	Nothing Extent = iota // too few targets: the defaults
	Firsts                // w0-w3, the rest are the defaults
	All
)

// Options of a fit. The zero value is right.
type Options struct {
	// Progress is called now and then with the share that is done, from 0 to 1, never falling.
	Progress func(done float64)
}

// A Result is what a fit found.
type Result struct {
	Parameters Parameters
	Extent     Extent
	Targets    int // that were fitted to
	Passed     int // targets that were remembered
}

// Fit fits FSRS-6 to a training set. The same set gives the same parameters, to the last bit, on every run and
// however many cores share the work. A cancelled context ends it with the context's error.
func Fit(ctx context.Context, set *Set, o Options) (Result, error) {
	return set.fit(ctx, set.targets, o)
}

// fit fits to the first n targets.
func (s *Set) fit(ctx context.Context, n int, o Options) (Result, error) {
	r := Result{Parameters: Defaults(), Targets: n, Passed: s.passedBefore(n), Extent: extent(n)}
	steps := progress{call: o.Progress, enough: enough(n)}
	if r.Extent == Nothing {
		steps.finish()
		return r, ctx.Err()
	}
	for _, stride := range strides(n) {
		p := s.before(n).sample(stride)
		search := search{tree: p.tree(), enough: enough(n), free: r.Extent.free(), hold: penalty(), report: steps.gain}
		search.sample = search.tree
		if thin := n / stride / sampleTargets; thin > 1 {
			search.sample = p.sample(min(thin, 8)).tree()
		}
		if search.sample.weight == 0 { // few cards with very many reviews, and none of the sample's is a target
			search.sample = search.tree
		}
		if stride > 1 {
			search.enough = roughly
		}
		var err error
		if r.Parameters, err = search.minimize(ctx, r.Parameters); err != nil {
			return r, err
		}
	}
	steps.finish()
	return r, nil
}

// enough is how little a fit ends for: the gain still to be had in the sum of the log losses of n targets, a hundred
// thousandth for each, but never so much that it could be told from chance, which takes about 1.
func enough(n int) float64 { return min(max(1e-5*float64(n), 0.001), 0.25) }

// roughly is when the search on a sample ends, which only prepares for the whole.
const roughly = 0.75

// sampleTargets is the size of the sample that a large fit begins with.
const sampleTargets = 4096

// strides returns the samples that a fit to n targets goes through: every so many-th card, at last every one. Steps
// on a sample cost little, and bring the search so near that the whole needs few. The penalty is that of the whole:
// with less of it, what a sample says by chance has led into other valleys of the loss.
func strides(n int) []int {
	var strides []int
	for size := sampleTargets; size <= n/4; size *= 16 {
		strides = append(strides, n/size)
	}
	return append(strides, 1)
}

func extent(targets int) Extent {
	switch {
	case targets < MinFirsts:
		return Nothing
	case targets < MinAll:
		return Firsts
	}
	return All
}

// free says which parameters a fit of this extent moves.
func (e Extent) free() (free [Size]bool) {
	for i := range free {
		free[i] = e == All || e == Firsts && i < 4
	}
	return free
}

// progress turns the gains that a search still expects into a share that is done.
type progress struct {
	call   func(done float64)
	enough float64 // gain expected at the end
	first  float64 // and at the start
	done   float64
}

// gain reports progress by how many orders of magnitude the gain expected has fallen.
func (p *progress) gain(gain float64) {
	if p.call == nil {
		return
	}
	if p.first == 0 {
		p.first = max(gain, 2*p.enough)
	}
	if done := math.Log(p.first/gain) / math.Log(p.first/p.enough); done > p.done {
		p.done = min(done, 1)
	}
	p.call(p.done)
}

func (p *progress) finish() {
	if p.call != nil {
		p.call(1)
	}
}
