package deck

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"prep"
)

// Kind says how a note is asked.
type Kind string

// The kinds of notes. A question, a tip and a typed answer are one card each, a reversed note is two, a
// cloze as many as it has gaps.
const (
	Question Kind = "question" // a question, then its answer
	Tip      Kind = "tip"      // a situation, then the advice for it
	Cloze    Kind = "cloze"    // a text with gaps; see Clozes
	Reversed Kind = "reversed" // asked in both directions
	Typed    Kind = "typed"    // the answer is typed and compared letter by letter
)

// Kinds returns every kind, in the order in which help and messages name them.
func Kinds() []Kind { return []Kind{Question, Tip, Cloze, Reversed, Typed} }

// ParseKind reads the name of a kind.
func ParseKind(s string) (Kind, error) {
	if kind := Kind(strings.ToLower(s)); slices.Contains(Kinds(), kind) {
		return kind, nil
	}
	return "", fmt.Errorf("kind %q: want question, tip, cloze, reversed or typed", s)
}

// Note is what its author wrote once; its cards are what is asked of it.
type Note struct {
	ID    prep.ID // zero if the note has not been given one yet
	Kind  Kind
	Front string // Markdown: the question, the situation, or the text with its gaps
	Back  string // Markdown: the answer; for a cloze a remark, usually empty
	Tags  []string
	Line  int // the line of the file on which the note begins, counted from 1; zero if it has no file
}

// Cards returns how many cards the note has.
func (n Note) Cards() int {
	switch n.Kind {
	case Reversed:
		return 2
	case Cloze:
		return len(Clozes(n.Front))
	}
	return 1
}

// CleanText returns a text as a file in the notation would give it back: lines end in \n, no blank lines at
// the beginning, no white space at the end. Texts are stored clean, so that importing what was exported
// changes nothing.
func CleanText(s string) string {
	if strings.Contains(s, "\r\n") || strings.HasSuffix(s, "\r") {
		lines := strings.Split(s, "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(line, "\r")
		}
		s = strings.Join(lines, "\n")
	}
	s = strings.TrimRight(s, " \t\r\n")
	for {
		line, rest, more := strings.Cut(s, "\n")
		if !more || !isBlank(line) {
			return s
		}
		s = rest
	}
}

// ValidTag reports whether a tag can be written in a file and in a query: no spaces, commas, quotes or
// control characters, at most 100 bytes, and no # at the beginning.
func ValidTag(tag string) bool {
	return tag != "" && len(tag) <= 100 && tag[0] != '#' && !strings.ContainsFunc(tag, func(r rune) bool {
		return r == ',' || r == '"' || r == unicode.ReplacementChar || unicode.IsSpace(r) || unicode.IsControl(r)
	})
}

// ValidDeckName reports whether a deck can have the name: one line, not blank, no space at either end.
func ValidDeckName(name string) bool {
	return name != "" && strings.TrimSpace(name) == name && !strings.ContainsFunc(name, func(r rune) bool {
		return r == unicode.ReplacementChar || unicode.IsControl(r)
	})
}
