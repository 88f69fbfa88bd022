package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"prep"
	"prep/deck"
)

// What Cmds bring back.
type (
	turnMsg struct {
		turn   deck.Turn
		story  string
		line   string // for the scrollback: what was answered
		notice string
		undone *deck.Undone // what an undo took back; nil after anything else
		same   bool         // the same card again, after a change of it
	}
	doneMsg struct {
		summary deck.Summary
		done    deck.Done
		line    string
	}
	failedMsg struct {
		err   error
		stuck bool
	}
	editedMsg struct{ err error }
	pageMsg   struct{ lines []string }
	noticeMsg string
	tickMsg   struct{}
	slowMsg   int // serial of the Cmd
)

// slowAfter is how long a commit may take before the screen says that it does.
const slowAfter = 300 * time.Millisecond

// start notes that a Cmd is on its way: until it is back, no key but Ctrl-C counts. The session is used by one at a
// time.
func (m *review) start(cmd tea.Cmd) tea.Cmd {
	m.busy, m.slow, m.trouble, m.notice = true, false, "", ""
	m.serial++
	serial := m.serial
	return tea.Batch(cmd, m.after(slowAfter, slowMsg(serial)))
}

// nextCard asks for the next card; line is what was answered before.
func (m *review) nextCard(line string) tea.Cmd {
	return func() tea.Msg { return m.advance(line, "") }
}

// advance runs in a Cmd: it reads nothing of the screen but what never changes.
func (m *review) advance(line, notice string) tea.Msg {
	turn, err := m.opts.Session.Next(m.ctx)
	var done *deck.Done
	if errors.As(err, &done) {
		summary, err := m.opts.Session.Summary(m.ctx)
		if err != nil {
			return failedMsg{err: err, stuck: true}
		}
		return doneMsg{summary, *done, line}
	}
	if err != nil {
		return failedMsg{err: err, stuck: true}
	}
	return turnMsg{turn: turn, story: m.storyOf(turn.Card), line: line, notice: notice}
}

// storyOf returns the person's own story for a question. A card is asked without it rather than not at all.
func (m *review) storyOf(card deck.Card) string {
	if m.opts.Story == nil {
		return ""
	}
	story, err := m.opts.Story(m.ctx, card)
	if err != nil {
		return ""
	}
	return story
}

// grade commits an answer, then asks for the next card. When it cannot be committed the card stays.
func (m *review) grade(rating deck.Rating) tea.Cmd {
	turn, took := m.turn, m.took()
	line := m.answered(turn, rating, took)
	return m.start(func() tea.Msg {
		err := m.opts.Session.Grade(m.ctx, turn, rating, took)
		if errors.Is(err, prep.ErrNotFound) {
			return m.advance("", "that card was deleted meanwhile")
		}
		if err != nil {
			return failedMsg{err: err}
		}
		return m.advance(line, "")
	})
}

func (m *review) undo() tea.Cmd {
	return m.start(func() tea.Msg {
		undone, err := m.opts.Session.Undo(m.ctx)
		if errors.Is(err, prep.ErrNotFound) {
			return noticeMsg("nothing to undo")
		}
		if err != nil {
			return failedMsg{err: err}
		}
		next := m.advance("", undoneNotice(undone))
		if turn, ok := next.(turnMsg); ok {
			turn.undone = &undone
			return turn
		}
		return next
	})
}

func undoneNotice(undone deck.Undone) string {
	switch {
	case undone.Hidden != "":
		return "undone: the card is not " + undone.Hidden + " any more"
	case undone.Review.Kind == prep.ReviewReset:
		return "undone: a reset"
	}
	return "undone: " + deck.Rating(undone.Review.Rating).String()
}

// away hides the card and goes on to the next.
func (m *review) hide(how string, hide func(context.Context, deck.Turn) error) tea.Cmd {
	turn := m.turn
	return m.start(func() tea.Msg {
		if err := hide(m.ctx, turn); err != nil && !errors.Is(err, prep.ErrNotFound) {
			return failedMsg{err: err}
		}
		return m.advance("", how)
	})
}

