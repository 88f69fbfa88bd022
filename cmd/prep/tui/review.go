// Package tui draws prep on a terminal: the review, and what other commands show of a card.
package tui

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"prep/deck"
)

// ReviewOptions are what a review on a terminal needs of the outside world.
type ReviewOptions struct {
	Session *deck.Session
	In      io.Reader
	Out     io.Writer
	Clock   func() time.Time
	Color   bool
	Environ []string
	Width   int // of the terminal, until it says so itself
	Height  int

	// Confidence asks how sure the person is before each reveal.
	Confidence bool
	// Pace is how long an answer of this person takes; zero: not known yet.
	Pace time.Duration

	// Edit opens the card in the person's editor, Split one in which to make several cards of it; the terminal is
	// theirs until it returns. Either may be nil.
	Edit, Split func(context.Context, deck.Card) error
	// Source returns what the info page says of the journal entry of a card, and the reply what a person's own
	// story for a question is, both in Markdown and empty where there is none. Either may be nil.
	Source, Story func(context.Context, deck.Card) (string, error)
	// Open opens a link or a file outside the terminal; nil: it cannot.
	Open func(context.Context, string) error

	// Picture opens the file that an image of a card names: media/…, an absolute path or a file:// address, never
	// one of the network. It may take as long as its context lasts; until then, and if it fails, the image is words.
	// nil: always. What it returns need not be a picture.
	Picture func(ctx context.Context, destination string) (io.ReadCloser, error)
	// Images is how the terminal takes pictures; "": it is asked.
	Images Protocol
}

// Review runs the review until it is done or the person quits. It returns context.Canceled after Ctrl-C. Every answer
// is committed before the next card shows, so there is nothing to save at the end, however it comes.
func Review(ctx context.Context, opts ReviewOptions) error {
	m := newReview(ctx, opts)
	out := opts.Out
	if m.gallery.canvas != nil {
		out = m.gallery.canvas
	}
	options := []tea.ProgramOption{
		tea.WithInput(opts.In), tea.WithOutput(out), tea.WithContext(ctx), tea.WithoutSignalHandler(),
		tea.WithFilter(neverEmpty),
	}
	if opts.Environ != nil {
		options = append(options, tea.WithEnvironment(opts.Environ))
	}
	if !opts.Color {
		options = append(options, tea.WithColorProfile(colorprofile.ASCII))
	}
	final, err := tea.NewProgram(m, options...).Run()
	err = errors.Join(err, m.gallery.close())
	if m, ok := final.(*review); ok {
		out := colorprofile.NewWriter(opts.Out, opts.Environ)
		if !opts.Color {
			out.Profile = colorprofile.ASCII
		}
		_, written := io.WriteString(out, m.farewell())
		err = errors.Join(err, written)
		switch {
		case m.interrupted || ctx.Err() != nil:
			return context.Canceled
		case m.fatal != nil:
			return m.fatal
		}
	}
	if errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// neverEmpty gives a terminal that does not know its size one: in none at all nothing would be drawn.
func neverEmpty(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok && (size.Width <= 0 || size.Height <= 0) {
		return tea.WindowSizeMsg{Width: 80, Height: 24}
	}
	return msg
}
