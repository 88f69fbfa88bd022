package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func (m *clock) View() tea.View {
	if m.phase == over || m.interrupted {
		return tea.NewView("")
	}
	return tea.NewView(m.render())
}

// render draws the question, what the phase shows, and the keys, within the height of the screen.
func (m *clock) render() string {
	theme := NewTheme(m.dark)
	if !m.opts.Color {
		theme = MonochromeTheme()
	}
	width := max(min(m.width-1, 80), 10)
	lines := []string{theme.Muted.Render(ansi.Truncate(m.opts.Head, width, "…"))}
	for line := range strings.SplitSeq(ansi.Wrap(oneLine(m.opts.Question), width, ""), "\n") {
		lines = append(lines, theme.Strong.Render(line))
	}
	if m.phase == speaking { // the time stays on the screen, however small that is
		lines = append(lines, m.clockLine(theme))
	}
	body, keys := m.body(theme, width)
	room := max(m.height-len(lines)-3, 1)
	if len(body) > room { // the line that counts stays on the screen
		from := min(max(m.focus()-room/2, 0), len(body)-room)
		body = body[from : from+room]
	}
	lines = append(lines, "")
	lines = append(lines, body...)
	if room > len(body) {
		lines = append(lines, "")
	}
	lines = append(lines, theme.Muted.Render(keys))
	lines = lines[max(len(lines)-m.height, 0):]
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, width, "…")
	}
	return strings.Join(lines, "\n")
}

// focus is the line of the body that must be seen.
func (m *clock) focus() int {
	switch m.phase {
	case speaking:
		return m.section
	case ticking:
		return m.cursor + 1
	}
	return 0
}

func (m *clock) body(theme Theme, width int) (lines []string, keys string) {
	switch m.phase {
	case thinking:
		left := max(m.opts.Thinking.Seconds()-m.elapsed(), 0)
		return []string{"Think: " + theme.Accent.Render(fmt.Sprintf("%.0f s", left))}, "space speak · q leave"
	case speaking:
		return m.speakingLines(theme, width), "space next section · enter done"
	case ticking:
		lines = append(lines, fmt.Sprintf("%.0f s: %s. Did you say", m.result.Seconds, m.opts.Band(m.result.Seconds)))
		for i, check := range m.opts.Checks {
			box, pointer := "[ ]", "  "
			if m.result.Checks[check.Name] {
				box = "[x]"
			}
			if i == m.cursor {
				pointer = theme.Accent.Render("> ")
			}
			lines = append(lines, ansi.Truncate(fmt.Sprintf("%s%d %s %s", pointer, i+1, box, check.Title), width, "…"))
		}
		return m.troubled(lines, theme, width), "space or number tick · enter next · q leave"
	case asking:
		ask := ansi.Wrap(Visible(m.opts.FollowUps[m.cursor]), width, "")
		lines = append(lines, fmt.Sprintf("They ask next (%d of %d)", m.cursor+1, len(m.opts.FollowUps)))
		return append(lines, strings.Split(ask, "\n")...), "answer aloud: y went well · n did not · enter skip"
	case rating:
		return []string{"How did it go?", "1 badly  2  3  4  5 well"}, "1-5 · enter skip"
	}
	return []string{"When should it be asked again?", "1 again  2 hard  3 good  4 easy"}, "1-4 · enter no grade"
}

// clockLine draws the time that the answer takes so far.
func (m *clock) clockLine(theme Theme) string {
	seconds := m.elapsed()
	band := m.opts.Band(seconds)
	style := theme.Accent
	switch band {
	case "good":
		style = theme.Right
	case "over":
		style = theme.Wrong
	}
	head := style.Render(fmt.Sprintf("%d:%02d", int(seconds)/60, int(seconds)%60)) + "  " + band
	if m.recording {
		head += "  " + theme.Wrong.Render("●") + " recording"
	}
	return head
}

// speakingLines draw the sections, the one that is told with its own time.
func (m *clock) speakingLines(theme Theme, width int) []string {
	var lines []string
	for i, s := range m.opts.Sections {
		took, mark := "", " "
		style := theme.Muted
		switch {
		case i < m.section:
			took, mark = fmt.Sprintf("%3.0f s", m.result.Marks[s.Name]), "✓"
		case i == m.section:
			took, mark, style = fmt.Sprintf("%3.0f s", m.opts.Clock().Sub(m.marked).Seconds()), ">", theme.Text
		}
		line := fmt.Sprintf("%s %-20s %5s of %d", mark, s.Title, took, s.Seconds)
		lines = append(lines, style.Render(ansi.Truncate(line, width, "…")))
	}
	return m.troubled(lines, theme, width)
}

// troubled adds what went wrong with the recording.
func (m *clock) troubled(lines []string, theme Theme, width int) []string {
	if m.trouble == "" {
		return lines
	}
	return append(lines, theme.Wrong.Render(ansi.Truncate(oneLine(m.trouble), width, "…")))
}
