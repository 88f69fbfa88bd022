package lint

import (
	"fmt"
	"slices"
	"strings"
)

// Level says how much a finding weighs. The zero Level is Off.
type Level int

// The levels in rising order. Error is kept for hard structural facts.
const (
	Off Level = iota
	Suggestion
	Warning
	Error
)

var levelNames = []string{"off", "suggestion", "warning", "error"}

func (l Level) String() string {
	if l < Off || l > Error {
		return fmt.Sprintf("level %d", int(l))
	}
	return levelNames[l]
}

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the level's name.
func (l *Level) UnmarshalText(text []byte) error {
	i := slices.Index(levelNames, strings.ToLower(string(text)))
	if i < 0 {
		return fmt.Errorf("level %q: want %s", text, strings.Join(levelNames, ", "))
	}
	*l = Level(i)
	return nil
}

// Rule is a row of the table of rules.
type Rule struct {
	ID string `json:"id"`
	// Level is the usual level of a finding; a rule may weigh a single or a repeated hit differently.
	Level Level `json:"level"`
	// Strict is the level under Options.Strict of a hit that is a hard structural fact, Off if there is none.
	Strict Level `json:"strict,omitempty"`
	// Off says that the rule is wrong too often on the corpus and runs only when Options.Levels asks for it.
	Off bool `json:"off,omitempty"`
	// GuessOff says the same of the rule's guess: its judgement, from words alone, of an answer that has neither
	// an entry nor section headings.
	GuessOff bool     `json:"guess_off,omitempty"`
	Reason   string   `json:"reason"`
	Ask      string   `json:"ask"`
	Only     Question `json:"only,omitempty"`

	// any says that the rule needs no English.
	any bool
	// find returns the hits of the rule.
	find func(*view) []hit
	// guess returns the hits in the words of an answer without entry and sections; find is not asked then.
	guess func(*view) []hit
}

// hit is what a rule's function returns. Zero fields take the rule's own.
type hit struct {
	start, end  int // bytes; both 0: about the whole answer
	field       string
	level       Level
	grave       bool // a hard structural fact: Rule.Strict applies
	reason, ask string
}

// rules is the table, in the order in which findings of one level are shown. lint/ignore comes from silence.
var rules = slices.Concat(ownRules, honestRules, formRules, growthRules, fitRules, sayRules, privateRules, copeRules, claimRules)

var ignoreRule = Rule{
	ID: ruleIgnore, Level: Warning, Reason: "An ignore line does nothing as it stands.", Ask: "Can this line go?",
}

// Rules returns the table of rules.
func Rules() []Rule { return append(slices.Clone(rules), ignoreRule) }

// RuleByID returns the rule with an id.
func RuleByID(id string) (Rule, bool) {
	if id == ruleIgnore {
		return ignoreRule, true
	}
	if i := rank(id); i < len(rules) {
		return rules[i], true
	}
	return Rule{}, false
}

// rank is the place of a rule in the table; unknown ones come last.
func rank(id string) int {
	for i := range rules {
		if rules[i].ID == id {
			return i
		}
	}
	return len(rules)
}

// ParseLevels reads levels by rule id as a configuration writes them ("own/we" = "off").
func ParseLevels(config map[string]string) (map[string]Level, error) {
	levels := make(map[string]Level, len(config))
	for id, name := range config {
		if _, ok := RuleByID(id); !ok {
			return nil, fmt.Errorf("rule %q: no such rule", id)
		}
		var level Level
		if err := level.UnmarshalText([]byte(name)); err != nil {
			return nil, fmt.Errorf("rule %q: %w", id, err)
		}
		levels[id] = level
	}
	return levels, nil
}

// apply runs the rule on an answer.
func (r *Rule) apply(v *view, o Options) []Finding {
	level, set := o.Levels[r.ID]
	guess := r.guess != nil && v.Fields == nil && len(v.parts) == 0
	off := r.Off || guess && r.GuessOff
	switch {
	case set && level == Off, !set && off:
		return nil
	case r.Only != "" && r.Only != v.Question:
		return nil
	case !v.isEnglish && (!r.any || guess):
		return nil
	}
	look := r.find
	if guess {
		look = r.guess
	}
	var out []Finding
	for _, h := range look(v) {
		f := Finding{
			Rule: r.ID, Level: r.Level, Span: Span{Start: h.start, End: h.end}, Quote: excerpt(v.text[h.start:h.end]),
			Field: h.field, Reason: r.Reason, Ask: r.Ask,
		}
		if h.level != Off {
			f.Level = h.level
		}
		if h.reason != "" {
			f.Reason = h.reason
		}
		if h.ask != "" {
			f.Ask = h.ask
		}
		if set {
			f.Level = level
		} else if o.Strict && h.grave && r.Strict != Off {
			f.Level = r.Strict
		}
		out = append(out, f)
	}
	return out
}

// hits returns the places where a phrase of the book stands in the speaker's own sentences, questions left out.
func (v *view) hits(book phrasebook, keep func(sentence, at, end int) bool) []hit {
	var out []hit
	for i, one := range v.sentences {
		if one.question {
			continue
		}
		for _, m := range book.find(v.tokens[one.from:one.to]) {
			at, end := one.from+m[0], one.from+m[1]
			if keep == nil || keep(i, at, end) {
				out = append(out, hit{start: v.tokens[at].start, end: v.tokens[end-1].end})
			}
		}
	}
	return out
}

// negated tells whether a "not", "never" or "no" stands among the three words before token at of sentence i.
func (v *view) negated(i, at int) bool {
	for i := max(v.sentences[i].from, at-3); i < at; i++ {
		switch v.tokens[i].word {
		case "not", "never", "no", "nothing", "without":
			return true
		}
	}
	return false
}

// says tells whether a phrase of the book stands anywhere in the sentences [from, to).
func (v *view) says(book phrasebook, from, to int) bool {
	for _, one := range v.sentences[max(0, from):min(to, len(v.sentences))] {
		if book.in(v.tokens[one.from:one.to]) {
			return true
		}
	}
	return false
}

// whole is a hit about the answer as such.
func whole(h hit) []hit { return []hit{h} }
