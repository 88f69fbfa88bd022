package tui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"time"

	tea "charm.land/bubbletea/v2"
)

// gallery is the pictures of the card that shows. Drawing asks it for them; what it does not have yet it notes, and
// fetch gets it in a Cmd. Nothing is kept when the card goes or the screen changes its size.
type gallery struct {
	ctx      context.Context
	open     func(context.Context, string) (io.ReadCloser, error)
	terminal *terminal
	canvas   *canvas
	turn     chan struct{} // held while a picture is decoded

	rows     int // that a picture can have; 0: the screen is too small for pictures
	exhibits map[request]*exhibit
	order    []request // as they were asked for
	hangings int       // since the start: the next place

	card   context.Context // until the card goes
	cancel context.CancelFunc
	serial int // of the card
	base   int // of Kitty's ids
}

// request is a picture and the columns that it can have.
type request struct {
	destination string
	cols        int
}

// exhibit is a picture of the card: on its way, hung, or with the reason why there is none.
type exhibit struct {
	fetching bool
	place    int
	hung     *hung
	reason   string
}

// pictureMsg brings a picture.
type pictureMsg struct {
	serial int
	wanted request
	hung   *hung
	err    error
}

// patience is how long a terminal may take to answer.
const patience = time.Second

func newGallery(ctx context.Context, opts ReviewOptions) *gallery {
	g := &gallery{
		ctx: ctx, open: opts.Picture, terminal: newTerminal(opts.Environ, opts.Images), turn: make(chan struct{}, 1),
		base: rand.IntN(1<<16)<<8 | 0x10, // as good as never that of another program's picture
	}
	if out, ok := opts.Out.(tty); ok && g.open != nil {
		g.canvas = &canvas{tty: out, unhang: g.terminal.unhang}
	} else {
		g.terminal.protocol = NoPictures
	}
	g.clear()
	return g
}

// clear takes all pictures away: of a card that goes, or those drawn for another size of the screen.
func (g *gallery) clear() {
	if g.cancel != nil {
		g.cancel()
	}
	for _, e := range g.exhibits {
		if e.hung != nil {
			g.canvas.clear(e.place)
		}
	}
	g.card, g.cancel = context.WithCancel(g.ctx)
	g.exhibits, g.order = map[request]*exhibit{}, nil
	g.serial++
}

// close ends what is on its way and takes the pictures out of the terminal.
func (g *gallery) close() error {
	g.cancel()
	if g.canvas == nil {
		return nil
	}
	return g.canvas.leave()
}

// measure asks the system how large the cells of the terminal are, and reports whether they have changed. Where it
// knows, nobody needs to ask the terminal.
func (g *gallery) measure() bool {
	if g.canvas == nil {
		return false
	}
	pixels, cells := windowPixels(g.canvas.Fd())
	if pixels.X > 0 && pixels.Y > 0 {
		g.terminal.told = true
	}
	return g.terminal.window(pixels, cells)
}

// show returns what there is of a picture, and notes that it is wanted; nil: it stays words.
func (g *gallery) show(destination string, cols int) *exhibit {
	if g == nil || g.rows < 1 || cols < 1 || g.terminal.protocol == NoPictures || !isPicture(destination) {
		return nil
	}
	w := request{destination, min(cols, widest)}
	e := g.exhibits[w]
	if e == nil && len(g.order) < mostPictures {
		e = &exhibit{}
		g.exhibits[w] = e
		g.order = append(g.order, w)
	}
	return e
}

// fetch gets what is wanted, or asks the terminal what it can show; nil: nothing is wanted.
func (g *gallery) fetch(after func(time.Duration, tea.Msg) tea.Cmd) tea.Cmd {
	if len(g.order) == 0 {
		return nil
	}
	if g.terminal.protocol == "" {
		if questions := g.terminal.ask(); questions != "" {
			g.measure()
			return tea.Batch(tea.Raw(questions), after(patience, silenceMsg{}))
		}
		return nil
	}
	var cmds []tea.Cmd
	for _, w := range g.order {
		e := g.exhibits[w]
		if e.fetching || e.hung != nil || e.reason != "" {
			continue
		}
		e.fetching, e.place = true, g.hangings%places
		g.hangings++
		cmds = append(cmds, g.get(w, e.place))
	}
	return tea.Batch(cmds...)
}

// get reads a picture and encodes it, in a Cmd.
func (g *gallery) get(w request, place int) tea.Cmd {
	ctx, serial, t := g.card, g.serial, *g.terminal
	room := frame{cols: w.cols, rows: min(g.rows, highest), cell: t.cell}
	if t.protocol == Sixel {
		room.band = sixelBand
	}
	return func() tea.Msg {
		h, err := func() (*hung, error) {
			file, err := g.open(ctx, w.destination)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			p, err := readPicture(ctx, file, room, g.turn)
			if err != nil {
				return nil, err
			}
			return t.hang(p, g.base+place)
		}()
		return pictureMsg{serial, w, h, err}
	}
}

// arrived hangs a picture that came, and reports whether the card has to be drawn again.
func (g *gallery) arrived(msg pictureMsg) bool {
	e := g.exhibits[msg.wanted]
	if msg.serial != g.serial || e == nil {
		return false
	}
	e.fetching = false
	if msg.err != nil {
		e.reason = oneLine(reasonOf(msg.err))
		return true
	}
	e.hung = msg.hung
	g.canvas.hang(e.place, msg.hung)
	return true
}

// reasonOf is why there is no picture, in a few words: without the path, which stands in the card.
func reasonOf(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "not on this machine"
	case errors.Is(err, context.DeadlineExceeded):
		return "it took too long"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}
