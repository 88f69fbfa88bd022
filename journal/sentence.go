package journal

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentences divides a text at the ends of its sentences, lines and list items. Each ends in a mark, so that
// what follows it in a spoken text does not run into it. An abbreviation may divide one in two, which costs
// no word.
func sentences(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(withoutMark(strings.TrimSpace(line))), " ")
		for line != "" {
			end := sentenceEnd(line)
			all = append(all, ended(line[:end]))
			line = strings.TrimSpace(line[end:])
		}
	}
	return all
}

// withoutMark takes the mark of a list item or a heading off a line.
func withoutMark(line string) string {
	for _, mark := range []string{"- ", "* ", "+ "} {
		if rest, has := strings.CutPrefix(line, mark); has {
			return rest
		}
	}
	digits := strings.TrimLeft(line, "0123456789")
	if rest, has := strings.CutPrefix(digits, ". "); has && len(digits) < len(line) {
		return rest
	}
	return strings.TrimLeft(strings.TrimLeft(line, "#"), " ")
}

// sentenceEnd returns where the first sentence of a line ends: behind a full stop, question or exclamation
// mark and the quotation marks and brackets after it, if a capital letter or a digit follows.
func sentenceEnd(line string) int {
	for i := 0; i < len(line); i++ {
		if !strings.ContainsRune(".!?", rune(line[i])) {
			continue
		}
		behind := line[i+1:]
		closed := strings.TrimLeft(behind, `.!?"')]”’»`)
		rest := strings.TrimLeft(closed, ` "'(“„«`)
		next, _ := utf8.DecodeRuneInString(rest)
		if len(rest) < len(closed) && (unicode.IsUpper(next) || unicode.IsDigit(next)) {
			return len(line) - len(closed)
		}
	}
	return len(line)
}

// ended makes sure that a sentence ends in a mark.
func ended(s string) string {
	s = strings.TrimSpace(s)
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"')]”’»*_`))
	switch {
	case s == "" || strings.ContainsRune(".!?…", last):
		return s
	case strings.ContainsRune(",;:", last):
		return strings.TrimRight(s, ",;:") + "."
	}
	return s + "."
}

// keywords returns n content words of a text: the most frequent first, then in the order of the text. Each is
// given as it was first written.
func keywords(text string, n int) []string {
	type word struct {
		written string
		times   int
	}
	words := map[string]*word{}
	var order []string
	for _, t := range tokens(text) {
		stemmed := stem(t.text)
		if !saysMuch(t.text) {
			continue
		}
		if words[stemmed] == nil {
			words[stemmed] = &word{written: text[t.start:t.end]}
			order = append(order, stemmed)
		}
		words[stemmed].times++
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(words[b].times, words[a].times) })
	order = order[:min(n, len(order))]
	for i, stemmed := range order {
		order[i] = words[stemmed].written
	}
	return order
}
