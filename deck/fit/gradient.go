package fit

import "math"

// A slope is the loss of the targets in a tree and its gradient.
type slope struct {
	loss float64 // sum of the weighted log losses
	by   Parameters
}

// gradient returns the weighted log loss of a tree under the model, and its exact gradient by reverse mode: each
// history is walked once, forward to link its states and backward to collect for all of its targets.
func gradient(m *Model, t *tree) slope {
	var total slope
	for _, sum := range eachOf(t.boughs, func(b *bough) slope {
		c := climb{m: m, links: make([]link, b.height), points: make([]point, b.height)}
		return c.bough(b)
	}) {
		total.loss += sum.loss
		for k, v := range sum.by {
			total.by[k] += v
		}
	}
	return total
}

// A climb is a way through a bough: the reviews from a first one to the one just reached.
type climb struct {
	m      *Model
	links  []link
	points []point
	sum    slope
	byEasy float64 // derivative of the loss by the difficulty after a first Easy
}

// A point is a review on the way: the state after it, and the loss's derivatives by that state as far as they
// have been collected from the reviews after it.
type point struct {
	state    State
	byS, byD float64
	weight   float64
}

// bough goes up and down all of a bough.
func (c *climb) bough(b *bough) slope {
	top := -1
	for i := range b.nodes {
		n := &b.nodes[i]
		depth := int(n.depth)
		for ; top >= depth; top-- {
			c.leave(top)
		}
		top = depth
		at := &c.points[depth]
		*at = point{weight: n.weight}
		if depth == 0 {
			at.state = c.m.begin(n.rating, &c.links[0])
		} else {
			at.state = c.m.step(c.points[depth-1].state, float64(n.elapsed), n.rating, &c.links[depth])
		}
	}
	for ; top >= 0; top-- {
		c.leave(top)
	}
	c.sum.by[4] += c.byEasy
	c.sum.by[5] += c.byEasy * c.m.dfirst[3]
	return c.sum
}

// leave collects what a review tells, once all after it have been collected.
func (c *climb) leave(depth int) {
	g, l, at := &c.sum, &c.links[depth], &c.points[depth]
	if depth == 0 {
		g.by[l.rating-1] += at.byS
		if c.m.firstMoves(l.rating) {
			g.by[4] += at.byD
			g.by[5] += at.byD * c.m.dfirst[l.rating-1]
		}
		return
	}
	for j, k := range params[l.formula] {
		g.by[k] += at.byS * l.sByW[j]
	}
	g.by[6] += at.byD * l.dByW6
	g.by[7] += at.byD * l.dByW7
	c.byEasy += at.byD * l.dByEasy
	before := &c.points[depth-1]
	before.byS += at.byS * l.sByS
	before.byD += at.byS*l.sByD + at.byD*l.dByD
	if at.weight > 0 {
		loss, byR := l.surprise()
		g.loss += at.weight * loss
		before.byS += at.weight * byR * l.rByS
		g.by[20] += at.weight * byR * l.rByW20
	}
}

// firstMoves says whether the difficulty after a first review changes with w4 and w5, as it does unless clamped.
func (m *Model) firstMoves(rating uint8) bool {
	d := m.first[rating-1]
	return d >= minDifficulty && d <= maxDifficulty
}

// surprise returns a target's log loss and its derivative by the recall that was expected.
func (l *link) surprise() (loss, byR float64) {
	if l.rating > 1 {
		return l.x, -1 / l.recall
	}
	return -math.Log(1 - l.recall), 1 / (1 - l.recall)
}
