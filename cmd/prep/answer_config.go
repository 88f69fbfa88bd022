package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lintConfig is the [lint] table: how answers are read.
type lintConfig struct {
	Levels         map[string]string `toml:"levels"`           // by rule: off, suggestion, warning, error
	Accept         []string          `toml:"accept"`           // wordings that this person stands by
	Names          []string          `toml:"names"`            // people and companies that may be named
	WordsPerMinute int               `toml:"words_per_minute"` // 0: measured while practising, else 140
}

// lintTemplate is the part of configTemplate that is about the checking of answers.
const lintTemplate = `
# [lint]
# accept = ["our nightmare release"]        # wordings that you stand by
# names = ["Kubernetes", "Acme"]            # names that may be said
# words_per_minute = 150                    # your pace, where it is not measured
# [lint.levels]
# "own/we" = "off"                          # off, suggestion, warning or error, by rule (prep answer rules)
`

func lintSettings() []string {
	return []string{"lint.accept", "lint.levels", "lint.names", "lint.words_per_minute"}
}

// value returns the setting of that name as text.
func (c lintConfig) value(name string) string {
	switch name {
	case "lint.accept":
		return strings.Join(c.Accept, "; ")
	case "lint.names":
		return strings.Join(c.Names, "; ")
	case "lint.words_per_minute":
		if c.WordsPerMinute > 0 {
			return strconv.Itoa(c.WordsPerMinute)
		}
	case "lint.levels":
		var levels []string
		for rule, level := range c.Levels {
			levels = append(levels, fmt.Sprintf("%s=%s", rule, level))
		}
		slices.Sort(levels)
		return strings.Join(levels, " ")
	}
	return ""
}
