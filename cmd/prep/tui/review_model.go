package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"prep/deck"
)

// page is what the screen shows.
type page int

const (
	pageLoading page = iota
	pageQuestion
	pageSure // how sure are you, before the reveal
	pageAnswer
	pageInfo
	pageHelp
	pageTags
	pageLeech
	pageSummary
)

// review is the screen of a review. Update does nothing but decide: what touches the disk runs in a Cmd, one at a
// time, and comes back as a message.
type review struct {
	ctx   context.Context
	opts  ReviewOptions
	theme Theme
	after func(time.Duration, tea.Msg) tea.Cmd // tests have no time

	width, height int
	page          page
	back          page // where help, info and tags return to
	turn          deck.Turn
	started       time.Time // when the question was shown
	away          time.Duration
	leftAt        time.Time // when the person went into the editor
	input         input     // the typed answer, or the tags
	typing        bool      // keys go into the input
	typed         string    // what was answered
	scroll        int
	ticking       bool

	busy    bool // a Cmd is on its way
	slow    bool // and takes long enough to say so
	serial  int  // of the Cmd, so that an old timer means nothing
	notice  string
	trouble string // an error, shown until the next key
	stuck   bool   // no card is there to show: a key tries again
	leaving bool   // Ctrl-C came while a Cmd was on its way

	info    []string // the page that is shown, already drawn
	story   string
	summary *deck.Summary
	done    deck.Done
	leech   int // which of the summary's leeches is asked about

	interrupted bool
	fatal       error

	gallery *gallery
	drawn   cache
	version int // of what is drawn
}

// cache is the card as it was drawn last: keys and ticks draw it again without parsing it again.
type cache struct {
	key   cacheKey
	lines []string
	reply int // the line on which the reply begins
}

type cacheKey struct {
	page    page
	width   int
	version int
}

func newReview(ctx context.Context, opts ReviewOptions) *review {
	m := &review{ctx: ctx, opts: opts, after: after, width: opts.Width, height: opts.Height, gallery: newGallery(ctx, opts)}
	if m.width <= 0 || m.height <= 0 {
		m.width, m.height = 80, 24
	}
	m.setTheme(true)
	return m
}

func (m *review) setTheme(dark bool) {
	cells := m.theme.Cells
	m.theme = MonochromeTheme()
	if m.opts.Color {
		m.theme = NewTheme(dark)
	}
	m.theme.Cells = cells
	m.redraw()
}

// redraw forgets what was drawn.
func (m *review) redraw() { m.version++ }

// Init asks for the first card, and for the colour behind it.
func (m *review) Init() tea.Cmd {
	if m.opts.Color {
		return tea.Batch(tea.RequestBackgroundColor, m.start(m.nextCard("")))
	}
	return m.start(m.nextCard(""))
}

// Update takes a message, and sees to the pictures of what shows then.
func (m *review) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := m.update(msg)
	return m, tea.Batch(cmd, m.pictures(msg))
}

func (m *review) update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if m.width != msg.Width || m.height != msg.Height {
			m.gallery.clear()
		}
		m.width, m.height = msg.Width, msg.Height
		m.redraw()
	case tea.ModeReportMsg: // Bubble Tea turns the mode on where it can be
		if msg.Mode == ansi.ModeUnicodeCore && !msg.Value.IsNotRecognized() && !msg.Value.IsPermanentlyReset() {
			m.theme.Cells = ansi.GraphemeWidth
			m.redraw()
		}
	case tea.BackgroundColorMsg:
		m.setTheme(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.PasteMsg:
		if m.typing && !m.busy {
			m.input.insert(msg.Content)
		}
	case tickMsg:
		return m, m.tick()
	case slowMsg:
		m.slow = m.busy && m.serial == int(msg)
	case turnMsg:
		return m, m.turned(msg)
	case doneMsg:
		m.settled()
		m.summary, m.done, m.leech = &msg.summary, msg.done, 0
		return m, tea.Sequence(m.println(msg.line), m.finish())
	case pageMsg:
		m.settled()
		m.info, m.scroll, m.page = msg.lines, 0, pageInfo
		m.redraw()
	case noticeMsg:
		m.settled()
		m.notice = string(msg)
	case failedMsg:
		m.settled()
		m.trouble, m.stuck = problem(msg.err), msg.stuck
		if m.leaving {
			return m, m.interrupt()
		}
	case leechMsg:
		m.settled()
		if m.trouble = ""; msg.err != nil {
			m.trouble = problem(msg.err)
		}
		if msg.next {
			m.leech++
		}
		return m, m.finish()
	case editedMsg:
		return m, m.edited(msg.err)
	}
	return m, nil
}

// settled notes that the Cmd on its way has come back.
func (m *review) settled() { m.busy, m.slow = false, false }

// turned shows the card that came.
func (m *review) turned(msg turnMsg) tea.Cmd {
	m.settled()
	if msg.undone != nil {
		msg.line = m.undone(*msg.undone)
	}
	print := m.println(msg.line)
	if m.leaving {
		return tea.Sequence(print, m.interrupt())
	}
	same := msg.same && m.turn.Card.ID == msg.turn.Card.ID
	if !same || m.turn.Card.Front != msg.turn.Card.Front || m.turn.Card.Back != msg.turn.Card.Back {
		m.gallery.clear()
	}
	m.turn, m.story, m.notice = msg.turn, msg.story, msg.notice
	m.redraw()
	if same {
		if m.page == pageTags {
			m.page = m.back
		}
		return print
	}
	m.page, m.back, m.scroll, m.typed = pageQuestion, pageQuestion, 0, ""
	m.started, m.away = m.opts.Clock(), 0
	m.input, m.typing = input{}, m.turn.Card.Kind == deck.Typed
	return tea.Batch(print, m.startTicking())
}

// interrupt ends the review after Ctrl-C.
func (m *review) interrupt() tea.Cmd {
	m.interrupted = true
	return tea.Quit
}

// finish ends the review when nothing is left, or asks about leeches first.
func (m *review) finish() tea.Cmd {
	m.page, m.scroll, m.typing = pageSummary, 0, false
	m.redraw()
	if m.leaving {
		return m.interrupt()
	}
	if m.leech < len(m.summary.Leeches) {
		m.page = pageLeech
		return nil
	}
	return tea.Quit
}

// took is the time from the question until now, without that in the editor.
func (m *review) took() time.Duration {
	return max(m.opts.Clock().Sub(m.started)-m.away, 0)
}
