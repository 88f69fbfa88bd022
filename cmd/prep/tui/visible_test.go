package tui

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"prep/deck"
)

// ours are the only sequences that drawing writes: colours and weights, and links to addresses that passed safeAddress.
var ours = regexp.MustCompile("\x1b\\[[0-9;:]*m|\x1b\\]8;[^;\x07\x1b]*;[!-~]*(?:\x07|\x1b\\\\)")

func checkHarmless(t *testing.T, drawn string) {
	t.Helper()
	left := ours.ReplaceAllString(drawn, "")
	if i := strings.IndexFunc(left, func(r rune) bool { return r != '\n' && (unicode.IsControl(r) || r == '\u202e') }); i >= 0 {
		t.Fatalf("control character %q at %d of %q", left[i], i, drawn)
	}
}

func FuzzNothingOfACardReachesTheTerminal(f *testing.F) {
	for _, seed := range []string{
		"\x1b]0;title\x07 and \x1b[2J", "[x](https://a/\x1b]8;;\x07)", "&#27;[31m &#x1b;]52;c;aGk=&#7;", "`\x1b[H`", "```go\n\x1b[5m\"\x07\n```",
		"|a\x1b|b|\n|-|-|\n|\u009b31m|&#155;2J|", "<b \x1b[31m>", "![\x1b](\x1b)", "[q\x1b]", "\ufdd0 \ufdd1 \u202e abc", "<https://x/\x07>",
		"https://a.b/\u009c\x1b\\", "\xff\xfe\x80", "a [b\x1b|c\x07] d", "&bsol;&#0;&#xD800;", "~~\x9b~~ - [ ] \r\n x\ry",
	} {
		f.Add(seed, seed, 40)
	}
	f.Fuzz(func(t *testing.T, front, back string, width int) {
		width = 1 + (width%100+100)%100
		kinds := deck.Kinds()
		card := deck.Card{Kind: kinds[width%len(kinds)], Front: front, Back: back}
		for _, theme := range []Theme{NewTheme(true), PlainTheme()} {
			lines := append(Prompt(card, width, theme), Reply(card, width, theme)...)
			for _, line := range lines {
				if got := ansi.StringWidthWc(line); got > width {
					t.Fatalf("width %d: %d in %q", width, got, line)
				}
			}
			lines = append(append(lines, OneLine(card)), diffLines(front, back, width, theme)...)
			checkHarmless(t, strings.Join(lines, "\n"))
			if theme.Bare && strings.Contains(strings.Join(lines, ""), "\x1b") {
				t.Fatalf("an escape in plain text: %q", lines)
			}
		}
	})
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain ✓\nline": "plain ✓\nline", "a\x1b[31mb": "a␛[31mb", "\x00\x7f\t.": "␀␡    .", "\u009b2J": `\u009b2J`,
		"\xff": `\xff`, "\u202eabc": `\u202eabc`, "\ufdd0": `\ufdd0`, "\r\n": "␍\n",
	} {
		if got := Visible(text); got != want {
			t.Errorf("Visible(%q) = %q, want %q", text, got, want)
		}
	}
}
