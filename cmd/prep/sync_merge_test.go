package main

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMergeTexts(t *testing.T) {
	tests := []struct{ name, base, ours, theirs, want string }{
		{"nothing changed", "a\nb\n", "a\nb\n", "a\nb\n", "a\nb\n"},
		{"one side", "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", "a\nB\nc\n"},
		{"the other side", "a\nb\nc\n", "a\nb\nc\n", "a\nc\n", "a\nc\n"},
		{"both the same", "a\nb\n", "a\nB\n", "a\nB\n", "a\nB\n"},
		{"apart", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"},
		{"beside", "a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n"},
		{"without an end", "a", "a\nb", "a", "a\nb\n"},
		{
			"the same line", "a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n",
			"a\n<<<<<<< ours\nX\n||||||| before\nb\n=======\nY\n>>>>>>> theirs\nc\n",
		},
		{"both added", "a\n", "a\nX\n", "a\nY\n", "a\n<<<<<<< ours\nX\n||||||| before\n=======\nY\n>>>>>>> theirs\n"},
		{"no base", "", "X", "Y", "<<<<<<< ours\nX\n||||||| before\n=======\nY\n>>>>>>> theirs\n"},
		{
			"one edit over two", "a\nb\nc\nd\n", "X\n", "A\nb\nc\nD\n",
			"<<<<<<< ours\nX\n||||||| before\na\nb\nc\nd\n=======\nA\nb\nc\nD\n>>>>>>> theirs\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := mergeTexts(test.base, side{"ours", test.ours}, side{"theirs", test.theirs}); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// What one side wrote is in the merge, whatever the other did, and a side that changed nothing does not show.
func TestMergeLosesNothing(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return wholeLines(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 8).Draw(t, "lines"), "\n"))
	})
	rapid.Check(t, func(t *rapid.T) {
		base, ours, theirs := text.Draw(t, "base"), text.Draw(t, "ours"), text.Draw(t, "theirs")
		if got := mergeTexts(base, side{"o", ours}, side{"t", base}); got != ours {
			t.Fatalf("theirs unchanged: got %q", got)
		}
		if got := mergeTexts(base, side{"o", base}, side{"t", theirs}); got != theirs {
			t.Fatalf("ours unchanged: got %q", got)
		}
		if got := mergeTexts(base, side{"o", ours}, side{"t", ours}); got != ours {
			t.Fatalf("both the same: got %q", got)
		}
		// With only one side of each mark kept, the lines that only this side added are all there.
		merged := mergeTexts(base, side{"o", ours + "new of ours\n"}, side{"t", "new of theirs\n" + theirs})
		for _, line := range []string{"new of ours\n", "new of theirs\n"} {
			if strings.Count(merged, line) != 1 {
				t.Fatalf("%q is not once in %q", line, merged)
			}
		}
	})
}

func TestSettledText(t *testing.T) {
	for _, test := range []struct {
		edited, want, err string
	}{
		{"one\ntwo\n\n", "one\ntwo", ""},
		{"Title\n=======\ntext\n", "Title\n=======\ntext", ""}, // a heading of Markdown
		{mergeRequest + "\none\n", "", "line 1: the mark <<<<<<< is still there"},
		{"one\n>>>>>>> laptop\n", "", "line 2: the mark >>>>>>> is still there"},
		{" \n", "", "nothing is left of the text"},
	} {
		got, err := settledText(test.edited)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("%q: %q, %v", test.edited, got, err)
		}
	}
}
