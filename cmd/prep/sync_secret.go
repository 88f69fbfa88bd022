package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// shortPassphrase is the number of characters below which a new passphrase gets a warning: who can read the bucket
// can try passphrases against its key slots for as long as they like.
const shortPassphrase = 12

// largestSecret is the size in bytes of the largest passphrase file that is read.
const largestSecret = 64 << 10

// A secretSource says where a passphrase comes from when nobody is asked. The first that is there counts: a file,
// a variable, a command.
type secretSource struct {
	file     string // - is stdin
	variable string
	command  func() (string, error) // "": none is configured
}

// passphraseFlag is the option of every command that needs the passphrase.
func passphraseFlag(into *string) cli.Flag {
	return &cli.StringFlag{Name: "passphrase-file", Usage: "read the passphrase from the first line of `FILE` (- is stdin)", Destination: into}
}

// passphrase is where the passphrase of the repository comes from.
func (e *env) passphrase(file string) secretSource {
	return secretSource{file: file, variable: "PREP_PASSPHRASE", command: func() (string, error) {
		config, err := e.config()
		return config.Sync.PassphraseCommand, err
	}}
}

// secret returns what the source holds, and false where a person has to be asked.
func (e *env) secret(ctx context.Context, source secretSource) (text string, found bool, err error) {
	if source.file != "" {
		text, err = e.secretFile(source.file)
		return text, true, err
	}
	if text = e.Getenv(source.variable); text != "" {
		return text, true, nil
	}
	if source.command == nil {
		return "", false, nil
	}
	command, err := source.command()
	if err != nil || command == "" {
		return "", false, err
	}
	text, err = e.secretCommand(ctx, command)
	return text, true, err
}

func (e *env) secretFile(name string) (string, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = io.ReadAll(io.LimitReader(e.Stdin, largestSecret))
	} else {
		var file *os.File
		if file, err = os.Open(name); err == nil {
			text, err = io.ReadAll(io.LimitReader(file, largestSecret))
			_ = file.Close()
		}
	}
	if err != nil {
		return "", fmt.Errorf("read the passphrase: %w", err)
	}
	return firstLine(text, "passphrase file "+name)
}

// secretCommand runs the configured command, such as `pass show prep`, and takes the first line of its output.
func (e *env) secretCommand(ctx context.Context, line string) (string, error) {
	command := exec.CommandContext(ctx, "sh", "-c", line)
	if runtime.GOOS == "windows" {
		command = exec.CommandContext(ctx, "cmd", "/c", line)
	}
	var out bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = e.Stdin, &out, e.Stderr // it may ask for a password of its own
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", withHint(fmt.Errorf("passphrase command %q: %w", line, err), "prep config edit")
	}
	return firstLine(out.Bytes(), "passphrase command "+line)
}

func firstLine(text []byte, source string) (string, error) {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(bytes.TrimSpace(line)) == 0 {
		return "", fmt.Errorf("%s: the first line is empty", source)
	}
	if !utf8.Valid(line) {
		return "", fmt.Errorf("%s: not UTF-8", source)
	}
	return string(line), nil
}

// knownPassphrase returns the passphrase of a repository that is there already. asked: a person typed it, and may try
// again.
func (e *env) knownPassphrase(ctx context.Context, source secretSource, question string) (text string, asked bool, err error) {
	text, found, err := e.secret(ctx, source)
	if found || err != nil {
		return text, false, err
	}
	text, err = e.askSecret(ctx, question)
	return text, true, err
}

// newPassphrase returns a passphrase that is about to be set; a person types it twice.
func (e *env) newPassphrase(ctx context.Context, source secretSource, question string) (string, error) {
	text, found, err := e.secret(ctx, source)
	for !found && err == nil {
		if text, err = e.askSecret(ctx, question); err != nil {
			break
		}
		var again string
		if again, err = e.askSecret(ctx, "once more:"); err == nil {
			if found = again == text; !found {
				e.say("these were two different ones")
			}
		}
	}
	if err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(text); n < shortPassphrase {
		e.warn("a passphrase of %s can be found by trying; several words are better", plural(n, "character"))
	}
	return text, nil
}

// askSecret asks for a line that does not show while it is typed. An empty line is asked for again.
func (e *env) askSecret(ctx context.Context, question string) (string, error) {
	terminal, ok := e.Stdin.(*os.File)
	if !ok || !e.asks() {
		return "", withHint(errors.New("a passphrase is needed, and there is no terminal to ask for it"),
			"set PREP_PASSPHRASE, use --passphrase-file, or set sync.passphrase_command with prep config edit")
	}
	for {
		e.prompt(question)
		text, err := readHidden(ctx, terminal)
		_, _ = fmt.Fprintln(e.Stderr)
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(text) != "" {
			return text, nil
		}
	}
}

// readHidden reads a line without echo, giving up when the context is cancelled. The terminal echoes again after it,
// also after Ctrl-C.
func readHidden(ctx context.Context, terminal *os.File) (string, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("ask for the passphrase: %w", err)
	}
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- result{text, err}
	}()
	select {
	case r := <-read:
		if r.err != nil {
			return "", fmt.Errorf("ask for the passphrase: %w", r.err)
		}
		return string(r.text), nil
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}

// deviceName is what the other machines call this one where nobody chose a name.
func deviceName() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return runtime.GOOS
	}
	return name
}
