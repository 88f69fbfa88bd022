package fit

// A bend is the loss of a part of the set with its gradient and its curvature: the expected second derivatives
// (Fisher's information), of which only the entries i <= j are kept.
type bend struct {
	slope
	by2 [Size][Size]float64
}

// curvature returns loss, gradient and expected curvature of a part by forward mode: with each state go its
// derivatives by all parameters. That takes several times as long as the gradient alone.
func curvature(m *Model, p *part) *bend {
	total := new(bend)
	for _, sum := range chunks(p.cards(), func(from, to int) *bend {
		sum := new(bend)
		for n := from; n < to; n++ {
			sum.add(m, p, n)
		}
		return sum
	}) {
		total.loss += sum.loss
		for i := range Size {
			total.by[i] += sum.by[i]
			for j := i; j < Size; j++ {
				total.by2[i][j] += sum.by2[i][j]
			}
		}
	}
	return total
}

// add adds the n-th card.
func (b *bend) add(m *Model, p *part, n int) {
	from, to := p.card(n)
	if from == to {
		return
	}
	elapsed, rating, rank := p.set.elapsed[from:to], p.set.rating[from:to], p.set.rank[from:to]
	var l link
	var s [Size]float64 // derivatives of stability
	var d [4]float64    // of difficulty, by w4-w7; it depends on no others
	state := m.begin(rating[0], &l)
	s[rating[0]-1] = 1
	if m.firstMoves(rating[0]) {
		d[0], d[1] = 1, m.dfirst[rating[0]-1]
	}
	for i := 1; i < len(rank); i++ {
		state = m.step(state, float64(elapsed[i]), rating[i], &l)
		if rank[i] >= 0 {
			b.target(&l, p.weight(rank[i]), &s)
		}
		for k := range s {
			s[k] *= l.sByS
		}
		for k := range d {
			s[4+k] += l.sByD * d[k]
			d[k] *= l.dByD
		}
		for j, k := range params[l.formula] {
			s[k] += l.sByW[j]
		}
		d[0] += l.dByEasy
		d[1] += l.dByEasy * m.dfirst[3]
		d[2] += l.dByW6
		d[3] += l.dByW7
	}
}

// target adds one target, given the derivatives of the stability before it.
func (b *bend) target(l *link, weight float64, s *[Size]float64) {
	loss, byR := l.surprise()
	b.loss += weight * loss
	var r [Size]float64
	for k, v := range s {
		r[k] = l.rByS * v
	}
	r[20] += l.rByW20
	information := weight / (l.recall * (1 - l.recall))
	for i, v := range r {
		b.by[i] += weight * byR * v
		if v == 0 {
			continue
		}
		v *= information
		row := &b.by2[i]
		for j := i; j < Size; j++ {
			row[j] += v * r[j]
		}
	}
}
