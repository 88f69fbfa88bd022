package fit

import (
	"cmp"
	"slices"
)

// A beginning is how a card was first met: its first rating, and the days until its first target.
type beginning struct {
	rating  uint8
	elapsed uint32
}

// asBinding orders the targets of a set as the npm binding of fsrs-rs does before it evaluates, fits or splits:
// the cards' first targets by beginning, the rarest beginning first and outliers left out, then all others by
// time. That order decides what its weights call recent, and its splits past and future.
func asBinding(s *Set) *Set {
	firsts, others := map[beginning][]int32{}, map[int32]beginning{}
	for c := range s.Cards() {
		of := beginning{rating: s.rating[s.start[c]]}
		for p := s.start[c]; p < s.start[c+1]; p++ {
			switch {
			case s.rank[p] < 0:
			case of.elapsed == 0:
				of.elapsed = s.elapsed[p]
				firsts[of] = append(firsts[of], p)
			default:
				others[p] = of
			}
		}
	}
	groups := make([]beginning, 0, len(firsts))
	total := map[uint8]int{}
	for b, places := range firsts {
		groups = append(groups, b)
		total[b.rating] += len(places)
	}
	slices.SortFunc(groups, func(a, b beginning) int {
		return cmp.Or(cmp.Compare(a.rating, b.rating), cmp.Compare(len(firsts[a]), len(firsts[b])),
			cmp.Compare(a.elapsed, b.elapsed))
	})
	byTime := func(a, b int32) int { return cmp.Compare(s.rank[a], s.rank[b]) }
	var order []int32
	gone, outlier := map[uint8]int{}, map[beginning]bool{}
	for _, b := range groups {
		longest := map[bool]uint32{false: 100, true: 365}[b.rating == 4]
		n := len(firsts[b])
		if rare := gone[b.rating]+n < max(20, total[b.rating]/20); rare || n < 6 || b.elapsed > longest {
			outlier[b] = true
			if rare {
				gone[b.rating] += n
			}
			continue
		}
		slices.SortFunc(firsts[b], byTime)
		order = append(order, firsts[b]...)
	}
	var rest []int32
	for p, b := range others {
		if !outlier[b] {
			rest = append(rest, p)
		}
	}
	slices.SortFunc(rest, byTime)

	out := *s
	out.rank = slices.Repeat([]int32{-1}, len(s.rank))
	for rank, p := range append(order, rest...) {
		out.rank[p] = int32(rank)
	}
	out.targets = len(order) + len(rest)
	return &out
}
