package deck

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
)

func newScheduler(tb testing.TB, change func(*Scheduling)) *Scheduler {
	tb.Helper()
	options := DefaultScheduling()
	if change != nil {
		change(&options)
	}
	s, err := NewScheduler(options)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestSchedulingCheck(t *testing.T) {
	for _, c := range []struct {
		change func(*Scheduling)
		want   string
	}{
		{func(o *Scheduling) {}, ""},
		{func(o *Scheduling) { o.Retention = 0.7 }, ""},
		{func(o *Scheduling) { o.Retention = 0.99 }, ""},
		{func(o *Scheduling) { o.Retention = 0.69 }, "retention 0.69: want 0.7 to 0.99"},
		{func(o *Scheduling) { o.Retention = 1 }, "retention 1: want 0.7 to 0.99"},
		{func(o *Scheduling) { o.Retention = math.NaN() }, "retention NaN: want 0.7 to 0.99"},
		{func(o *Scheduling) { o.MaxInterval = 0 }, "maximum interval 0: want 1 to 36500 days"},
		{func(o *Scheduling) { o.MaxInterval = 36501 }, "maximum interval 36501: want 1 to 36500 days"},
		{func(o *Scheduling) { o.LearningSteps = Steps{0} }, "learning step 0s: want whole seconds, 1s to 365d"},
		{func(o *Scheduling) { o.RelearningSteps = Steps{-time.Minute} }, "relearning step -1m0s: want whole seconds, 1s to 365d"},
		{func(o *Scheduling) { o.RelearningSteps = Steps{366 * day} }, "relearning step 8784h0m0s: want whole seconds, 1s to 365d"},
		{func(o *Scheduling) { o.Parameters[20] = 0 }, "parameter w20: 0 is outside 0.1 to 0.8"},
	} {
		options := DefaultScheduling()
		c.change(&options)
		_, err := NewScheduler(options)
		if got := message(err); got != c.want {
			t.Errorf("error %q, want %q", got, c.want)
		}
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestNextKeepsTimes(t *testing.T) {
	s := newScheduler(t, nil)
	// Five minutes to the rollover: the step of 10 minutes ends in the next study day and is due then.
	const today, late = prep.Day(20000), int64(20001)*dayMilli + 4*60*60*1000 - 5*60*1000
	m := s.Next(Memory{}, Review{Time: late, Day: today, Rating: Good}, 1)
	want := Memory{
		State: Learning, Step: 1, Stability: 2.3065, Difficulty: m.Difficulty, Reps: 1,
		LastTime: late, LastDay: today, DueTime: late + 10*60*1000, DueDay: today,
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m = s.Next(m, Review{Time: late + 20*60*1000, Day: today + 1, Rating: Good}, 1)
	if m.State != Reviewing || m.DueTime != 0 || m.DueDay <= today+1 || m.LastDay != today+1 {
		t.Errorf("after the last step: %+v", m)
	}
}

func TestClockSetBackIsTheSameDay(t *testing.T) {
	s := newScheduler(t, nil)
	known := s.Replay([]Review{{Day: 100, Rating: Easy}, {Day: 110, Rating: Good}}, 1)
	same := s.Next(known, Review{Day: 110, Rating: Hard}, 1)
	back := s.Next(known, Review{Day: 90, Rating: Hard}, 1)
	if same.Stability != back.Stability || same.Difficulty != back.Difficulty {
		t.Errorf("20 days back: %+v, the same day: %+v", back, same)
	}
	if back.LastDay != 90 || back.DueDay <= 90 {
		t.Errorf("reviewed on day 90, due on day %d, last on day %d", back.DueDay, back.LastDay)
	}
	if r := s.Retrievability(known, 50); r != 1 {
		t.Errorf("recall before the last review is %v, want 1", r)
	}
}

func TestRatingThatIsNoneChangesNothing(t *testing.T) {
	s := newScheduler(t, nil)
	m := s.Next(Memory{}, Review{Rating: Good}, 1)
	for _, r := range []Rating{-1, 0, 5} {
		if diff := cmp.Diff(m, s.Next(m, Review{Day: 9, Rating: r}, 1)); diff != "" {
			t.Errorf("%v (-before +after):\n%s", r, diff)
		}
		if diff := cmp.Diff(m, s.Replay([]Review{{Rating: Good}, {Day: 9, Rating: r}}, 1)); diff != "" {
			t.Errorf("replayed %v (-before +after):\n%s", r, diff)
		}
	}
}

func TestRetrievability(t *testing.T) {
	s := newScheduler(t, nil)
	if r := s.Retrievability(Memory{}, 5); r != 0 {
		t.Errorf("a new card is recalled with probability %v, want 0", r)
	}
	m := Memory{State: Reviewing, Stability: 20, Difficulty: 5, LastDay: 100}
	if r := s.Retrievability(m, 120); math.Abs(r-0.9) > 1e-12 {
		t.Errorf("recall after a stability is %v, want 0.9", r)
	}
	if s.Retrievability(m, 100) != 1 || s.Retrievability(m, 121) >= s.Retrievability(m, 120) {
		t.Error("recall does not fall from 1")
	}
	if ages, century := s.Retrievability(m, 1<<40), s.Retrievability(m, 100+36500); ages != century || !(ages > 0 && ages < 0.5) {
		t.Errorf("recall is %v after ages, %v after a century", ages, century)
	}
}

// The same memory is due on another day when it was reviewed once more, or belongs to another card.
func TestFuzzOfReviews(t *testing.T) {
	s := newScheduler(t, nil)
	byReps, byCard := map[prep.Day]bool{}, map[prep.Day]bool{}
	for i := range 20 {
		m := Memory{State: Reviewing, Stability: 100, Difficulty: 5, Reps: i}
		byReps[s.Next(m, Review{Day: 100, Rating: Good}, 1).DueDay] = true
		m.Reps = 1
		byCard[s.Next(m, Review{Day: 100, Rating: Good}, prep.ID(i)).DueDay] = true
	}
	if len(byReps) < 10 || len(byCard) < 10 {
		t.Errorf("20 review counts give %d days, 20 cards %d", len(byReps), len(byCard))
	}
}

func TestInterval(t *testing.T) {
	for _, c := range []struct {
		retention, stability float64
		maximum, want        int
	}{
		{0.9, 10, 36500, 10},
		{0.9, 10.49, 36500, 10},
		{0.9, 10.5, 36500, 11},
		{0.9, 0.001, 36500, 1},
		{0.9, 36500, 36500, 36500},
		{0.9, 100, 30, 30},
		{0.95, 100, 36500, 40},
		{0.8, 100, 36500, 332},
	} {
		s := newScheduler(t, func(o *Scheduling) { o.Retention, o.MaxInterval = c.retention, c.maximum })
		if got := s.Interval(c.stability); got != c.want {
			t.Errorf("stability %v at %v is %d days, want %d", c.stability, c.retention, got, c.want)
		}
	}
}

// drawScheduling draws any Scheduling that passes Check, its steps in rising order.
func drawScheduling(t *rapid.T) *Scheduler {
	options := Scheduling{
		Retention:   rapid.Float64Range(0.7, 0.99).Draw(t, "retention"),
		MaxInterval: rapid.OneOf(rapid.IntRange(1, 40), rapid.IntRange(1, maxStability)).Draw(t, "maximum"),
		Fuzz:        rapid.Bool().Draw(t, "fuzz"),
	}
	var low, high Parameters // the ends of what a parameter may be
	for i := range low {
		low[i], high[i] = math.Inf(-1), math.Inf(1)
	}
	low, high = low.Clamp(), high.Clamp()
	for i := range options.Parameters {
		options.Parameters[i] = rapid.Float64Range(low[i], high[i]).Draw(t, "w")
	}
	slices.Sort(options.Parameters[:4])
	drawSteps := rapid.Custom(func(t *rapid.T) Steps {
		var steps Steps
		unit := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, day}).Draw(t, "unit")
		for _, n := range rapid.SliceOfN(rapid.IntRange(1, 100), 0, 4).Draw(t, "steps") {
			steps = append(steps, time.Duration(n)*unit)
		}
		slices.Sort(steps)
		return steps
	})
	options.LearningSteps, options.RelearningSteps = drawSteps.Draw(t, "learning"), drawSteps.Draw(t, "relearning")
	s, err := NewScheduler(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var drawReviews = rapid.Custom(func(t *rapid.T) []Review {
	var reviews []Review
	now, today := int64(0), prep.Day(20000)
	for range rapid.IntRange(0, 15).Draw(t, "reviews") {
		today += prep.Day(rapid.OneOf(rapid.Just(0), rapid.IntRange(-3, 30), rapid.IntRange(0, 100_000)).Draw(t, "days"))
		now = int64(today)*dayMilli + rapid.Int64Range(0, dayMilli-1).Draw(t, "time")
		reviews = append(reviews, Review{
			Time: now, Day: today, Rating: Rating(rapid.IntRange(1, 4).Draw(t, "rating")),
			Place: rapid.OneOf(rapid.Just(0), rapid.IntRange(1, prep.MaxPlace)).Draw(t, "place"),
		})
	}
	return reviews
})

func TestPreviewProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, reviews := drawScheduling(t), drawReviews.Draw(t, "history")
		card := prep.ID(rapid.Int64().Draw(t, "card"))
		m := s.Replay(reviews, card)
		today := m.LastDay + prep.Day(rapid.IntRange(-2, 500).Draw(t, "elapsed"))
		now := int64(today) * dayMilli
		preview := s.Preview(m, now, today, card)
		for i, after := range preview {
			review := Review{Time: now, Day: today, Rating: Rating(i + 1)}
			if diff := cmp.Diff(after, s.Next(m, review, card)); diff != "" {
				t.Fatalf("%v (-preview +next):\n%s", review.Rating, diff)
			}
			checkMemory(t, s, after, review)
		}
		again, hard, good, easy := preview[0], preview[1], preview[2], preview[3]
		if again.Stability > hard.Stability || hard.Stability > good.Stability || good.Stability > easy.Stability {
			t.Fatalf("stabilities fall with the rating: %+v", preview)
		}
		if again.Difficulty < hard.Difficulty || hard.Difficulty < good.Difficulty || good.Difficulty < easy.Difficulty {
			t.Fatalf("difficulties rise with the rating: %+v", preview)
		}
		longest := time.Duration(s.scheduling.MaxInterval) * day
		if hard.Wait() > good.Wait() || good.Wait() >= easy.Wait() && good.Wait() != longest {
			t.Fatalf("waits of hard, good, easy: %v, %v, %v", hard.Wait(), good.Wait(), easy.Wait())
		}
	})
}

func checkMemory(t *rapid.T, s *Scheduler, m Memory, review Review) {
	switch {
	case !(m.Stability >= minStability && m.Stability <= maxStability):
		t.Fatalf("stability %v", m.Stability)
	case !(m.Difficulty >= minDifficulty && m.Difficulty <= maxDifficulty):
		t.Fatalf("difficulty %v", m.Difficulty)
	case m.LastTime != review.Time || m.LastDay != review.Day:
		t.Fatalf("last review at %d on day %d: %+v", review.Time, review.Day, m)
	case m.DueDay < review.Day || m.DueTime != 0 && m.DueTime <= review.Time || m.Wait() <= 0:
		t.Fatalf("due before the review: %+v", m)
	case m.DueTime != 0 && (m.State == Reviewing || m.DueDay != review.Day):
		t.Fatalf("due at a time of day: %+v", m)
	case int(m.DueDay-m.LastDay) > s.scheduling.MaxInterval:
		t.Fatalf("waits longer than %d days: %+v", s.scheduling.MaxInterval, m)
	case m.State == New || m.State == Reviewing && m.Step != 0:
		t.Fatalf("state after a review: %+v", m)
	}
}

// A rebuild, which remembers go-fsrs's answers, another scheduler and many goroutines compute the same bits.
func TestReplayIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScheduling(t)
		twin, err := NewScheduler(s.scheduling)
		if err != nil {
			t.Fatal(err)
		}
		histories := rapid.SliceOfN(drawReviews, 1, 5).Draw(t, "histories")
		histories = append(histories, histories...)
		rebuild := s.NewRebuild()
		for i, history := range histories {
			card := prep.ID(i)
			want := s.Replay(history, card)
			var stepwise Memory
			for _, review := range history {
				stepwise = s.Next(stepwise, review, card)
			}
			for name, got := range map[string]Memory{
				"rebuild": rebuild.Replay(history, card),
				"twin":    twin.Replay(history, card),
				"next":    stepwise,
			} {
				if got != want {
					t.Fatalf("%s (-want +got):\n%s", name, cmp.Diff(want, got))
				}
			}
		}
	})
}

func TestSchedulerIsShared(t *testing.T) {
	s := newScheduler(t, nil)
	reviews := []Review{{Rating: Good}, {Rating: Good}, {Day: 3, Rating: Again}, {Day: 3, Rating: Good}, {Day: 9, Rating: Easy}}
	want := s.Replay(reviews, 1)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if got := s.Replay(reviews, 1); got != want {
					t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
					return
				}
			}
		})
	}
	group.Wait()
}
