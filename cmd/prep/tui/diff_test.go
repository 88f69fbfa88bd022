package tui

import (
	"strings"
	"testing"
	"time"

	"prep/deck"
)

func TestSameAnswer(t *testing.T) {
	for _, c := range []struct {
		typed, wanted string
		same          bool
	}{
		{"self-awareness", "self-awareness", true},
		{"  two   words ", "two words", true},
		{"re\u0301essayer", "r\u00e9essayer", true}, // composed or not
		{"git rebase --onto", "`git rebase --onto`", true},
		{"O(n log n)", "**O(n log n)**", true},
		{"the paper", "[the paper](https://example.com)", true},
		{"Self-awareness", "self-awareness", false},
		{"", "x", false},
	} {
		if got := SameAnswer(c.typed, deck.Card{Kind: deck.Typed, Back: c.wanted}); got != c.same {
			t.Errorf("%q for %q: same %v, want %v", c.typed, c.wanted, got, c.same)
		}
	}
}

func TestDiffMarksWhatIsTooMuchAndWhatIsMissing(t *testing.T) {
	theme := NewTheme(true)
	lines := strings.Join(diffLines("kitten", "sitting", 80, theme), "\n")
	for _, want := range []string{
		theme.Wrong.Strikethrough(true).Render("k") + "itt" + theme.Wrong.Strikethrough(true).Render("e") + "n",
		theme.Right.Underline(true).Render("s") + "itt" + theme.Right.Underline(true).Render("i") + "n" + theme.Right.Underline(true).Render("g"),
	} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q in %q", want, lines)
		}
	}
	if right := strings.Join(diffLines("x", "x", 80, PlainTheme()), ""); right != "✓ x" {
		t.Errorf("right answer: %q", right)
	}
}

// TestDiffOfLongTexts fails by never ending.
func TestDiffOfLongTexts(t *testing.T) {
	begun := time.Now()
	lines := diffLines(strings.Repeat("ab ", 1<<18), strings.Repeat("ba ", 1<<10), 80, NewTheme(true))
	if len(lines) == 0 {
		t.Error("nothing shown")
	}
	t.Logf("%d lines in %v", len(lines), time.Since(begun))
}
