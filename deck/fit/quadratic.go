package fit

import "math"

// A bowl is a quadratic model of the loss around a point: gradient and (positive definite) curvature there.
type bowl struct {
	at   Parameters
	by   Parameters
	by2  [Size][Size]float64 // both halves
	free [Size]bool          // which parameters may move
}

// An edge is a constraint of the fit that holds with equality: a parameter at one end of its range, or a first
// stability equal to that of the next grade.
type edges struct {
	fixed [Size]int8 // -1 at its lower, 1 at its upper end
	tied  [3]bool    // w[i] = w[i+1]
}

// lowest returns the point of the ranges where the model is lowest, by an active set method: solve, hold the
// worst offender at its edge, let go what would move inward, until neither is left.
func (q *bowl) lowest() Parameters {
	var e edges
	best := q.at
	for range 100 {
		y, ok := q.solve(&e)
		if !ok {
			return best
		}
		if !q.hold(&e, &y) && !q.release(&e, &y) {
			return y.Clamp()
		}
		best = y.Clamp()
	}
	return best
}

// drop returns by how much the model is lower at y than where it stands.
func (q *bowl) drop(y *Parameters) float64 {
	sum := 0.0
	for i := range y {
		p := y[i] - q.at[i]
		sum -= q.by[i] * p
		for j := range y {
			sum -= p * q.by2[i][j] * (y[j] - q.at[j]) / 2
		}
	}
	return sum
}

// solve returns the lowest point with the edges held.
func (q *bowl) solve(e *edges) (Parameters, bool) {
	// column[i] is the unknown that parameter i is, -1 where its value is known.
	var column [Size]int
	y := q.at
	n := 0
	for i := range Size {
		switch {
		case !q.free[i]:
			column[i] = -1
		case e.fixed[i] < 0:
			column[i], y[i] = -1, lower[i]
		case e.fixed[i] > 0:
			column[i], y[i] = -1, upper[i]
		case i > 0 && i < 4 && e.tied[i-1]:
			column[i], y[i] = column[i-1], y[i-1]
		default:
			column[i] = n
			n++
		}
	}
	for i := 2; i >= 0; i-- { // a tie to a first stability that is held
		if e.tied[i] && column[i] >= 0 && column[i+1] < 0 {
			held := column[i]
			for k := range 4 {
				if column[k] == held {
					column[k], y[k] = -1, y[i+1]
				}
			}
		}
	}
	var a [Size][Size]float64
	var b [Size]float64
	for i := range Size {
		if column[i] < 0 {
			continue
		}
		b[column[i]] -= q.by[i]
		for j := range Size {
			if column[j] < 0 {
				b[column[i]] -= q.by2[i][j] * (y[j] - q.at[j])
			} else {
				a[column[i]][column[j]] += q.by2[i][j]
				b[column[i]] += q.by2[i][j] * q.at[j]
			}
		}
	}
	// Holes are left in the numbering where ties gave way: an empty row solves to nothing.
	for c := range n {
		if a[c][c] == 0 {
			a[c][c] = 1
		}
	}
	if !cholesky(&a, &b, n) {
		return y, false
	}
	for i := range Size {
		if column[i] >= 0 {
			y[i] = b[column[i]]
		}
	}
	return y, true
}

// hold adds the edge that y is furthest beyond, measured in the spread between people, and says if there is one.
func (q *bowl) hold(e *edges, y *Parameters) bool {
	worst, at := 1e-9, -1
	for i := range Size {
		if !q.free[i] {
			continue
		}
		if beyond := max(lower[i]-y[i], y[i]-upper[i]) / spread[i]; beyond > worst {
			worst, at = beyond, i
		}
	}
	tie := -1
	for i := range 3 {
		if beyond := (y[i] - y[i+1]) / spread[i]; beyond > worst && q.free[i] {
			worst, tie = beyond, i
		}
	}
	switch {
	case tie >= 0:
		e.tied[tie] = true
	case at >= 0 && y[at] < lower[at]:
		e.fixed[at] = -1
	case at >= 0:
		e.fixed[at] = 1
	}
	return tie >= 0 || at >= 0
}

// release lets go of the edge that holds y back most, and says if there is one.
func (q *bowl) release(e *edges, y *Parameters) bool {
	var pull Parameters // the gradient at y
	for i := range Size {
		pull[i] = q.by[i]
		for j := range Size {
			pull[i] += q.by2[i][j] * (y[j] - q.at[j])
		}
	}
	worst, at, tie := 1e-9, -1, -1
	for i, side := range e.fixed {
		if inward := float64(side) * pull[i] * spread[i]; side != 0 && inward > worst && !e.joined(i) {
			worst, at = inward, i
		}
	}
	sum := 0.0
	for i := range 3 {
		if !e.tied[i] {
			sum = 0
			continue
		}
		sum += pull[i]
		if apart := sum * spread[i]; apart > worst {
			worst, at, tie = apart, -1, i
		}
	}
	switch {
	case tie >= 0:
		e.tied[tie] = false
	case at >= 0:
		e.fixed[at] = 0
	}
	return tie >= 0 || at >= 0
}

// joined says whether a parameter is tied to a neighbour.
func (e *edges) joined(i int) bool {
	return i < 3 && e.tied[i] || i > 0 && i < 4 && e.tied[i-1]
}

// cholesky solves a·x = b in place for the first n unknowns; it fails where a is not positive definite.
func cholesky(a *[Size][Size]float64, b *[Size]float64, n int) bool {
	for i := range n {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i > j {
				a[i][j] = sum / a[j][j]
			} else if sum > 0 {
				a[i][i] = math.Sqrt(sum)
			} else {
				return false
			}
		}
	}
	for i := range n {
		for k := range i {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			b[i] -= a[k][i] * b[k]
		}
		b[i] /= a[i][i]
	}
	return true
}
