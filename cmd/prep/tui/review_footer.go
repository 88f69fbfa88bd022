package tui

import (
	"fmt"
	"strings"

	"prep/deck"
)

// prompt is what is expected: a key that shows the answer, one of the grades, or text.
func (m *review) prompt() []string {
	switch m.page {
	case pageSure:
		return []string{m.sureLine()}
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

// sureLine asks for the confidence, in as many words as there is room for.
func (m *review) sureLine() string {
	if m.textWidth() < len("how sure are you?  1 a guess … 5 certain") {
		return m.theme.Accent.Render("how sure?") + m.theme.Muted.Render(" 1 to 5")
	}
	return m.theme.Accent.Render("how sure are you?") + m.theme.Muted.Render("  1 a guess … 5 certain")
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
