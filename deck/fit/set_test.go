package fit

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// history makes a card's reviews from day, rating, stage triples, a minute apart within a day.
func history(card int64, triples ...[3]int) (log []Review) {
	for i, v := range triples {
		log = append(log, Review{
			Card: card, Time: int64(v[0])*86400000 + int64(i)*60000, Day: int32(v[0]),
			Rating: uint8(v[1]), Stage: Stage(v[2]),
		})
	}
	return log
}

// cells is a set in a form that is easy to compare: a card is its reviews, each {elapsed, rating, rank}.
func cells(s *Set) (cards [][][3]int) {
	for c := range s.Cards() {
		var card [][3]int
		for p := s.start[c]; p < s.start[c+1]; p++ {
			card = append(card, [3]int{int(s.elapsed[p]), int(s.rating[p]), int(s.rank[p])})
		}
		cards = append(cards, card)
	}
	return cards
}

func TestNewSet(t *testing.T) {
	for _, test := range []struct {
		name string
		log  []Review
		want [][][3]int
	}{
		{"nothing", nil, nil},
		{
			"a usual card",
			history(1, [3]int{10, 1, 0}, [3]int{10, 3, 1}, [3]int{12, 3, 2}, [3]int{20, 1, 2}, [3]int{20, 3, 3}, [3]int{21, 4, 2}),
			[][][3]int{{{0, 1, -1}, {0, 3, -1}, {2, 3, 0}, {8, 1, 1}, {0, 3, -1}, {1, 4, 2}}},
		},
		{
			"what is before the last learning block is forgotten",
			history(1, [3]int{1, 3, 0}, [3]int{5, 3, 2}, [3]int{9, 1, 2}, [3]int{30, 2, 0}, [3]int{31, 3, 1}, [3]int{40, 3, 2}),
			[][][3]int{{{0, 2, -1}, {1, 3, 0}, {9, 3, 1}}},
		},
		{"a card whose beginning is not known", history(1, [3]int{1, 3, 2}, [3]int{5, 3, 2}), nil},
		{
			"cramming and manual entries are not there",
			history(1, [3]int{1, 3, 0}, [3]int{2, 0, 2}, [3]int{3, 3, 4}, [3]int{7, 3, 2}),
			[][][3]int{{{0, 3, -1}, {6, 3, 0}}},
		},
		{
			"targets are ranked by time, cards arranged by history",
			slices.Concat(
				history(1, [3]int{1, 3, 0}, [3]int{9, 3, 2}),
				history(2, [3]int{1, 2, 0}, [3]int{4, 3, 2}, [3]int{10, 1, 2})),
			[][][3]int{{{0, 2, -1}, {3, 3, 0}, {6, 1, 2}}, {{0, 3, -1}, {8, 3, 1}}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			set, err := NewSet(test.log)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, cells(set)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A clock that is set back gives a later review an earlier study day.
func TestNewSetWithAClockSetBack(t *testing.T) {
	log := history(1, [3]int{5, 3, 0}, [3]int{9, 3, 2}, [3]int{12, 3, 2})
	log[1].Day = 3
	set, err := NewSet(log)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][][3]int{{{0, 3, -1}, {0, 3, -1}, {9, 3, 0}}}, cells(set)); diff != "" {
		t.Error(diff)
	}
}

func TestNewSetTakesReviewsInAnyOrderAndLeavesThem(t *testing.T) {
	log := learners()["usual"].log(3, 500)
	want, err := NewSet(log)
	if err != nil {
		t.Fatal(err)
	}
	shuffled := slices.Clone(log)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(log), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	before := slices.Clone(shuffled)
	got, err := NewSet(shuffled)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cells(want), cells(got)); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(before, shuffled) {
		t.Error("the log was changed")
	}
}

// The tree of a part must hold every target's weight, whatever is shared.
func TestTreeKeepsEveryTarget(t *testing.T) {
	set, err := NewSet(realLog(t).Reviews)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{set.targets, set.targets / 2, 1, 0} {
		p := set.before(n)
		tree, want, nodes := p.tree(), 0.0, 0
		for rank := range int32(n) {
			want += p.weight(rank)
		}
		sum := 0.0
		for _, b := range tree.boughs {
			nodes += len(b.nodes)
			for _, n := range b.nodes {
				sum += n.weight
			}
		}
		if !near(sum, want, 1e-9) || !near(tree.weight, want, 1e-9) {
			t.Errorf("%d targets: the tree's nodes weigh %v, it says %v, want %v", n, sum, tree.weight, want)
		}
		if n == set.targets && nodes > set.Reviews()*6/10 {
			t.Errorf("%d nodes for %d reviews: little is shared", nodes, set.Reviews())
		}
	}
}
