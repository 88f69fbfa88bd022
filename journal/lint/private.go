package lint

import (
	"slices"
	"strings"
	"sync"
)

// forenames are common in the countries where interviews are held in English. Those that are also words or
// places ("Will", "Mark", "Rose", "Sydney") are left out: behind "Mr" or before a surname they are found anyway.
var forenames = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields("aaron abdul abigail adam adrian ahmed aisha alan alex alexander alice alison amanda amelia amir amy ana andrea andreas andrew " +
		"andy angela anita anna anne anthony antonio anya arjun arthur ayesha barbara ben benjamin bernd bob brian bruno carl carla carlos carmen caroline catherine " +
		"charles charlotte chen chloe chris christian christine christopher claire claudia colin craig daniel daniela dave david deborah deepak denise dennis derek diana diego " +
		"dmitri donald donna dorothy eduardo edward elena elizabeth ella ellen emily emma eric erik esther eva fatima felix fernando fiona francesca franz fred gareth gary " +
		"geoff george gerald giovanni graham greg guido hannah hans harry hassan heather heike helen helga henry ian ibrahim igor ines ingrid irina isabel ivan jacob james jamie jan " +
		"jane janet jason javier jeff jennifer jenny jeremy jessica jim joan joanna joe joel johan john jonas jonathan jorge jose joseph josh juan judith julia julian julie " +
		"jürgen karen karin karl kate katherine kathy katie keith kelly ken kenneth kevin khalid klaus kumar kurt larry laura lauren leila lena leo leon liam linda lisa louise lucas lucia lucy luis luke maggie " +
		"manuel marco maria marie mario martin martina mary matt matthew megan mehmet mei melanie melissa michael michelle miguel mike mohamed mohammed monica monika " +
		"muhammad natalie natasha neil nick nicola nicole nigel nina noah nora olga oliver olivia omar oscar pablo pamela patricia paul paula pedro peter petra phil philip philippe pierre " +
		"priya rachel raj rajesh ralf ralph ravi rebecca renate richard rita robert roberta roger roland ronald rosa ruth ryan sabine sally sam samantha samuel sandra sanjay sara sarah " +
		"scott sean sebastian sergio sharon sheila simon sofia sonia sophie stefan stephanie stephen steve steven stuart susan susanne suzanne svetlana tanya tariq teresa thomas tim timothy tobias tom tony tracy " +
		"ulrich uwe valentina vanessa veronica victor vijay vikram vincent vivian walter wei wendy werner william wolfgang xavier yusuf yuki yvonne zara zoe") {
		set[name] = true
	}
	return set
})

// Words that make a name of the capitalised word beside them.
var (
	honorifics = []string{"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madame", "herr", "frau"}
	companies  = []string{"ltd", "inc", "gmbh", "llc", "plc", "corp", "ag", "logistics", "brothers", "bros", "holdings", "industries", "consulting", "partners", "solutions", "technologies"}
	callings   = []string{"called", "named"}
)

// calendar holds what English writes with a capital though it names nobody.
var calendar = map[string]bool{
	"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true, "august": true, "september": true,
	"october": true, "november": true, "december": true, "monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true,
	"saturday": true, "sunday": true, "christmas": true, "easter": true, "english": true, "german": true, "french": true, "spanish": true,
}

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
	case i > one.from && slices.Contains(callings, v.tokens[i-1].word) && !stopWords()[t.word] && !calendar[t.word]:
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
