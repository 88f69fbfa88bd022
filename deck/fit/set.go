package fit

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// A Review is one line of a review log, as much of it as fitting needs.
type Review struct {
	Card     int64 // any number that tells cards apart
	Time     int64 // Unix milliseconds
	Day      int32 // study day, see Clock
	Duration int32 // milliseconds, 0 if unknown; not used for fitting
	Rating   uint8 // 1 Again, 2 Hard, 3 Good, 4 Easy; 0 is a manual entry, which is dropped
	Stage    Stage
}

// A Stage is where a card stood when it was reviewed.
type Stage uint8

// The stages, numbered as in review logs. Filtered marks cramming outside of the schedule: such reviews are
// dropped, as Anki drops them.
const (
	New Stage = iota
	Learning
	Reviewing
	Relearning
	Filtered
)

// A Set is the training set made from a review log, as Anki and fsrs-rs make it: each card's reviews from its last
// learning block on, with every review that comes at least one study day after the one before it as a target to
// be predicted. It is kept small, 9 bytes a review, and is not changed after it is made, so it may be shared.
type Set struct {
	start   []int32  // of each card in the slices below, and their length at the end
	elapsed []uint32 // study days since the card's review before
	rank    []int32  // of a target: its place among all targets by time; -1 for other reviews
	rating  []uint8
	targets int
}

// NewSet makes the training set of a log, whose reviews may be in any order; it is left as it is. A set without
// targets is not an error: Fit then keeps the defaults.
func NewSet(log []Review) (*Set, error) {
	if len(log) > math.MaxInt32 {
		return nil, errors.New("review log: more than 2,147,483,647 reviews")
	}
	log = inOrder(log)
	s := &Set{start: []int32{0}}
	s.fill(log, s.places(log))
	s.arrange()
	return s, nil
}

// places finds out where each review of the log comes in the set, -1 for what it does not use, and sets where each
// card starts.
func (s *Set) places(log []Review) []int32 {
	places := slices.Repeat([]int32{-1}, len(log))
	heads, next := byCard(log)
	var history []int32
	end := int32(0)
	for _, head := range heads {
		history = history[:0]
		for i := head; i >= 0; i = next[i] {
			history = append(history, i)
		}
		history = lastLearned(log, history)
		for _, i := range history {
			places[i] = end
			end++
		}
		if len(history) > 0 {
			s.start = append(s.start, end)
		}
	}
	return places
}

// fill puts the reviews in their places and ranks the targets.
func (s *Set) fill(log []Review, places []int32) {
	n := int(s.start[len(s.start)-1])
	s.elapsed, s.rank, s.rating = make([]uint32, n), slices.Repeat([]int32{-1}, n), make([]uint8, n)
	days := make([]int32, n)
	for i, p := range places {
		if p >= 0 {
			days[p], s.rating[p] = log[i].Day, log[i].Rating
		}
	}
	for c := range s.Cards() {
		for p := s.start[c] + 1; p < s.start[c+1]; p++ {
			// A clock set back, or a log made while travelling, must not count as time that ran backward.
			s.elapsed[p] = uint32(max(int64(days[p])-int64(days[p-1]), 0))
		}
	}
	for _, p := range places { // in the order of time
		if p >= 0 && s.elapsed[p] > 0 {
			s.rank[p] = int32(s.targets)
			s.targets++
		}
	}
}

// Targets returns how many reviews the set asks to predict.
func (s *Set) Targets() int { return s.targets }

// Reviews returns how many reviews the set holds, those that are no targets too.
func (s *Set) Reviews() int { return len(s.rating) }

// Cards returns how many cards the set holds.
func (s *Set) Cards() int { return len(s.start) - 1 }

// inOrder returns the reviews that count, in the order of time (of cards, where times are equal).
func inOrder(log []Review) []Review {
	order := func(a, b Review) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Card, b.Card))
	}
	dropped := func(r Review) bool { return r.Rating < 1 || r.Rating > 4 || r.Stage >= Filtered }
	if slices.IsSortedFunc(log, order) && !slices.ContainsFunc(log, dropped) {
		return log
	}
	log = slices.DeleteFunc(slices.Clone(log), dropped)
	slices.SortStableFunc(log, order)
	return log
}

// byCard chains the reviews of each card: the first review of every card, in the order of those, and the next
// review of the same card after each, -1 after the last.
func byCard(log []Review) (heads, next []int32) {
	last := make(map[int64]int32)
	next = make([]int32, len(log))
	for i, r := range log {
		next[i] = -1
		before, seen := last[r.Card]
		if seen {
			next[before] = int32(i)
		} else {
			heads = append(heads, int32(i))
		}
		last[r.Card] = int32(i)
	}
	return heads, next
}

// lastLearned cuts a card's history to what begins with its last block of learning reviews, as Anki does: what was
// before is the memory of a card that has since been forgotten or reset. Without such a block the beginning is not
// known, and nothing is left.
func lastLearned(log []Review, history []int32) []int32 {
	first := len(history)
	for n := len(history) - 1; n >= 0; n-- {
		if stage := log[history[n]].Stage; stage == New || stage == Learning {
			first = n
		} else if first < len(history) {
			break
		}
	}
	return history[first:]
}

// passedBefore counts the targets remembered among the first n.
func (s *Set) passedBefore(n int) int {
	passed := 0
	for i, rank := range s.rank {
		if rank >= 0 && rank < int32(n) && s.rating[i] > 1 {
			passed++
		}
	}
	return passed
}
