package deck

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
)

func TestParseSteps(t *testing.T) {
	for _, c := range []struct {
		text  string
		steps Steps
		again string // as String writes it
	}{
		{"", nil, ""},
		{"1m 10m", Steps{time.Minute, 10 * time.Minute}, "1m 10m"},
		{"  30s\t90 ", Steps{30 * time.Second, 90 * time.Minute}, "30s 90m"},
		{"60m 24h 36h", Steps{time.Hour, 24 * time.Hour, 36 * time.Hour}, "1h 1d 36h"},
		{"365d", Steps{365 * 24 * time.Hour}, "365d"},
	} {
		steps, err := ParseSteps(c.text)
		if err != nil {
			t.Errorf("ParseSteps(%q): %v", c.text, err)
		}
		if diff := cmp.Diff(c.steps, steps); diff != "" {
			t.Errorf("ParseSteps(%q) (-want +got):\n%s", c.text, diff)
		}
		if steps.String() != c.again {
			t.Errorf("ParseSteps(%q) writes %q, want %q", c.text, steps, c.again)
		}
	}
	for _, text := range []string{"m", "0m", "-1m", "1.5h", "10x", "366d", "9999999999999999999m", "1m,10m", "١m"} {
		if steps, err := ParseSteps(text); err == nil {
			t.Errorf("ParseSteps(%q) is %v, want an error", text, steps)
		}
	}
}

func FuzzParseSteps(f *testing.F) {
	for _, seed := range []string{"", "1m 10m", "30s 2h 1d", "x", "99999d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		steps, err := ParseSteps(text)
		if err != nil {
			return
		}
		if err := steps.check(); err != nil {
			t.Fatalf("ParseSteps(%q): %v", text, err)
		}
		if again, err := ParseSteps(steps.String()); err != nil || !cmp.Equal(steps, again) {
			t.Fatalf("%q: %v is written and read as %v, %v", text, steps, again, err)
		}
	})
}

