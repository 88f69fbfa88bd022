package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"prep/deck"
)

// key decides what a key does on the page that shows.
func (m *review) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	switch name {
	case "ctrl+c":
		return m.stop()
	case "ctrl+z":
		return tea.Suspend
	}
	if m.busy { // a key meant for this card must not hit the next one
		return nil
	}
	if m.stuck {
		m.stuck = false
		return m.start(m.nextCard(""))
	}
	m.trouble, m.notice = "", ""
	switch m.page {
	case pageInfo, pageHelp:
		return m.readingKey(name)
	case pageTags:
		return m.tagsKey(msg)
	case pageSure:
		return m.sureKey(name)
	case pageLeech:
		return m.leechKey(name)
	case pageQuestion:
		if m.typing {
			return m.typingKey(msg)
		}
	case pageAnswer:
	default:
		return nil
	}
	return m.cardKey(name)
}

// stop is Ctrl-C: what is on its way is waited for, unless the key comes again.
func (m *review) stop() tea.Cmd {
	if !m.busy || m.leaving {
		return m.interrupt()
	}
	m.leaving = true
	return nil
}

// cardKey is a key on the question or the answer.
func (m *review) cardKey(name string) tea.Cmd {
	if m.scrollKey(name) {
		return nil
	}
	side := Question
	if m.page == pageAnswer {
		side = Answer
	}
	action := actionOf(name, side)
	if rating := action.Rating(); rating != 0 {
		return m.grade(rating)
	}
	switch action {
	case Reveal:
		return m.reveal()
	case Undo:
		return m.undo()
	case Edit:
		return m.edit()
	case Suspend:
		return m.hide("suspended: prep unsuspend "+m.turn.Card.ID.Short()+" brings it back, so does u", m.opts.Session.Suspend)
	case Bury:
		return m.hide("buried until tomorrow", m.opts.Session.Bury)
	case Skip:
		return m.skip()
	case Flag:
		return m.flag()
	case Tag:
		m.back, m.page, m.input = m.page, pageTags, newInput(strings.Join(m.turn.Card.Tags, " "))
	case Info:
		m.back = m.page
		return m.showInfo()
	case Open:
		return m.openLink()
	case Help:
		m.back, m.page, m.scroll = m.page, pageHelp, 0
		m.redraw()
	case Quit:
		return m.quit()
	default:
		m.notice = m.reminder(name)
	}
	return nil
}

// reminder answers a key that does nothing here.
func (m *review) reminder(name string) string {
	switch {
	case m.page == pageQuestion && actionOf(name, Answer).Rating() != 0:
		return "the answer first: space"
	case m.page == pageAnswer && actionOf(name, Question) == Reveal:
		return "how did it go? 1 to 4"
	}
	return ""
}

// reveal shows the answer, after asking how sure the person is where they want to be asked.
func (m *review) reveal() tea.Cmd {
	if m.opts.Confidence && m.turn.Confidence == 0 {
		m.page = pageSure
		m.typing = false
		return nil
	}
	m.page, m.typing = pageAnswer, false
	m.redraw()
	m.scroll = m.replyScroll()
	return nil
}

// sureKey takes the confidence: 1 a guess, 5 certain.
func (m *review) sureKey(name string) tea.Cmd {
	switch {
	case len(name) == 1 && name >= "1" && name <= "5":
		m.turn.Confidence = int(name[0] - '0')
	case name == "space" || name == "enter": // not said
	case name == "esc":
		m.page, m.typing = pageQuestion, m.turn.Card.Kind == deck.Typed
		return nil
	default:
		m.notice = "1 a guess to 5 certain; space does not say"
		return nil
	}
	m.page = pageAnswer
	m.redraw()
	m.scroll = m.replyScroll()
	return nil
}

// typingKey is a key while an answer is typed.
func (m *review) typingKey(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "enter":
		m.typed = m.input.String()
		return m.reveal()
	case "esc": // to the other keys
		m.typing = false
		m.notice = "keys: u undo, s suspend, …; space shows the answer, tab types on"
	case "up", "down", "pgup", "pgdown":
		m.scrollKey(msg.String())
	default:
		m.input.key(msg)
	}
	return nil
}

func (m *review) tagsKey(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		m.page = m.back
		return nil
	case "enter":
		tags := SplitTags(m.input.String())
		for _, tag := range tags {
			if !deck.ValidTag(tag) {
				m.trouble = "tag " + oneLine(tag) + ": no quotes, at most 100 letters"
				return nil
			}
		}
		return m.tag(tags)
	}
	m.input.key(msg)
	return nil
}

// SplitTags reads tags as people type them: divided by spaces or commas, with or without #.
func SplitTags(line string) []string {
	tags := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' })
	for i, tag := range tags {
		tags[i] = strings.TrimLeft(tag, "#")
	}
	return tags
}

// TagList is the tags in a line.
func TagList(tags []string) string {
	if len(tags) == 0 {
		return "none"
	}
	return strings.Join(tags, " ")
}

// readingKey is a key on a page that is only read.
func (m *review) readingKey(name string) tea.Cmd {
	if m.scrollKey(name) {
		return nil
	}
	m.page, m.scroll = m.back, 0
	m.redraw()
	if m.page == pageAnswer {
		m.scroll = m.replyScroll()
	}
	return nil
}

// scrollKey moves through a text that is longer than the screen.
func (m *review) scrollKey(name string) bool {
	if name == "tab" && m.page == pageQuestion && m.turn.Card.Kind == deck.Typed {
		m.typing = true
		return true
	}
	total, room := len(m.body()), m.room()
	last := max(total-room, 0)
	switch name {
	case "down":
		m.scroll++
	case "up":
		m.scroll--
	case "pgdown", "ctrl+d":
		m.scroll += max(room-1, 1)
	case "pgup", "ctrl+u":
		m.scroll -= max(room-1, 1)
	case "home":
		m.scroll = 0
	case "end":
		m.scroll = last
	case "space":
		if m.page == pageQuestion || m.scroll >= last {
			return false
		}
		m.scroll += max(room-1, 1)
	default:
		return false
	}
	m.scroll = min(max(m.scroll, 0), last)
	return true
}

// quit ends the review with its summary.
func (m *review) quit() tea.Cmd {
	return m.start(func() tea.Msg {
		summary, err := m.opts.Session.Summary(m.ctx)
		if err != nil {
			return failedMsg{err: err}
		}
		return doneMsg{summary: summary}
	})
}
