package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"prep/deck"
)

// The screen has three parts: two lines that tell where one is, the card, and at the bottom what the keys do. A
// small terminal loses space first, then the second line and the hints.

// View draws the screen.
func (m *review) View() tea.View {
	lines := m.lines()
	for i, line := range lines {
		if m.theme.cells(line) > m.width {
			lines[i] = m.theme.cut(line, m.width, "…")
		}
	}
	return tea.NewView(strings.Join(lines, "\n"))
}

func (m *review) lines() []string {
	switch m.page {
	case pageLoading:
		if m.trouble != "" {
			return m.margin(m.theme.wrap(m.theme.Wrong.Render(m.trouble), m.textWidth()))
		}
		return nil
	case pageSummary: // see farewell
		return nil
	}
	if m.interrupted {
		return nil
	}
	head, foot, space := m.header(), m.footer(), m.spaces()
	lines := slices.Concat(blank(space.top), head, blank(space.head), m.visibleBody(), blank(space.body), foot)
	if len(lines) > m.height { // what is asked counts more than where one is
		lines = lines[len(lines)-m.height:]
	}
	return lines
}

// spaces are the empty lines around the parts.
type spaces struct{ top, head, body, foot int }

func (s spaces) sum() int { return s.top + s.head + s.body + s.foot }

// spaces gives a tall screen all of them, and a small one those that the card leaves room for.
func (m *review) spaces() spaces {
	all := spaces{1, 1, 1, 1}
	if m.height >= tall {
		return all
	}
	room := m.height - 1 - len(m.header()) - len(m.prompt()) - len(m.hints()) - len(m.body())
	for _, fewer := range []spaces{all, {0, 1, 1, 1}, {0, 1, 1, 0}, {0, 1, 0, 0}} {
		if fewer.sum() <= room {
			return fewer
		}
	}
	return spaces{}
}

func blank(n int) []string { return make([]string, n) }

// farewell is the summary, which stays below the last card.
func (m *review) farewell() string {
	if m.summary == nil || m.interrupted {
		return ""
	}
	lines := []string{""}
	for _, line := range summaryLines(*m.summary, m.done, m.theme) {
		lines = append(lines, m.theme.wrap(line, max(m.width-2*m.indent(), 4))...)
	}
	return strings.Join(m.margin(append(lines, "", "")), "\n")
}

// The sizes at which the screen gets generous.
const (
	tall     = 16 // lines, from which there is space around the parts
	restful  = 8  // lines that a card takes at least on a tall screen: short cards keep the keys in one place
	wideText = 80 // characters that a line of text has at most: longer ones are hard to read
)

// indent is the space left of everything.
func (m *review) indent() int {
	switch {
	case m.width >= 60:
		return 2
	case m.width >= 36:
		return 1
	}
	return 0
}

func (m *review) textWidth() int { return max(min(m.width-2*m.indent(), wideText), 4) }

func (m *review) margin(lines []string) []string {
	space := strings.Repeat(" ", m.indent())
	for i, line := range lines {
		if line != "" {
			lines[i] = space + line
		}
	}
	return lines
}

// room is how many lines the card can have.
func (m *review) room() int {
	space := m.spaces()
	return max(m.height-len(m.header())-len(m.footer())-space.top-space.head-space.body-1, 1) // the last line of a terminal stays empty: a full screen would scroll
}

// body is the page between header and footer, without margin.
func (m *review) body() []string {
	key := cacheKey{m.page, m.width, m.version}
	if m.drawn.key == key && m.drawn.lines != nil {
		return m.drawn.lines
	}
	var lines []string
	reply := 0
	switch m.page {
	case pageHelp:
		lines = m.helpLines()
	case pageInfo:
		lines = m.info
	case pageLeech:
		lines = m.leechLines()
	default:
		lines, reply = m.cardLines(m.textWidth())
	}
	m.drawn = cache{key: key, lines: lines, reply: reply}
	return lines
}

// cardLines draws the card, and tells on which line the reply begins.
func (m *review) cardLines(width int) (lines []string, reply int) {
	card := m.turn.Card
	revealed := m.page == pageAnswer || m.page == pageTags && m.back == pageAnswer
	m.gallery.rows = m.pictureRows()
	pictures := func(text string) []string { return draw(text, width, m.theme, m.gallery) }
	if !revealed || !repeatsPrompt(card) {
		lines = pictures(prompt(card))
	}
	if !revealed {
		return lines, 0
	}
	reply = len(lines)
	if reply > 0 {
		lines = append(lines, "", m.theme.Muted.Render(strings.Repeat("─", min(width, 8))), "")
	}
	if card.Kind == deck.Typed && m.typed != "" {
		lines = append(lines, diffLines(m.typed, wanted(card), width, m.theme)...)
	} else {
		lines = append(lines, pictures(answer(card))...)
	}
	if m.story != "" {
		lines = append(lines, "", m.theme.Muted.Render("your story"))
		lines = append(lines, Markdown(m.story, width, m.theme)...)
	}
	return lines, reply
}

// replyScroll is where the text stands right after the reveal: at its top if all of it fits, else as far down as
// shows the reply from its beginning.
func (m *review) replyScroll() int {
	lines, room := m.body(), m.room()
	if len(lines) <= room {
		return 0
	}
	return min(max(m.drawn.reply-1, 0), len(lines)-room)
}

// visibleBody is the part of the page that shows.
func (m *review) visibleBody() []string {
	lines, room := m.body(), m.room()
	from := min(max(m.scroll, 0), max(len(lines)-room, 0))
	shown := append([]string{}, lines[from:min(from+room, len(lines))]...)
	if rest := len(lines) - from - len(shown); rest > 0 && len(shown) > 1 {
		shown[len(shown)-1] = m.theme.Muted.Render(fmt.Sprintf("↓ %d more", rest+1))
	}
	if from > 0 && len(shown) > 2 {
		shown[0] = m.theme.Muted.Render(fmt.Sprintf("↑ %d above", from+1))
	}
	arm(shown)
	shown = m.margin(shown)
	for m.height >= tall && len(shown) < min(restful, room) {
		shown = append(shown, "")
	}
	return shown
}

// footer is what the keys do now.
func (m *review) footer() []string {
	lines := m.margin(m.prompt())
	if m.height < 7 && m.trouble == "" && m.notice == "" {
		return lines
	}
	return slices.Concat(lines, blank(m.spaces().foot), m.margin(m.hints()))
}
