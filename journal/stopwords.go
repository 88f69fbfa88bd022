package journal

import (
	"strings"
	"unicode/utf8"
)

// stopwords are the words that say nothing about what a text is about.
var stopwords = func() map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(`a about after again all also always am an and any are as at back be because been before being both
		but by came can come could day days did do does doing done down each even every few first for from get give go got had has have
		having he her here him his how i if in into is it its just last like made make many me more most much must my need never new next no
		not nothing now of off on once one only or other our out over own said same say she should since so some still such than that the
		their them then there these they thing things this those though through time to told too took two under until up us very want was we
		week well went were what when where which while who whom why will with without would year yet you your`) {
		set[word] = true
	}
	return set
}()

// stem cuts the endings that English gives a word, so that "estimated" and "estimates" begin alike. It is
// crude on purpose: what it returns is looked for as the beginning of a word.
func stem(word string) string {
	for _, ending := range []string{"ations", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "ly", "s", "e", "y"} {
		if cut, has := strings.CutSuffix(word, ending); has && len([]rune(cut)) >= 4 {
			return cut
		}
	}
	return word
}

// contentWords returns the stems of the words of a text that say what it is about, each once, in order.
func contentWords(s string) []string {
	var all []string
	seen := map[string]bool{}
	for _, t := range tokens(s) {
		if !saysMuch(t.text) {
			continue
		}
		if word := stem(t.text); !seen[word] {
			seen[word] = true
			all = append(all, word)
		}
	}
	return all
}

// saysMuch reports whether a word says what a text is about: it is none of those that every text has.
func saysMuch(word string) bool {
	return utf8.RuneCountInString(word) >= prefixLetters && !stopwords[word]
}
