package tui

import (
	"context"
	"errors"
	"io"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/colorprofile"
)

// AnswerKind says how a question of a form is answered.
type AnswerKind int

// A line, a text of several lines, or one of some choices.
const (
	Line AnswerKind = iota
	Paragraphs
	OneOf
)

// Field is one question of a form.
type Field struct {
	Key   string // names it in the values
	Ask   string
	Note  string // a few words below the question, "" for none
	Step  string // the part of the form that it belongs to
	Kind  AnswerKind
	Value string // what is answered so far

	Choices []Choice                     // of OneOf
	Check   func(string) error           // what it says keeps the person at the question; nil: anything goes
	Hide    func(map[string]string) bool // whether it is passed over, from the values; nil: never
}

// Choice is one of the answers to choose from.
type Choice struct{ Value, Label string }

// FormOptions are what a form on a terminal needs of the outside world.
type FormOptions struct {
	Title  string
	Fields []Field
	Start  string // the question to begin with; "": the first

	// Leave is called after a question was left, with its key and all values, one call at a time and never while
	// the screen is drawn. An error ends the form. forward tells whether the person went on.
	Leave func(ctx context.Context, key string, forward bool, values map[string]string) error

	In            io.Reader
	Out           io.Writer
	Color         bool
	Environ       []string
	Width, Height int // of the terminal, until it says so itself
}

// Form asks its questions one after the other, a page each. Every one can be passed over. It returns the values, and
// whether the person came to the end or chose to save (done) rather than to leave with Esc. The error is
// context.Canceled after Ctrl-C.
func Form(ctx context.Context, opts FormOptions) (values map[string]string, done bool, err error) {
	m := newForm(ctx, opts)
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
	_, err = tea.NewProgram(m, options...).Run()
	switch {
	case m.failed != nil:
		return m.values(), false, m.failed
	case m.interrupted || ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted):
		return m.values(), false, context.Canceled
	}
	return m.values(), m.done, err
}

// form is the model around huh's: it draws the head and the keys, and reports every question that was left.
type form struct {
	ctx    context.Context
	opts   FormOptions
	inner  *huh.Form
	texts  []string // the values, by question; huh writes to them
	at     int      // the question that is asked
	width  int
	height int
	dark   bool

	waiting                 []left // questions to report, in order
	reporting               bool
	kept                    bool // every question that was left is
	ending                  bool // nothing is asked any more
	done, interrupted, gone bool
	failed                  error
}

// left is a question that was left.
type left struct {
	question int
	forward  bool
	values   map[string]string
}

// reported says that the report of a question is done.
type reported struct{ err error }

func newForm(ctx context.Context, opts FormOptions) *form {
	m := &form{ctx: ctx, opts: opts, texts: make([]string, len(opts.Fields)), width: opts.Width, height: opts.Height, dark: true}
	for i, q := range opts.Fields {
		m.texts[i] = q.Value
	}
	if m.width <= 0 || m.height <= 0 {
		m.width, m.height = 80, 24
	}
	m.build(opts.Start)
	return m
}

// build makes huh's form for the size of the screen, at a question.
func (m *form) build(start string) {
	groups := make([]*huh.Group, len(m.opts.Fields))
	for i := range m.opts.Fields {
		q := &m.opts.Fields[i]
		group := huh.NewGroup(m.field(i)).WithShowHelp(false)
		if q.Hide != nil {
			group = group.WithHideFunc(func() bool { return q.Hide(m.values()) })
		}
		groups[i] = group
	}
	m.inner = huh.NewForm(groups...).WithShowHelp(false).WithWidth(m.column()).WithKeyMap(formKeys()).
		WithTheme(huh.ThemeFunc(func(bool) *huh.Styles { return formStyles(m.theme()) }))
	for m.index() != m.questionOf(start) && m.inner.State == huh.StateNormal {
		before := m.index()
		m.inner.NextGroup()
		if m.index() == before {
			break
		}
	}
	m.at = m.index()
}

func (m *form) theme() Theme {
	if !m.opts.Color {
		return MonochromeTheme()
	}
	return NewTheme(m.dark)
}

// column is how wide the questions are drawn.
func (m *form) column() int { return max(min(m.width-1, 80), 10) }

// field makes huh's field of a question.
func (m *form) field(i int) huh.Field {
	q := m.opts.Fields[i]
	check := func(s string) error {
		if q.Check == nil {
			return nil
		}
		return q.Check(s)
	}
	switch q.Kind {
	case Paragraphs:
		return huh.NewText().Key(q.Key).Title(Visible(q.Ask)).Description(Visible(q.Note)).Value(&m.texts[i]).
			Validate(check).Lines(max(min(m.height-6, 8), 2)).CharLimit(0).ExternalEditor(false)
	case OneOf:
		options := make([]huh.Option[string], len(q.Choices))
		for n, c := range q.Choices {
			options[n] = huh.NewOption(c.Label, c.Value)
		}
		return huh.NewSelect[string]().Key(q.Key).Title(Visible(q.Ask)).Description(Visible(q.Note)).Value(&m.texts[i]).
			Options(options...).Height(max(min(m.height-4, len(options)+2), 4))
	}
	return huh.NewInput().Key(q.Key).Title(Visible(q.Ask)).Description(Visible(q.Note)).Value(&m.texts[i]).
		Validate(check).Prompt("> ")
}

// index is the question that huh asks.
func (m *form) index() int { return m.questionOf(m.inner.GetFocusedField().GetKey()) }

func (m *form) questionOf(key string) int {
	for i, q := range m.opts.Fields {
		if q.Key == key {
			return i
		}
	}
	return 0
}

func (m *form) values() map[string]string {
	values := make(map[string]string, len(m.texts))
	for i, q := range m.opts.Fields {
		values[q.Key] = m.texts[i]
	}
	return values
}
