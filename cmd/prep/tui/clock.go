package tui

import (
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// ClockSection is a part of an answer in the order in which it is told.
type ClockSection struct {
	Name    string // what the result calls it
	Title   string
	Seconds int // what it has
}

// ClockOptions are what practising one question on a terminal needs of the outside world.
type ClockOptions struct {
	Head      string // "1 of 3"
	Question  string
	Sections  []ClockSection
	Checks    []ClockSection // what is ticked afterwards, by the names of the sections
	FollowUps []string       // asked afterwards; none: nothing is
	Thinking  time.Duration
	Band      func(seconds float64) string // names a length: short, good, long, over

	Clock func() time.Time
	// Record starts a recording and Stop ends it; nil: none is made. An error of Record is shown and the clock goes on.
	// When the person leaves in the middle, ending it is left to the caller.
	Record func(context.Context) error
	Stop   func(context.Context) error

	In            io.Reader
	Out           io.Writer
	Color         bool
	Environ       []string
	Width, Height int
}

// ClockResult is what came of it.
type ClockResult struct {
	Told      bool               // the answer was told to its end
	Seconds   float64            // how long it took
	Marks     map[string]float64 // when each section that was marked ended, in seconds of its own
	Checks    map[string]bool    // what was ticked
	FollowUps map[string]bool    // whether each was answered well
	Rating    int                // 1-5; 0: not said
	Grade     int                // 1-4, as in a review; 0: none
	Left      bool               // the person wants no more questions
}

// Clock practises one question: time to think, a clock that counts up while the answer is told, and what the
// person makes of it afterwards. The error is context.Canceled after Ctrl-C.
func Clock(ctx context.Context, opts ClockOptions) (ClockResult, error) {
	m := newClock(ctx, opts)
	options := []tea.ProgramOption{
		tea.WithInput(opts.In), tea.WithOutput(opts.Out), tea.WithContext(ctx), tea.WithoutSignalHandler(),
		tea.WithFilter(neverEmpty),
	}
	if opts.Environ != nil {
		options = append(options, tea.WithEnvironment(opts.Environ))
	}
	if !opts.Color {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	_, err := tea.NewProgram(m, options...).Run()
	if m.interrupted || ctx.Err() != nil {
		return m.result, context.Canceled
	}
	return m.result, err
}

// phase is where the practice of a question stands.
type phase int

const (
	thinking phase = iota
	speaking
	ticking // the checklist
	asking  // the follow-ups
	rating
	grading
	over
)

type clock struct {
	ctx  context.Context
	opts ClockOptions

	phase       phase
	since       time.Time // when the phase began
	marked      time.Time // when the section that is told began
	section     int       // the section that is told
	cursor      int       // of the checklist, and the follow-up that is asked
	result      ClockResult
	recording   bool
	trouble     string // what went wrong with the recording
	interrupted bool
	width       int
	height      int
	dark        bool
}

// ticked moves the clock on the screen.
type ticked struct{}

// recorded tells how starting or stopping a recording went.
type recorded struct {
	started bool
	err     error
}

func newClock(ctx context.Context, opts ClockOptions) *clock {
	m := &clock{ctx: ctx, opts: opts, since: opts.Clock(), width: opts.Width, height: opts.Height, dark: true}
	if m.width <= 0 || m.height <= 0 {
		m.width, m.height = 80, 24
	}
	m.result.Marks, m.result.Checks, m.result.FollowUps = map[string]float64{}, map[string]bool{}, map[string]bool{}
	return m
}

func (m *clock) Init() tea.Cmd { return tea.Batch(tick(), tea.RequestBackgroundColor) }

func tick() tea.Cmd {
	return tea.Tick(200*time.Millisecond, func(time.Time) tea.Msg { return ticked{} })
}

// elapsed is how long the phase lasts, in seconds.
func (m *clock) elapsed() float64 { return max(m.opts.Clock().Sub(m.since).Seconds(), 0) }
