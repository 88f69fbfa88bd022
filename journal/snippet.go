package journal

import (
	"cmp"
	"slices"
	"strings"
)

// Snippet is a part of a field around the words that were looked for.
type Snippet struct {
	Field string   `json:"field"` // its name
	Text  string   `json:"text"`  // one line; … where it was cut
	Marks [][2]int `json:"marks"` // bytes of the text: begin and end of each word found
}

// Mark returns the text with each word found between open and shut.
func (s Snippet) Mark(open, shut string) string {
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(s.Text[at:m[0]] + open + s.Text[m[0]:m[1]] + shut)
		at = m[1]
	}
	return b.String() + s.Text[at:]
}

// A snippet shows that many words, and a hit that many snippets.
const (
	snippetWords = 16
	snippetCount = 2
)

// wanted is a word that a query looks for.
type wanted struct {
	text   string
	prefix bool   // longer words count too
	field  string // "" for any
}

func (q Query) wanted() []wanted {
	var all []wanted
	for _, t := range q.Terms {
		if t.Not || !t.text() {
			continue
		}
		words := tokens(t.Values[0])
		for i, w := range words {
			all = append(all, wanted{w.text, i == len(words)-1 && t.star(words) != "", t.Key})
		}
	}
	return all
}

func (w wanted) is(word, field string) bool {
	if w.field != "" && w.field != field {
		return false
	}
	return word == w.text || w.prefix && strings.HasPrefix(word, w.text)
}

// snippets returns the best parts of an entry: those with the most different words of the query, of the
// fields that weigh most. The title is always shown with a hit, so it is in no snippet.
func (q Query) snippets(e Entry) []Snippet {
	type candidate struct {
		Snippet
		different, weight int
	}
	words := q.wanted()
	var all []candidate
	for _, f := range fields {
		if f.Name == "title" || !f.Filled(e) {
			continue
		}
		if s, different := snippetOf(f.Name, f.Of(e), words); different > 0 {
			all = append(all, candidate{s, different, f.Weight})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.different, a.different), cmp.Compare(b.weight, a.weight))
	})
	var best []Snippet
	for _, c := range all[:min(len(all), snippetCount)] {
		best = append(best, c.Snippet)
	}
	return best
}

// snippetOf returns the window of the text with the most different words that are wanted.
func snippetOf(field, text string, words []wanted) (Snippet, int) {
	text = cleanLine(text)
	all := tokens(text)
	found := make([]int, len(all)) // which wanted word each token is, from 1
	for i, t := range all {
		found[i] = 1 + slices.IndexFunc(words, func(w wanted) bool { return w.is(t.text, field) })
	}
	begin, most := 0, 0
	for i := range all {
		if found[i] == 0 {
			continue
		}
		if n := different(found[i:min(len(all), i+snippetWords-2)]); n > most { // two words before the first
			begin, most = max(0, i-2), n
		}
	}
	if most == 0 {
		return Snippet{}, 0
	}
	end := min(len(all), begin+snippetWords)
	begin = max(0, min(begin, end-snippetWords))
	s := Snippet{Field: field}
	from, to := all[begin].start, all[end-1].end
	if begin == 0 {
		from = 0
	} else {
		s.Text = "… "
	}
	if end == len(all) {
		to = len(text)
	}
	shift := len(s.Text) - from
	s.Text += text[from:to]
	if end < len(all) {
		s.Text += " …"
	}
	for i := begin; i < end; i++ {
		if found[i] > 0 {
			s.Marks = append(s.Marks, [2]int{all[i].start + shift, all[i].end + shift})
		}
	}
	return s, most
}

// different counts the different numbers above zero.
func different(found []int) int {
	seen := map[int]bool{}
	for _, f := range found {
		if f > 0 {
			seen[f] = true
		}
	}
	return len(seen)
}
