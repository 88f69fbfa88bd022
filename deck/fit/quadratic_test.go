package fit

import (
	"math/rand/v2"
	"testing"
)

// The lowest point of a random bowl must satisfy the conditions of Karush, Kuhn and Tucker: within the ranges, and no
// way that stays within them leads down.
func TestLowestOfABowl(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	edges, ties := 0, 0
	for round := range 2000 {
		q := bowl{at: anywhere(random)}
		var a [Size][Size]float64
		for i := range Size {
			q.free[i] = round%5 > 0 || i < 4
			q.by[i] = random.NormFloat64() / spread[i] * 10
			for j := range Size {
				a[i][j] = random.NormFloat64() / spread[j] // so that all parameters are worth alike
			}
		}
		for i := range Size {
			for j := range Size {
				for k := range Size {
					q.by2[i][j] += a[k][i] * a[k][j]
				}
			}
			q.by2[i][i] += 0.1 / (spread[i] * spread[i])
		}
		y := q.lowest()
		if err := y.Check(); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if q.drop(&y) < 0 {
			t.Fatalf("round %d: higher than where it began", round)
		}
		var pull Parameters
		for i := range Size {
			pull[i] = q.by[i]
			for j := range Size {
				pull[i] += q.by2[i][j] * (y[j] - q.at[j])
			}
			pull[i] *= spread[i]
		}
		const still = 1e-5
		for i := range Size {
			if !q.free[i] && y[i] != q.at[i] {
				t.Fatalf("round %d: w%d is held and moved", round, i)
			}
			if !q.free[i] || i < 4 {
				continue
			}
			if y[i] == lower[i] || y[i] == upper[i] {
				edges++
			}
			if pull[i] < -still && y[i] < upper[i] || pull[i] > still && y[i] > lower[i] {
				t.Fatalf("round %d: w%d = %v could move, gradient %v", round, i, y[i], pull[i])
			}
		}
		// The first stabilities move in runs of neighbours, which may push none beyond its next.
		for i := range 4 {
			sum := 0.0
			for j := i; j < 4; j++ {
				sum += pull[j] / spread[j] * spread[0]
				if j < 3 && y[j] == y[j+1] {
					ties++
				}
				up := y[j] < upper[j] && (j == 3 || y[j] < y[j+1])
				down := y[i] > lower[i] && (i == 0 || y[i-1] < y[i])
				if sum < -still && up || sum > still && down {
					t.Fatalf("round %d: w%d-w%d = %v could move, gradient %v", round, i, j, y[i:j+1], sum)
				}
			}
		}
	}
	if edges < 1000 || ties < 1000 {
		t.Errorf("%d edges, %d ties: the check says little", edges, ties)
	}
}
