package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"prep/deck"
)

// config is the settings file of this machine, config.toml. What decides which cards are due is not in it: those
// settings travel between the machines of a person and are kept in the database (deck.Settings).
type config struct {
	// Editor is the command that edits a file; "": $VISUAL, then $EDITOR.
	Editor string `toml:"editor"`
	// Images is how the terminal takes pictures, as tui.Protocols has it; "": it is asked.
	Images  string        `toml:"images"`
	Sync    syncConfig    `toml:"sync"`
	Journal journalConfig `toml:"journal"`
	Lint    lintConfig    `toml:"lint"`
	// Practice is how answers are practised and recorded.
	Practice practiceConfig `toml:"practice"`
}

// syncConfig is the [sync] table.
type syncConfig struct {
	// PassphraseCommand prints the passphrase of the repository on its first line of output.
	PassphraseCommand string `toml:"passphrase_command"`
	// Auto syncs in the background after a review or an entry.
	Auto bool `toml:"auto"`
}

// configTemplate is what `prep config edit` starts from where there is no file.
const configTemplate = `# Settings of prep on this machine. Lines that begin with # are examples.

# editor = "vim"                            # else $VISUAL, then $EDITOR
# images = "auto"                           # in a review: auto asks the terminal; kitty, iterm2, sixel or none

# [sync]
# passphrase_command = "pass show prep"     # prints the passphrase of the repository
# auto = true                               # sync in the background after a review or an entry
` + journalTemplate + lintTemplate + practiceTemplate

// config reads the settings file. There is none on most machines.
func (e *env) config() (config, error) {
	places, err := e.paths()
	if err != nil {
		return config{}, err
	}
	text, err := os.ReadFile(places.Config)
	if errors.Is(err, fs.ErrNotExist) {
		return config{}, nil
	}
	if err != nil {
		return config{}, fmt.Errorf("read settings: %w", err)
	}
	return parseConfig(places.Config, text)
}

// parseConfig reads the text of a settings file; an error names the line, and a setting that does not exist.
func parseConfig(path string, text []byte) (config, error) {
	var c config
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&c)
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) && len(missing.Errors) > 0 {
		return config{}, unknownSetting(path, &missing.Errors[0])
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, column := wrong.Position()
		return config{}, withHint(fmt.Errorf("%s:%d:%d: %s", path, line, column, strings.TrimPrefix(wrong.Error(), "toml: ")),
			"prep config edit")
	}
	if err != nil {
		return config{}, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := imageProtocol("settings: images", c.Images); err != nil {
		return config{}, withHint(err, "prep config edit")
	}
	return c, c.Practice.check()
}

func unknownSetting(path string, unknown *toml.DecodeError) error {
	key := strings.Join(unknown.Key(), ".")
	line, _ := unknown.Position()
	err := fmt.Errorf("%s:%d: unknown setting %q", path, line, key)
	for _, name := range deck.SettingNames() {
		if key == name {
			return withHint(err, "it travels with your reviews and is kept in the database: prep config set %s VALUE", key)
		}
	}
	if near, ok := deck.Nearest(key, fileSettings()); ok {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "prep config lists the settings")
}

// fileSettings returns the names of the settings in the file.
func fileSettings() []string {
	return slices.Concat([]string{"editor", "images", "sync.auto", "sync.passphrase_command"}, journalSettings(), lintSettings(),
		practiceSettings())
}

// value returns the setting of that name as text.
func (c config) value(name string) string {
	switch name {
	case "editor":
		return c.Editor
	case "images":
		return c.Images
	case "sync.auto":
		if c.Sync.Auto { // unset, it is the default
			return "true"
		}
	case "sync.passphrase_command":
		return c.Sync.PassphraseCommand
	}
	return cmp.Or(c.Journal.value(name), c.Lint.value(name), c.Practice.value(name))
}
