package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

// clockRig is a clock on a screen without a terminal, with a time that stands still.
type clockRig struct {
	*clock
	now             time.Time
	started, ended  int
	recordingFailed error
}

func newClockRig(width, height int) *clockRig {
	r := &clockRig{now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	r.clock = newClock(context.Background(), ClockOptions{
		Head: "1 of 1", Question: "What is your biggest failure?", Thinking: 30 * time.Second,
		Sections:  []ClockSection{{"headline", "headline", 15}, {"cause", "own cause", 15}, {"lesson", "lesson", 11}},
		Checks:    []ClockSection{{Name: "cause", Title: "your own part"}, {Name: "lesson", Title: "the lesson"}},
		FollowUps: []string{"What was your part in it?", "How do you know that it worked?"},
		Band:      func(seconds float64) string { return map[bool]string{true: "good", false: "short"}[seconds >= 45] },
		Clock:     func() time.Time { return r.now },
		Record: func(context.Context) error {
			r.started++
			return r.recordingFailed
		},
		Stop:  func(context.Context) error { r.ended++; return nil },
		Width: width, Height: height,
	})
	return r
}

// press presses keys, each a name of bubbletea's, and runs what follows from them but the ticks.
func (r *clockRig) press(keys ...string) {
	for _, key := range keys {
		r.do(r.key(key))
	}
}

func (r *clockRig) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if msg, is := cmd().(recorded); is {
		_, next := r.Update(msg)
		r.do(next)
	}
}

func (r *clockRig) wait(seconds float64) {
	r.now = r.now.Add(time.Duration(seconds * float64(time.Second)))
}

func (r *clockRig) screen(t *testing.T) string {
	t.Helper()
	text := ansi.Strip(r.render())
	for _, line := range strings.Split(text, "\n") {
		if ansi.StringWidth(line) > r.width {
			t.Errorf("%d columns of %d: %q", ansi.StringWidth(line), r.width, line)
		}
	}
	if lines := strings.Count(text, "\n") + 1; lines > r.height {
		t.Errorf("%d lines of %d:\n%s", lines, r.height, text)
	}
	return text
}

func TestClockWalk(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 6}} {
		r := newClockRig(size[0], size[1])
		r.screen(t)
		r.wait(10)
		if text := r.screen(t); size[1] > 6 && !strings.Contains(text, "Think: 20 s") {
			t.Errorf("%v:\n%s", size, text)
		}
		r.press("space")
		r.wait(12)
		r.press("space")
		r.wait(20)
		if text := r.screen(t); !strings.Contains(text, "0:32  short") {
			t.Errorf("%v: no clock:\n%s", size, text)
		}
		r.press("space")
		r.wait(18)
		r.press("enter")
		r.screen(t)
		r.press("1", "down", "space", "space", "enter")
		r.screen(t)
		r.press("y", "n")
		r.screen(t)
		r.press("4")
		r.screen(t)
		r.press("3")
		want := ClockResult{
			Told: true, Seconds: 50, Marks: map[string]float64{"headline": 12, "cause": 20, "lesson": 18},
			Checks:    map[string]bool{"headline": true, "cause": false, "lesson": true},
			FollowUps: map[string]bool{"What was your part in it?": true, "How do you know that it worked?": false},
			Rating:    4, Grade: 3,
		}
		if diff := cmp.Diff(want, r.result); diff != "" {
			t.Errorf("%v: %s", size, diff)
		}
		if r.started != 1 || r.ended != 1 {
			t.Errorf("%v: %d recordings started, %d ended", size, r.started, r.ended)
		}
	}
}

func TestClockThinkingEnds(t *testing.T) {
	r := newClockRig(80, 24)
	r.wait(29)
	r.Update(ticked{})
	if r.phase != thinking {
		t.Error("a second too early")
	}
	r.wait(1)
	r.Update(ticked{})
	if r.phase != speaking || r.elapsed() != 0 {
		t.Errorf("phase %d after %g s", r.phase, r.elapsed())
	}
}

func TestClockLeft(t *testing.T) {
	r := newClockRig(80, 24)
	r.press("q")
	if r.result.Told || !r.result.Left {
		t.Errorf("%+v", r.result)
	}
	r = newClockRig(80, 24)
	r.press("space")
	r.wait(5)
	r.press("q") // part of no word that is said, yet near those that are used
	if r.phase != speaking {
		t.Error("q ended an answer")
	}
	r.press("enter", "q")
	if !r.result.Told || !r.result.Left || r.result.Seconds != 5 || len(r.result.Marks) > 0 {
		t.Errorf("%+v", r.result)
	}
	r = newClockRig(80, 24)
	r.press("ctrl+c")
	if !r.interrupted {
		t.Error("not interrupted")
	}
}

func TestClockWithoutRecording(t *testing.T) {
	r := newClockRig(80, 24)
	r.recordingFailed = errors.New("recorder: no such device\x1b[2J")
	r.press("space")
	text := r.screen(t)
	if !strings.Contains(text, "no such device") || strings.Contains(text, "● recording") || strings.Contains(text, "\x1b[2J") {
		t.Errorf("%q", text)
	}
	r.press("enter")
	if r.ended != 0 || !r.result.Told {
		t.Errorf("%d ended, %+v", r.ended, r.result)
	}
}
