package journal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text as the full-text index sees it: lower case, without accents.
type token struct {
	text       string
	start, end int // bytes in the text
}

// tokens divides a text as SQLite's unicode61 tokenizer does: letters, digits and the marks on them are
// words, everything else divides them.
func tokens(s string) []token {
	var all []token
	start, plain := -1, true
	add := func(end int) {
		if start >= 0 {
			word := s[start:end]
			if plain {
				word = strings.ToLower(word)
			} else {
				word = fold(word)
			}
			all = append(all, token{word, start, end})
		}
		start, plain = -1, true
	}
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !wordRune(r) {
			add(i)
		} else {
			if start < 0 {
				start = i
			}
			plain = plain && r < utf8.RuneSelf
		}
		i += size
	}
	add(len(s))
	return all
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || unicode.Is(unicode.Co, r)
}

// fold makes small letters without accents: É and e with an accent that follows it are both e.
func fold(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(word) {
		if !unicode.IsMark(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// wordCount counts the words of a text as they are spoken: divided by white space, with a letter or digit.
func wordCount(s string) int {
	n := 0
	for word := range strings.FieldsSeq(s) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			n++
		}
	}
	return n
}
