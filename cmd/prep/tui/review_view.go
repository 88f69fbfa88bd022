package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	if pause := m.done.Paused; pause != nil {
		lines = append(lines, m.theme.Strong.Render("Paused until "+pause.Until.Date().Format("Monday 2006-01-02")+"."), "")
	}
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
	if !revealed || !repeatsPrompt(card) {
		lines = Prompt(card, width, m.theme)
	}
	if !revealed {
		return lines, 0
	}
	reply = len(lines)
	if reply > 0 {
		lines = append(lines, "", m.theme.Muted.Render(strings.Repeat("─", min(width, 8))), "")
	}
	if card.Kind == deck.Typed && m.typed != "" {
		lines = append(lines, diffLines(m.typed, card.Answer(), width, m.theme)...)
	} else {
		lines = append(lines, Reply(card, width, m.theme)...)
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

// prompt is what is expected: a key that shows the answer, one of the grades, or text.
func (m *review) prompt() []string {
	switch m.page {
	case pageSure:
		return []string{m.theme.Accent.Render("how sure are you?") + m.theme.Muted.Render("  1 a guess … 5 certain")}
	case pageTags:
		return []string{m.theme.Accent.Render("tags ") + m.input.view(m.textWidth()-5, m.theme)}
	case pageAnswer:
		return m.gradeLines()
	case pageHelp, pageInfo:
		return []string{m.theme.Accent.Render("any key") + m.theme.Muted.Render(" back to the card")}
	case pageLeech:
		return []string{leechKeys(m.theme)}
	}
	if m.typing {
		return []string{m.theme.Accent.Render("› ") + m.input.view(m.textWidth()-2, m.theme)}
	}
	return []string{m.theme.Accent.Render("space") + m.theme.Muted.Render(" show the answer")}
}

// gradeLines shows the grades with what each would do: in two lines under each other, or in one where that is all
// the room there is.
func (m *review) gradeLines() []string {
	width := min(m.width-2*m.indent(), 60)
	cell := width / 4
	var top, bottom, flat strings.Builder
	for r := deck.Again; r <= deck.Easy; r++ {
		wait := m.turn.WaitText(r)
		name := fmt.Sprintf("%d %s", int(r), r)
		top.WriteString(m.theme.Accent.Render(name[:1]) + name[1:] + strings.Repeat(" ", max(cell-len(name), 0)))
		bottom.WriteString("  " + wait + strings.Repeat(" ", max(cell-len(wait)-2, 0)))
		flat.WriteString(m.theme.Accent.Render(name[:1]) + " " + wait + strings.Repeat(" ", max(cell-len(wait)-2, 1)))
	}
	if cell < 8 || m.height < 10 {
		return []string{strings.TrimRight(flat.String(), " ")}
	}
	return []string{strings.TrimRight(top.String(), " "), m.theme.Muted.Render(strings.TrimRight(bottom.String(), " "))}
}

// hints is the last line: what went wrong, what was done, or the other keys.
func (m *review) hints() []string {
	width := m.width - 2*m.indent()
	switch {
	case m.trouble != "":
		return m.theme.wrap(m.theme.Wrong.Render(m.trouble), width)
	case m.leaving:
		return []string{m.theme.Muted.Render("saving, then leaving")}
	case m.slow:
		return []string{m.theme.Muted.Render("saving …")}
	case m.notice != "":
		return []string{m.theme.Accent.Render(m.theme.cut(oneLine(m.notice), width, "…"))}
	}
	side := Question
	switch m.page {
	case pageAnswer:
		side = Answer
	case pageQuestion:
		if m.typing {
			return []string{m.theme.Muted.Render(m.theme.cut("enter compares · esc for the other keys", width, "…"))}
		}
	default:
		return []string{m.theme.Muted.Render(map[page]string{
			pageTags: "enter saves · esc leaves them", pageSure: "space does not say",
		}[m.page])}
	}
	return []string{m.theme.Muted.Render(m.hintLine(side, width))}
}

// hintLine names the keys besides the grades, the most used first, as many as have room; help and quit always.
func (m *review) hintLine(side Side, width int) string {
	last := "? help · q quit"
	var b strings.Builder
	for _, action := range []Action{Undo, Edit, Suspend, Bury, Skip, Info, Tag, Flag} {
		for _, k := range Keys() {
			if k.Action != action || k.Side != Both && k.Side != side {
				continue
			}
			hint := k.Keys[0] + " " + k.Short + " · "
			if m.theme.cells(b.String()+hint+last) <= width {
				b.WriteString(hint)
			}
			break
		}
	}
	return m.theme.cut(b.String()+last, width, "")
}

func (m *review) helpLines() []string {
	lines := append(KeyLines(Both, m.textWidth()), "")
	return append(lines, m.theme.wrap(m.theme.Muted.Render("↑ ↓ pgup pgdn scroll a long card · ctrl-c leaves at once"), m.textWidth())...)
}

// clockTime writes a duration as 0:07.
func clockTime(d time.Duration) string {
	seconds := int(d / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

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
