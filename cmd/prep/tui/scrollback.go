package tui

import (
	"fmt"
	"strings"
	"time"

	"prep/deck"
)

// answered is the line that stays in the scrollback for a card.
func (m *review) answered(turn deck.Turn, rating deck.Rating, took time.Duration) string {
	wait := turn.WaitText(rating)
	grade := fmt.Sprintf("%-5s", rating)
	style := m.theme.Muted
	if rating == deck.Again {
		style = m.theme.Accent
	}
	line := style.Render(grade) + " " + m.theme.Muted.Render(fmt.Sprintf("%5s", wait)) + "  "
	room := m.width - 2*m.indent() - m.theme.cells(line)
	return strings.Repeat(" ", m.indent()) + line + m.theme.cut(OneLine(turn.Card), max(room, 0), "…")
}

// undone is the line that stays in the scrollback for an undo.
func (m *review) undone(undone deck.Undone) string {
	line := m.theme.Accent.Render("undone") + m.theme.Muted.Render(fmt.Sprintf("%6s", "")) + " "
	room := m.width - 2*m.indent() - m.theme.cells(line)
	return strings.Repeat(" ", m.indent()) + line + m.theme.cut(OneLine(undone.Card), max(room, 0), "…")
}

// OneLine is the question in one line of letters.
func OneLine(card deck.Card) string {
	return oneLine(strings.Join(Prompt(card, 400, PlainTheme()), " "))
}
