package lint

import (
	"slices"
	"strings"
)

// Words that make a name of the capitalised word beside them.
var (
	honorifics = []string{"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madame", "herr", "frau"}
	companies  = []string{
		"ltd", "inc", "gmbh", "llc", "plc", "corp", "ag", "logistics", "brothers", "bros", "holdings", "industries", "consulting", "partners",
		"solutions", "technologies",
	}
	callings = []string{"called", "named"}
)

var privateRules = []Rule{{
	ID: "private/name", Level: Suggestion, Reason: "A person or a company is named.",
	Ask: "Would a role do?", find: namesOf,
}}

// namesOf finds capitalised words that something nearby shows to be a name. A capital alone shows nothing:
// it stands on places, products, months and languages too.
func namesOf(v *view) []hit {
	if v.Shareable {
		return nil
	}
	var out []hit
	for _, one := range v.sentences {
		for i := one.from; i < one.to; i++ {
			if end := v.name(one, i); end > i {
				h := hit{start: v.tokens[i].start, end: v.tokens[end-1].end}
				if !v.allowed(v.text[h.start:h.end]) {
					out = append(out, h)
				}
				i = end - 1
			}
		}
	}
	return out
}

// name returns the token behind the name that begins at token i, or i.
func (v *view) name(one sentence, i int) int {
	t := v.tokens[i]
	capital := func(j int) bool {
		return j < one.to && v.tokens[j].capital && !stopWords()[v.tokens[j].word] && v.near(j)
	}
	if !t.capital || t.quoted {
		return i
	}
	run := i + 1
	for capital(run) {
		run++
	}
	last := v.tokens[run-1].word
	if run < len(v.tokens) && v.between(run) == "-" {
		return i // "a Fred-type caller"
	}
	switch {
	case slices.Contains(honorifics, t.word) && run > i+1:
		return run
	case forenames()[t.word]:
		return run
	case run > i+1 && slices.Contains(companies, last):
		return run
	case i > one.from && slices.Contains(callings, v.tokens[i-1].word) && !stopWords()[t.word] && !calendar()[t.word]:
		return run
	}
	return i
}

// near tells whether only a space or a hyphen parts token j from the one before.
func (v *view) near(j int) bool {
	gap := v.between(j)
	return strings.Trim(gap, " \n.") == "" && len(gap) <= 2 || gap == "-"
}

func (v *view) allowed(name string) bool {
	for _, allowed := range v.Names {
		if strings.EqualFold(allowed, name) {
			return true
		}
		for _, word := range strings.Fields(name) {
			if strings.EqualFold(allowed, word) {
				return true
			}
		}
	}
	return false
}
