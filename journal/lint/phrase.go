package lint

import (
	"fmt"
	"strings"
	"sync"
)

// A phrase is written as plain words with three signs:
//
//	(did not|never)   one of these, each may be several words
//	ever?             may be missing
//	..2               up to two words, none of which begins another thought ("and", "because")
//
// and @name for a named set of alternatives, alone or between bars. Matching walks the words of a sentence, first word by hash, so its
// cost grows with the text and not with the number of phrases; regular expressions over the same tables took
// longer than a whole check may.
type phrase []part

type part struct {
	choices  [][]string
	optional bool
	gap      int
}

// phrasebook is a table of phrases by the word they begin with.
type phrasebook map[string][]phrase

// phrases returns the phrasebook of the lines, compiled when it is first needed.
func phrases(lines ...string) func() phrasebook {
	return sync.OnceValue(func() phrasebook {
		book := phrasebook{}
		for _, line := range lines {
			p, err := parsePhrase(line)
			if err != nil {
				continue // the test of the tables compiles every line and fails on such a one
			}
			seen := map[string]bool{}
			for _, choice := range p[0].choices {
				if !seen[choice[0]] {
					book[choice[0]] = append(book[choice[0]], p)
				}
				seen[choice[0]] = true
			}
		}
		return book
	})
}

// parsePhrase reads the notation above.
func parsePhrase(line string) (phrase, error) {
	var p phrase
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		end := strings.IndexByte(rest, ' ')
		if rest[0] == '(' {
			closed := strings.IndexByte(rest, ')')
			if closed < 0 {
				return nil, fmt.Errorf("phrase %q: a bracket is not closed", line)
			}
			if end = strings.IndexByte(rest[closed:], ' '); end >= 0 {
				end += closed
			}
		}
		if end < 0 {
			end = len(rest)
		}
		item, err := parsePart(rest[:end])
		if err != nil {
			return nil, fmt.Errorf("phrase %q: %w", line, err)
		}
		p, rest = append(p, item), rest[end:]
	}
	if len(p) == 0 || p[0].gap > 0 || p[0].optional {
		return nil, fmt.Errorf("phrase %q: the first word must be a word", line)
	}
	return p, nil
}

func parsePart(item string) (part, error) {
	var out part
	if n := 0; strings.HasPrefix(item, "..") {
		if _, err := fmt.Sscanf(item, "..%d", &n); err != nil || n < 1 || n > 6 {
			return out, fmt.Errorf("%s: want ..1 to ..6", item)
		}
		out.gap = n
		return out, nil
	}
	item, out.optional = strings.TrimSuffix(item, "?"), strings.HasSuffix(item, "?")
	list := strings.Trim(item, "()")
	for strings.Contains(list, "@") {
		before, rest, _ := strings.Cut(list, "@")
		name, after, more := strings.Cut(rest, "|")
		if sets[name] == "" {
			return out, fmt.Errorf("no set @%s", name)
		}
		if list = before + sets[name]; more {
			list += "|" + after
		}
	}
	for _, choice := range strings.Split(list, "|") {
		var split []string
		for _, word := range strings.FieldsFunc(choice, func(r rune) bool { return r <= ' ' || r == '-' }) {
			head, tail := contraction(strings.ToLower(word))
			if split = append(split, head); tail != "" {
				split = append(split, tail)
			}
		}
		if len(split) == 0 {
			return out, fmt.Errorf("%s: an empty alternative", item)
		}
		out.choices = append(out.choices, split)
	}
	return out, nil
}

// match returns the index behind the longest match of the phrase at the head of tokens, or -1.
func (p phrase) match(tokens []token) int {
	if len(p) == 0 {
		return 0
	}
	best := -1
	try := func(used int) {
		if used <= len(tokens) {
			if rest := p[1:].match(tokens[used:]); rest >= 0 {
				best = max(best, used+rest)
			}
		}
	}
	for skip := 0; p[0].gap > 0 && skip <= p[0].gap && skip <= len(tokens); skip++ {
		if skip > 0 && joining()[tokens[skip-1].word] {
			break
		}
		try(skip)
	}
	if p[0].optional {
		try(0)
	}
	for _, choice := range p[0].choices {
		if begins(tokens, choice) {
			try(len(choice))
		}
	}
	return best
}

// joining words begin another thought; no gap reaches across one.
var joining = sync.OnceValue(func() map[string]bool {
	return set(`
	and but or so because if when who which
`)
})

func begins(tokens []token, words []string) bool {
	if len(tokens) < len(words) {
		return false
	}
	for i, word := range words {
		if tokens[i].word != word || tokens[i].quoted {
			return false
		}
	}
	return true
}

// find returns the matches in tokens as index pairs, leftmost first, none inside another.
func (b phrasebook) find(tokens []token) [][2]int {
	var found [][2]int
	for i := 0; i < len(tokens); i++ {
		end := -1
		for _, p := range b[tokens[i].word] {
			end = max(end, p.match(tokens[i:]))
		}
		if end > 0 {
			found = append(found, [2]int{i, i + end})
			i += end - 1
		}
	}
	return found
}

// in tells whether any phrase of the book stands in tokens.
func (b phrasebook) in(tokens []token) bool {
	for i := range tokens {
		for _, p := range b[tokens[i].word] {
			if p.match(tokens[i:]) > 0 {
				return true
			}
		}
	}
	return false
}
