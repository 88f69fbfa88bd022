package tui

import (
	"image"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi/kitty"
)

var (
	yesKitty = uv.KittyGraphicsEvent{Options: kitty.Options{ID: 31}, Payload: []byte("OK")}
	noKitty  = uv.KittyGraphicsEvent{Options: kitty.Options{ID: 31}, Payload: []byte("EINVAL:unknown")}
	sixels   = uv.PrimaryDeviceAttributesEvent{62, 4, 22}
	noSixels = uv.PrimaryDeviceAttributesEvent{62, 22}
)

func named(name string) tea.Msg { return tea.TerminalVersionMsg{Name: name} }

func TestTheProtocolOfATerminal(t *testing.T) {
	for _, test := range []struct {
		what    string
		environ string
		wish    Protocol
		answers []tea.Msg
		want    Protocol
	}{
		{"kitty", "TERM=xterm-kitty", "", []tea.Msg{named("kitty(0.35.2)"), yesKitty, noSixels}, Kitty},
		{"kitty from before its characters", "TERM=xterm-kitty", "", []tea.Msg{named("kitty(0.26.5)"), yesKitty, noSixels}, NoPictures},
		{"kitty without a name", "TERM=xterm-kitty", "", []tea.Msg{yesKitty, noSixels}, Kitty},
		{"kitty by a variable", "TERM=xterm-256color KITTY_WINDOW_ID=1", "", []tea.Msg{yesKitty, noSixels}, Kitty},
		{"kitty that says no", "TERM=xterm-kitty", "", []tea.Msg{named("kitty(0.35.2)"), noKitty, noSixels}, NoPictures},
		{"xterm started from kitty", "TERM=xterm-256color KITTY_WINDOW_ID=1", "", []tea.Msg{named("XTerm(379)"), noSixels}, NoPictures},
		{"ghostty", "TERM=xterm-ghostty", "", []tea.Msg{named("ghostty 1.1.3"), yesKitty, noSixels}, Kitty},
		{"iTerm2", "TERM_PROGRAM=iTerm.app", "", []tea.Msg{named("iTerm2 3.5.0"), sixels}, ITerm2},
		{"iTerm2 over ssh", "TERM=xterm-256color LC_TERMINAL=iTerm2", "", []tea.Msg{noSixels}, ITerm2},
		{"WezTerm says yes to Kitty", "TERM_PROGRAM=WezTerm", "", []tea.Msg{named("WezTerm 20240203-110809"), yesKitty, sixels}, ITerm2},
		{"Konsole says yes to Kitty", "TERM=xterm-256color", "", []tea.Msg{named("Konsole 24.2.0"), yesKitty, sixels}, Sixel},
		{"foot", "TERM=foot", "", []tea.Msg{named("foot(1.16.2)"), sixels}, Sixel},
		{"xterm as a VT340", "TERM=xterm", "", []tea.Msg{named("XTerm(379)"), sixels}, Sixel},
		{"xterm", "TERM=xterm", "", []tea.Msg{named("XTerm(379)"), noSixels}, NoPictures},
		{"tmux", "TERM=tmux-256color TMUX=/tmp/t,1,0 KITTY_WINDOW_ID=1", "", []tea.Msg{noSixels}, NoPictures},
		{"tmux that knows Sixel", "TERM=tmux-256color TMUX=/tmp/t,1,0", "", []tea.Msg{sixels}, Sixel},
		{"screen in iTerm2", "TERM=screen TERM_PROGRAM=iTerm.app STY=1.a", "", []tea.Msg{noSixels}, NoPictures},
		{"a dumb one, against a wish", "TERM=dumb", Sixel, nil, NoPictures},
		{"the Linux console", "TERM=linux", "", nil, NoPictures},
		{"Terminal.app", "TERM=xterm-256color TERM_PROGRAM=Apple_Terminal", "", nil, NoPictures},
		{"one that does not answer", "TERM=xterm", "", []tea.Msg{silenceMsg{}}, ""},
		{"one that answers late", "TERM=xterm", "", []tea.Msg{silenceMsg{}, sixels}, Sixel},
		{"one that does not answer, with a wish", "TERM=xterm", Sixel, []tea.Msg{silenceMsg{}}, Sixel},
		{"a wish", "TERM=xterm", ITerm2, []tea.Msg{named("XTerm(379)"), sixels}, ITerm2},
		{"a wish inside tmux", "TERM=tmux TMUX=x", Kitty, []tea.Msg{noSixels}, Kitty},
		{"a wish for none", "TERM=xterm-kitty", NoPictures, nil, NoPictures},
		{"auto", "TERM=foot", AskTerminal, []tea.Msg{sixels}, Sixel},
		{"not yet", "TERM=foot", "", []tea.Msg{named("foot(1.16.2)")}, ""},
	} {
		term := newTerminal(strings.Fields(test.environ), test.wish)
		questions := term.ask()
		if asks := questions != ""; asks != (term.protocol == "") {
			t.Errorf("%s: questions %q", test.what, questions)
		}
		for i, answer := range test.answers {
			if again := term.hear(answer, 80, 24); again != (i == len(test.answers)-1 && test.want != "") {
				t.Errorf("%s: answer %d draws again: %v", test.what, i, again)
			}
		}
		if term.protocol != test.want {
			t.Errorf("%s: %q, want %q", test.what, term.protocol, test.want)
		}
		if term.ask() != "" {
			t.Errorf("%s: asked twice", test.what)
		}
	}
}

func TestTmuxIsNotAskedWhatItTakesForATitle(t *testing.T) {
	if questions := newTerminal([]string{"TERM=tmux-256color"}, "").ask(); strings.Contains(questions, "\x1b_") || !strings.HasSuffix(questions, "\x1b[c") {
		t.Errorf("questions %q", questions)
	}
	if questions := newTerminal([]string{"TERM=xterm"}, "").ask(); !strings.Contains(questions, "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\") {
		t.Errorf("questions %q", questions)
	}
}

func TestTheSizeOfACell(t *testing.T) {
	for _, test := range []struct {
		what    string
		answers []tea.Msg
		want    image.Point
	}{
		{"not told", nil, image.Pt(10, 20)},
		{"cells", []tea.Msg{uv.CellSizeEvent{Width: 9, Height: 18}, uv.PixelSizeEvent{Width: 1600, Height: 960}}, image.Pt(9, 18)},
		{"the window, with its border", []tea.Msg{uv.PixelSizeEvent{Width: 644, Height: 412}}, image.Pt(8, 17)},
		{"nonsense", []tea.Msg{uv.PixelSizeEvent{Width: -1, Height: 1 << 30}}, image.Pt(10, 20)},
		{"nothing", []tea.Msg{uv.CellSizeEvent{}}, image.Pt(10, 20)},
	} {
		term := newTerminal(nil, "")
		term.ask()
		for _, answer := range test.answers {
			term.hear(answer, 80, 24)
		}
		if term.cell != test.want {
			t.Errorf("%s: %v, want %v", test.what, term.cell, test.want)
		}
	}
	term := newTerminal(nil, "")
	term.hear(uv.UnknownCsiEvent("\x1b[?1;0;16S"), 80, 24)
	if term.registers != 16 {
		t.Errorf("%d colours, want 16", term.registers)
	}
	for _, answer := range []string{"\x1b[?1;3S", "\x1b[?1;0;1S", "\x1b[?2;0;100S", "\x1b[?1;0;1024S"} {
		term := newTerminal(nil, "")
		if term.hear(uv.UnknownCsiEvent(answer), 80, 24); term.registers != 255 {
			t.Errorf("%q: %d colours, want 255", answer, term.registers)
		}
	}
}
