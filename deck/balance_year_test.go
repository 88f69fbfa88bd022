package deck

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"prep"
)

// year is what a simulated year of study comes to.
type year struct {
	daily          []int  // reviews on each day
	weekdays       [7]int // and on the weekdays of its second half
	asked, right   int
	stretch, moved float64 // sum of the intervals over those before fuzz, and their number
}

// yearCard is a card of a simulated year.
type yearCard struct {
	id prep.ID
	m  Memory
}

// chance is drawn from the card and the review, so that two years differ by their due days alone.
func (c *yearCard) chance(of uint64) float64 {
	return float64(splitmix64(splitmix64(uint64(c.id)^of)+uint64(c.m.Reps))>>11) / (1 << 53)
}

// study plays a year with so many new cards a day. Each card is asked on the day on which it is due and recalled with
// the probability that FSRS gives it.
func study(t *testing.T, s *Scheduler, fresh int, balanced bool) year {
	const first, days = prep.Day(20000), 365
	due := make(map[prep.Day][]*yearCard)
	var y year
	answer := func(c *yearCard, today prep.Day, r Rating) {
		var at places
		if balanced {
			var err error
			at, err = s.balance(c.m, today, c.id, func(first, last prep.Day) ([]int, error) {
				cards := make([]int, last-first+1)
				for i := range cards {
					cards[i] = len(due[first+prep.Day(i)])
				}
				return cards, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		interval := s.Interval(s.outlook(c.m, today).after(r).stability)
		c.m = s.Next(c.m, Review{Time: c.m.LastTime + 1, Day: today, Rating: r, Place: at.after(r)}, c.id)
		if c.m.State == Reviewing {
			due[c.m.DueDay] = append(due[c.m.DueDay], c)
			if interval > 2 {
				y.stretch, y.moved = y.stretch+float64(c.m.DueDay-today)/float64(interval), y.moved+1
			}
		}
	}
	for today := first; today < first+days; today++ {
		asked := due[today]
		delete(due, today)
		slices.SortFunc(asked, func(a, b *yearCard) int { return cmp.Compare(a.chance(1), b.chance(1)) })
		y.daily = append(y.daily, len(asked))
		if today >= first+days/2 {
			y.weekdays[today.Date().Weekday()] += len(asked)
		}
		y.asked += len(asked)
		for _, c := range asked {
			rating := Good
			switch x := c.chance(2); {
			case c.chance(3) >= s.Retrievability(c.m, today):
				answer(c, today, Again)
				y.right-- // and the relearning step on the same day
			case x < 0.1:
				rating = Hard
			case x >= 0.95:
				rating = Easy
			}
			answer(c, today, rating)
			y.right++
		}
		for i := range fresh {
			c := &yearCard{id: prep.ID(splitmix64(uint64(today)<<16 + uint64(i)))}
			answer(c, today, Good)
			answer(c, today, Good)
		}
	}
	return y
}

// spread is how uneven the days of a year's second half are: the coefficient of variation of the load, and its 95th
// percentile, both relative to the mean of the four weeks around each day, because the load of a year rises.
func (y year) spread(counts func(day int) bool) (variation, high float64) {
	var loads []float64
	for i := len(y.daily) / 2; i+14 < len(y.daily); i++ {
		if !counts(i) {
			continue
		}
		around, n := 0.0, 0.0
		for j := i - 14; j <= i+14; j++ {
			if counts(j) {
				around, n = around+float64(y.daily[j]), n+1
			}
		}
		load := float64(y.daily[i]) / (around / n)
		loads = append(loads, load)
		variation += (load - 1) * (load - 1)
	}
	slices.Sort(loads)
	return math.Sqrt(variation / float64(len(loads))), loads[len(loads)*95/100]
}

// TestBalanceEvensOutAYear: a year of study with chosen days is compared with one of drawn days.
func TestBalanceEvensOutAYear(t *testing.T) {
	t.Parallel()
	weekend := func(day int) bool {
		weekday := prep.Day(20000 + day).Date().Weekday()
		return weekday == time.Saturday || weekday == time.Sunday
	}
	for _, c := range []struct {
		name, easy string
		fresh      int
	}{
		{"20 new cards a day", "", 20},
		{"3 new cards a day", "", 3},
		{"easy days", "sat=50 sun=0", 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			easy, err := ParseEasyDays(c.easy)
			if err != nil {
				t.Fatal(err)
			}
			s := newScheduler(t, func(o *Scheduling) { o.EasyDays = easy })
			drawn, chosen := study(t, s, c.fresh, false), study(t, s, c.fresh, true)
			counts := func(day int) bool { return c.easy == "" || !weekend(day) }
			var variation, stretch, retention [2]float64
			for i, y := range []year{drawn, chosen} {
				var high float64
				variation[i], high = y.spread(counts)
				stretch[i], retention[i] = y.stretch/y.moved, float64(y.right)/float64(y.asked)
				t.Logf("%-6s %6d reviews, variation %.3f, 95th percentile %.3f, intervals ×%.4f, retention %.4f, Saturday %.2f, Sunday %.2f",
					[]string{"drawn", "chosen"}[i], y.asked, variation[i], high, stretch[i], retention[i], y.share(time.Saturday), y.share(time.Sunday))
			}
			if variation[1] > 0.6*variation[0] {
				t.Errorf("the load varies by %.3f, with drawn days by %.3f", variation[1], variation[0])
			}
			if ratio := stretch[1] / stretch[0]; ratio < 0.99 || ratio > 1.01 {
				t.Errorf("intervals are %.4f of those of drawn days", ratio)
			}
			if math.Abs(retention[1]-retention[0]) > 0.01 {
				t.Errorf("retention %.4f, with drawn days %.4f", retention[1], retention[0])
			}
			for weekday, want := range easy {
				if day := time.Weekday(weekday); want > 0 && chosen.share(day) > drawn.share(day)+0.02 {
					t.Errorf("%v has %.2f of a workday's load, with drawn days %.2f", day, chosen.share(day), drawn.share(day))
				}
			}
		})
	}
}

// share is the load of a weekday over that of a workday.
func (y year) share(day time.Weekday) float64 {
	return float64(y.weekdays[day]) / (float64(y.weekdays[time.Tuesday]+y.weekdays[time.Wednesday]+y.weekdays[time.Thursday]) / 3)
}
