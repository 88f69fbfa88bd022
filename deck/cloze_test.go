package deck_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"prep/deck"
)

func TestClozes(t *testing.T) {
	tests := []struct {
		text string
		want []string // answer, or answer|hint
	}{
		{"no gap", nil},
		{"a [b] c [d]", []string{"b", "d"}},
		{"[b|hint] [c | two words ]", []string{"b|hint", "c|two words"}},
		{"[|x|] [a||b] [a\\|b] [P(A|)]", []string{"|x|", "a||b", "a\\|b", "P(A|)"}},
		{"[a][b]", []string{"a", "b"}},
		{"[link](url) ![image](url) [gap]", []string{"gap"}},
		{"[link](a [b] c) [gap]", []string{"gap"}},
		{"[f]\\(x) [open](never", []string{"f"}},
		{"[the [docs](url) page]", []string{"the [docs](url) page"}},
		{"[a [b] c]", []string{"a [b] c"}},
		{"\\[a\\] [b\\]c]", []string{"b\\]c"}},
		{"`a[0]` is [first], ``b`[1]`` too", []string{"first"}},
		{"a lone ` and [gap]\n\nanother `", []string{"gap"}},
		{"```\na[0]\n```\n[b]", []string{"b"}},
		{"[\n```\n]\n```\n]", []string{"```\n]\n```"}},
		{"- [ ] task\n- [x] [] done", []string{"x"}},
		{"[`a|b`|code]", []string{"`a|b`|code"}},
		{"stray ] and [日本|首都]", []string{"日本|首都"}},
		{"[never closed", nil},
	}
	for _, tt := range tests {
		var got []string
		for _, gap := range deck.Clozes(tt.text) {
			s := gap.Answer
			if gap.Hint != "" {
				s += "|" + gap.Hint
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
	}
}

func TestClozeSides(t *testing.T) {
	const text = "[Peru]'s capital is [Lima|a city], by the [sea](x)."
	tests := []struct {
		ord         int
		front, back string
	}{
		{0, "[…]'s capital is Lima, by the [sea](x).", "[Peru]'s capital is Lima, by the [sea](x)."},
		{1, "Peru's capital is [a city], by the [sea](x).", "Peru's capital is [Lima], by the [sea](x)."},
		{2, "Peru's capital is Lima, by the [sea](x).", "Peru's capital is Lima, by the [sea](x)."},
	}
	for _, tt := range tests {
		if got := deck.ClozeFront(text, tt.ord); got != tt.front {
			t.Errorf("front %d: %s", tt.ord, got)
		}
		if got := deck.ClozeBack(text, tt.ord); got != tt.back {
			t.Errorf("back %d: %s", tt.ord, got)
		}
	}
}

// A bracket and a colon at the beginning of a line define a link in Markdown, which a renderer does not show.
func TestClozeIsNoLinkDefinition(t *testing.T) {
	const text = "[Lima]: capital of [Peru]: yes"
	if got, want := deck.ClozeFront(text, 0), `[…]\: capital of Peru: yes`; got != want {
		t.Errorf("front 0: got %s, want %s", got, want)
	}
	if got, want := deck.ClozeBack(text, 1), "Lima: capital of [Peru]: yes"; got != want {
		t.Errorf("back 1: got %s, want %s", got, want)
	}
}

// Each of these texts makes a careless scanner walk to the end again and again. At a megabyte such a scanner
// needs minutes, and go test stops it.
func TestClozesLinear(t *testing.T) {
	const size = 1 << 20
	for _, piece := range []string{"[", "]", "[a](", "[a]([b](", "`", "` `` ", "```\n", "[a|", "\\", "[x] ", "[a]\n\n", "~~~\n[\n", "<!-- "} {
		text := strings.Repeat(piece, size/len(piece))
		for _, gap := range deck.Clozes(text) {
			if text[gap.Start] != '[' || text[gap.End-1] != ']' {
				t.Fatalf("%q: a gap that is not in brackets", piece)
			}
		}
	}
}

func FuzzClozes(f *testing.F) {
	f.Add("[a|b] `[` [l](u) [[c]] \\[ \n\n```\n[\n```\n")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for ord, gap := range deck.Clozes(text) {
			if gap.Start < at || gap.End > len(text) || text[gap.Start] != '[' || text[gap.End-1] != ']' || gap.Answer == "" {
				t.Fatalf("gap %+v", gap)
			}
			at = gap.End
			if back := deck.ClozeBack(text, ord); !strings.Contains(back, "["+gap.Answer+"]") {
				t.Fatalf("back %d of %q: %q", ord, text, back)
			}
		}
	})
}
