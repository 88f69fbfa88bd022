package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// This file owns the form of everything that prep says beside its data. The rules:
//
//   - stdout carries data, and nothing else. Everything here goes to stderr.
//   - A message is one line that begins with "prep: ". It is lower case, ends without a full stop, names the thing
//     it is about, and quotes what a person typed: prep: open deck "go.md": line 12: an answer without a question
//   - It never says "failed to", "error" or "unable to": that it is an error shows in the exit status.
//   - What to do about it is a line of its own after it, "prep: hint: …", so that scripts can drop the hints.
//   - A warning ("prep: warning: …") is for what a person has to know although the command was done.
//   - With --json each message is a JSON object on a line of its own: {"error", "hint", "status"}, {"warning"} or
//     {"note"}. The error is the last line.
//   - Control characters from files and from the network are shown escaped: nobody else writes to this terminal.

// hintError says what to do about an error.
type hintError struct {
	err  error
	hint string
}

func (e hintError) Error() string { return e.err.Error() }
func (e hintError) Unwrap() error { return e.err }

// withHint adds to an error what to do about it.
func withHint(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return hintError{err: err, hint: fmt.Sprintf(format, args...)}
}

// usageError is a command line that prep does not understand.
type usageError struct {
	message string
	hint    string
}

func (e usageError) Error() string { return e.message }

// usagef makes a usage error; withHint can give it a better hint than the command's help.
func usagef(format string, args ...any) error {
	return usageError{message: fmt.Sprintf(format, args...), hint: "prep help"}
}

// fail says what went wrong and returns the exit status.
func (e *env) fail(err error) int {
	status, hint := classify(err)
	if errors.Is(err, syscall.EPIPE) { // the reader of our output has seen enough: prep list | head
		return status
	}
	message := err.Error()
	if status == statusInterrupted {
		message = "interrupted"
		if hint == "" {
			hint = "what was done before is saved"
		}
	}
	if e.json {
		e.line(struct {
			Error  string `json:"error"`
			Hint   string `json:"hint,omitempty"`
			Status int    `json:"status"`
		}{message, hint, status})
		return status
	}
	e.say("%s", message)
	if hint != "" {
		e.say("hint: %s", hint)
	}
	return status
}

// note tells the person something that is neither data nor a problem, such as how a date was understood.
func (e *env) note(format string, args ...any) {
	if e.json {
		e.line(map[string]string{"note": fmt.Sprintf(format, args...)})
		return
	}
	e.say(format, args...)
}

// warn tells what a person has to know although the command goes on.
func (e *env) warn(format string, args ...any) {
	if e.json {
		e.line(map[string]string{"warning": fmt.Sprintf(format, args...)})
		return
	}
	e.say("warning: "+format, args...)
}

// say writes one message. Stderr is the last resort: there is nobody to tell when it cannot be written.
func (e *env) say(format string, args ...any) {
	_, _ = fmt.Fprintf(e.Stderr, "prep: %s\n", visible(fmt.Sprintf(format, args...)))
}

// prompt shows a question and leaves the cursor behind it.
func (e *env) prompt(question string) {
	_, _ = fmt.Fprintf(e.Stderr, "prep: %s ", visible(question))
}

func (e *env) line(message any) { _ = writeJSON(e.Stderr, message) }

// printJSON writes one document to stdout: indented on a terminal, one line elsewhere.
func (e *env) printJSON(document any) error {
	indent := ""
	if e.OutTerminal {
		indent = "  "
	}
	return encodeJSON(e.Stdout, document, indent)
}

// writeJSON writes one value and a newline, with <, > and & as they are: nothing here is HTML.
func writeJSON(w io.Writer, value any) error { return encodeJSON(w, value, "") }

// encodeJSON escapes what a terminal could take for a command or for a change of direction: encoding/json does so
// below U+0020 alone.
func encodeJSON(w io.Writer, value any, indent string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	if !bytes.ContainsFunc(text.Bytes(), commandsTerminal) {
		_, err := w.Write(text.Bytes())
		return err
	}
	var safe bytes.Buffer
	for _, r := range text.String() {
		if commandsTerminal(r) {
			fmt.Fprintf(&safe, `\u%04x`, r)
		} else {
			safe.WriteRune(r)
		}
	}
	_, err := w.Write(safe.Bytes())
	return err
}

// commandsTerminal reports whether a character could do more than take its place on a line: controls but the end of a
// line, separators of lines and paragraphs, and controls of direction.
func commandsTerminal(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 || r == 0xfeff)
}

// jsonText is a value as JSON in a line of text.
func jsonText(value any) string {
	var b strings.Builder
	_ = writeJSON(&b, value)
	return strings.TrimSpace(b.String())
}

// printf writes data to stdout.
func (e *env) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(e.Stdout, format, args...)
	return err
}

// visible replaces control characters by their escapes, and line ends by spaces: a message is one line.
func visible(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r == '\n' || r == utf8.RuneError || commandsTerminal(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString("; ")
		case r == '\t':
			b.WriteByte(' ')
		case commandsTerminal(r) && r < 0x100:
			fmt.Fprintf(&b, "\\x%02x", r)
		case commandsTerminal(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
