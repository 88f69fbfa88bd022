package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testTree is a small command line: prep [--json --home F] (review [--limit N --new] | deck (list | rm [--yes])).
func testTree() *node {
	own := func(options map[string]arity) map[string]arity {
		options["help"], options["h"] = takesNothing, takesNothing
		return options
	}
	return &node{name: "prep", options: own(map[string]arity{"json": takesNothing, "home": takesText}), below: []*node{
		{name: "review", aliases: []string{"r"}, options: own(map[string]arity{"limit": takesInteger, "n": takesInteger, "new": takesNothing}), full: map[string]string{"n": "limit"}},
		{name: "deck", options: own(map[string]arity{}), below: []*node{
			{name: "list", options: own(map[string]arity{}), choices: []string{"long", "short"}},
			{name: "rm", options: own(map[string]arity{"yes": takesNothing, "y": takesNothing, "new": takesText})},
		}},
	}}
}

func TestArrange(t *testing.T) {
	tests := []struct{ line, want string }{
		{"", ""},
		{"review", "review"},
		{"review x --limit 5", "review --limit 5 x"},
		{"review --limit=5 x y", "review --limit=5 x y"},
		{"review x --json y --limit -1", "--json review --limit -1 x y"},
		{"--home /a deck rm x --yes", "--home /a deck rm --yes x"},
		{"deck --json rm --home /a x", "--json --home /a deck rm x"},
		{"--limit 5 review", "review --limit 5"},
		{"--yes deck rm x", "deck rm --yes x"},
		{"r x -n 3", "review --limit 3 x"},
		{"review -n=3 --limit 4 x", "review --limit=3 --limit 4 x"},
		{"review -- --limit 5", "review -- --limit 5"},
		{"review a --new -- --limit 5", "review --new -- a --limit 5"},
		{"review - --new", "review --new -"},
		{"review deck --new", "review --new deck"},
		{"deck rm list", "deck rm list"},
		{"review -h", "review -h"},
		{"--help deck rm", "deck rm --help"},
		{"nonsense --json", "--json nonsense"},
		{"review is:due -tag:x --limit 5", "review --limit 5 -- is:due -tag:x"},
		{"review -tag:x -- y", "review -- -tag:x y"},
	}
	for _, test := range tests {
		got, err := arrange(testTree(), strings.Fields(test.line))
		if err != nil {
			t.Errorf("%q: %v", test.line, err)
		}
		if diff := cmp.Diff(strings.Fields(test.want), append([]string{}, got...)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.line, diff)
		}
	}
}

func TestArrangeRefuses(t *testing.T) {
	tests := []struct{ line, message, hint string }{
		{"review x --limt 5", "review: unknown option --limt", "did you mean --limit?"},
		{"review --yes", "review: unknown option --yes", "prep review --help"},
		{"--yes", "unknown option --yes", "prep --help"},
		{"--review", "unknown option --review", "did you mean prep review?"},
		{"deck rm --zzzzz=3", "deck rm: unknown option --zzzzz", "prep deck rm --help"},
		{"review --limit five", `review: option --limit wants a number, got "five"`, "prep review --help"},
		{"review --limit=", `review: option --limit wants a number, got ""`, "prep review --help"},
		{"review --limit", "review: option --limit needs a value", "prep review --help"},
		{"--new review", "unknown option --new", "prep --help"}, // two commands have it, with and without a value
	}
	for _, test := range tests {
		args := strings.Fields(test.line)
		got, err := arrange(testTree(), args)
		if err == nil {
			t.Errorf("%q: arranged to %q", test.line, got)
			continue
		}
		status, hint := classify(err)
		if err.Error() != test.message || hint != test.hint || status != statusUsage {
			t.Errorf("%q: %q, hint %q, status %d", test.line, err, hint, status)
		}
		if !slices.Equal(got, args) {
			t.Errorf("%q came back as %q", test.line, got)
		}
	}
}

// Whatever the line, nothing is lost or invented, what follows "--" stays, and arranging again changes nothing.
func FuzzArrange(f *testing.F) {
	for _, line := range []string{
		"review x --limit 5", "--json deck rm a -- b", "r -n -1 -- -- x", "deck --yes rm -", "--home= review --new",
		"deck list x rm --yes", "-", "--", "--=", "-h --help", "review -is:new x", "review ---limit 5",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Fields(line)
		got, err := arrange(testTree(), args)
		if err != nil {
			return
		}
		if want, have := inventory(args), inventory(got); !slices.Equal(want, have) {
			t.Fatalf("%q became %q", args, got)
		}
		again, err := arrange(testTree(), got)
		if err != nil || !slices.Equal(again, got) {
			t.Fatalf("%q became %q, then %q (%v)", args, got, again, err)
		}
		if at := slices.Index(args, "--"); at >= 0 && !strings.HasSuffix(strings.Join(got, " "), strings.Join(args[at+1:], " ")) {
			t.Fatalf("%q became %q", args, got)
		}
	})
}

// inventory lists the arguments by name; aliases count as the command or the option.
func inventory(args []string) []string {
	list := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "--" })
	for i, arg := range list {
		switch name, value, joined := strings.Cut(arg, "="); {
		case arg == "r":
			list[i] = "review"
		case strings.HasPrefix(name, "-") && strings.Trim(name, "-") == "n" && joined:
			list[i] = "--limit=" + value
		case strings.HasPrefix(name, "-") && strings.Trim(name, "-") == "n":
			list[i] = "--limit"
		}
	}
	slices.Sort(list)
	return list
}
