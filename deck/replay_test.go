package deck

import (
	"testing"

	"prep"
)

// Transitions that share a place of the memo must not be taken for each other. The second review of each
// history differs from that of the first in its elapsed days alone, or in its rating alone.
func TestMemoTellsTransitionsApart(t *testing.T) {
	s := newScheduler(t, nil)
	first := Review{Day: 100, Rating: Good}
	before := s.model.first[Good]
	places := map[*transition]int{}
	var memo memo
	var sameRating, sameDay [][2]Review
	for elapsed := 1; elapsed <= maxStability; elapsed++ {
		review := func(elapsed int, r Rating) Review { return Review{Day: 100 + prep.Day(elapsed), Rating: r} }
		place := memo.entry(before, elapsed, Hard)
		if other, ok := places[place]; ok {
			sameRating = append(sameRating, [2]Review{review(other, Hard), review(elapsed, Hard)})
		}
		places[place] = elapsed
		if place == memo.entry(before, elapsed, Good) {
			sameDay = append(sameDay, [2]Review{review(elapsed, Hard), review(elapsed, Good)})
		}
	}
	if len(sameRating) == 0 || len(sameDay) == 0 {
		t.Fatalf("%d and %d pairs share a place: nothing is tested", len(sameRating), len(sameDay))
	}
	for _, pair := range append(sameRating[:10], sameDay...) {
		rebuild := s.NewRebuild()
		for _, second := range pair {
			history := []Review{first, second}
			if got, want := rebuild.Replay(history, 1), s.Replay(history, 1); got != want {
				t.Errorf("%v: rebuilt %+v, want %+v", pair, got, want)
			}
		}
	}
}
