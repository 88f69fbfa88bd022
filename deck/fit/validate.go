package fit

import (
	"context"
	"fmt"
)

// splits is how many tests a log is cut into for validation.
const splits = 5

// A Rival is the parameters that found ones would replace.
type Rival struct {
	Parameters Parameters
	Seen       int // how many of the set's first targets they were fitted to; 0 if they come from elsewhere
}

// A Validation compares a fit with a rival on held-out reviews: the log is cut by time into six segments, and each but
// the first is predicted with what a fit to all segments before it finds. All that is predicted is pooled and
// weighed the same. It is the time-series split of scikit-learn, which the srs-benchmark uses.
type Validation struct {
	Fitted   Score `json:"fitted"`   // by fits to the reviews before
	Rival    Score `json:"rival"`    // by the rival, which has an unfair advantage where it has seen the reviews
	Defaults Score `json:"defaults"` // by the default parameters

	unseen struct{ fitted, rival Score } // on what the rival has not seen
	gain   float64                       // of the found parameters over the rival, in the loss that is fitted
}

// Validate compares found parameters, the result of Fit on this set, with a rival. With fewer than six targets the
// scores are zero. A rival whose parameters Check finds fault with is an error. The cost is about that of three fits.
func Validate(ctx context.Context, set *Set, found Parameters, rival Rival, o Options) (Validation, error) {
	var v Validation
	if err := rival.Parameters.Check(); err != nil {
		return v, fmt.Errorf("compare with other parameters: %w", err)
	}
	var fitted, others, defaults []guess
	segment := set.targets / (splits + 1)
	for i := 1; i <= splits && segment > 0; i++ {
		begin, end := i*segment, (i+1)*segment
		if i == splits {
			end = set.targets
		}
		r, err := set.fit(ctx, begin, o.within(float64(i-1)/splits, float64(i)/splits))
		if err != nil {
			return v, err
		}
		test := set.before(end)
		test.flat = true
		fitted = append(fitted, predict(NewModel(r.Parameters), &test, int32(begin))...)
		others = append(others, predict(NewModel(rival.Parameters), &test, int32(begin))...)
		defaults = append(defaults, predict(NewModel(Defaults()), &test, int32(begin))...)
	}
	v.Fitted, v.Rival, v.Defaults = score(fitted), score(others), score(defaults)
	v.unseen.fitted, v.unseen.rival = score(since(fitted, rival.Seen)), score(since(others, rival.Seen))
	all := set.before(set.targets)
	tree := all.tree()
	v.gain = gradient(NewModel(rival.Parameters), tree).loss - gradient(NewModel(found), tree).loss
	if o.Progress != nil {
		o.Progress(1)
	}
	return v, nil
}

// Better says whether the found parameters should replace the rival: whether fits of this log predicted the held-out
// reviews that the rival has not seen better than the rival did. Where it has seen all but a few of them, both
// have seen nearly the same, and the found ones must fit all of it better, by more than chance would.
func (v Validation) Better() bool {
	const beyondChance = 1 // in the sum of the log losses
	if v.unseen.fitted.Targets < MinAll {
		return v.gain > beyondChance
	}
	return v.unseen.fitted.LogLoss < v.unseen.rival.LogLoss
}

// since returns the guesses at targets from the given rank on.
func since(guesses []guess, rank int) []guess {
	var later []guess
	for _, g := range guesses {
		if g.rank >= int32(rank) {
			later = append(later, g)
		}
	}
	return later
}

// within narrows the progress of one of several fits to its share of the whole.
func (o Options) within(from, to float64) Options {
	if o.Progress == nil {
		return o
	}
	return Options{Progress: func(done float64) { o.Progress(from + done*(to-from)) }}
}
