package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadme runs the sessions of README.md: every ```console block, in one home for the whole file, from top to
// bottom. A line that begins with "$ " is a command, typed with the clock at 2026-11-02 09:00 UTC; what follows up
// to the next one is all that it prints, stdout and stderr. In it
//
//	…  within a line stands for anything in that line, such as an id or a path
//	…  alone on a line stands for any lines
//
// A command is prep, or `id=$(prep …)`, which keeps the output for $id; quotes work as in a shell.
func TestReadme(t *testing.T) {
	text := readReadme(t)
	home := t.TempDir()
	variables := map[string]string{}
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	sessions := regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(text, -1)
	if len(sessions) == 0 {
		t.Fatal("no sessions")
	}
	for _, session := range sessions {
		for _, block := range strings.Split("\n"+session[1], "\n$ ")[1:] {
			command, want, _ := strings.Cut(block, "\n")
			now = now.Add(time.Minute)
			got, err := typed(command, home, now, variables)
			if err != nil {
				t.Fatalf("$ %s: %v", command, err)
			}
			if !printed(want).MatchString(got) {
				t.Errorf("$ %s\nprinted:\n%s\nREADME.md says:\n%s", command, got, want)
			}
		}
	}
}

// The two commands that a new user types are there, and CI takes the second from here.
func TestReadmeStartsWithTwoCommands(t *testing.T) {
	text := readReadme(t)
	for _, command := range []string{"go run ./cmd/prep review", "go test ./..."} {
		if !regexp.MustCompile(`(?m)^    ` + regexp.QuoteMeta(command) + `( .*)?$`).MatchString(text) {
			t.Errorf("README.md does not have the command %s", command)
		}
	}
}

func readReadme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// typed runs one line of a session and returns what it printed.
func typed(line, home string, now time.Time, variables map[string]string) (string, error) {
	keep := ""
	if m := regexp.MustCompile(`^(\w+)=\$\((.*)\)$`).FindStringSubmatch(line); m != nil {
		keep, line = m[1], m[2]
	}
	line = os.Expand(line, func(name string) string { return variables[name] })
	words, err := shellWords(line)
	if err != nil {
		return "", err
	}
	if len(words) == 0 || words[0] != appName {
		return "", fmt.Errorf("not a command of prep")
	}
	var out, caught bytes.Buffer
	e := &env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
		Clock:  func() time.Time { return now },
		Getenv: func(name string) string { return map[string]string{"PREP_HOME": home}[name] },
	}
	if keep != "" {
		e.Stdout = &caught
	}
	run(context.Background(), e, words[1:])
	if keep != "" {
		variables[keep] = strings.TrimSpace(caught.String())
	}
	return out.String(), nil
}

// shellWords splits a line as a shell does, with both kinds of quotes.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, inWord := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inWord = r, true
		case quote == 0 && r == ' ':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	if quote != 0 {
		return nil, io.ErrUnexpectedEOF
	}
	return words, nil
}

// printed makes of a session's output the pattern that it stands for. Spaces at the ends of lines do not count.
func printed(want string) *regexp.Regexp {
	var pattern strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(want), "\n") {
		if strings.TrimSpace(line) == "…" {
			pattern.WriteString(`(?:.*\n)*?`)
			continue
		}
		pieces := strings.Split(strings.TrimRight(line, " "), "…")
		for i, piece := range pieces {
			pieces[i] = regexp.QuoteMeta(piece)
		}
		pattern.WriteString(strings.Join(pieces, ".*") + " *\n")
	}
	if strings.TrimSpace(want) == "" {
		return regexp.MustCompile(`^\s*$`)
	}
	return regexp.MustCompile(`^` + pattern.String() + `\s*$`)
}

func TestPrinted(t *testing.T) {
	tests := []struct {
		want, got string
		matches   bool
	}{
		{"20\n", "20\n", true},
		{"20\n", "21\n", false},
		{"", "", true},
		{"", "x\n", false},
		{"a … c\n", "a b c\n", true},
		{"a … c\n", "a b\nc\n", false},
		{"first\n…\nlast\n", "first\n1\n2\nlast\n", true},
		{"first\n…\nlast\n", "first\nlast\n", true},
		{"first\n", "first\nlast\n", false},
		{"a.c\n", "abc\n", false},
	}
	for _, test := range tests {
		if got := printed(test.want).MatchString(test.got); got != test.matches {
			t.Errorf("%q for %q: %v", test.want, test.got, got)
		}
	}
}
