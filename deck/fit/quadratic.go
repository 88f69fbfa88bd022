package fit

import "math"

// A bowl is a quadratic model of the loss around a point: gradient and (positive definite) curvature there.
type bowl struct {
	at   Parameters
	by   Parameters
	by2  [Size][Size]float64 // both halves
	free [Size]bool          // which parameters may move; w0-w3 always may
}

// Edges are the constraints that hold with equality: parameters at an end of their range, and first stabilities
// equal to that of the next grade. Of w0-w3 only w0 can be at the lower and w3 at the upper end; the others are there
// when tied to these.
type edges struct {
	end  [Size]int8 // -1 at the lower, 1 at the upper
	tied [3]bool    // w[i] = w[i+1]
}

// lowest returns the point of the ranges where the model is lowest, by the active set method: go to where it is lowest
// on the present edges, stop at each new edge on the way, and there let go of the edge that holds back most.
// The point that the bowl is around must be within the ranges. (Nocedal and Wright, Numerical Optimization, 16.5)
func (q *bowl) lowest() Parameters {
	x := q.at
	var e edges
	for range 20 * Size {
		y, ok := q.solve(&e)
		if !ok {
			break
		}
		if q.advance(&x, &y, &e) && !q.release(&x, &e) {
			break
		}
	}
	return x.Clamp() // rounding may leave it a last bit outside
}

// drop returns by how much the model is lower at y than where it stands.
func (q *bowl) drop(y *Parameters) float64 {
	sum := 0.0
	for i, slope := range q.slope(y) {
		sum -= (slope + q.by[i]) / 2 * (y[i] - q.at[i])
	}
	return sum
}

// slope returns the gradient of the model at y.
func (q *bowl) slope(y *Parameters) Parameters {
	slope := q.by
	for i := range slope {
		for j := range y {
			slope[i] += q.by2[i][j] * (y[j] - q.at[j])
		}
	}
	return slope
}

// solve returns the lowest point on the edges.
func (q *bowl) solve(e *edges) (y Parameters, ok bool) {
	y = q.at
	var column [Size]int // the unknown that each parameter is, -1 where its value is known
	n := 0
	for i := range Size {
		column[i] = -1
		switch {
		case !q.free[i]:
		case e.end[i] != 0:
			y[i] = bound(i, e.end[i])
		case i > 0 && i < 4 && e.tied[i-1]:
			column[i], y[i] = column[i-1], y[i-1]
		default:
			column[i] = n
			n++
		}
	}
	for i := 2; i >= 0 && e.tied[i] && column[i+1] < 0; i-- { // tied to w3 at its upper end
		if column[i] >= 0 {
			column[i], y[i] = -1, y[i+1]
		}
	}
	// Where a tie has taken an unknown's place, its row stays empty and is solved by zero.
	var a [Size][Size]float64
	var b [Size]float64
	for i := range n {
		a[i][i] = math.SmallestNonzeroFloat64
	}
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

// advance moves x to y, or on the way there to the first edge, which is added; it says whether y was reached.
func (q *bowl) advance(x, y *Parameters, e *edges) bool {
	step, at, tie := 1.0, -1, -1
	for i := range Size {
		if !q.free[i] || e.end[i] != 0 {
			continue
		}
		if way := y[i] - x[i]; way < 0 && (i == 0 || i > 3) && y[i] < lower[i] {
			if s := (lower[i] - x[i]) / way; s < step {
				step, at = s, i
			}
		} else if way > 0 && i > 2 && y[i] > upper[i] {
			if s := (upper[i] - x[i]) / way; s < step {
				step, at = s, i
			}
		}
	}
	for i := range 3 {
		if gap := x[i+1] - x[i]; !e.tied[i] && y[i] > y[i+1] {
			if s := gap / (gap + y[i] - y[i+1]); s < step {
				step, tie = s, i
			}
		}
	}
	down := at >= 0 && y[at] < x[at]
	for i := range x {
		x[i] += step * (y[i] - x[i])
	}
	switch {
	case tie >= 0:
		e.tied[tie] = true
		x[tie+1] = x[tie]
	case at >= 0 && down:
		e.end[at], x[at] = -1, lower[at]
	case at >= 0:
		e.end[at], x[at] = 1, upper[at]
	}
	return step == 1
}

// release lets go of the edge that holds x back most, measured in the spread between people, and says if there is one.
func (q *bowl) release(x *Parameters, e *edges) bool {
	slope := q.slope(x)
	worst, at, tie := 1e-9, -1, -1
	for i, end := range e.end {
		force := slope[i]
		for j := i; i == 0 && j < 3 && e.tied[j]; j++ {
			force += slope[j+1]
		}
		for j := i; i == 3 && j > 0 && e.tied[j-1]; j-- {
			force += slope[j-1]
		}
		if inward := float64(end) * force * spread[i]; inward > worst {
			worst, at = inward, i
		}
	}
	for i := range 3 {
		if !e.tied[i] {
			continue
		}
		// What pulls the lower of the two down, or the upper one up where the lower is held at its end.
		apart := 0.0
		for j := i; j >= 0 && (j == i || e.tied[j]); j-- {
			apart += slope[j]
			if j == 0 && e.end[0] != 0 {
				apart = 0
				for k := i + 1; k < 4 && (k == i+1 || e.tied[k-1]); k++ {
					apart -= slope[k]
				}
			}
		}
		if apart *= spread[i]; apart > worst {
			worst, at, tie = apart, -1, i
		}
	}
	switch {
	case tie >= 0:
		e.tied[tie] = false
	case at >= 0:
		e.end[at] = 0
	}
	return tie >= 0 || at >= 0
}

// bound returns the lower or upper end of a parameter's range.
func bound(i int, end int8) float64 {
	if end < 0 {
		return lower[i]
	}
	return upper[i]
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
