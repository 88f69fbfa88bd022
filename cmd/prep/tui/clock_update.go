package tui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

func (m *clock) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case ticked:
		if m.phase > speaking {
			return m, nil // nothing on the screen moves any more
		}
		if m.phase == thinking && m.elapsed() >= m.opts.Thinking.Seconds() {
			return m, tea.Batch(m.speak(), tick())
		}
		return m, tick()
	case recorded:
		if msg.err != nil {
			m.trouble, m.recording = msg.err.Error(), false
		} else {
			m.recording = msg.started
		}
		if m.phase == over {
			return m, tea.Quit
		}
	case tea.KeyPressMsg:
		return m, m.key(msg.String())
	}
	return m, nil
}

func (m *clock) key(key string) tea.Cmd {
	switch key {
	case "ctrl+c":
		m.interrupted = true
		return tea.Quit
	case "q", "esc":
		if m.phase == speaking {
			return nil // too easily hit to lose what is told
		}
		m.result.Left = true
		m.phase = over
		return tea.Quit
	}
	switch m.phase {
	case thinking:
		if key == "space" || key == "enter" {
			return m.speak()
		}
	case speaking:
		switch key {
		case "space":
			m.mark()
		case "enter":
			return m.told()
		}
	case ticking:
		m.tick(key)
	case asking:
		m.answered(key)
	case rating:
		if n, err := strconv.Atoi(key); err == nil && n >= 1 && n <= 5 {
			m.result.Rating, m.phase = n, grading
		} else if key == "enter" || key == "space" {
			m.phase = grading
		}
	case grading:
		n, err := strconv.Atoi(key)
		if err == nil && n >= 1 && n <= 4 {
			m.result.Grade = n
		} else if key != "enter" && key != "space" {
			return nil
		}
		m.phase = over
		return tea.Quit
	}
	return nil
}

// speak starts the clock that counts up, and the recording with it.
func (m *clock) speak() tea.Cmd {
	m.phase = speaking
	m.since = m.opts.Clock()
	m.marked = m.since
	if m.opts.Record == nil {
		return nil
	}
	record, ctx := m.opts.Record, m.ctx
	return func() tea.Msg { return recorded{true, record(ctx)} }
}

// mark ends the section that is told and goes on with the next.
func (m *clock) mark() {
	if m.section >= len(m.opts.Sections) {
		return
	}
	now := m.opts.Clock()
	name := m.opts.Sections[m.section].Name
	m.result.Marks[name] = now.Sub(m.marked).Seconds()
	m.result.Checks[name] = true
	m.section, m.marked = m.section+1, now
}

// told ends the answer. The section that is open counts as told when any was marked before it.
func (m *clock) told() tea.Cmd {
	if m.section > 0 {
		m.mark()
	}
	m.result.Told, m.result.Seconds = true, m.elapsed()
	m.phase = ticking
	if !m.recording || m.opts.Stop == nil {
		return nil
	}
	stop, ctx := m.opts.Stop, m.ctx
	return func() tea.Msg { return recorded{false, stop(ctx)} }
}

// tick handles the checklist: a number or space ticks, Enter goes on.
func (m *clock) tick(key string) {
	last := len(m.opts.Checks) - 1
	switch key {
	case "up", "k":
		m.cursor = max(m.cursor-1, 0)
	case "down", "j":
		m.cursor = min(m.cursor+1, last)
	case "space", "x":
		name := m.opts.Checks[m.cursor].Name
		m.result.Checks[name] = !m.result.Checks[name]
	case "enter":
		m.cursor = 0
		if m.phase = rating; len(m.opts.FollowUps) > 0 {
			m.phase = asking
		}
	default:
		if n, err := strconv.Atoi(key); err == nil && n >= 1 && n <= last+1 {
			name := m.opts.Checks[n-1].Name
			m.cursor, m.result.Checks[name] = n-1, !m.result.Checks[name]
		}
	}
}

// answered notes whether the follow-up was answered well.
func (m *clock) answered(key string) {
	switch key {
	case "y", "n":
		m.result.FollowUps[m.opts.FollowUps[m.cursor]] = key == "y"
	case "enter", "space":
	default:
		return
	}
	if m.cursor++; m.cursor == len(m.opts.FollowUps) {
		m.cursor, m.phase = 0, rating
	}
}
