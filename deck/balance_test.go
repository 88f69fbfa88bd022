package deck

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
)

func TestPlacesDivideARangeEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		interval := rapid.IntRange(1, 36500).Draw(t, "interval")
		place := rapid.IntRange(1, prep.MaxPlace).Draw(t, "place")
		low, high := FuzzRange(interval, 36500)
		if got, want := fuzz(interval, 36500, placeDraw(place)), low+(place-1)*(high-low+1)/100; got != want {
			t.Fatalf("place %d of %d to %d is %d, want %d", place, low, high, got, want)
		}
	})
}

// A place that was chosen under one scheduling is within the range of the interval under any other, and keeps the ratings in
// order.
func TestPlacesHoldUnderAnyScheduling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, reviews := drawScheduling(t), drawReviews.Draw(t, "history")
		card, place := prep.ID(rapid.Int64().Draw(t, "card")), rapid.IntRange(1, prep.MaxPlace).Draw(t, "place")
		m := s.Replay(reviews, card)
		today := m.LastDay + prep.Day(rapid.IntRange(0, 500).Draw(t, "elapsed"))
		after := s.preview(m, int64(today)*dayMilli, today, card, places{place, place, place, place})
		for r := Again; r <= Easy; r++ {
			if _, _, _, step := s.step(m, r); step {
				continue
			}
			span := s.span(s.outlook(m, today), m, r)
			low, high := span.interval, max(span.interval, span.good+1)
			if s.scheduling.Fuzz {
				low, _ = FuzzRange(span.interval, s.scheduling.MaxInterval)
				_, high = FuzzRange(high, s.scheduling.MaxInterval)
			}
			if days := int(after[r-1].DueDay - today); days < min(low, s.scheduling.MaxInterval) || days > max(high, span.least) {
				t.Fatalf("%v comes back in %d days: %+v", r, days, span)
			}
		}
		checkOrder(t, s, after, today)
	})
}

func checkOrder(t *rapid.T, s *Scheduler, after [4]Memory, today prep.Day) {
	again, hard, good, easy := after[0], after[1], after[2], after[3]
	if again.State == Reviewing && hard.State == Reviewing && again.DueDay > hard.DueDay {
		t.Fatalf("again comes back on day %d, hard on %d", again.DueDay, hard.DueDay)
	}
	if hard.Wait() > good.Wait() || good.Wait() >= easy.Wait() && int(easy.DueDay-today) != s.scheduling.MaxInterval {
		t.Fatalf("waits of hard, good, easy: %v, %v, %v", hard.Wait(), good.Wait(), easy.Wait())
	}
}

// The days that are chosen keep the order of the ratings, whatever the load, and come out of the replay of their places.
func TestBalanceKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, reviews := drawScheduling(t), drawReviews.Draw(t, "history")
		for i := range s.scheduling.EasyDays {
			s.scheduling.EasyDays[i] = rapid.SampledFrom([]int{0, 0, 50, 100}).Draw(t, "easy")
		}
		card := prep.ID(rapid.Int64().Draw(t, "card"))
		m := s.Replay(reviews, card)
		today := m.LastDay + prep.Day(rapid.IntRange(0, 500).Draw(t, "elapsed"))
		seed := rapid.Uint64().Draw(t, "load")
		at, err := s.balance(m, today, card, func(first, last prep.Day) ([]int, error) {
			cards := make([]int, last-first+1)
			for i := range cards {
				cards[i] = int(splitmix64(seed^uint64(first+prep.Day(i))) % 4)
			}
			return cards, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		after := s.preview(m, int64(today)*dayMilli, today, card, at)
		checkOrder(t, s, after, today)
		for r, place := range at {
			_, _, _, step := s.step(m, Rating(r+1))
			if step && place != 0 || !s.scheduling.Fuzz && place != 0 || place < 0 || place > prep.MaxPlace {
				t.Fatalf("%v has place %d", Rating(r+1), place)
			}
		}
	})
}

// What leads to a day is found by following every place.
func TestComebacks(t *testing.T) {
	s := newScheduler(t, nil)
	m := Memory{State: Reviewing, Stability: 20, Difficulty: 5, LastDay: 100}
	for _, r := range []Rating{Again, Hard, Good, Easy} {
		if r == Again {
			continue // it leads to a step
		}
		span := s.span(s.outlook(m, 120), m, r)
		low, high := FuzzRange(span.interval, maxStability)
		all := span.comebacks()
		if len(all) != high-low+1 {
			t.Errorf("%v: %d days, want %d to %d", r, len(all), low, high)
		}
		for i, c := range all {
			for place := c.first; place <= c.last; place++ {
				after := s.Next(m, Review{Day: 120, Rating: r, Place: place}, 1)
				if c.days != low+i || int(after.DueDay-120) != c.days {
					t.Errorf("%v: place %d is for day %d, and leads to %d", r, place, c.days, after.DueDay-120)
				}
			}
			if c.place(0) != c.first || c.place(1<<32-1) != c.last {
				t.Errorf("%v: places %d to %d, drawn %d to %d", r, c.first, c.last, c.place(0), c.place(1<<32-1))
			}
		}
	}
	if all := s.span(s.outlook(Memory{}, 120), Memory{}, Again).comebacks(); all != nil {
		t.Errorf("an interval of a day may end on %v", all)
	}
}

func TestLightest(t *testing.T) {
	days := func(n int) []comeback {
		all := make([]comeback, n)
		for i := range all {
			all[i] = comeback{10 + i, i + 1, i + 1}
		}
		return all
	}
	for _, c := range []struct {
		name   string
		cards  []int
		shares []float64
		want   []int // the days that any draw may take
	}{
		{"nothing is due", []int{0, 0, 0}, []float64{1, 1, 1}, []int{10, 11, 12}},
		{"one hole", []int{9, 9, 2, 9, 9}, []float64{1, 1, 1, 1, 1}, []int{12}},
		{"a load that falls as it does", []int{50, 40, 30, 20, 10}, []float64{1, 1, 1, 1, 1}, []int{10, 11, 12, 13, 14}},
		{"a hole in one that falls", []int{50, 35, 30, 20, 10}, []float64{1, 1, 1, 1, 1}, []int{11}},
		{"a half day", []int{20, 20, 9, 20, 20}, []float64{1, 1, 0.5, 1, 1}, []int{12}},
		{"a half day that is full", []int{20, 20, 11, 19, 20}, []float64{1, 1, 0.5, 1, 1}, []int{13}},
	} {
		got := map[int]bool{}
		for draw := uint64(0); draw < 1<<32; draw += 1 << 27 {
			got[lightest(days(len(c.cards)), c.cards, c.shares, draw).days] = true
		}
		want := map[int]bool{}
		for _, day := range c.want {
			want[day] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
