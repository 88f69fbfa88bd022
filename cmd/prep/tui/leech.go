package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"prep/deck"
)

// leechLines asks what is to become of a leech.
func (m *review) leechLines() []string {
	card := m.summary.Leeches[m.leech]
	lines := []string{m.theme.Strong.Render("Forgotten again and again"), ""}
	lines = append(lines, Prompt(card, m.textWidth(), m.theme)...)
	lines = append(lines, "")
	lines = append(lines, Reply(card, m.textWidth(), m.theme)...)
	return append(lines, "", m.theme.Muted.Render("A card that keeps slipping is usually two cards, or says too little."))
}

func leechKeys(theme Theme) string {
	line := ""
	for _, choice := range []string{"r rewrite", "p split", "s suspend", "x reset", "k keep"} {
		if line != "" {
			line += "   "
		}
		line += theme.Accent.Render(choice[:1]) + choice[1:]
	}
	return line
}

// leechKey does what was chosen and goes on to the next leech, or to the summary.
func (m *review) leechKey(name string) tea.Cmd {
	card := m.summary.Leeches[m.leech]
	switch name {
	case "r":
		return m.leechEdit(card, m.opts.Edit)
	case "p":
		return m.leechEdit(card, m.opts.Split)
	case "s":
		return m.leechDone(func(ctx context.Context) error { return m.opts.Session.Suspend(ctx, deck.Turn{Card: card}) })
	case "x":
		return m.leechDone(func(ctx context.Context) error { return m.opts.Session.Reset(ctx, card.ID) })
	case "k", "space", "enter", "q", "esc":
		m.leech++
		return m.finish()
	}
	return nil
}

// leechEdit gives the terminal to the editor on the card. One that was not saved is asked about again.
func (m *review) leechEdit(card deck.Card, edit func(context.Context, deck.Card) error) tea.Cmd {
	if edit == nil {
		m.notice = "there is no editor here"
		return nil
	}
	m.busy = true
	return tea.Exec(editor(func() error { return edit(m.ctx, card) }), func(err error) tea.Msg {
		return leechMsg{err: err, next: err == nil}
	})
}

type leechMsg struct {
	err  error
	next bool
}

func (m *review) leechDone(f func(context.Context) error) tea.Cmd {
	return m.start(func() tea.Msg {
		if err := f(m.ctx); err != nil {
			return failedMsg{err: err}
		}
		return leechMsg{next: true}
	})
}
