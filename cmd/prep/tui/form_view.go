package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// formStyles gives huh's form the look of the rest.
func formStyles(theme Theme) *huh.Styles {
	styles := huh.ThemeBase(true)
	styles.Focused.Base = lipgloss.NewStyle()
	styles.Focused.Title = theme.Strong
	styles.Focused.Description = theme.Muted
	styles.Focused.ErrorIndicator = lipgloss.NewStyle()
	styles.Focused.ErrorMessage = theme.Wrong
	styles.Focused.SelectSelector = theme.Accent.SetString("> ")
	styles.Focused.SelectedOption = theme.Accent
	styles.Focused.TextInput.Prompt = theme.Accent
	styles.Focused.TextInput.Placeholder = theme.Muted
	styles.Blurred = styles.Focused
	return styles
}

func (m *form) View() tea.View {
	if m.gone {
		return tea.NewView("")
	}
	view := tea.NewView(m.render())
	return view
}

// render draws the head, the question and the keys, within the height of the screen.
func (m *form) render() string {
	theme := m.theme()
	q := m.opts.Fields[m.at]
	place := fmt.Sprintf("%d of %d", m.position(), m.shown())
	if q.Step != "" {
		place += " · " + q.Step
	}
	if m.kept {
		place += " · kept"
	}
	head := ansi.Truncate(theme.Strong.Render(oneLine(m.opts.Title)), max(m.width-ansi.StringWidth(place)-3, 8), "…")
	lines := []string{head + "  " + theme.Muted.Render(place), ""}
	body := strings.Split(strings.TrimRight(m.inner.View(), " \n"), "\n")
	keys := ansi.Truncate(theme.Muted.Render(formHelp(q.Kind, m.width)), m.width-1, "…")
	if room := m.height - 4; len(body) > room && room > 0 {
		body = body[:room]
	}
	lines = append(lines, body...)
	return strings.Join(append(lines, "", keys), "\n")
}

// formHelp names the keys, fewer of them where there is little room.
func formHelp(kind AnswerKind, width int) string {
	long := map[AnswerKind]string{
		Line:       "enter next · shift+tab back · ctrl+d save · esc leave",
		Paragraphs: "enter next · alt+enter new line · shift+tab back · ctrl+d save · esc leave",
		OneOf:      "↑ ↓ choose · enter next · shift+tab back · ctrl+d save · esc leave",
	}
	if width > ansi.StringWidth(long[kind]) {
		return long[kind]
	}
	if kind == Paragraphs {
		return "enter next · ctrl+j line · esc leave"
	}
	return "enter next · ctrl+d save · esc leave"
}

// position and shown count the questions that are not hidden.
func (m *form) position() int { return m.visible(m.at + 1) }

func (m *form) shown() int { return m.visible(len(m.opts.Fields)) }

func (m *form) visible(until int) int {
	n, values := 0, m.values()
	for _, q := range m.opts.Fields[:until] {
		if q.Hide == nil || !q.Hide(values) {
			n++
		}
	}
	return n
}
