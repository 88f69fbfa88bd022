package deck

import (
	"math"

	"prep/deck/fit"
)

// The grid of memories on which a plan looks ahead. Neighbours differ by 17% in stability: their recall differs by
// a point at most, and a plan is made anew every day.
const (
	gridStabilities   = 72
	gridDifficulties  = 7
	gridStates        = gridStabilities * gridDifficulties
	gridLow, gridHigh = 0.02, 2000.0 // days of stability
	exactGaps         = 32           // days between reviews that the grid tells apart; longer ones in steps of a tenth
	longestGap        = 4000
)

// readyTable is what reviews do to the memories of a grid under one model, and what they are worth before a date.
type readyTable struct {
	model *fit.Model
	costs readyCosts
	worth float64 // of one card's recall on the date, in seconds

	gaps        []float64 // days, by gap
	gapOf       []int32   // by days
	transitions []transit // by state and gap, filled in as needed
	missing     []float64 // recall that is short of the goal on the date, by days left and state

	// What follows a review, by days left and state: seconds until the date as expected, and the next review in so
	// many days, 0 for none.
	ahead []float64
	next  []int32
}

// readyCosts are seconds of study.
type readyCosts struct{ fresh, pass, fail float64 }

// transit is a review after a gap: how likely it is to succeed, and the states after.
type transit struct {
	known      bool
	pass, fail int32
	recall     float64
	cost       float64 // seconds expected
}

func newReadyTable(model *fit.Model, costs readyCosts, goal float64, daysLeft int) *readyTable {
	t := &readyTable{model: model, costs: costs}
	for next, days := 1, 0; days <= longestGap; days++ {
		if days == next {
			t.gaps = append(t.gaps, float64(days))
			next = max(days+1, days*11/10*min(days/exactGaps, 1))
		}
		t.gapOf = append(t.gapOf, int32(max(len(t.gaps)-1, 0)))
	}
	t.transitions = make([]transit, gridStates*len(t.gaps))
	t.missing = make([]float64, (daysLeft+1)*gridStates)
	t.ahead = make([]float64, (daysLeft+1)*gridStates)
	t.next = make([]int32, (daysLeft+1)*gridStates)
	for left := 1; left <= daysLeft; left++ {
		for s := range gridStabilities {
			missing := max(goal-model.Recall(t.state(s*gridDifficulties), float64(left)), 0)
			for d := range gridDifficulties {
				t.missing[left*gridStates+s*gridDifficulties+d] = missing
			}
		}
	}
	return t
}

// state is the memory at a place of the grid.
func (t *readyTable) state(at int) fit.State {
	s, d := at/gridDifficulties, at%gridDifficulties
	return fit.State{
		Stability:  gridLow * math.Pow(gridHigh/gridLow, float64(s)/(gridStabilities-1)),
		Difficulty: minDifficulty + float64(d)*(maxDifficulty-minDifficulty)/(gridDifficulties-1),
	}
}

// place is the place of the grid nearest to a memory.
func (t *readyTable) place(m fit.State) int {
	s := math.Round(math.Log(m.Stability/gridLow) / math.Log(gridHigh/gridLow) * (gridStabilities - 1))
	d := math.Round((m.Difficulty - minDifficulty) / (maxDifficulty - minDifficulty) * (gridDifficulties - 1))
	return int(clamp(s, 0, gridStabilities-1))*gridDifficulties + int(clamp(d, 0, gridDifficulties-1))
}

// gap is the index of so many days between two reviews.
func (t *readyTable) gap(days int) int { return int(t.gapOf[min(max(days, 1), longestGap)]) }

// after is what a review of a state does after a gap.
func (t *readyTable) after(state, gap int) *transit {
	r := &t.transitions[state*len(t.gaps)+gap]
	if r.known {
		return r
	}
	m, days := t.state(state), t.gaps[gap]
	r.known, r.recall = true, t.model.Recall(m, days)
	r.pass = int32(t.place(t.model.Next(m, int(days), int(Good))))
	failed := t.model.Next(m, int(days), int(Again))
	r.fail = int32(t.place(t.model.Next(failed, 0, int(Good)))) // the relearning step
	r.cost = r.recall*t.costs.pass + (1-r.recall)*t.costs.fail
	return r
}

// lookAhead works out, from the date backward, the best that can follow each state: no review, or one after some days
// with what follows then. prices[day] is how many times its own a second of study costs on that day, today first.
func (t *readyTable) lookAhead(prices []float64) {
	daysLeft := len(prices)
	for left := 1; left <= daysLeft; left++ {
		today := daysLeft - left
		for state := range gridStates {
			at := left*gridStates + state
			best, next := t.missing[at]*t.worth, 0
			if best > 0 && left > 1 { // the next plan would not leave it at that
				best = math.Inf(1)
				for days := 1; days < left; days = later(days, left) {
					r := t.after(state, t.gap(days))
					then := (left - days) * gridStates
					cost := r.cost*prices[today+days] + r.recall*t.ahead[then+int(r.pass)] + (1-r.recall)*t.ahead[then+int(r.fail)]
					if cost < best {
						best, next = cost, days
					}
				}
			}
			t.ahead[at], t.next[at] = best, int32(next)
		}
	}
}

// expected is the recall on the date after each state if what lookAhead found best is done, by days left and state.
func (t *readyTable) expected(daysLeft int) []float64 {
	recall := make([]float64, (daysLeft+1)*gridStates)
	for left := 1; left <= daysLeft; left++ {
		for state := range gridStates {
			at := left*gridStates + state
			days := int(t.next[at])
			if days == 0 {
				recall[at] = t.model.Recall(t.state(state), float64(left))
				continue
			}
			r := t.after(state, t.gap(days))
			then := recall[(left-days)*gridStates:]
			recall[at] = r.recall*then[r.pass] + (1-r.recall)*then[r.fail]
		}
	}
	return recall
}

// later steps through the days on which a next review is tried: each within a month, then by a tenth, and each of
// the last days again.
func later(days, left int) int {
	step := 1
	if days > exactGaps {
		step = days / 10
	}
	if days < left-7 {
		return min(days+step, left-7)
	}
	return days + 1
}
