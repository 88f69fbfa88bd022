package main

import (
	"fmt"
	"slices"
	"strings"

	"prep/journal"
)

// journalTemplate is the part of configTemplate that is about the journal.
const journalTemplate = `
# [journal]
# sets = ["friend", "aar"]                  # optional questions: advice to a friend, after-action review
# first = ["outcome", "goal"]               # fields to ask for first
# off = ["reframe"]                         # fields not to ask for
# [journal.ask]
# lesson = "What would you bet on now?"     # your own words for a field's question
# [[journal.extra]]                         # a further question for a field
# field = "lesson"
# ask = "Who else should know?"
`

// journalConfig is the [journal] table: how a person wants to be asked.
type journalConfig struct {
	Sets  []string          `toml:"sets"`  // optional sets of questions: friend, aar
	First []string          `toml:"first"` // fields asked for first, in this order
	Off   []string          `toml:"off"`   // fields not asked for
	Ask   map[string]string `toml:"ask"`   // own words for a field's question
	Extra []extraPrompt     `toml:"extra"` // further questions
}

// extraPrompt is one [[journal.extra]].
type extraPrompt struct {
	Field string `toml:"field"`
	Ask   string `toml:"ask"`
}

func (c journalConfig) prompting() journal.Prompting {
	p := journal.Prompting{Sets: c.Sets, Order: c.First, Off: c.Off, Ask: c.Ask}
	for _, extra := range c.Extra {
		p.Extra = append(p.Extra, journal.Prompt{Field: extra.Field, Ask: extra.Ask, Extra: true})
	}
	return p
}

func journalSettings() []string {
	return []string{"journal.sets", "journal.first", "journal.off", "journal.ask", "journal.extra"}
}

// value returns the setting of that name as text.
func (c journalConfig) value(name string) string {
	switch name {
	case "journal.sets":
		return strings.Join(c.Sets, " ")
	case "journal.first":
		return strings.Join(c.First, " ")
	case "journal.off":
		return strings.Join(c.Off, " ")
	case "journal.ask":
		var own []string
		for field, ask := range c.Ask {
			own = append(own, fmt.Sprintf("%s: %s", field, ask))
		}
		slices.Sort(own)
		return strings.Join(own, "; ")
	case "journal.extra":
		var own []string
		for _, extra := range c.Extra {
			own = append(own, fmt.Sprintf("%s: %s", extra.Field, extra.Ask))
		}
		return strings.Join(own, "; ")
	}
	return ""
}
