package deck

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// QueryError says where a query cannot be understood.
type QueryError struct {
	Query  string
	Column int    // from 1, in characters
	Msg    string // what is wrong
	Hint   string // what may have been meant; may be empty
}

func (e *QueryError) Error() string {
	return fmt.Sprintf("query column %d: %s", e.Column, e.Msg)
}

// tokenKind is what a token of a query is.
type tokenKind uint8

const (
	endToken tokenKind = iota
	openToken
	closeToken
	minusToken
	wordToken   // text
	quotedToken // text
	filterToken // key:text
)

// token is a piece of a query.
type token struct {
	kind   tokenKind
	key    string // of a filter, in lower case
	text   string // unquoted
	offset int    // in bytes
}

// lexer cuts a query into tokens, one at a time.
type lexer struct {
	query string
	at    int
}

// next returns the next token; after the last one, endToken.
func (l *lexer) next() (token, error) {
	for l.at < len(l.query) {
		r, size := utf8.DecodeRuneInString(l.query[l.at:])
		if !unicode.IsSpace(r) {
			break
		}
		l.at += size
	}
	t := token{offset: l.at}
	if l.at == len(l.query) {
		return t, nil
	}
	switch l.query[l.at] {
	case '(':
		t.kind = openToken
		l.at++
		return t, nil
	case ')':
		t.kind = closeToken
		l.at++
		return t, nil
	case '-':
		if r, _ := utf8.DecodeRuneInString(l.query[l.at+1:]); l.at+1 == len(l.query) || unicode.IsSpace(r) {
			return t, l.errorAt(l.at, "a minus by itself", "it stands right before what it excludes; in quotes it is text")
		}
		t.kind = minusToken
		l.at++
		return t, nil
	case '"':
		t.kind = quotedToken
		return l.quoted(t)
	}
	word := l.query[l.at:]
	if end := strings.IndexFunc(word, endsWord); end >= 0 {
		word = word[:end]
	}
	l.at += len(word)
	key, value, ok := strings.Cut(word, ":")
	if !ok || !isKey(key) {
		t.kind, t.text = wordToken, word
		return t, nil
	}
	t.kind, t.key, t.text = filterToken, strings.ToLower(key), value
	if value == "" && l.at < len(l.query) && l.query[l.at] == '"' {
		return l.quoted(t)
	}
	return t, nil
}

// quoted reads the text in quotes that begins here.
func (l *lexer) quoted(t token) (token, error) {
	start := l.at
	var b strings.Builder
	for i := start + 1; i < len(l.query); i++ {
		c := l.query[i]
		switch {
		case c == '"':
			l.at = i + 1
			if t.text = b.String(); strings.TrimSpace(t.text) == "" {
				return t, l.errorAt(start, "nothing between the quotes", "")
			}
			return t, nil
		case c == '\\' && i+1 < len(l.query) && (l.query[i+1] == '"' || l.query[i+1] == '\\'):
			i++
			b.WriteByte(l.query[i])
		default:
			b.WriteByte(c)
		}
	}
	return t, l.errorAt(start, "a quote that is not closed", `a quote inside quotes is written \"`)
}

func (l *lexer) errorAt(offset int, msg, hint string) error {
	return &QueryError{Query: l.query, Column: utf8.RuneCountInString(l.query[:offset]) + 1, Msg: msg, Hint: hint}
}

// endsWord tells whether a character cannot be part of a word or of a value without quotes.
func endsWord(r rune) bool {
	return r == '(' || r == ')' || r == '"' || unicode.IsSpace(r)
}

// isKey tells whether what stands before a colon looks like the name of a filter: 12:30 is a word.
func isKey(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r)
	})
}
