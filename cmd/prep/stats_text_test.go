package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
)

// aLife is more than anybody will have: ten million answers.
func aLife() deck.Stats {
	s := aYear()
	s.Cards = deck.CardCounts{Total: 1_234_567, New: 234_567, Learning: 1_000, Young: 400_000, Mature: 599_000, Suspended: 0, Due: 123_456, Known: 987_654.3}
	s.Streak = deck.StudyDays{Current: 12_345, Longest: 23_456, Total: 30_000}
	s.Ahead.Backlog, s.Ahead.Load = 123_456, 23_456.7
	for i := range s.Studied {
		s.Studied[i].Answers *= 2_000
		s.Studied[i].New *= 2_000
		s.Studied[i].Time = 23 * time.Hour
	}
	for i := range s.Hours {
		s.Hours[i].Answers = 1_000_000 + i
	}
	for i := range s.Retention {
		s.Retention[i].Young = deck.Tested{Known: 10_000_000, Total: 10_000_000}
	}
	for i := range s.Calibration.Bins {
		s.Calibration.Bins[i].Reviews *= 100
	}
	s.Decks[1] = deck.Group{Name: strings.Repeat("日本語 ", 20), Cards: 1_234_567, New: 234_567, Due: 123_456, Answers: 10_000_000, Tested: deck.Tested{Known: 1, Total: 1}}
	return s
}

// TestStatsTextFits: at every width from 40 columns no line is longer, and no number is cut.
func TestStatsTextFits(t *testing.T) {
	all := pages()
	all["a life"] = aLife()
	for name, s := range all {
		for _, width := range []int{40, 41, 59, 60, 79, 80, 81, 200} {
			for _, colour := range []bool{false, true} {
				text := statsText(s, "deck:"+strings.Repeat("x", 300), width, colour)
				for line := range strings.Lines(text) {
					line = strings.TrimRight(line, "\n")
					if got := ansi.StringWidth(line); got > width {
						t.Errorf("%s at %d: %d columns: %s", name, width, got, line)
					}
					if strings.ContainsAny(ansi.Strip(line), "\x1b\t\r") || strings.Contains(line, "NaN") || strings.Contains(line, "%!") || line != strings.TrimRight(line, " ") {
						t.Errorf("%s at %d: %q", name, width, line)
					}
				}
				if colour != strings.Contains(text, "\x1b[") {
					t.Errorf("%s: coloured is not %v", name, colour)
				}
			}
		}
	}
}

// TestStatsColourMovesNothing: with colours everything stands where it stands without.
func TestStatsColourMovesNothing(t *testing.T) {
	trailing := regexp.MustCompile(`(?m) +$`)
	for name, s := range pages() {
		for _, width := range []int{40, 80} {
			plain := statsText(s, "deck:go", width, false)
			coloured := trailing.ReplaceAllString(ansi.Strip(statsText(s, "deck:go", width, true)), "")
			if diff := cmp.Diff(plain, coloured); diff != "" {
				t.Errorf("%s at %d (-plain +coloured):\n%s", name, width, diff)
			}
		}
	}
}

// TestStatsLinesDrawNothing: what a screen reader reads is letters, digits and the signs among them.
func TestStatsLinesDrawNothing(t *testing.T) {
	for name, s := range pages() {
		for line := range strings.Lines(statsLines(s, "")) {
			if i := strings.IndexFunc(line, func(r rune) bool { return r > 0x2000 || r < ' ' && r != '\n' }); i >= 0 {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
}

// TestRecallHours: only hours with enough answers are compared.
func TestRecallHours(t *testing.T) {
	for _, c := range []struct {
		tested      map[int]deck.Tested
		best, worst int
	}{
		{nil, 0, 0},
		{map[int]deck.Tested{9: {Known: 20, Total: 30}}, 9, 9},
		{map[int]deck.Tested{8: {Known: 0, Total: 29}, 9: {Known: 20, Total: 30}, 12: {Known: 29, Total: 29}, 23: {Known: 59, Total: 60}}, 23, 9},
	} {
		var s deck.Stats
		for hour, tested := range c.tested {
			s.Hours[hour].Tested = tested
		}
		if best, worst := recallHours(s); best != c.best || worst != c.worst {
			t.Errorf("%v: best at %d, worst at %d; want %d and %d", c.tested, best, worst, c.best, c.worst)
		}
	}
}

func TestColumnChart(t *testing.T) {
	got := strings.Join(columnChart(false, []int{0, 1, 50, 100, 1000}, 2), "\n")
	if want := "1,000     █\n    0  ▁▁▁█"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(columnChart(false, []int{0, 0}, 2), "|"), "      |    0 "; got != want {
		t.Errorf("nothing: %q, want %q", got, want)
	}
}

// TestHeatMap: columns are weeks from Monday to Sunday, shaded by the quartiles of the days with answers; days to come
// are left out.
func TestHeatMap(t *testing.T) {
	monday := prep.Day(20_759) // 2 November 2026
	s := deck.Stats{Today: monday + 2, Studied: []deck.StudyDay{
		{Day: monday - 100, Answers: 999},
		{Day: monday - 14, Answers: 1},
		{Day: monday - 13, Answers: 2},
		{Day: monday - 8, Answers: 3},
		{Day: monday - 1, Answers: 4},
		{Day: monday, Answers: 40},
	}}
	got := strings.Join(newHeatMap(s, 5).lines(false), "\n")
	want := strings.Join([]string{
		"    Oct", "Mon ··░·█", "    ··░··", "Wed ·····", "    ····", "Fri ····", "    ····", "Sun ··▒▓",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 59400 * time.Millisecond: "59 s", 60 * time.Second: "1 min", 59*time.Minute + 40*time.Second: "1 h 0 min", 100 * time.Hour: "100 h 0 min",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %s, want %s", d, got, want)
		}
	}
	if got := fmt.Sprint(short(9_999), " ", short(10_000), " ", short(999_999), " ", short(1_234_567)); got != "9,999 10k 999k 1.2M" {
		t.Error(got)
	}
}