// TestSteps walks cards through their steps. Every review is on day 100 at midnight UTC but for those after
// "next day".
func TestSteps(t *testing.T) {
	const m, h = time.Minute, time.Hour
	for _, c := range []struct {
		name      string
		learn     string
		relearn   string
		ratings   []Rating
		state     State
		step      int
		wait      time.Duration
		days      int // instead of wait, at least
		lapses    int
		exactDays bool
	}{
		{name: "new again", learn: "1m 10m", ratings: []Rating{Again}, state: Learning, wait: m},
		{name: "new hard is between", learn: "1m 10m", ratings: []Rating{Hard}, state: Learning, wait: 5*m + 30*time.Second},
		{name: "new good", learn: "1m 10m", ratings: []Rating{Good}, state: Learning, step: 1, wait: 10 * m},
		{name: "new easy", learn: "1m 10m", ratings: []Rating{Easy}, state: Reviewing, days: 8, exactDays: true},
		{name: "hard repeats a later step", learn: "1m 10m", ratings: []Rating{Good, Hard}, state: Learning, step: 1, wait: 10 * m},
		{name: "again goes back", learn: "1m 10m", ratings: []Rating{Good, Again}, state: Learning, wait: m},
		{name: "good leaves", learn: "1m 10m", ratings: []Rating{Good, Good}, state: Reviewing, days: 2, exactDays: true},
		{name: "easy waits longer than good", learn: "10m", ratings: []Rating{Again, Easy}, state: Reviewing, days: 2, exactDays: true},
		{name: "easy waits longer than good after its steps", learn: "1m 10m", ratings: []Rating{Again, Easy}, state: Reviewing, days: 2, exactDays: true},
		{name: "one step, hard is half as long again", learn: "10m", ratings: []Rating{Hard}, state: Learning, wait: 15 * m},
		{name: "one step, hard is a day more at most", learn: "4d", ratings: []Rating{Hard}, state: Learning, days: 5, exactDays: true},
		{name: "one step, good leaves", learn: "10m", ratings: []Rating{Good}, state: Reviewing, days: 2, exactDays: true},
		{name: "no steps, again", learn: "", ratings: []Rating{Again}, state: Reviewing, days: 1, exactDays: true},
		{name: "no steps, hard", learn: "", ratings: []Rating{Hard}, state: Reviewing, days: 1, exactDays: true},
		{name: "a step under a day keeps its minute", learn: "1m 23h", ratings: []Rating{Good}, state: Learning, step: 1, wait: 23 * h},
		{name: "a step of a day is a study day", learn: "1m 1d", ratings: []Rating{Good}, state: Learning, step: 1, days: 1, exactDays: true},
		{name: "a step over a day is whole days", learn: "1m 36h", ratings: []Rating{Good}, state: Learning, step: 1, days: 2, exactDays: true},
		{name: "good is never sooner than hard's step", learn: "5d", ratings: []Rating{Good}, state: Reviewing, days: 6, exactDays: true},
		{name: "easy is longer than good's step", learn: "1m 20d", ratings: []Rating{Easy}, state: Reviewing, days: 21, exactDays: true},
		{name: "a lapse relearns", learn: "1m 10m", relearn: "10m", ratings: []Rating{Easy, Again}, state: Relearning, wait: 10 * m, lapses: 1},
		{name: "again while relearning is one lapse", learn: "1m 10m", relearn: "10m", ratings: []Rating{Easy, Again, Again}, state: Relearning, wait: 10 * m, lapses: 1},
		{name: "hard while relearning", learn: "1m 10m", relearn: "10m", ratings: []Rating{Easy, Again, Hard}, state: Relearning, wait: 15 * m, lapses: 1},
		{name: "good leaves relearning", learn: "1m 10m", relearn: "10m", ratings: []Rating{Easy, Again, Good}, state: Reviewing, days: 1, lapses: 1},
		{name: "the second step of relearning", learn: "1m 10m", relearn: "10m 1h", ratings: []Rating{Easy, Again, Good}, state: Relearning, step: 1, wait: h, lapses: 1},
		{name: "a lapse without steps", learn: "1m 10m", relearn: "", ratings: []Rating{Easy, Again}, state: Reviewing, days: 1, lapses: 1},
		{name: "again while learning is no lapse", learn: "1m 10m", relearn: "10m", ratings: []Rating{Again, Good, Again}, state: Learning, wait: m},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScheduler(t, func(o *Scheduling) {
				o.Fuzz = false
				o.LearningSteps, o.RelearningSteps = steps(t, c.learn), steps(t, c.relearn)
			})
			const today = prep.Day(100)
			var memory Memory
			for i, r := range c.ratings {
				memory = s.Next(memory, Review{Time: int64(today)*dayMilli + int64(i), Day: today, Rating: r}, 7)
			}
			if memory.State != c.state || memory.Step != c.step || memory.Lapses != c.lapses {
				t.Errorf("%v, step %d, %d lapses; want %v, step %d, %d lapses",
					memory.State, memory.Step, memory.Lapses, c.state, c.step, c.lapses)
			}
			days := int(memory.DueDay - today)
			switch {
			case c.days == 0:
				if memory.DueTime == 0 || memory.Wait() != c.wait || days != 0 {
					t.Errorf("waits %v, due on day %v, want %v on the same day", memory.Wait(), memory.DueDay, c.wait)
				}
			case memory.DueTime != 0 || c.exactDays && days != c.days || days < c.days:
				t.Errorf("waits %d days (due time %d), want %d", days, memory.DueTime, c.days)
			}
			if memory.Reps != len(c.ratings) {
				t.Errorf("%d reps, want %d", memory.Reps, len(c.ratings))
			}
		})
	}
}

// A deck may be given fewer steps while a card stands on one that is gone.
func TestStepThatIsGone(t *testing.T) {
	s := newScheduler(t, func(o *Scheduling) { o.LearningSteps = steps(t, "1m 10m") })
	m := s.Next(Memory{}, Review{Rating: Good}, 1)
	m.Step = 5
	if hard := s.Next(m, Review{Rating: Hard}, 1); hard.Step != 1 || hard.Wait() != 10*time.Minute {
		t.Errorf("hard leads to step %d in %v, want the last step", hard.Step, hard.Wait())
	}
	if good := s.Next(m, Review{Rating: Good}, 1); good.State != Reviewing {
		t.Errorf("good leads to %v, want review", good.State)
	}
}

func TestStepsAreWrittenAsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.SliceOfN(rapid.IntRange(1, int(maxStep/time.Second)), 1, 5).Draw(t, "seconds")
		var steps Steps
		for _, n := range seconds {
			steps = append(steps, time.Duration(n)*time.Second)
		}
		again, err := ParseSteps(steps.String())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(steps, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func steps(t *testing.T, text string) Steps {
	t.Helper()
	s, err := ParseSteps(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
