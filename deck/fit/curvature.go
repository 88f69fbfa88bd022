package fit

// A bend is the loss of the targets in a tree with its gradient and its curvature: the expected second
// derivatives (Fisher's information), of which only the entries i <= j are kept.
type bend struct {
	slope
	by2 [Size][Size]float64
}

// curvature returns loss, gradient and expected curvature of a tree by forward mode: with each state go its
// derivatives by all parameters. That takes about twice as long as the gradient alone.
func curvature(m *Model, t *tree) *bend {
	total := new(bend)
	for _, sum := range eachOf(t.boughs, func(b *bough) *bend {
		sum := new(bend)
		sum.bough(m, b)
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

// A tangent is a state with its derivatives by the parameters. Difficulty depends on w4-w7 alone.
type tangent struct {
	state State
	s     [Size]float64
	d     [4]float64
}

// bough adds all targets of a bough.
func (b *bend) bough(m *Model, from *bough) {
	way := make([]tangent, from.height) // from a first review to the one just reached
	var l link
	for i := range from.nodes {
		n := &from.nodes[i]
		at := &way[n.depth]
		if n.depth == 0 {
			*at = tangent{state: m.begin(n.rating, &l)}
			at.s[n.rating-1] = 1
			if m.firstMoves(n.rating) {
				at.d[0], at.d[1] = 1, m.dfirst[n.rating-1]
			}
			continue
		}
		before := &way[n.depth-1]
		at.state = m.step(before.state, float64(n.elapsed), n.rating, &l)
		if n.weight > 0 {
			b.target(&l, n.weight, &before.s)
		}
		at.follow(before, &l, m)
	}
}

// follow sets the derivatives from those of the state before and the link between the two.
func (t *tangent) follow(before *tangent, l *link, m *Model) {
	for k := range t.s {
		t.s[k] = before.s[k] * l.sByS
	}
	for k := range t.d {
		t.s[4+k] += l.sByD * before.d[k]
		t.d[k] = before.d[k] * l.dByD
	}
	for j, k := range params[l.formula] {
		t.s[k] += l.sByW[j]
	}
	t.d[0] += l.dByEasy
	t.d[1] += l.dByEasy * m.dfirst[3]
	t.d[2] += l.dByW6
	t.d[3] += l.dByW7
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
		if v == 0 {
			continue
		}
		b.by[i] += weight * byR * v
		v *= information
		row := &b.by2[i]
		for j := i; j < Size; j++ {
			row[j] += v * r[j]
		}
	}
}
