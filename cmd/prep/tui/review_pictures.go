package tui

import tea "charm.land/bubbletea/v2"

// pictures takes what concerns the pictures, and gets those that the page wants.
func (m *review) pictures(msg tea.Msg) tea.Cmd {
	again := m.gallery.terminal.hear(msg, m.width, m.height)
	if _, resized := msg.(tea.WindowSizeMsg); resized {
		again = m.gallery.measure() || again
	}
	if again {
		m.gallery.clear()
	}
	if msg, ok := msg.(pictureMsg); ok && m.gallery.arrived(msg) {
		again = true
	}
	if again {
		m.redraw()
	}
	switch m.page {
	case pageQuestion, pageSure, pageAnswer, pageTags:
		m.body() // notes what it wants
		return m.gallery.fetch(m.after)
	}
	return nil
}

// pictureRows is how many lines a picture can have: half of the screen, and never so many that it could not be seen
// whole between the lines around the card and those that say there is more.
func (m *review) pictureRows() int {
	const around = 8 // header 2, grades 2, hints 1, more above and below 2, the last line of the terminal
	return max(min(m.height/2, m.height-around), 0)
}
