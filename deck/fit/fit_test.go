package fit

import (
	"context"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// mustSet makes a set of a log.
func mustSet(t testing.TB, log []Review) *Set {
	t.Helper()
	set, err := NewSet(log)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// mustFit fits a set.
func mustFit(t testing.TB, set *Set) Result {
	t.Helper()
	r, err := Fit(t.Context(), set, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFitIsTheSameOnEveryRunAndAnyNumberOfCores(t *testing.T) {
	for name, log := range map[string][]Review{"real": realLog(t).Reviews, "made": learners()["steep"].log(5, 20_000)} {
		set := mustSet(t, log)
		want := mustFit(t, set)
		for _, cores := range []int{1, 2, 3, 8} {
			before := runtime.GOMAXPROCS(cores)
			got := mustFit(t, mustSet(t, log))
			runtime.GOMAXPROCS(before)
			if got != want {
				t.Errorf("%s on %d cores: %v\nwant %v", name, cores, got.Parameters, want.Parameters)
			}
		}
	}
}

// A fit must come within little of the parameters that made the log, measured in the loss on a further log of the same
// learner, of which the defaults miss much more.
func TestFitRecoversTheLearner(t *testing.T) {
	for name, learner := range learners() {
		t.Run(name, func(t *testing.T) {
			fitted := mustFit(t, mustSet(t, learner.log(21, 20_000)))
			if err := fitted.Parameters.Check(); err != nil {
				t.Error(err)
			}
			other := mustSet(t, learner.log(22, 20_000))
			truth, got := Evaluate(other, learner.memory).LogLoss, Evaluate(other, fitted.Parameters).LogLoss
			if got > truth+0.0015 {
				t.Errorf("loss %.5f on another log, the learner's own parameters have %.5f", got, truth)
			}
			defaults := Evaluate(other, Defaults()).LogLoss
			if name != "usual" && got-truth > (defaults-truth)/10 {
				t.Errorf("loss %.5f: not much of the way from the defaults' %.5f to the learner's %.5f", got, defaults, truth)
			}
		})
	}
}

// The loss has more than one valley. A fit must end as deep as a search that begins with the truth, to within what cannot be
// told from chance, also where it goes through samples.
func TestFitFindsTheDeepestValley(t *testing.T) {
	for name, learner := range learners() {
		for _, targets := range []int{5_000, 70_000} {
			if targets > 5_000 && name != "steep" { // the one whose samples have led astray
				continue
			}
			set := mustSet(t, learner.log(300, targets))
			p := set.before(set.targets)
			s := search{tree: p.tree(), enough: 0.01, free: All.free(), hold: penalty()}
			s.sample = s.tree
			deepest, err := s.minimize(t.Context(), learner.memory.Clamp())
			if err != nil {
				t.Fatal(err)
			}
			found := mustFit(t, set).Parameters
			if missed := s.slope(&found).loss - s.slope(&deepest).loss; missed > 1 {
				t.Errorf("%s, %d targets: the loss is %.2f too great", name, targets, missed)
			}
		}
	}
}

func TestFitOfFewReviews(t *testing.T) {
	log := realLog(t).Reviews
	whole := mustSet(t, log)
	for _, test := range []struct {
		targets int
		extent  Extent
		health  string
	}{
		{0, Nothing, "Too few reviews to learn from: 0 reviews, at least 8 are needed. The default parameters stay."},
		{1, Nothing, "Too few reviews to learn from: 1 review, at least 8 are needed. The default parameters stay."},
		{7, Nothing, "Too few reviews to learn from: 7 reviews"},
		{8, Firsts, "Few reviews, 8 of the 64 that a whole fit needs: only the four first stabilities are fitted"},
		{63, Firsts, "Few reviews, 63 of the 64"},
		{64, All, "A small fit, 64 reviews"},
		{1000, All, "A fair fit, 1000 reviews"},
		{4122, All, "A good fit, 4122 reviews."},
	} {
		r, err := whole.fit(t.Context(), test.targets, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Extent != test.extent || r.Targets != test.targets {
			t.Errorf("%d targets: extent %d of %d", test.targets, r.Extent, r.Targets)
		}
		if !strings.HasPrefix(r.Health(), test.health) {
			t.Errorf("%d targets: health %q", test.targets, r.Health())
		}
		begin := Defaults()
		for i, w := range r.Parameters {
			if may := test.extent == All || test.extent == Firsts && i < 4; !may && w != begin[i] {
				t.Errorf("%d targets: w%d moved to %v", test.targets, i, w)
			}
		}
		if moved := r.Parameters != begin; moved != (test.extent != Nothing) {
			t.Errorf("%d targets: parameters %v", test.targets, r.Parameters)
		}
		if err := r.Parameters.Check(); err != nil {
			t.Errorf("%d targets: %v", test.targets, err)
		}
	}
}

// One card reviewed 10,000 times is walked once, not once for every review.
func TestFitOfOneCardReviewedForEver(t *testing.T) {
	triples := make([][3]int, 10_000)
	for i := range triples {
		triples[i] = [3]int{19000 + i, 1 + 2*min(i%7, 1), 2}
	}
	triples[0][2] = 0
	set := mustSet(t, history(1, triples...))
	began := time.Now()
	r := mustFit(t, set)
	if r.Targets != 9_999 || r.Parameters.Check() != nil {
		t.Errorf("%d targets, parameters %v", r.Targets, r.Parameters)
	}
	t.Logf("%v", time.Since(began))
}

// Samples are of cards, so a few cards with very many reviews may have none of the targets.
func TestFitOfAFewCardsReviewedForEver(t *testing.T) {
	log := history(0, [3]int{19000, 3, 0}) // comes first in the set and has no target
	for card := range int64(9) {
		triples := make([][3]int, 4_000)
		for i := range triples {
			triples[i] = [3]int{19000 + i*int(card+1), 1 + 2*min(i%(4+int(card)), 1), 2}
		}
		triples[0] = [3]int{19000, 3, 0}
		log = append(log, history(card+1, triples...)...)
	}
	set := mustSet(t, log)
	r := mustFit(t, set)
	if err := r.Parameters.Check(); err != nil || r.Targets != 9*3_999 {
		t.Errorf("%d targets, %v", r.Targets, err)
	}
	if got, start := EvaluateRecent(set, r.Parameters), EvaluateRecent(set, Defaults()); got.LogLoss >= start.LogLoss {
		t.Errorf("log loss %v, the defaults have %v", got.LogLoss, start.LogLoss)
	}
}

func TestFitWhereNothingWasEverForgottenOrAllWas(t *testing.T) {
	for _, rating := range []int{1, 2, 3, 4} {
		var log []Review
		for card := range int64(200) {
			log = append(log, history(card, [3]int{19000, rating, 0}, [3]int{19001 + int(card%9), rating, 2}, [3]int{19030, rating, 2})...)
		}
		r := mustFit(t, mustSet(t, log))
		if err := r.Parameters.Check(); err != nil {
			t.Errorf("always %d: %v", rating, err)
		}
		want := "Hardly anything was forgotten (0)"
		if rating == 1 {
			want = "More was forgotten (400) than remembered."
		}
		if !strings.Contains(r.Health(), want) {
			t.Errorf("always %d: health %q", rating, r.Health())
		}
	}
}

// Whatever the log holds, the parameters are within their ranges and fit it no worse than the defaults.
func TestFitIsNeverWorseThanTheDefaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var log []Review
		for card := range rapid.IntRange(1, 40).Draw(t, "cards") {
			day, triples := 19000, [][3]int{}
			for i := range rapid.IntRange(1, 12).Draw(t, "reviews") {
				stage := Reviewing
				if i == 0 {
					stage = New
				}
				triples = append(triples, [3]int{day, rapid.IntRange(1, 4).Draw(t, "rating"), int(stage)})
				day += rapid.SampledFrom([]int{0, 1, 2, 5, 30, 400, 20000}).Draw(t, "gap")
			}
			log = append(log, history(int64(card), triples...)...)
		}
		set, err := NewSet(log)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Fit(context.Background(), set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Parameters.Check(); err != nil {
			t.Fatal(err)
		}
		fitted, defaults := EvaluateRecent(set, r.Parameters).LogLoss, EvaluateRecent(set, Defaults()).LogLoss
		if math.IsNaN(fitted) || fitted > defaults+1e-9 {
			t.Fatalf("log loss %v, the defaults have %v", fitted, defaults)
		}
	})
}

func TestFitStopsWhenCancelled(t *testing.T) {
	set := mustSet(t, realLog(t).Reviews)
	ctx, cancel := context.WithCancel(t.Context())
	steps := 0
	_, err := Fit(ctx, set, Options{Progress: func(float64) {
		steps++
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || steps != 1 {
		t.Errorf("error %v after %d steps", err, steps)
	}
	if _, err := Validate(ctx, set, Defaults(), Rival{Parameters: Defaults()}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("validation: error %v", err)
	}
}

func TestProgressRisesToOne(t *testing.T) {
	set := mustSet(t, realLog(t).Reviews)
	last, calls := 0.0, 0
	o := Options{Progress: func(done float64) {
		if done < last || done > 1 {
			t.Errorf("progress from %v to %v", last, done)
		}
		last = done
		calls++
	}}
	if _, err := Fit(t.Context(), set, o); err != nil {
		t.Fatal(err)
	}
	if last != 1 || calls < 4 {
		t.Errorf("a fit: %d calls, the last with %v", calls, last)
	}
	last, calls = 0, 0
	if _, err := Validate(t.Context(), set, Defaults(), Rival{Parameters: Defaults()}, o); err != nil {
		t.Fatal(err)
	}
	if last != 1 || calls < 12 {
		t.Errorf("a validation: %d calls, the last with %v", calls, last)
	}
}
