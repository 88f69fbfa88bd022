package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCandidates(t *testing.T) {
	tests := []struct {
		words []string
		want  string
	}{
		{nil, "deck review"},
		{[]string{""}, "deck review"},
		{[]string{"r"}, "review"},
		{[]string{"x"}, ""},
		{[]string{"review"}, "review"},
		{[]string{"review", ""}, ""},
		{[]string{"review", "--"}, "--help --home --json --limit --new"},
		{[]string{"review", "x", "--l"}, "--limit"},
		{[]string{"review", "--limit", ""}, ""},
		{[]string{"review", "--limit", "3", "--n"}, "--new"},
		{[]string{"--home", "deck", "r"}, "review"},
		{[]string{"deck", ""}, "list rm"},
		{[]string{"--json", "deck", "--yes", "r"}, "rm"},
		{[]string{"deck", "list", ""}, "long short"},
		{[]string{"deck", "list", "long", ""}, ""},
		{[]string{"review", "--", "-"}, ""},
	}
	for _, test := range tests {
		got := strings.Join(strings.Fields(strings.Join(candidates(testTree(), test.words), "")), " ")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.words, diff)
		}
	}
}
