package lint

import "sync"

// stopWords are the most frequent words of English that are rare or absent in the other languages of Europe
// ("in", "a" and "was" are not among them for that reason). Together they are 35-45 % of spoken English.
var stopWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, word := range []string{
		"the", "and", "i", "to", "of", "it", "that", "my", "with", "for", "had", "were", "not", "but", "we", "they", "she", "this",
		"is", "be", "have", "on", "at", "by", "from", "his", "her", "our", "your", "you", "me", "them", "their", "what", "when", "which",
		"who", "would", "could", "did", "do", "been", "there", "then", "than", "about", "out", "because", "after", "before", "how",
	} {
		set[word] = true
	}
	return set
})

// English is told by the share of stop words among at least languageWords words. Texts in German, French,
// Spanish, Italian, Dutch, Swedish or Polish stay under 12 % in the test; the shortest English answer has 28 %.
const (
	languageWords = 8
	languageShare = 0.2
)

// english tells whether the text is English. A text too short to tell passes for English, unless it has no
// Latin letter at all.
func (s *script) english() bool {
	words, stops, latin := 0, 0, 0
	for _, t := range s.tokens {
		if c := t.word[0]; 'a' <= c && c <= 'z' {
			latin++
		}
		if t.joined {
			continue
		}
		words++
		if stopWords()[t.word] {
			stops++
		}
	}
	if words == 0 {
		return true
	}
	if words < languageWords {
		return latin*2 >= words
	}
	return float64(stops) >= languageShare*float64(words)
}
