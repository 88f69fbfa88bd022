package tui

import (
	"fmt"
	"image"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Protocol is how a terminal takes pictures.
type Protocol string

// The protocols, and the two other wishes that a person can have.
const (
	AskTerminal Protocol = "auto"
	Kitty       Protocol = "kitty"
	ITerm2      Protocol = "iterm2"
	Sixel       Protocol = "sixel"
	NoPictures  Protocol = "none"
)

// Protocols returns what can be wished for.
func Protocols() []Protocol { return []Protocol{AskTerminal, Kitty, ITerm2, Sixel, NoPictures} }

// usualCell is the size of a cell in pixels where the terminal does not tell: that of the VT340, which terminals
// that imitate it have too.
func usualCell() image.Point { return image.Pt(10, 20) }

// terminal is what is known of the terminal. It is asked when the first picture comes: who has none waits for
// nothing, and no answer comes after the end of a short review.
type terminal struct {
	environ []string
	wish    Protocol

	protocol Protocol // "": not known yet
	asked    bool
	name     string // as it calls itself: "kitty(0.35.2)"
	graphics bool   // it said yes to Kitty's question
	told     bool   // the size of its cells, by a way better than what comes
	cell     image.Point
	// registers is how many colours a Sixel picture can have.
	registers int
}

func newTerminal(environ []string, wish Protocol) *terminal {
	t := &terminal{environ: environ, wish: wish, cell: usualCell(), registers: 255}
	if t.wish == "" {
		t.wish = AskTerminal
	}
	switch {
	case wish == NoPictures, t.env("TERM") == "dumb":
		t.protocol = NoPictures
	case t.wish == AskTerminal && (t.env("TERM") == "linux" || t.env("TERM_PROGRAM") == "Apple_Terminal"):
		t.protocol = NoPictures // they have none, and would print the questions
	}
	return t
}

func (t *terminal) env(name string) string {
	for _, line := range slices.Backward(t.environ) {
		if value, found := strings.CutPrefix(line, name+"="); found {
			return value
		}
	}
	return ""
}

// inside reports whether tmux, screen or the like stands between prep and the terminal. What is meant for the
// terminal stops there; only what it announces itself works.
func (t *terminal) inside() bool {
	for _, prefix := range []string{"tmux", "screen"} {
		if strings.HasPrefix(t.env("TERM"), prefix) {
			return true
		}
	}
	return t.env("TMUX") != "" || t.env("STY") != "" || t.env("ZELLIJ") != ""
}

// Questions to a terminal (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html).
const (
	askCellSize   = "\x1b[16t"
	askWindowSize = "\x1b[14t" // for those that do not know the first
	askRegisters  = "\x1b[?1;1;0S"
)

// ask returns the questions, once. The last is one that every terminal answers: what comes before that answer is
// all there is.
func (t *terminal) ask() string {
	if t.asked || t.protocol != "" {
		return ""
	}
	t.asked = true
	questions := askCellSize + askWindowSize + askRegisters
	if !t.inside() { // tmux would take Kitty's question for a title
		questions += ansi.RequestNameVersion + ansi.KittyGraphics([]byte("AAAA"), "i=31", "s=1", "v=1", "a=q", "t=d", "f=24")
	}
	return questions + ansi.RequestPrimaryDeviceAttributes
}

// hear takes an answer in a window of so many cells, and reports whether pictures have to be drawn in another way.
func (t *terminal) hear(msg tea.Msg, width, height int) bool {
	switch msg := msg.(type) {
	case tea.TerminalVersionMsg:
		t.name = msg.Name
	case uv.KittyGraphicsEvent:
		if string(msg.Payload) == "OK" && msg.Options.ID == 31 {
			t.graphics = true
		}
	case uv.CellSizeEvent:
		if !t.told {
			t.told = true
			return t.measured(image.Pt(msg.Width, msg.Height))
		}
	case uv.PixelSizeEvent:
		if !t.told {
			return t.window(image.Pt(msg.Width, msg.Height), image.Pt(width, height))
		}
	case uv.UnknownCsiEvent:
		var n int
		if _, err := fmt.Sscanf(string(msg), "\x1b[?1;0;%dS", &n); err == nil && n >= 2 {
			t.registers = min(n, 255)
		}
	case uv.PrimaryDeviceAttributesEvent:
		if t.asked && t.protocol == "" {
			t.protocol = t.choose(slices.Contains(msg, 4))
			return true
		}
	case silenceMsg:
		if t.protocol == "" && t.wish != AskTerminal {
			t.protocol = t.wish
			return true
		}
	}
	return false
}

// silenceMsg comes when the terminal has had long enough to answer. Then a wish counts without an answer; one that
// comes later still counts where there is no wish.
type silenceMsg struct{}

// window takes the size of a window in pixels and in cells, and reports whether that changes anything. Some pixels
// may be those of a border: rounded down, a picture is rather too small than over the text below.
func (t *terminal) window(pixels, cells image.Point) bool {
	if cells.X <= 0 || cells.Y <= 0 {
		return false
	}
	return t.measured(image.Pt(pixels.X/cells.X, pixels.Y/cells.Y))
}

// measured notes the size of a cell, if it can be one.
func (t *terminal) measured(cell image.Point) bool {
	if cell.X < 3 || cell.Y < sixelBand || cell.X > 64 || cell.Y > 128 || cell == t.cell {
		return false
	}
	t.cell = cell
	return t.protocol != ""
}

// choose decides after the last answer. A terminal that calls itself something is believed before the variables,
// which it may have from the terminal in which it was started.
func (t *terminal) choose(sixel bool) Protocol {
	switch {
	case t.wish != AskTerminal:
		return t.wish
	case t.inside():
		if sixel {
			return Sixel
		}
		return NoPictures
	}
	name := strings.ToLower(t.name)
	if name == "" {
		name = t.hint()
	}
	for _, known := range []struct {
		name     string
		protocol Protocol
	}{{"kitty", Kitty}, {"ghostty", Kitty}, {"iterm", ITerm2}, {"wezterm", ITerm2}} {
		// WezTerm, Konsole and others say yes to Kitty's question too, but do not know its characters.
		if strings.HasPrefix(name, known.name) && (known.protocol != Kitty || t.graphics && !beforePlaceholders(name)) {
			return known.protocol
		}
	}
	if sixel {
		return Sixel
	}
	return NoPictures
}

// beforePlaceholders reports whether the name is that of a Kitty older than 0.28, which has no characters for pictures.
func beforePlaceholders(name string) bool {
	var major, minor int
	n, err := fmt.Sscanf(name, "kitty(%d.%d", &major, &minor)
	return err == nil && n == 2 && major == 0 && minor < 28
}

// hint is the name of the terminal by the variables that it sets.
func (t *terminal) hint() string {
	for _, value := range []string{strings.TrimPrefix(t.env("TERM"), "xterm-"), t.env("TERM_PROGRAM"), t.env("LC_TERMINAL")} {
		value = strings.ToLower(value)
		for _, name := range []string{"kitty", "ghostty", "iterm", "wezterm"} {
			if strings.HasPrefix(value, name) {
				return name
			}
		}
	}
	if t.env("KITTY_WINDOW_ID") != "" {
		return "kitty"
	}
	return ""
}
