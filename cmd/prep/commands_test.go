package main

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v2"
)

// testEnv is an env without a terminal, in a folder of its own, on a Monday morning. What is printed goes to the
// two buffers.
func testEnv(t *testing.T) (e *env, stdout, stderr *bytes.Buffer) {
	t.Helper()
	return quietEnv(t.TempDir())
}

// quietEnv is testEnv in that folder.
func quietEnv(home string) (e *env, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return &env{
		Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr,
		Clock:  func() time.Time { return time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) },
		Getenv: func(name string) string { return map[string]string{"PREP_HOME": home}[name] },
	}, stdout, stderr
}

// eachCommand walks the tree of commands.
func eachCommand(e *env, visit func(path string, command *cli.Command)) {
	var walk func(path string, commands []*cli.Command)
	walk = func(path string, commands []*cli.Command) {
		for _, command := range commands {
			visit(path+" "+command.Name, command)
			walk(path+" "+command.Name, command.Subcommands)
		}
	}
	walk(appName, newApp(e).Commands)
}

func TestEveryCommandIsExplained(t *testing.T) {
	e, _, _ := testEnv(t)
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	top := map[string]bool{}
	eachCommand(e, func(path string, command *cli.Command) {
		if command.Usage == "" || command.Usage != strings.TrimSuffix(command.Usage, ".") {
			t.Errorf("%s: usage %q: want a phrase without a full stop", path, command.Usage)
		}
		_, examples, found := strings.Cut(command.Description, "Examples:\n")
		if !found || !strings.Contains(examples, "  "+path) && !strings.Contains(examples, path+" ") {
			t.Errorf("%s: its description has no example", path)
		}
		for _, flag := range command.Flags {
			documented, ok := flag.(cli.DocGenerationFlag)
			if !ok || documented.GetUsage() == "" {
				t.Errorf("%s: option %v is not explained", path, flag.Names())
			}
		}
		if command.Action == nil {
			t.Errorf("%s does nothing", path)
		}
		if command.Hidden || strings.Count(path, " ") > 1 {
			return
		}
		top[command.Name] = true
		if !slices.Contains(categories(), command.Category) {
			t.Errorf("%s: no group of the help is called %q", path, command.Category)
		}
		if !strings.Contains(string(readme), path) {
			t.Errorf("%s is not in README.md", path)
		}
	})
	for _, name := range []string{"config", "completion", "version", "help"} {
		if !top[name] {
			t.Errorf("there is no prep %s", name)
		}
	}
}

// The help of every command comes on stdout, whatever way it is asked for, and opens nothing.
func TestHelpOfEveryCommand(t *testing.T) {
	e, _, _ := testEnv(t)
	eachCommand(e, func(path string, command *cli.Command) {
		words := strings.Fields(path)[1:]
		var texts []string
		for _, args := range [][]string{append([]string{"help"}, words...), append(slices.Clone(words), "--help"), append([]string{"-h"}, words...)} {
			e, stdout, stderr := testEnv(t)
			if status := run(context.Background(), e, args); status != statusDone || stderr.Len() > 0 || e.db != nil {
				t.Errorf("%q: status %d, stderr %q, database %v", args, status, stderr, e.db)
			}
			texts = append(texts, stdout.String())
		}
		if !strings.Contains(texts[0], command.Usage) || texts[1] != texts[0] || texts[2] != texts[0] {
			t.Errorf("help of %s: %q", path, texts)
		}
	})
}

// No command has an option that hides one of those that every command has, or two of one name.
func TestOptionsAreDistinct(t *testing.T) {
	e, _, _ := testEnv(t)
	eachCommand(e, func(path string, command *cli.Command) {
		seen := options(globalFlags(e))
		for _, flag := range command.Flags {
			for _, name := range flag.Names() {
				if _, taken := seen[name]; taken {
					t.Errorf("%s: option %s is taken", path, name)
				}
				seen[name] = takesNothing
			}
		}
	})
}

// A bug ends in one line, with the stack only for those who ask.
func TestCrash(t *testing.T) {
	e, _, stderr := testEnv(t)
	e.Stdout = writerFunc(func([]byte) (int, error) { panic("no paper") })
	if status := run(context.Background(), e, []string{"version"}); status != statusRefused {
		t.Errorf("status %d", status)
	}
	want := "prep: this is a bug in prep: no paper\n" +
		"prep: hint: all that was saved before is safe; PREP_DEBUG=1 shows where it happened\n"
	if stderr.String() != want {
		t.Errorf("got %q", stderr)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
