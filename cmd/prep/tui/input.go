package tui

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/rivo/uniseg"
)

// longestInput bounds what can be typed or pasted, in characters: more than any answer, less than what would make
// the screen slow.
const longestInput = 2000

// input is a line that is being typed. It is cut into what people see as one character, so that an emoji or an
// accented letter goes with one backspace.
type input struct {
	letters []string
	cursor  int // letters before it
}

func newInput(text string) input {
	var in input
	in.insert(text)
	return in
}

func (in *input) String() string { return strings.Join(in.letters, "") }

// insert puts text at the cursor. Line ends become spaces; of a text too long the beginning stays.
func (in *input) insert(text string) {
	room := longestInput - len(in.letters)
	if most := 16 * longestInput; len(text) > most { // no more than that is looked at
		text = text[:most]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || isUnsafe(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	var added []string
	clusters := uniseg.NewGraphemes(text)
	for len(added) < room && clusters.Next() {
		added = append(added, clusters.Str())
	}
	rest := append(added, in.letters[in.cursor:]...)
	in.letters = append(in.letters[:in.cursor:in.cursor], rest...)
	in.cursor += len(added)
}

// key edits the line and reports whether the key was one of it.
func (in *input) key(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "left", "ctrl+b":
		in.cursor = max(in.cursor-1, 0)
	case "right", "ctrl+f":
		in.cursor = min(in.cursor+1, len(in.letters))
	case "home", "ctrl+a":
		in.cursor = 0
	case "end", "ctrl+e":
		in.cursor = len(in.letters)
	case "backspace", "ctrl+h":
		in.cut(in.cursor-1, in.cursor)
	case "delete", "ctrl+d":
		in.cut(in.cursor, in.cursor+1)
	case "ctrl+u":
		in.cut(0, in.cursor)
	case "ctrl+k":
		in.cut(in.cursor, len(in.letters))
	case "ctrl+w", "alt+backspace":
		in.cut(in.wordStart(), in.cursor)
	default:
		if msg.Text == "" {
			return false
		}
		in.insert(msg.Text)
	}
	return true
}

func (in *input) cut(from, to int) {
	from, to = max(from, 0), min(to, len(in.letters))
	if from >= to {
		return
	}
	in.letters = append(in.letters[:from], in.letters[to:]...)
	in.cursor = from
}

func (in *input) wordStart() int {
	at := in.cursor
	for at > 0 && in.letters[at-1] == " " {
		at--
	}
	for at > 0 && in.letters[at-1] != " " {
		at--
	}
	return at
}

// view draws the part of the line around the cursor that fits.
func (in *input) view(width int, theme Theme) string {
	width = max(width-1, 1) // the cursor may stand behind the last letter
	from, room := in.cursor, width
	for from > 0 && room >= theme.cells(in.letters[from-1]) {
		from--
		room -= theme.cells(in.letters[from])
	}
	var b strings.Builder
	b.WriteString(strings.Join(in.letters[from:in.cursor], ""))
	under, rest := " ", ""
	if in.cursor < len(in.letters) {
		under = in.letters[in.cursor]
		to := in.cursor + 1
		for room -= theme.cells(under); to < len(in.letters) && room >= theme.cells(in.letters[to]); to++ {
			room -= theme.cells(in.letters[to])
		}
		rest = strings.Join(in.letters[in.cursor+1:to], "")
	}
	return b.String() + theme.Text.Reverse(true).Render(under) + rest
}