func (m *review) skip() tea.Cmd {
	turn := m.turn
	return m.start(func() tea.Msg {
		m.opts.Session.Skip(turn)
		return m.advance("", "skipped: it comes at the end")
	})
}

func (m *review) flag() tea.Cmd {
	turn, flag, notice := m.turn, 1, "flagged"
	if turn.Card.Flag != 0 {
		flag, notice = 0, "not flagged any more"
	}
	return m.change(notice, func() (deck.Turn, error) { return m.opts.Session.Flag(m.ctx, turn, flag) })
}

func (m *review) tag(tags []string) tea.Cmd {
	turn := m.turn
	return m.change("tags: "+TagList(tags), func() (deck.Turn, error) { return m.opts.Session.Tag(m.ctx, turn, tags) })
}

// change changes the card and shows it again on the same side.
func (m *review) change(notice string, change func() (deck.Turn, error)) tea.Cmd {
	story := m.story
	return m.start(func() tea.Msg {
		turn, err := change()
		if err != nil {
			return failedMsg{err: err}
		}
		return turnMsg{turn: turn, story: story, notice: notice, same: true}
	})
}

// edit gives the terminal to the person's editor.
func (m *review) edit() tea.Cmd {
	if m.opts.Edit == nil {
		m.notice = "there is no editor here"
		return nil
	}
	card := m.turn.Card
	m.busy, m.leftAt = true, m.opts.Clock()
	return tea.Exec(editor(func() error { return m.opts.Edit(m.ctx, card) }), func(err error) tea.Msg { return editedMsg{err} })
}

// edited comes back from the editor.
func (m *review) edited(err error) tea.Cmd {
	m.settled()
	m.away += m.opts.Clock().Sub(m.leftAt)
	if err != nil {
		m.trouble = problem(err)
		return nil
	}
	turn, story := m.turn, m.story
	return m.start(func() tea.Msg {
		fresh, err := m.opts.Session.Reload(m.ctx, turn)
		if errors.Is(err, prep.ErrNotFound) {
			return m.advance("", "that card was deleted")
		}
		if err != nil {
			return failedMsg{err: err}
		}
		notice := "edited"
		if fresh.Card.Front == turn.Card.Front && fresh.Card.Back == turn.Card.Back {
			notice = "the text is as it was"
		}
		return turnMsg{turn: fresh, story: story, notice: notice, same: true}
	})
}

// editor is a function that has the terminal while it runs.
type editor func() error

func (f editor) Run() error        { return f() }
func (editor) SetStdin(io.Reader)  {}
func (editor) SetStdout(io.Writer) {}
func (editor) SetStderr(io.Writer) {}

// startTicking draws the time on the card once a second.
func (m *review) startTicking() tea.Cmd {
	if m.ticking {
		return nil
	}
	m.ticking = true
	return m.after(time.Second, tickMsg{})
}

func (m *review) tick() tea.Cmd {
	if m.ticking = m.summary == nil; !m.ticking {
		return nil
	}
	return m.after(time.Second, tickMsg{})
}

// after brings a message later.
func after(d time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// println puts a line above the screen, where it stays; nothing for an empty one.
func (m *review) println(line string) tea.Cmd {
	if line == "" {
		return nil
	}
	return tea.Println(line)
}

// problem is an error as the screen shows it.
func problem(err error) string {
	switch {
	case errors.Is(err, prep.ErrFull):
		return "not saved: the disk is full. Free some space, then press the key again"
	case errors.Is(err, prep.ErrBusy):
		return "not saved: another prep is writing. Press the key again"
	case errors.Is(err, prep.ErrReadOnly):
		return "not saved: the database cannot be written. Press the key again when it can"
	}
	return oneLine(fmt.Sprintf("not done: %v", err))
}
