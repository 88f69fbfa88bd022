package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/adrg/xdg"
)

// places says where prep keeps what it has on this machine.
type places struct {
	Data   string // folder: the database, drafts, backups
	Config string // the settings file
}

// Database returns the path of the database.
func (p places) Database() string { return filepath.Join(p.Data, "prep.db") }

// Drafts returns the folder for texts that are being written.
func (p places) Drafts() string { return filepath.Join(p.Data, "drafts") }

// paths finds the places: one folder for all with --home or PREP_HOME, the XDG folders otherwise. It makes none.
func (e *env) paths() (places, error) {
	home := e.home
	if home == "" {
		home = e.Getenv("PREP_HOME")
	}
	if home != "" {
		absolute, err := filepath.Abs(home)
		if err != nil {
			return places{}, fmt.Errorf("find folder %q: %w", home, err)
		}
		return places{Data: absolute, Config: filepath.Join(absolute, "config.toml")}, nil
	}
	// Without HOME the library would settle for /.local/share.
	if runtime.GOOS != "windows" && e.Getenv("HOME") == "" &&
		(!filepath.IsAbs(e.Getenv("XDG_DATA_HOME")) || !filepath.IsAbs(e.Getenv("XDG_CONFIG_HOME"))) {
		return places{}, withHint(errors.New("no place for the database: HOME is not set"),
			"set HOME, or PREP_HOME to the folder that prep may use")
	}
	xdg.Reload() // it read the environment when the program started
	return places{
		Data:   filepath.Join(xdg.DataHome, "prep"),
		Config: filepath.Join(xdg.ConfigHome, "prep", "config.toml"),
	}, nil
}

// makePrivate makes a folder, with those above it, that only its owner can look into.
func makePrivate(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make folder %s: %w", folder, err)
	}
	return nil
}

// writePrivate writes a file of the owner's alone whole or not at all: what was there stays until the new one is
// on the disk.
func writePrivate(path string, text []byte) error {
	if err := makePrivate(filepath.Dir(path)); err != nil {
		return err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link to a file elsewhere stays one
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".prep-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(file.Name())))
	}
	return nil
}
