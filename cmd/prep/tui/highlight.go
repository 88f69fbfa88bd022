package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
)

// language is what a scanner must know to tell comments, literals and keywords apart. A library that knows 300
// languages costs 6.4 ms at every start of prep (chroma v2.27, measured), so the few that cards about programming
// use are described here.
type language struct {
	names    string
	comment  string // begins a comment that ends with its line
	open     string // begins a comment that ends with close
	close    string
	quotes   string // each of these begins a literal that ends with the same
	folds    bool   // keywords in any case
	keywords string
}

var languages = []language{
	{
		names: " go golang ", comment: "//", open: "/*", close: "*/", quotes: "\"'`",
		keywords: " break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var nil true false iota ",
	},
	{
		names: " python py ", comment: "#", quotes: "\"'",
		keywords: " and as assert async await break class continue def del elif else except finally for from global if import in is lambda match case nonlocal not or pass raise return try while with yield None True False self ",
	},
	{
		names: " javascript js typescript ts jsx tsx ", comment: "//", open: "/*", close: "*/", quotes: "\"'`",
		keywords: " async await break case catch class const continue default delete do else export extends finally for function if import in instanceof interface let new of return static super switch this throw try type typeof var void while yield null undefined true false ",
	},
	{
		names: " java kotlin c cpp c++ h rust rs csharp cs swift scala php ", comment: "//", open: "/*", close: "*/", quotes: "\"'",
		keywords: " abstract as auto bool boolean break byte case catch char class const continue def default do double else enum extends extern final finally float fn for func fun if impl implements import in instanceof int interface let long loop match mod mut namespace new null nullptr override package private protected pub public ref return self short signed sizeof static struct super switch template this throw throws trait try type typedef union unsafe unsigned use using val var virtual void volatile when where while true false ",
	},
	{
		names: " sql sqlite postgres postgresql mysql ", comment: "--", open: "/*", close: "*/", quotes: "'\"", folds: true,
		keywords: " add all alter and as asc begin between by case check column commit constraint create cross default delete desc distinct drop else end except exists foreign from full group having if in index inner insert intersect into is join key left like limit not null offset on or order outer over partition primary references returning right rollback select set table then transaction union unique update using values view when where with ",
	},
	{
		names: " sh bash shell zsh console ", comment: "#", quotes: "\"'",
		keywords: " case do done elif else esac export fi for function if in local read return set shift then trap until while ",
	},
	{names: " json yaml yml toml ", comment: "#", quotes: "\"'", keywords: " true false null "},
}

// highlight colours code of a language it knows; other code stays as it is.
func (d *drawing) highlight(source, name string) string {
	source = Visible(source)
	for _, l := range languages {
		if name != "" && strings.Contains(l.names, " "+strings.ToLower(name)+" ") {
			return l.colour(source, d.theme)
		}
	}
	return source
}

// colour walks the source once.
func (l language) colour(source string, theme Theme) string {
	var b strings.Builder
	for at := 0; at < len(source); {
		rest := source[at:]
		length, style := 0, (*lipgloss.Style)(nil)
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case l.comment != "" && strings.HasPrefix(rest, l.comment):
			length, style = until(rest, "\n", 0), &theme.Comment
		case l.open != "" && strings.HasPrefix(rest, l.open):
			length, style = until(rest, l.close, len(l.open)), &theme.Comment
		case strings.ContainsRune(l.quotes, r):
			length, style = literal(rest, byte(r)), &theme.Literal
		case unicode.IsDigit(r):
			length, style = prefix(rest, func(r rune) bool { return wordRune(r) || r == '.' }), &theme.Literal
		case wordRune(r):
			length = prefix(rest, wordRune)
			word := rest[:length]
			if l.folds {
				word = strings.ToLower(word)
			}
			if strings.Contains(l.keywords, " "+word+" ") {
				style = &theme.Keyword
			}
		default:
			length = size
		}
		if style == nil {
			b.WriteString(rest[:length])
		} else {
			styleLines(&b, rest[:length], *style)
		}
		at += length
	}
	return b.String()
}

// styleLines styles each line for itself: a style does not outlive its line.
func styleLines(b *strings.Builder, part string, style lipgloss.Style) {
	for i, line := range strings.Split(part, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if line != "" {
			b.WriteString(style.Render(line))
		}
	}
}

// until returns the length up to the end of a comment. That of a line is not part of it.
func until(s, end string, from int) int {
	i := strings.Index(s[from:], end)
	switch {
	case i < 0:
		return len(s)
	case end == "\n":
		return from + i
	}
	return from + i + len(end)
}

// literal returns the length of the literal that the quote begins; one that is not closed ends with its line.
func literal(s string, quote byte) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote != '`':
			i++
		case s[i] == quote:
			return i + 1
		case s[i] == '\n' && quote != '`':
			return i
		}
	}
	return len(s)
}

// prefix returns the length of the runes at the beginning for which f holds.
func prefix(s string, f func(rune) bool) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return !f(r) }); i >= 0 {
		return i
	}
	return len(s)
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
