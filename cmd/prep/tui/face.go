package tui

import (
	"strings"

	"prep/deck"
)

// prompt is what is shown of a card before the answer, the asked gap of a cloze marked.
func prompt(c deck.Card) string {
	if c.Kind != deck.Cloze {
		return Visible(c.Prompt())
	}
	return fillGaps(c, func(gap deck.Gap) string {
		if gap.Hint != "" {
			return gap.Hint
		}
		return "…"
	})
}

// answer is what is shown on reveal.
func answer(c deck.Card) string {
	if c.Kind != deck.Cloze {
		return Visible(c.Answer())
	}
	text := fillGaps(c, func(gap deck.Gap) string { return gap.Answer })
	if c.Back != "" {
		text += "\n\n" + Visible(c.Back)
	}
	return text
}

// fillGaps writes the text of a cloze with the asked gap between marks, in brackets, and the others open. The text
// is made visible first, so that the marks are ours.
func fillGaps(c deck.Card, asked func(deck.Gap) string) string {
	text := Visible(c.Front)
	var b strings.Builder
	from := 0
	for i, gap := range deck.Clozes(text) {
		b.WriteString(text[from:gap.Start])
		if i == c.Ord {
			b.WriteString(string(gapOpen) + `\[` + asked(gap) + `\]` + string(gapClose))
		} else {
			b.WriteString(gap.Answer)
		}
		from = gap.End
	}
	b.WriteString(text[from:])
	return b.String()
}

// Prompt draws what is asked.
func Prompt(c deck.Card, width int, theme Theme) []string {
	return draw(prompt(c), width, theme, nil)
}

// Reply draws what is shown on reveal. A cloze shows its text again, complete.
func Reply(c deck.Card, width int, theme Theme) []string {
	return draw(answer(c), width, theme, nil)
}

// repeatsPrompt reports whether the reply holds the whole prompt, which then need not be shown twice.
func repeatsPrompt(c deck.Card) bool { return c.Kind == deck.Cloze }
