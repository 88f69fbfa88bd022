package main

import (
	"context"
	"strings"
	"testing"

	"prep/sync"
)

// A person types two words of the code back, and may be wrong first. stdout has the code alone.
func TestShowCode(t *testing.T) {
	code := sync.NewRecoveryCode()
	words := code.Words()
	e, stdout, stderr := testEnv(t)
	e.InTerminal, e.OutTerminal, e.ErrTerminal = true, true, true
	e.Stdin = strings.NewReader("nix\n" + words[2] + "\n " + strings.ToUpper(words[9]) + "\n")
	if err := e.showCode(context.Background(), code); err != nil {
		t.Fatal(err)
	}
	if stdout.String() != code.String()+"\n" {
		t.Errorf("stdout %q", stdout)
	}
	if n := strings.Count(stderr.String(), "to be sure:"); n != 3 || !strings.Contains(stderr.String(), "that is not word 3") {
		t.Errorf("%d questions: %q", n, stderr)
	}
	e, stdout, stderr = testEnv(t) // nobody is there
	if err := e.showCode(context.Background(), code); err != nil || stdout.String() != code.String()+"\n" || stderr.Len() > 0 {
		t.Errorf("%v, stdout %q, stderr %q", err, stdout, stderr)
	}
}

func TestFirstLine(t *testing.T) {
	for _, test := range []struct {
		text, want string
		refused    bool
	}{
		{"four words of mine\nand a note\n", "four words of mine", false},
		{"dos\r\n", "dos", false},
		{" spaces stay \n", " spaces stay ", false},
		{"no end", "no end", false},
		{"", "", true},
		{"\nsecond", "", true},
		{"\xff\xfe\n", "", true},
	} {
		got, err := firstLine([]byte(test.text), "here")
		if got != test.want || (err != nil) != test.refused {
			t.Errorf("%q: %q, %v", test.text, got, err)
		}
	}
}
