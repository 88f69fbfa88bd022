package tui

import (
	"fmt"
	"strings"
	"time"
)

// header tells how far the day's review is, and what is asked.
func (m *review) header() []string {
	width := m.width - 2*m.indent()
	p := m.turn.Progress
	counts := fmt.Sprintf("%d left  %s", p.Left(), clockTime(m.took()))
	lines := []string{bar(p.Done, p.Done+p.Left(), width-len(counts)-2, m.theme) + "  " + m.theme.Muted.Render(counts)}
	if m.height >= 8 {
		lines = append(lines, m.place(width))
	}
	return m.margin(lines)
}

// bar draws how much is done.
func bar(done, total, width int, theme Theme) string {
	if width < 3 {
		return ""
	}
	full := 0
	if total > 0 {
		full = width * done / total
	}
	return theme.Accent.Render(strings.Repeat("━", full)) + theme.Muted.Render(strings.Repeat("─", width-full))
}

// place is the line with the deck and the kind at the left and what is left at the right, as much as has room.
func (m *review) place(width int) string {
	card, p := m.turn.Card, m.turn.Progress
	name := oneLine(card.DeckName)
	if card.Flag != 0 {
		name = "⚑ " + name
	}
	rights := []string{
		fmt.Sprintf("%d new · %d learning · %d review", p.New, p.Learning, p.Review),
		fmt.Sprintf("%d new %d lrn %d rev", p.New, p.Learning, p.Review),
	}
	if minutes := m.minutesLeft(); minutes > 0 {
		rights = append([]string{rights[0] + fmt.Sprintf(" · ~%d min", minutes)}, rights...)
	}
	for _, left := range []string{name + " · " + string(card.Kind), name} {
		for _, right := range rights {
			if room := width - m.theme.cells(left+right); room >= 2 {
				return m.theme.Muted.Render(left + strings.Repeat(" ", room) + right)
			}
		}
	}
	right := fmt.Sprintf("%d+%d+%d", p.New, p.Learning, p.Review)
	left := m.theme.cut(name, max(width-len(right)-2, 0), "…")
	return m.theme.Muted.Render(left + strings.Repeat(" ", max(width-m.theme.cells(left)-len(right), 0)) + right)
}

// minutesLeft estimates the rest of the day at the person's own pace. A new card is answered about three times
// before it leaves the learning steps.
func (m *review) minutesLeft() int {
	p := m.turn.Progress
	answers := 3*p.New + 2*p.Learning + p.Review
	return int((time.Duration(answers)*m.opts.Pace + time.Minute - 1) / time.Minute)
}

// clockTime writes a duration as 0:07.
func clockTime(d time.Duration) string {
	seconds := int(d / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
