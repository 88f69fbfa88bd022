package fit

import (
	"cmp"
	"slices"
)

// arrange brings the cards into the order of their histories, so that those that begin alike are neighbours.
func (s *Set) arrange() {
	type card struct {
		key uint64 // the first four reviews, which decide nearly always
		at  int32
	}
	cards := make([]card, s.Cards())
	for c := range cards {
		key := uint64(0)
		for i := range int32(4) {
			key <<= 15
			if p := s.start[c] + i; p < s.start[c+1] {
				key |= uint64(min(s.elapsed[p], 1<<13-1))<<2 | uint64(s.rating[p]-1)
			}
		}
		cards[c] = card{key, int32(c)}
	}
	slices.SortFunc(cards, func(a, b card) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Or(s.compare(a.at, b.at), cmp.Compare(a.at, b.at))
	})
	from := *s
	s.start = make([]int32, 1, len(from.start))
	s.elapsed = make([]uint32, 0, len(from.elapsed))
	s.rank = make([]int32, 0, len(from.rank))
	s.rating = make([]uint8, 0, len(from.rating))
	for _, c := range cards {
		a, b := from.start[c.at], from.start[c.at+1]
		s.elapsed = append(s.elapsed, from.elapsed[a:b]...)
		s.rank = append(s.rank, from.rank[a:b]...)
		s.rating = append(s.rating, from.rating[a:b]...)
		s.start = append(s.start, int32(len(s.rank)))
	}
}

// compare orders two cards by their histories.
func (s *Set) compare(a, b int32) int {
	x, y := s.start[a], s.start[b]
	for x < s.start[a+1] && y < s.start[b+1] {
		if s.elapsed[x] != s.elapsed[y] {
			return cmp.Compare(s.elapsed[x], s.elapsed[y])
		}
		if s.rating[x] != s.rating[y] {
			return cmp.Compare(s.rating[x], s.rating[y])
		}
		x++
		y++
	}
	return cmp.Compare(s.start[a+1]-s.start[a], s.start[b+1]-s.start[b])
}
