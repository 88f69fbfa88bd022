package deck

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"prep"
)

// TestHistogram: the bins and the median are those that sorting all values gives.
func TestHistogram(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		values := rapid.SliceOf(rapid.OneOf(rapid.Float64Range(-1, 12), rapid.SampledFrom([]float64{0, 1, 3, 9, 1e9}))).Draw(r, "values")
		h := newHistogram(0, 1, 3, 9, math.Inf(1))
		if rapid.Bool().Draw(r, "closed") {
			h = newHistogram(0, 1, 3, 9)
		}
		bins := make([]int, len(h.Bins))
		for _, v := range values {
			in := 0
			for i, bin := range h.Bins {
				if v >= bin.From {
					in = i
				}
			}
			bins[in]++
		}
		h.count(slices.Clone(values))
		for i, bin := range h.Bins {
			if bin.Cards != bins[i] {
				t.Errorf("%v: bin %d holds %d, want %d", values, i, bin.Cards, bins[i])
			}
		}
		slices.Sort(values)
		median := 0.0
		if n := len(values); n > 0 {
			median = (values[(n-1)/2] + values[n/2]) / 2
		}
		if h.Median != median {
			t.Errorf("%v: median %v, want %v", values, h.Median, median)
		}
	})
}

// TestByCard: a value is found in whatever order cards were added and are asked for.
func TestByCard(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.MapOf(rapid.Uint64Range(0, 20), rapid.Int()).Draw(r, "values")
		var b byCard[int]
		for card, value := range want {
			b.add(prep.ID(card*0x9e3779b97f4a7c15), value)
		}
		for range 30 {
			card := rapid.Uint64Range(0, 20).Draw(r, "card")
			got, ok := b.of(prep.ID(card * 0x9e3779b97f4a7c15))
			if expected, known := want[card]; got != expected || ok != known {
				t.Fatalf("card %d: %d, %v; want %d, %v", card, got, ok, expected, known)
			}
		}
	})
}
