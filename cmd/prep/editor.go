package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// errNothingSaved: the editor was closed with the text as it was, or with no text at all.
var errNothingSaved = errors.New("nothing was saved in the editor")

// compose opens the editor on a text and hands what comes back to save. Until save has taken it the text is a
// draft: a file of the owner's alone (0600 in a 0700 folder) that stays where it is when the editor dies, when
// prep dies, or when save refuses it. On a terminal a refused text can be edited again at once.
//
// name ends in the suffix by which an editor knows the language, such as "entry.md". Errors: errNothingSaved, or
// one whose hint names the draft.
func (e *env) compose(ctx context.Context, name string, text []byte, save func([]byte) error) error {
	draft, err := e.newDraft(name, text)
	if err != nil {
		return err
	}
	for {
		edited, err := e.editDraft(ctx, draft)
		if bytes.Equal(edited, text) || len(bytes.TrimSpace(edited)) == 0 {
			if removed := os.Remove(draft); err == nil {
				err = removed
			}
			if err == nil {
				err = errNothingSaved
			}
			return err
		}
		if err == nil {
			err = save(edited)
		}
		if err == nil {
			return os.Remove(draft)
		}
		kept := withHint(err, "your text is kept in %s", draft)
		if ctx.Err() != nil || !e.asks() {
			return kept
		}
		e.say("%v", err)
		again, asked := e.agrees(ctx, "edit it again?", true)
		if asked != nil || !again {
			return kept
		}
	}
}

// newDraft writes the text to a file of its own in the folder for drafts.
func (e *env) newDraft(name string, text []byte) (path string, err error) {
	places, err := e.paths()
	if err != nil {
		return "", err
	}
	if err := makePrivate(places.Drafts()); err != nil {
		return "", err
	}
	suffix := filepath.Ext(name)
	file, err := os.CreateTemp(places.Drafts(), strings.TrimSuffix(name, suffix)+"-*"+suffix) // made with mode 0600
	if err != nil {
		return "", fmt.Errorf("make draft: %w", err)
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write draft %s: %w", file.Name(), err)
	}
	return file.Name(), nil
}

// editDraft runs the editor on the file and returns what the file holds after it, also when the editor ended
// badly.
func (e *env) editDraft(ctx context.Context, path string) ([]byte, error) {
	ran := e.runEditor(ctx, path)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	return text, ran
}

// runEditor opens a file in the editor and waits for its end. A signal does not kill the editor: Ctrl-C is a key
// in most of them, and what was typed is not saved yet.
func (e *env) runEditor(ctx context.Context, path string) error {
	editor, err := e.editor()
	if err != nil {
		return err
	}
	var command *exec.Cmd
	if runtime.GOOS == "windows" {
		words := append(strings.Fields(editor), path)
		command = exec.Command(words[0], words[1:]...)
	} else { // as git does it: the variable may hold arguments, with quotes
		command = exec.Command("sh", "-c", editor+` "$@"`, editor, path)
	}
	terminal := e.attach(command)
	err = command.Run()
	if terminal != nil {
		_ = terminal.Close()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("editor %q: %w", editor, err)
	}
	return nil
}

// attach gives the editor the terminal, also when prep's own output is captured: id=$(prep journal add).
func (e *env) attach(command *exec.Cmd) io.Closer {
	command.Stdin, command.Stdout, command.Stderr = e.Stdin, e.Stdout, e.Stderr
	if e.InTerminal && e.OutTerminal {
		return nil
	}
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil { // no terminal at all: a script with an editor of its own
		command.Stdin, command.Stdout = nil, e.Stderr
		return nil
	}
	command.Stdin, command.Stdout = terminal, terminal
	return terminal
}

// editor returns the command that edits a file: the configured one, $VISUAL, $EDITOR, or what is there.
func (e *env) editor() (string, error) {
	config, err := e.config()
	if err != nil {
		return "", err
	}
	for _, choice := range []string{config.Editor, e.Getenv("VISUAL"), e.Getenv("EDITOR")} {
		if strings.TrimSpace(choice) != "" {
			return choice, nil
		}
	}
	for _, choice := range []string{"editor", "nano", "vi", "notepad"} {
		if _, err := exec.LookPath(choice); err == nil {
			return choice, nil
		}
	}
	return "", withHint(errors.New("no editor found"), "set EDITOR, or editor in the settings (prep config edit)")
}
