package tui

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// paperTTY is a terminal that remembers what was written.
type paperTTY struct{ bytes.Buffer }

func (*paperTTY) Close() error { return nil }
func (*paperTTY) Fd() uintptr  { return ^uintptr(0) }

// checkered is an image of four fields, red and blue.
func checkered() *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 4, 12))
	for y := range 12 {
		for x := range 4 {
			m.Set(x, y, color.RGBA{R: 255, A: 255})
			if (x/2+y/6)%2 == 1 {
				m.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small shows the image of 4x12 pixels in 2x2 cells of 2x6 pixels, in place 3.
func small(t *testing.T, protocol Protocol, environ ...string) (*canvas, *paperTTY) {
	t.Helper()
	out := &paperTTY{}
	term := newTerminal(environ, protocol)
	term.protocol = protocol
	room := frame{cols: 2, rows: 2, cell: image.Pt(2, 6), band: sixelBand}
	p, err := readPicture(t.Context(), bytes.NewReader(pngOf(t, checkered())), room, make(chan struct{}, 1))
	if err != nil {
		t.Fatal(err)
	}
	h, err := term.hang(p, 0x010203)
	if err != nil {
		t.Fatal(err)
	}
	c := &canvas{tty: out, unhang: term.unhang}
	c.hang(3, h)
	return c, out
}

// written is what the canvas makes of a frame.
func written(t *testing.T, c *canvas, out *paperTTY, frame string) string {
	t.Helper()
	out.Reset()
	if n, err := c.Write([]byte(frame)); err != nil || n != len(frame) {
		t.Fatalf("wrote %d, %v; want %d", n, err, len(frame))
	}
	return out.String()
}

// framed is what a picture's cells become, some rows from a first one on, with a line above and one below.
func framed(t *testing.T, c *canvas, out *paperTTY, from int) string {
	t.Helper()
	lines := append([]string{"above"}, cellLines(3, 2, 2)[from:]...)
	arm(lines)
	return written(t, c, out, strings.Join(append(lines, "below"), "\r\n"))
}

// The sequences of each protocol for the whole picture, for its second row alone, and for the frame after it. What
// is encoded in base64 is a PNG, and compared as one.
func TestCanvasGolden(t *testing.T) {
	for _, test := range []struct {
		protocol           Protocol
		whole, part, after string
	}{
		{
			Sixel,
			"above\r\n  \r\n \x1b7 \x1b8\x1b[A\x1b[D" +
				"\x1bP0;1q\"1;1;4;12#0;2;0;0;100#0??~~$#1;2;100;0;0#1~~-#0~~$#1??~~\x1b\\" + "\x1b8\x1b[C\r\nbelow",
			"above\r\n \x1b7 \x1b8\x1b[D" +
				"\x1bP0;1q\"1;1;4;6#0;2;0;0;100#0~~$#1;2;100;0;0#1??~~\x1b\\" + "\x1b8\x1b[C\r\nbelow",
			"",
		},
		{
			ITerm2,
			"above\r\n  \r\n \x1b7 \x1b8\x1b[A\x1b[D\x1b]1337;File=size=N;width=2;height=2;preserveAspectRatio=0;" +
				"inline=1;doNotMoveCursor=1:PNG 4x12 6 rrbb, 6 bbrr\a\x1b8\x1b[C\r\nbelow",
			"above\r\n \x1b7 \x1b8\x1b[D\x1b]1337;File=size=N;width=2;height=1;preserveAspectRatio=0;" +
				"inline=1;doNotMoveCursor=1:PNG 4x6 6 bbrr\a\x1b8\x1b[C\r\nbelow",
			"",
		},
		{
			Kitty,
			"above\r\n\x1b_Gf=100,q=2,i=66051,U=1,c=2,r=2,a=T;PNG 4x12 6 rrbb, 6 bbrr\x1b\\" +
				"\x1b[38;2;1;2;3m\U0010eeee\u0305\u0305\U0010eeee\u0305\u030d\x1b[39m\r\n" +
				"\x1b[38;2;1;2;3m\U0010eeee\u030d\u0305\U0010eeee\u030d\u030d\x1b[39m\r\nbelow",
			"above\r\n\x1b[38;2;1;2;3m\U0010eeee\u030d\u0305\U0010eeee\u030d\u030d\x1b[39m\r\nbelow",
			"\x1b_Gq=2,i=66051,d=I,a=d\x1b\\",
		},
	} {
		c, out := small(t, test.protocol)
		for from, want := range []string{test.whole, test.part} {
			if diff := cmp.Diff(want, legible(t, framed(t, c, out, from))); diff != "" {
				t.Errorf("%s from row %d: %s", test.protocol, from, diff)
			}
		}
		c.clear(3)
		if diff := cmp.Diff(test.after+"gone", written(t, c, out, "gone")); diff != "" {
			t.Errorf("%s: %s", test.protocol, diff)
		}
		if got := framed(t, c, out, 0); got != "above\r\n  \r\n  \r\nbelow" {
			t.Errorf("%s: a picture that is gone: %q", test.protocol, got)
		}
	}
}

// legible writes the pixels in place of a PNG.
func legible(t *testing.T, sequence string) string {
	t.Helper()
	sequence = regexp.MustCompile(`size=\d+`).ReplaceAllString(sequence, "size=N")
	return regexp.MustCompile(`iVBORw0KGgo[A-Za-z0-9+/]*=*`).ReplaceAllStringFunc(sequence, func(text string) string {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		b := m.Bounds()
		var lines []string
		for y := b.Min.Y; y < b.Max.Y; y++ {
			line := ""
			for x := b.Min.X; x < b.Max.X; x++ {
				red, _, blue, _ := m.At(x, y).RGBA()
				line += map[[2]bool]string{{true, false}: "r", {false, true}: "b"}[[2]bool{red == 0xffff, blue == 0xffff}]
			}
			lines = append(lines, line)
		}
		drawn := fmt.Sprintf("PNG %dx%d", b.Dx(), b.Dy())
		for n := 0; len(lines) > 0; lines = lines[n:] {
			for n = 1; n < len(lines) && lines[n] == lines[0]; n++ {
			}
			drawn += fmt.Sprintf(" %d %s,", n, lines[0])
		}
		return strings.TrimSuffix(drawn, ",")
	})
}

// A write may end anywhere, and what is no picture passes as it is.
func TestCanvasTakesAnyPieces(t *testing.T) {
	lines := cellLines(3, 2, 2)
	arm(lines)
	frame := "a\U0010FFFDé" + strings.Join(lines, "\r\n") + "\xf4z"
	for _, protocol := range []Protocol{Kitty, Sixel} {
		c, out := small(t, protocol)
		whole := written(t, c, out, frame)
		if !strings.HasPrefix(whole, "a\U0010FFFDé") || !strings.HasSuffix(whole, "\xf4z") {
			t.Errorf("%q", whole)
		}
		c, out = small(t, protocol)
		pieces := ""
		for i := range len(frame) {
			pieces += written(t, c, out, frame[i:i+1])
		}
		if protocol == Kitty { // each write ends the colour that it began
			pieces = strings.ReplaceAll(strings.ReplaceAll(pieces, "\x1b[39m", ""), "\x1b[38;2;1;2;3m", "")
			whole = strings.ReplaceAll(strings.ReplaceAll(whole, "\x1b[39m", ""), "\x1b[38;2;1;2;3m", "")
		}
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Errorf("%s: %s", protocol, diff)
		}
	}
}

// Whatever is written in two pieces is what it is in one, and without pictures it is unchanged.
func FuzzCanvas(f *testing.F) {
	lines := cellLines(3, 2, 2)
	arm(lines)
	f.Add("a\x1b[1mb", 3)
	f.Add(strings.Join(lines, "\n"), 6)
	f.Add("\xf4\x80\xf4\x8f\xbf\xbf\xf4", 1)
	f.Add(string(cellRune(7, 31, 127))+string(firstArmed+1023)+string(rune(afterArmed-1)), 5)
	f.Fuzz(func(t *testing.T, frame string, at int) {
		at = max(min(at, len(frame)), 0)
		c, out := small(t, Sixel)
		whole := written(t, c, out, frame)
		c, out = small(t, Sixel)
		if pieces := written(t, c, out, frame[:at]) + written(t, c, out, frame[at:]); pieces != whole {
			t.Fatalf("%q, in pieces %q", whole, pieces)
		}
		if strings.IndexByte(frame, cellLead) < 0 && whole != frame {
			t.Fatalf("%q became %q", frame, whole)
		}
	})
}

func TestCanvasLeavesNothingBehind(t *testing.T) {
	c, out := small(t, Kitty)
	framed(t, c, out, 0)
	out.Reset()
	if err := c.leave(); err != nil || out.String() != "\x1b_Gq=2,i=66051,d=I,a=d\x1b\\" {
		t.Errorf("left with %q, %v", out.String(), err)
	}
	c, out = small(t, Kitty) // one that never showed
	if err := c.leave(); err != nil || out.Len() != 0 {
		t.Errorf("left with %q, %v", out.String(), err)
	}
}

func TestKittyBehindTmux(t *testing.T) {
	c, out := small(t, Kitty, "TMUX=/tmp/tmux-0/default,1,0")
	got := framed(t, c, out, 0)
	if !strings.HasPrefix(got, "above\r\n\x1bPtmux;\x1b\x1b_Gf=100") || !strings.Contains(got, "\x1b\x1b\\\x1b\\\x1b[38;2;1;2;3m") {
		t.Errorf("not passed through: %q", got)
	}
}

func TestACellIsOneCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.IntRange(0, places-1).Draw(t, "place")
		row, col := rapid.IntRange(0, highest-1).Draw(t, "row"), rapid.IntRange(0, widest-1).Draw(t, "col")
		r := cellRune(place, row, col)
		if p, y, x, ok := cellOf(r); p != place || y != row || x != col || !ok {
			t.Fatalf("%U read back as %d %d %d %v", r, p, y, x, ok)
		}
		if _, _, _, ok := armedOf(r); ok {
			t.Fatalf("%U is armed", r)
		}
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			if got := method.StringWidth(string(r) + string(r)); got != 2 {
				t.Fatalf("%U twice is %d wide", r, got)
			}
		}
		if Visible(string(r)) == string(r) {
			t.Fatalf("a card may say %U", r)
		}
	})
}
