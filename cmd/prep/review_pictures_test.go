//go:build !windows

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"prep/cmd/prep/tui"
)

// What an image of a card may name, and what is opened for it. Nothing here may wait: a pipe without a writer would.
func TestOpenPicture(t *testing.T) {
	e, _, _ := testEnv(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := e.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer e.close()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, err := range []error{
		os.MkdirAll(db.MediaFolder(), 0o700),
		os.WriteFile(filepath.Join(db.MediaFolder(), "aaaaaaaaaaaae.png"), []byte("ours"), 0o600),
		os.WriteFile(at("an own.png"), []byte("mine"), 0o600),
		os.Mkdir(at("folder.png"), 0o700),
		syscall.Mkfifo(at("pipe.png"), 0o600),
		os.Symlink("/dev/zero", at("device.png")),
		os.Symlink(at("an own.png"), at("link.png")),
		os.Symlink(at("loop.png"), at("loop.png")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for destination, want := range map[string]string{
		"media/aaaaaaaaaaaae.png":                          "ours",
		at("an own.png"):                                   "mine",
		"file://" + at("an%20own.png"):                     "mine",
		"file://localhost" + at("link.png"):                "mine",
		"media/aaaaaaaaaaaai.png":                          "no such file",
		"media/../prep.db":                                 "not a file of this machine",
		"media/sub/aaaaaaaaaaaae.png":                      "not a file of this machine",
		"relative.png":                                     "not a file of this machine",
		"https://example.com/x.png":                        "not a file of this machine",
		"file://server/share/x.png":                        "not a file of this machine",
		"file:////server/share/x.png":                      "not a file of this machine",
		"//server/share/x.png":                             "not a file of this machine",
		`/\server\share\x.png`:                             "not a file of this machine",
		"file:///%zz.png":                                  "not a file of this machine",
		at("folder.png"):                                   "not a file",
		at("pipe.png"):                                     "not a file",
		at("device.png"):                                   "not a file",
		"/dev/zero":                                        "not a file",
		at("loop.png"):                                     "too many levels",
		"/" + strings.Repeat("a", 100_000) + ".png":        "file name too long",
		"file:///" + strings.Repeat("../", 1000) + "x.png": "no such file",
		"/\x00.png":                                        "invalid argument",
	} {
		got, err := openedPicture(ctx, e, destination)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%.60q: %q, want %q", destination, got, want)
		}
	}
}

func openedPicture(ctx context.Context, e *env, destination string) (string, error) {
	file, err := e.openPicture(ctx, destination)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(file, 100))
	if err == nil {
		err = file.Close()
	}
	return string(text), err
}

func TestHowPicturesAreShownIsASetting(t *testing.T) {
	e, _, _ := testEnv(t)
	home := e.Getenv("PREP_HOME")
	set := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for text, want := range map[string]tui.Protocol{"": "", `images = "sixel"`: tui.Sixel, `images = "none"`: tui.NoPictures} {
		set(text)
		if got, err := e.images(); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
	set(`images = "ascii"`)
	if _, err := e.images(); err == nil || !strings.Contains(err.Error(), `settings: images "ascii": want one of auto, kitty, iterm2, sixel, none`) {
		t.Errorf("%v", err)
	}
	for value, want := range map[string]tui.Protocol{"kitty": tui.Kitty, "auto": tui.AskTerminal} {
		e.Getenv = func(name string) string { return map[string]string{"PREP_HOME": home, "PREP_IMAGES": value}[name] }
		if got, err := e.images(); err != nil || got != want { // the variable is asked first
			t.Errorf("%s: %q, %v; want %q", value, got, err, want)
		}
	}
	e.Getenv = func(name string) string { return map[string]string{"PREP_HOME": home, "PREP_IMAGES": "x"}[name] }
	if _, err := e.images(); err == nil || !strings.Contains(err.Error(), "PREP_IMAGES") {
		t.Errorf("%v", err)
	}
}
