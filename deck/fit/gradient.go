package fit

import "math"

// A slope is the loss of a part of the set and its gradient.
type slope struct {
	loss float64 // sum of the weighted log losses of the targets
	by   Parameters
}

// gradient returns the weighted log loss of a part under the model, and its exact gradient by reverse mode: each
// card is walked once forward, linking its states, and once backward, collecting for all of its targets.
func gradient(m *Model, p *part) slope {
	var total slope
	for _, sum := range chunks(p.cards(), func(from, to int) (sum slope) {
		var tape []link
		for n := from; n < to; n++ {
			tape = sum.add(m, p, n, tape)
		}
		return sum
	}) {
		total.loss += sum.loss
		for k, v := range sum.by {
			total.by[k] += v
		}
	}
	return total
}

// add adds the n-th card, with a tape to write the links on that it returns, grown if need be.
func (g *slope) add(m *Model, p *part, n int, tape []link) []link {
	from, to := p.card(n)
	if from == to {
		return tape
	}
	if len(tape) < to-from {
		tape = make([]link, 2*(to-from))
	}
	links := tape[:to-from]
	elapsed, rating, rank := p.set.elapsed[from:to], p.set.rating[from:to], p.set.rank[from:to]
	state := m.begin(rating[0], &links[0])
	for i := 1; i < len(links); i++ {
		state = m.step(state, float64(elapsed[i]), rating[i], &links[i])
	}

	var byS, byD, byEasy float64 // by the state after review i, by the difficulty after a first Easy
	for i := len(links) - 1; i > 0; i-- {
		l := &links[i]
		for j, k := range params[l.formula] {
			g.by[k] += byS * l.sByW[j]
		}
		g.by[6] += byD * l.dByW6
		g.by[7] += byD * l.dByW7
		byEasy += byD * l.dByEasy
		byS, byD = byS*l.sByS, byS*l.sByD+byD*l.dByD
		if rank[i] >= 0 {
			weight := p.weight(rank[i])
			loss, byR := l.surprise()
			g.loss += weight * loss
			byS += weight * byR * l.rByS
			g.by[20] += weight * byR * l.rByW20
		}
	}
	g.by[rating[0]-1] += byS
	g.by[4] += byEasy
	g.by[5] += byEasy * m.dfirst[3]
	if m.firstMoves(rating[0]) {
		g.by[4] += byD
		g.by[5] += byD * m.dfirst[rating[0]-1]
	}
	return tape
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
