package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// ttyWait is how long a dialog waits for the words it expects; far longer than any of them takes.
const ttyWait = 30 * time.Second

// scriptedTerminal runs a program on a terminal of its own: tty [-size 80x24] DIALOG PROGRAM ARGS…. The lines of
// the dialog are played in order:
//
//	expect WORDS     wait until they are on the screen, after what was expected before
//	send "\x03"      press keys, a Go string
//	type WORDS       press the keys of the words, and Enter
//	resize 40x12     change the size of the terminal
//	signal INT       send a signal: INT, TERM, KILL, HUP
//	# …              nothing
//
// It prints what came to the screen, without escapes, and ends with the program's exit status.
func scriptedTerminal() {
	status, err := playTerminal(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "tty:", err)
		os.Exit(125)
	}
	os.Exit(status)
}

func playTerminal(args []string) (status int, err error) {
	size := "80x24"
	if len(args) > 1 && args[0] == "-size" {
		size, args = args[1], args[2:]
	}
	if len(args) < 2 {
		return 0, errors.New("usage: tty [-size 80x24] DIALOG PROGRAM ARGS…")
	}
	dialog, err := os.ReadFile(args[0])
	if err != nil {
		return 0, err
	}
	control, terminal, err := openTerminal()
	if err != nil {
		return 0, err
	}
	if err := resizeTerminal(control, size); err != nil {
		return 0, err
	}
	command := exec.Command(args[1], args[2:]...)
	command.Stdin, command.Stdout, command.Stderr = terminal, terminal, terminal
	command.SysProcAttr = ownSession()
	if err := command.Start(); err != nil {
		return 0, err
	}
	_ = terminal.Close() // the program has it now
	screen := newScreen(control)
	played := screen.play(dialog, control, command.Process)
	if played != nil {
		_ = command.Process.Kill()
	}
	err = command.Wait()
	screen.ended()
	fmt.Print(screen.text())
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if signal := exit.Sys().(syscall.WaitStatus); signal.Signaled() {
			return 128 + int(signal.Signal()), played
		}
		return exit.ExitCode(), played
	}
	return 0, errors.Join(played, err)
}

// A screen collects what the program writes to the terminal.
type screen struct {
	mutex  sync.Mutex
	output bytes.Buffer
	seen   int           // how much of the text was expected already
	done   chan struct{} // closed when the terminal is
}

func newScreen(control *os.File) *screen {
	s := &screen{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		buffer := make([]byte, 4096)
		for {
			n, err := control.Read(buffer)
			s.mutex.Lock()
			s.output.Write(buffer[:n])
			s.mutex.Unlock()
			if err != nil { // EIO: the last program that had the terminal is gone
				return
			}
		}
	}()
	return s
}

// ended waits until everything that was written has been read.
func (s *screen) ended() {
	select {
	case <-s.done:
	case <-time.After(ttyWait):
	}
}

// escapes are the sequences of ECMA-48 that move, colour and ask: CSI, OSC and the like, and two characters.
var escapes = regexp.MustCompile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\\\)|[ -/]*[0-~])|[\x00-\x08\x0b-\x1a\x7f]")

func (s *screen) text() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return escapes.ReplaceAllString(s.output.String(), "")
}

func (s *screen) play(dialog []byte, control *os.File, process *os.Process) error {
	lines := bufio.NewScanner(bytes.NewReader(dialog))
	for n := 1; lines.Scan(); n++ {
		verb, rest, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if verb == "" || verb[0] == '#' {
			continue
		}
		if err := s.step(verb, rest, control, process); err != nil {
			return fmt.Errorf("dialog line %d: %s %s: %w", n, verb, rest, err)
		}
	}
	return lines.Err()
}

func (s *screen) step(verb, rest string, control *os.File, process *os.Process) error {
	switch verb {
	case "expect":
		return s.expect(rest)
	case "send":
		keys, err := strconv.Unquote(rest)
		if err != nil {
			return err
		}
		_, err = control.WriteString(keys)
		return err
	case "type":
		_, err := control.WriteString(rest + "\r")
		return err
	case "resize":
		return resizeTerminal(control, rest)
	case "signal":
		signal, ok := map[string]syscall.Signal{
			"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL, "HUP": syscall.SIGHUP,
		}[rest]
		if !ok {
			return errors.New("unknown signal")
		}
		return process.Signal(signal)
	}
	return errors.New("unknown step")
}

func (s *screen) expect(words string) error {
	for deadline := time.Now().Add(ttyWait); ; time.Sleep(10 * time.Millisecond) {
		text := s.text()
		if at := strings.Index(text[min(s.seen, len(text)):], words); at >= 0 {
			s.seen += at + len(words)
			return nil
		}
		select {
		case <-s.done:
			if s.text() == text {
				return errors.New("the program ended without it")
			}
		default:
		}
		if time.Now().After(deadline) {
			return errors.New("it did not come")
		}
	}
}
