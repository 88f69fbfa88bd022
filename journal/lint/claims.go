package lint

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ClaimState says what the speaker made of a figure. The zero state is Open.
type ClaimState string

// The states of a claim.
const (
	Open         ClaimState = ""
	Confirmed    ClaimState = "confirmed"
	Unverifiable ClaimState = "cannot confirm"
	Retracted    ClaimState = "retracted"
)

// Claim is a figure in an answer that an interviewer may ask about.
type Claim struct {
	// Key is the same however the figure is written: "9 days", "nine working days" and "nine-day" are "time 9 day".
	Key   string     `json:"key"`
	Kind  string     `json:"kind"` // percent, times, money, people, time or count
	Quote string     `json:"quote"`
	Span  Span       `json:"span"`
	State ClaimState `json:"state,omitempty"`
}

// units are the words that make a number a claim, by kind, in the singular.
var units = map[string]string{
	"%": "percent", "percent": "percent", "percentage": "percent", "x": "times", "time": "times", "fold": "times",
	"€": "money eur", "euro": "money eur", "eur": "money eur", "$": "money usd", "dollar": "money usd", "usd": "money usd", "buck": "money usd",
	"£": "money gbp", "pound": "money gbp", "quid": "money gbp", "gbp": "money gbp", "franc": "money chf", "chf": "money chf",
	"second": "time second", "minute": "time minute", "hour": "time hour", "day": "time day", "night": "time night", "evening": "time evening",
	"week": "time week", "month": "time month", "quarter": "time quarter", "semester": "time semester", "year": "time year",
}

// people are the nouns of a headcount; all of them mean that the figure counts persons of that kind.
var people = sync.OnceValue(func() map[string]bool {
	return set(`
	people person engineer developer employee customer client user player patient pupil student child colleague
	nurse teacher soldier guest visitor donor member staff hire candidate reader subscriber family mother
	participant investor apprentice worker volunteer manager
`)
})

// oneUnits make "one" a claim; elsewhere "one" is a pronoun as often as a number.
var oneUnits = []string{"percent", "money eur", "money usd", "money gbp", "money chf"}

// Claims lists the figures of a text in English, in its order, quoted speech and questions left out.
func Claims(text string) []Claim {
	v := view{script: read(text)}
	claims := v.figures()
	locate(text, claims, func(c *Claim) *Span { return &c.Span })
	return claims
}

func (v *view) figures() []Claim {
	var out []Claim
	for _, one := range v.sentences {
		if one.question {
			continue
		}
		tokens := v.tokens[one.from:one.to]
		for i := 0; i < len(tokens); i++ {
			claim, used := claimAt(tokens, i)
			if used == 0 {
				continue
			}
			if claim.Key != "" {
				claim.Quote = excerpt(v.text[claim.Span.Start:claim.Span.End])
				claim.State = v.Claims[claim.Key]
				out = append(out, claim)
			}
			i += used - 1
		}
	}
	return out
}

// claimAt reads the figure at tokens[i] with its unit and returns how many tokens they take. A number without a
// unit (a year, a page) takes its tokens and has no key.
func claimAt(tokens []token, i int) (Claim, int) {
	value, used := figure(tokens[i:])
	if used == 0 {
		return Claim{}, 0
	}
	if dated(tokens, i, value) {
		return Claim{}, used
	}
	first, end := i, i+used
	unit := ""
	if i > 0 && currency[tokens[i-1].word] != "" { // "€30,000"
		first, unit = i-1, currency[tokens[i-1].word]
	} else if unit, end = unitAfter(tokens, end, value); unit == "" || value == 1 && !slices.Contains(oneUnits, unit) {
		return Claim{}, used
	}
	kind, _, _ := strings.Cut(unit, " ")
	key := kind + " " + strconv.FormatFloat(value, 'f', -1, 64) + strings.TrimPrefix(unit, kind)
	return Claim{Key: key, Kind: kind, Span: Span{Start: tokens[first].start, End: tokens[end-1].end}}, end - i
}

// currency holds the signs that stand before their number.
var currency = map[string]string{
	"€": "money eur", "eur": "money eur", "$": "money usd", "usd": "money usd", "£": "money gbp", "gbp": "money gbp", "chf": "money chf",
}

// dated tells a year of the calendar ("in 2019", "March 2020") from a figure.
func dated(tokens []token, i int, value float64) bool {
	if word := tokens[i].word; len(word) != 4 || value < 1900 || value > 2099 || i == 0 {
		return false
	}
	switch tokens[i-1].word {
	case "in", "since", "until", "by", "of", "from", "during", "after", "before", "january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december", "spring", "summer", "autumn", "winter", "christmas":
		return true
	}
	return false
}

// unitAfter looks for the unit of a number that ends before tokens[end], past one or two adjectives
// ("nine hundred failed checkouts"), and returns it with the token behind it.
func unitAfter(tokens []token, end int, value float64) (unit string, behind int) {
	for j := end; j < min(end+3, len(tokens)); j++ {
		word := tokens[j].word
		if tokens[j].quoted || linking()[word] {
			break
		}
		if _, n := figure(tokens[j : j+1]); n > 0 {
			break
		}
		if word == "per" && j+1 < len(tokens) && tokens[j+1].word == "cent" {
			return "percent", j + 2
		}
		noun := singular(word)
		switch kind := units[noun]; {
		case kind != "" && (noun != "time" || word == "times") && (len(noun) > 1 || j == end):
			return kind, j + 1
		case people()[noun]:
			return "people " + noun, j + 1
		case value >= 10 && noun != word && len(noun) > 3 && (j > end || !tokens[j].joined):
			return "count " + noun, j + 1
		}
	}
	return "", end
}

// linking words end the reach of a number: what follows them is another thought.
var linking = sync.OnceValue(func() map[string]bool {
	return set(`
	of in on at and or to from for by the a i we they it he she was were had have is 's but who which that with than
	as did do not this an got each every
`)
})

// singular is good enough to give "days" and "day", "families" and "family", "children" and "child" one key.
func singular(word string) string {
	switch {
	case word == "children":
		return "child"
	case word == "persons":
		return "person"
	case strings.HasSuffix(word, "ches"), strings.HasSuffix(word, "shes"), strings.HasSuffix(word, "xes"), strings.HasSuffix(word, "sses"):
		return word[:len(word)-2]
	case strings.HasSuffix(word, "ies") && len(word) > 4:
		return word[:len(word)-3] + "y"
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"), !strings.HasSuffix(word, "s"), len(word) < 4:
		return word
	}
	return word[:len(word)-1]
}

var claimRules = []Rule{{
	ID: "honest/number", Level: Suggestion, Reason: "An interviewer may ask about this figure.",
	Ask: "Can you defend this?", find: numbers,
}}

// numbers lists the figures that are not confirmed; a retracted one is a Warning wherever it stands again.
func numbers(v *view) []hit {
	var out []hit
	for _, c := range v.claims {
		h := hit{start: c.Span.Start, end: c.Span.End}
		switch c.State {
		case Confirmed:
			continue
		case Retracted:
			h.level, h.reason, h.ask = Warning, "You took this figure back.", "What is the true figure?"
		case Unverifiable:
			h.reason, h.ask = "You said that you cannot confirm this figure.", "Which figure can you stand by?"
		}
		out = append(out, h)
	}
	return out
}
