package tui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text that a terminal can only show: control characters become their pictures (␛ for ESC),
// characters that reorder the line and bytes that are no UTF-8 become escapes, tabs become spaces. Line ends stay.
// Whatever comes out of the database passes through here before it is drawn.
func Visible(text string) string {
	if !strings.ContainsFunc(text, isUnsafe) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r < ' ' && r != '\n':
			b.WriteRune('␀' + r)
		case r == 0x7f:
			b.WriteRune('␡')
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case isUnsafe(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isUnsafe reports whether a character could do more than take its place on the line: C0 and C1 controls, line and
// paragraph separators, controls of direction, and the characters that mark gaps and pictures here.
func isUnsafe(r rune) bool {
	switch {
	case r == '\n':
		return false
	case unicode.IsControl(r):
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x2028, r == 0x2029, r == 0xfeff:
		return true
	}
	return r == gapOpen || r == gapClose || isPictureRune(r)
}

// oneLine returns the text in one line, for a list or a title.
func oneLine(text string) string {
	return strings.Join(strings.Fields(Visible(text)), " ")
}
