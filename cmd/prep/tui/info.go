package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"prep"
	"prep/deck"
)

// shownReviews is how many of a card's newest reviews the info page lists.
const shownReviews = 12

func (m *review) showInfo() tea.Cmd {
	turn, width, theme, now := m.turn, m.textWidth(), m.theme, m.opts.Clock()
	return m.start(func() tea.Msg {
		info, err := m.opts.Session.Info(m.ctx, turn)
		if err != nil {
			return failedMsg{err: err}
		}
		lines := InfoLines(turn, info, now, theme)
		if m.opts.Source != nil && turn.Card.Entry != 0 {
			source, err := m.opts.Source(m.ctx, turn.Card)
			if err != nil {
				return failedMsg{err: err}
			}
			lines = append(lines, "", theme.Muted.Render("from your journal"))
			lines = append(lines, Markdown(source, width, theme)...)
		}
		var wrapped []string
		for _, line := range lines {
			wrapped = append(wrapped, theme.wrap(line, width)...)
		}
		return pageMsg{wrapped}
	})
}

// InfoLines tells what is known of a card: its memory, what each grade would do, and its newest reviews.
func InfoLines(turn deck.Turn, info deck.Info, now time.Time, theme Theme) []string {
	card, memory := turn.Card, turn.Memory
	var lines []string
	row := func(name, format string, args ...any) {
		lines = append(lines, theme.Muted.Render(fmt.Sprintf("%-15s", name))+fmt.Sprintf(format, args...))
	}
	row("card", "%s", card.ID)
	row("deck", "%s", oneLine(card.DeckName))
	row("kind", "%s, %s", card.Kind, memory.State)
	row("tags", "%s", oneLine(TagList(card.Tags)))
	if memory.State != deck.New {
		row("stability", "%s", deck.HumanInterval(time.Duration(memory.Stability*24*float64(time.Hour))))
		row("difficulty", "%.1f of 10", memory.Difficulty)
		row("retrievability", "%.0f%%", 100*info.Retrievability)
		row("answers", "%d, forgotten %d times", memory.Reps, memory.Lapses)
	}
	var waits []string
	for r := deck.Again; r <= deck.Easy; r++ {
		waits = append(waits, fmt.Sprintf("%s %s", r, turn.WaitText(r)))
	}
	row("next", "%s", strings.Join(waits, ", "))
	if len(info.Reviews) == 0 {
		return append(lines, "", "Never answered.")
	}
	lines = append(lines, "")
	for i := len(info.Reviews) - 1; i >= max(len(info.Reviews)-shownReviews, 0); i-- {
		lines = append(lines, reviewLine(info.Reviews[i], now.Location(), theme))
	}
	if older := len(info.Reviews) - shownReviews; older > 0 {
		lines = append(lines, theme.Muted.Render(fmt.Sprintf("and %d older", older)))
	}
	return lines
}

func reviewLine(r prep.Review, zone *time.Location, theme Theme) string {
	what := deck.Rating(r.Rating).String()
	switch r.Kind {
	case prep.ReviewReset:
		what = "reset"
	case prep.ReviewCram:
		what += ", crammed"
	}
	line := theme.Muted.Render(r.Instant().In(zone).Format("2006-01-02 15:04")) + "  " + what
	if r.Duration > 0 {
		line += theme.Muted.Render(fmt.Sprintf("  %.0f s", float64(r.Duration)/1000))
	}
	if r.Confidence > 0 {
		line += theme.Muted.Render(fmt.Sprintf("  sure %d of 5", r.Confidence))
	}
	return line
}
