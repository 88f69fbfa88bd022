package sync

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"prep"
)

func TestMerge(t *testing.T) {
	for name, test := range map[string]struct {
		base, ours, theirs, want string
		clean                    bool
	}{
		"nothing":              {"", "", "", "", true},
		"only ours changed":    {"a\nb\n", "a\nB\n", "a\nb\n", "a\nB\n", true},
		"only theirs changed":  {"a\nb\n", "a\nb\n", "a\n", "a\n", true},
		"the same change":      {"a\nb\n", "a\nc\n", "a\nc\n", "a\nc\n", true},
		"different places":     {"a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", true},
		"both add at the end":  {"a\n", "a\nb\n", "a\nc\n", "a\n<<<<<<<\nb\n=======\nc\n>>>>>>>\n", false},
		"the same line":        {"a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n", "a\n<<<<<<<\nx\n=======\ny\n>>>>>>>\nc\n", false},
		"no common beginning":  {"", "ours", "theirs", "<<<<<<<\nours\n=======\ntheirs\n>>>>>>>\n", false},
		"one removes, one not": {"a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, clean := Merge(test.base, test.ours, test.theirs)
			if got != test.want || clean != test.clean {
				t.Errorf("got %q, %v; want %q, %v", got, clean, test.want, test.clean)
			}
		})
	}
}

// TestMergeLosesNothing: a change of one side alone is taken whole, and every line of both sides that the base lacks
// is in the result.
func TestMergeLosesNothing(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "d\n", "e\n"}), 0, 8).Draw(t, "lines"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		base, ours, theirs := text.Draw(t, "base"), text.Draw(t, "ours"), text.Draw(t, "theirs")
		for _, one := range [][2]string{{ours, base}, {base, ours}, {ours, ours}} {
			if got, clean := Merge(base, one[0], one[1]); got != ours || !clean {
				t.Fatalf("one side alone: %q, %v", got, clean)
			}
		}
		got, _ := Merge(base, ours, theirs)
		for _, line := range append(splitLines(ours), splitLines(theirs)...) {
			if !strings.Contains(base, line) && !strings.Contains(got, line) {
				t.Fatalf("%q is lost in %q", line, got)
			}
		}
	})
}

func TestMergedConflict(t *testing.T) {
	c := Conflict{Base: "a\nb\nc\n", Versions: []prep.Version{{Text: "A\nb\nc\n"}, {Text: "a\nb\nC\n"}, {Text: "a\nB\nc\n"}}}
	if text, clean := c.Merged(); !clean && !strings.Contains(text, markOurs) || text == "" {
		t.Errorf("%q, %v", text, clean)
	}
	two := Conflict{Base: c.Base, Versions: c.Versions[:2]}
	if text, clean := two.Merged(); text != "A\nb\nC\n" || !clean {
		t.Errorf("%q, %v", text, clean)
	}
}
