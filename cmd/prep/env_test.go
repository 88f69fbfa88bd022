package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestPaths(t *testing.T) {
	tests := []struct {
		name                 string
		environment          map[string]string
		home, data, settings string
	}{
		{"home", map[string]string{"HOME": "/u"}, "", "/u/.local/share/prep", "/u/.config/prep/config.toml"},
		{"xdg", map[string]string{"HOME": "/u", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c"}, "", "/d/prep", "/c/prep/config.toml"},
		{"xdg alone", map[string]string{"XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c"}, "", "/d/prep", "/c/prep/config.toml"},
		{"PREP_HOME", map[string]string{"HOME": "/u", "PREP_HOME": "/p"}, "", "/p", "/p/config.toml"},
		{"--home", map[string]string{"HOME": "/u", "PREP_HOME": "/p"}, "/o", "/o", "/o/config.toml"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "PREP_HOME"} {
				t.Setenv(name, test.environment[name])
			}
			e := systemEnv()
			e.home = test.home
			got, err := e.paths()
			if err != nil || got.Data != test.data || got.Config != test.settings {
				t.Errorf("%+v, %v", got, err)
			}
			if got.Database() != filepath.Join(test.data, "prep.db") {
				t.Errorf("database %s", got.Database())
			}
		})
	}
}

func TestNoHome(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "PREP_HOME"} {
		t.Setenv(name, "")
	}
	_, err := systemEnv().paths()
	if status, hint := classify(err); status != statusRefused || !strings.Contains(hint, "PREP_HOME") {
		t.Errorf("%v, status %d, hint %q", err, status, hint)
	}
}

func TestReadLine(t *testing.T) {
	e, _, _ := testEnv(t)
	e.Stdin = strings.NewReader("one\ntwo\r\n\nlast")
	for _, want := range []string{"one", "two", "", "last"} {
		if got, err := e.readLine(context.Background()); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if got, err := e.readLine(context.Background()); err != io.EOF {
		t.Errorf("after the end: %q, %v", got, err)
	}
}

// Ctrl-C works while prep waits for a line.
func TestReadLineGivesUp(t *testing.T) {
	e, _, _ := testEnv(t)
	read, write := io.Pipe()
	t.Cleanup(func() { _ = write.Close() })
	e.Stdin = read
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.readLine(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestConfirm(t *testing.T) {
	tests := []struct {
		answer   string
		terminal bool
		yes      bool
		want     string // what the error says; "": confirmed
	}{
		{"y\n", true, false, ""},
		{"YES\n", true, false, ""},
		{"what\ny\n", true, false, ""},
		{"\n", true, false, "nothing was changed"},
		{"n\n", true, false, "nothing was changed"},
		{"", true, false, "nothing was changed"},
		{"", false, true, ""},
		{"y\n", false, false, "not confirmed: delete 3 cards"},
	}
	for _, test := range tests {
		e, stdout, stderr := testEnv(t)
		e.InTerminal, e.ErrTerminal = test.terminal, test.terminal
		e.Stdin = strings.NewReader(test.answer)
		err := e.confirm(context.Background(), test.yes, "delete %d cards", 3)
		if got := errorText(err); got != test.want {
			t.Errorf("%q, terminal %v, yes %v: %q, want %q", test.answer, test.terminal, test.yes, got, test.want)
		}
		if asked := strings.HasPrefix(stderr.String(), "prep: delete 3 cards? [y/N] "); asked != test.terminal {
			t.Errorf("%q: asked %v: %q", test.answer, asked, stderr)
		}
		if stdout.Len() > 0 {
			t.Errorf("%q: %q on stdout", test.answer, stdout)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestTerminals(t *testing.T) {
	tests := []struct {
		in, out           bool
		plain, json, none bool
		environment       map[string]string
		screen, color     bool
	}{
		{in: true, out: true, environment: map[string]string{"TERM": "xterm"}, screen: true, color: true},
		{in: false, out: true, screen: false, color: true},
		{in: true, out: false},
		{in: true, out: true, plain: true},
		{in: true, out: true, json: true},
		{in: true, out: true, none: true, screen: true},
		{in: true, out: true, environment: map[string]string{"TERM": "dumb"}},
		{in: true, out: true, environment: map[string]string{"NO_COLOR": "1"}, screen: true},
	}
	for _, test := range tests {
		e := &env{
			InTerminal: test.in, OutTerminal: test.out, plain: test.plain, json: test.json, noColor: test.none,
			Getenv: func(name string) string { return test.environment[name] },
		}
		if e.fullScreen() != test.screen || e.color() != test.color {
			t.Errorf("%+v: screen %v, colour %v", test, e.fullScreen(), e.color())
		}
	}
}

func TestProgress(t *testing.T) {
	e, _, stderr := testEnv(t)
	work := func() string {
		stderr.Reset()
		p := e.progress("import", 200)
		for i := range 201 {
			p.set(i)
		}
		p.end()
		return stderr.String()
	}
	if got := work(); got != "" {
		t.Errorf("in a pipe: %q", got)
	}
	e.ErrTerminal, e.Width = true, 60
	got := work()
	lines := strings.Split(got, "\r\x1b[K")
	if len(lines) != 103 || lines[len(lines)-1] != "" || !strings.Contains(got, "100%  200 of 200") {
		t.Errorf("%d lines: %q", len(lines), lines[len(lines)-2:])
	}
	for _, line := range lines {
		if len(line) >= 60 {
			t.Errorf("%d characters wide: %q", len(line), line)
		}
	}
	if e.plain = true; work() != "" {
		t.Error("with --plain it moves")
	}
}

func TestJSONIsIndentedForPeople(t *testing.T) {
	e, stdout, _ := testEnv(t)
	document := map[string]string{"a": "<b>"}
	for _, want := range []string{"{\"a\":\"<b>\"}\n", "{\n  \"a\": \"<b>\"\n}\n"} {
		stdout.Reset()
		if err := e.printJSON(document); err != nil || !bytes.Equal(stdout.Bytes(), []byte(want)) {
			t.Errorf("%q, %v", stdout, err)
		}
		e.OutTerminal = true
	}
}
