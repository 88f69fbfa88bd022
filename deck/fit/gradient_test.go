package fit

import (
	"math"
	"math/rand/v2"
	"testing"
)

// anywhere returns parameters drawn from the inside of their ranges, near enough to the defaults that histories
// go through every formula.
func anywhere(random *rand.Rand) Parameters {
	w := Defaults()
	for i := range w {
		w[i] += (random.Float64()*2 - 1) * 0.8 * spread[i]
		w[i] = min(max(w[i], lower[i]+0.02), upper[i]-0.02)
	}
	w[0], w[1], w[2], w[3] = 0.3+random.Float64(), 2+random.Float64(), 4+random.Float64(), 9+10*random.Float64()
	return w
}

// numeric returns the derivative of the loss by one parameter, by central differences of two widths combined so that the
// error falls with the fourth power of the width (Richardson).
func numeric(w Parameters, k int, t *tree) float64 {
	width := 1e-3 * max(w[k], 0.02)
	at := func(off float64) float64 {
		moved := w
		moved[k] += off
		return gradient(NewModel(moved), t).loss
	}
	wide, narrow := (at(width)-at(-width))/(2*width), (at(width/2)-at(-width/2))/width
	return (4*narrow - wide) / 3
}

// The loss has kinks where difficulty or stability is clamped; parameters at which a difference would straddle one for
// some card are told by wide and narrow differences that disagree, and are not those drawn here.
func TestGradientAgreesWithDifferences(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 0))
	used, worst := map[formula]int{}, 0.0
	for round := range 40 {
		set, err := NewSet(learners()["steep"].log(uint64(round), 30))
		if err != nil {
			t.Fatal(err)
		}
		w := anywhere(random)
		if round%2 == 1 { // memory that hardly suffers from lapses, so that the cap on it decides
			w[11], w[13] = 4.5, 0.85
		}
		p := set.before(set.targets)
		for n := range p.cards() {
			countFormulas(NewModel(w), &p, n, used)
		}
		tree := p.tree()
		g := gradient(NewModel(w), tree)
		scale := 0.0
		for k, v := range g.by {
			scale = max(scale, math.Abs(v)*spread[k])
		}
		for k, exact := range g.by {
			want := numeric(w, k, tree)
			// Relative to the derivative; one that is next to nothing, to a millionth of the steepest.
			off := math.Abs(exact-want) / max(math.Abs(want), 1e-6*scale/spread[k])
			worst = max(worst, off)
			if off > 1e-6 {
				t.Errorf("round %d: by w%d: %.10g, differences give %.10g (off by %.1e)", round, k, exact, want, off)
			}
		}
	}
	for _, f := range []formula{recalled, lapsed, capped, sameDay, held} {
		if used[f] < 20 {
			t.Errorf("formula %d was used %d times: the check says little of it", f, used[f])
		}
	}
	t.Logf("largest relative difference %.1e", worst)
}

// countFormulas counts which formulas the n-th card goes through.
func countFormulas(m *Model, p *part, n int, used map[formula]int) {
	from, to := p.card(n)
	if from == to {
		return
	}
	var l link
	s := m.begin(p.set.rating[from], &l)
	for i := from + 1; i < to; i++ {
		s = m.step(s, float64(p.set.elapsed[i]), p.set.rating[i], &l)
		used[l.formula]++
	}
}

// Forward and reverse mode are two ways to the same derivatives.
func TestCurvatureHasTheSameGradient(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 0))
	for name, learner := range learners() {
		set, err := NewSet(learner.log(1, 500))
		if err != nil {
			t.Fatal(err)
		}
		p, w := set.before(set.targets), anywhere(random)
		g, b := gradient(NewModel(w), p.tree()), curvature(NewModel(w), p.tree())
		if !near(g.loss, b.loss, 1e-12) {
			t.Errorf("%s: loss %v forward, %v in reverse", name, b.loss, g.loss)
		}
		for k := range g.by {
			if math.Abs(g.by[k]-b.by[k]) > 1e-9*(1+math.Abs(g.by[k])) {
				t.Errorf("%s: by w%d: %v forward, %v in reverse", name, k, b.by[k], g.by[k])
			}
		}
	}
}
