package tui

import tea "charm.land/bubbletea/v2"

// pictures takes what concerns the pictures, and gets those that the page wants.
func (m *review) pictures(msg tea.Msg) tea.Cmd {
	again := m.gallery.terminal.hear(msg, m.width, m.height)
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		again = m.gallery.measure() || again
	case pictureMsg:
		if m.gallery.arrived(msg) {
			m.redrawAround()
		}
	}
	if again {
		m.gallery.clear()
		m.redraw()
	}
	switch m.page {
	case pageQuestion, pageSure, pageAnswer, pageTags:
		m.body() // notes what it wants
		return m.gallery.fetch(m.after)
	}
	return nil
}

// redrawAround draws the card again with a picture that came. The reply stays in sight if it was.
func (m *review) redrawAround() {
	revealed := m.page == pageAnswer && m.scroll == m.replyScroll()
	m.redraw()
	if revealed {
		m.scroll = m.replyScroll()
	}
}

// pictureRows is how many lines a picture can have: half of the screen, and never so many that it could not be seen
// whole between the lines around the card and those that say there is more.
func (m *review) pictureRows() int {
	around := 8 // header 2, grades 2, hints 1, more above and below 2, the last line of the terminal
	if m.height >= tall {
		around += spaces{1, 1, 1, 1}.sum()
	}
	return max(min(m.height/2, m.height-around), 0)
}
