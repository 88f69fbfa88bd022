package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"prep"
)

// env is all that a run of prep has of the outside world. Tests put their own in its place.
type env struct {
	Stdin  io.Reader
	Stdout io.Writer // data
	Stderr io.Writer // everything else
	Clock  func() time.Time
	Getenv func(string) string

	// Which of the streams are a terminal, and how large it is in characters (0: unknown).
	InTerminal, OutTerminal, ErrTerminal bool
	Width, Height                        int

	// The options that every command has.
	json    bool
	plain   bool
	noColor bool
	home    string

	// background starts prep with these arguments as a process of its own; nil: there is none.
	background func(args []string) error
	slotWork   int           // scrypt work factor of new key slots; 0: the usual one, tests use less
	patience   time.Duration // how long storage may take for its first answer; 0: the usual, tests on busy machines more

	db     *prep.DB // open returns it; nil until then
	media  mediaSource
	lines  *bufio.Reader
	linesM sync.Mutex
}

// systemEnv is the env of the process.
func systemEnv() *env {
	e := &env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Clock:  time.Now,
		Getenv: os.Getenv,

		background: startPrep,
	}
	e.InTerminal = term.IsTerminal(int(os.Stdin.Fd()))
	e.OutTerminal = term.IsTerminal(int(os.Stdout.Fd()))
	e.ErrTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	if e.OutTerminal {
		if width, height, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
			e.Width, e.Height = width, height
		}
	}
	return e
}

// fullScreen reports whether a screen that is drawn over and over can be used: both ends are terminals that can
// move the cursor, and nobody asked for numbered lines.
func (e *env) fullScreen() bool {
	return e.InTerminal && e.OutTerminal && !e.plain && !e.json && e.Getenv("TERM") != "dumb"
}

// asks reports whether there is a person to answer a question.
func (e *env) asks() bool { return e.InTerminal && e.ErrTerminal && !e.json }

// color reports whether what goes to stdout may be coloured. NO_COLOR counts when it is not empty
// (https://no-color.org).
func (e *env) color() bool {
	return e.OutTerminal && !e.noColor && !e.plain && !e.json && e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb"
}

// width returns how many characters a line of output may have: the terminal's, 80 where there is none.
func (e *env) width() int {
	if e.Width > 0 {
		return e.Width
	}
	return 80
}

// readLine reads one line of stdin without its end, giving up when the context is cancelled: a read from a
// terminal cannot be stopped otherwise, and Ctrl-C has to work at every prompt. io.EOF: there is no more.
// A last line without an end is a line.
func (e *env) readLine(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		e.linesM.Lock()
		defer e.linesM.Unlock()
		if e.lines == nil {
			e.lines = bufio.NewReader(e.Stdin)
		}
		line, err := e.lines.ReadString('\n')
		if err == io.EOF && line != "" {
			err = nil
		}
		read <- result{trimLineEnd(line), err}
	}()
	select {
	case r := <-read:
		return r.line, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func trimLineEnd(line string) string {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}
