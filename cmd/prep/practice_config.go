package main

import (
	"fmt"
	"strconv"
)

// practiceConfig is the [practice] table.
type practiceConfig struct {
	Recorder   string `toml:"recorder"`   // a shell command that records into {file} until it is interrupted
	Player     string `toml:"player"`     // a shell command that plays {file}
	Transcript string `toml:"transcript"` // a shell command that prints what is said in {file}
	Keep       string `toml:"keep"`       // which recordings: none, last (of each question), all; "": last
	Sync       bool   `toml:"sync"`       // the recordings that are kept travel to the other machines
}

// Which recordings are kept.
const (
	keepNone = "none"
	keepLast = "last"
	keepAll  = "all"
)

// practiceTemplate is the part of configTemplate that is about practising.
const practiceTemplate = `
# [practice]
# recorder = "arecord -q -f cd {file}"      # records until it is interrupted; else one that is installed
# player = "aplay -q {file}"
# transcript = "whisper-cli -nt -np -m ~/ggml-base.en.bin {file}"
# keep = "last"                             # recordings: none, last (of each question) or all
# sync = false                              # true: prep sync sends the recordings that are kept, sealed
`

func practiceSettings() []string {
	return []string{"practice.keep", "practice.player", "practice.recorder", "practice.sync", "practice.transcript"}
}

// value returns the setting of that name as text.
func (c practiceConfig) value(name string) string {
	switch name {
	case "practice.keep":
		return c.Keep
	case "practice.player":
		return c.Player
	case "practice.recorder":
		return c.Recorder
	case "practice.sync":
		return strconv.FormatBool(c.Sync)
	case "practice.transcript":
		return c.Transcript
	}
	return ""
}

// check refuses what the table cannot say.
func (c practiceConfig) check() error {
	switch c.Keep {
	case "", keepNone, keepLast, keepAll:
		return nil
	}
	return withHint(fmt.Errorf("settings: practice.keep %q: want none, last or all", c.Keep), "prep config edit")
}
