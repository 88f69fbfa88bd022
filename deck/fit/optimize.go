package fit

import (
	"context"
	"math"
)

// A search looks for the parameters that minimize the weighted log loss of a tree plus the penalty for being far from
// the defaults.
type search struct {
	tree   *tree
	sample *tree      // of some of the cards: what the curvature is taken from
	hold   Parameters // the penalty is hold·(distance from the default)²
	free   [Size]bool // the parameters that may move
	enough float64    // the search ends when no more than this can be gained
	// Called before each step with the gain that is expected from it, which is roughly how far there is to go.
	report func(gain float64)
}

// maxSteps bounds a search. 3 to 12 steps are usual.
const maxSteps = 60

// minimize returns the best parameters found. It takes Newton's steps within the ranges of the parameters, with
// the curvature expected under the model (Fisher scoring) and damping as by Levenberg and Marquardt. The gradient is
// exact; the curvature, which only shapes the steps, is that of a sample.
func (s *search) minimize(ctx context.Context, at Parameters) (Parameters, error) {
	here := s.slope(&at)
	q := s.bowl(&at, &here)
	damping := 0.0
	for range maxSteps {
		if err := ctx.Err(); err != nil {
			return at, err
		}
		damped := q
		for i := range Size {
			damped.by2[i][i] *= 1 + damping
		}
		next := damped.lowest()
		gain := q.drop(&next)
		if gain < s.enough || damping > 1e6 {
			break
		}
		if s.report != nil {
			s.report(gain)
		}
		there := s.slope(&next)
		ratio := (here.loss - there.loss) / gain
		switch {
		case !(ratio > 0.25):
			damping = max(damping*8, 0.05)
		case ratio > 0.7:
			damping /= 5
			if damping < 1e-3 {
				damping = 0
			}
		}
		if ratio > 0 {
			at, here = next, there
			q = s.bowl(&at, &here)
		}
	}
	return at, nil
}

// slope returns the penalized loss and its gradient.
func (s *search) slope(w *Parameters) slope {
	g := gradient(NewModel(*w), s.tree)
	for i := range w {
		off, byW := distance(i, w[i])
		g.loss += s.hold[i] * off * off
		g.by[i] += 2 * s.hold[i] * off * byW
	}
	if math.IsNaN(g.loss) {
		g.loss = math.Inf(1)
	}
	return g
}

// bowl returns the quadratic model of the penalized loss around w, where its gradient is g.
func (s *search) bowl(w *Parameters, g *slope) bowl {
	scale := s.tree.weight / s.sample.weight
	b := curvature(NewModel(*w), s.sample)
	q := bowl{at: *w, by: g.by, free: s.free}
	for i := range Size {
		for j := i; j < Size; j++ {
			v := b.by2[i][j] * scale
			q.by2[i][j], q.by2[j][i] = v, v
		}
		_, byW := distance(i, w[i])
		q.by2[i][i] += 2 * s.hold[i] * byW * byW
	}
	return q
}
