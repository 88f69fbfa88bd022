package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// formKeys are huh's keys, without those that prep has other uses for.
func formKeys() *huh.KeyMap {
	keys := huh.NewDefaultKeyMap()
	keys.Quit.SetEnabled(false) // ours, and so is Esc
	keys.Text.Editor.SetEnabled(false)
	keys.Select.Filter.SetEnabled(false)
	keys.Select.Next = key.NewBinding(key.WithKeys("enter", "tab"))
	keys.Select.Submit = keys.Select.Next
	keys.Input.Submit = key.NewBinding(key.WithKeys("enter", "tab"))
	keys.Text.Submit = key.NewBinding(key.WithKeys("enter", "tab"))
	return keys
}

func (m *form) Init() tea.Cmd { return tea.Batch(m.inner.Init(), tea.RequestBackgroundColor) }

func (m *form) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
	case tea.WindowSizeMsg:
		return m, m.resize(msg)
	case reported:
		return m, m.reported(msg)
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+c":
			m.interrupted = true
			return m, m.end(false)
		case "esc":
			return m, m.end(false)
		case "ctrl+d", "ctrl+s":
			if err := m.inner.GetFocusedField().Error(); err == nil && m.checks() {
				m.done = true
				return m, m.end(true)
			}
			return m, nil
		}
		if choice, picked := m.picked(msg.Text); picked && !m.ending {
			m.texts[m.at] = choice.Value
			m.build(m.opts.Fields[m.at].Key)
			return m, m.inner.Init()
		}
	}
	if m.ending {
		return m, nil
	}
	_, cmd := m.inner.Update(msg)
	if m.inner.State == huh.StateCompleted {
		m.done = true
		return m, tea.Batch(cmd, m.end(true))
	}
	if at := m.index(); at != m.at {
		before := m.at
		m.at = at
		cmd = tea.Batch(cmd, m.report(left{before, at > before, m.values()}))
	}
	return m, cmd
}

// picked returns the choice that a letter or a digit means: the only one whose label begins with it.
func (m *form) picked(typed string) (Choice, bool) {
	var found []Choice
	for _, c := range m.opts.Fields[m.at].Choices {
		if typed != "" && strings.HasPrefix(c.Label, typed) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return Choice{}, false
	}
	return found[0], true
}

// checks reports whether the answer that is being typed may be left as it is.
func (m *form) checks() bool {
	q := m.opts.Fields[m.at]
	return q.Check == nil || q.Check(m.texts[m.at]) == nil
}

// resize builds the fields again at their new size; what was typed is in the texts.
func (m *form) resize(size tea.WindowSizeMsg) tea.Cmd {
	if size.Width == m.width && size.Height == m.height {
		return nil
	}
	m.width, m.height = size.Width, size.Height
	m.build(m.opts.Fields[m.at].Key)
	return m.inner.Init()
}

// end reports the question that is open and then quits.
func (m *form) end(forward bool) tea.Cmd {
	if m.ending {
		return nil
	}
	m.ending = true
	return m.report(left{m.at, forward, m.values()})
}

// report hands the question that was left to its owner, after those that were left before it.
func (m *form) report(l left) tea.Cmd {
	m.waiting, m.kept = append(m.waiting, l), false
	if m.reporting {
		return nil
	}
	return m.next()
}

func (m *form) next() tea.Cmd {
	if len(m.waiting) == 0 || m.opts.Leave == nil {
		if m.ending {
			m.gone = true
			return tea.Quit
		}
		return nil
	}
	l := m.waiting[0]
	m.waiting = m.waiting[1:]
	m.reporting = true
	leave, ctx, key := m.opts.Leave, m.ctx, m.opts.Fields[l.question].Key
	return func() tea.Msg { return reported{leave(ctx, key, l.forward, l.values)} }
}

func (m *form) reported(r reported) tea.Cmd {
	m.reporting = false
	if r.err != nil {
		m.failed, m.ending, m.gone = r.err, true, true
		return tea.Quit
	}
	m.kept = len(m.waiting) == 0
	return m.next()
}
