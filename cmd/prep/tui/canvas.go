package tui

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
)

// tty is what Bubble Tea wants of an output to take it for a terminal. No method more may be promoted: what is
// written by another would pass the canvas by.
type tty interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// canvas is the terminal with pictures on it. What the renderer writes passes through it unchanged but for the
// characters that stand for pictures (see cellRune).
type canvas struct {
	tty

	mu     sync.Mutex
	hung   [places]*hung
	known  [places]bool // Kitty has the picture
	gone   string       // takes pictures away, with the next write
	unhang func(id int) string
	cut    []byte // the beginning of a character whose end was not written yet
}

// hang puts a picture in a place.
func (c *canvas) hang(place int, h *hung) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hung[place], c.known[place] = h, false
}

// clear takes a picture away. Its cells are blank from now on, until the next frame is without them.
func (c *canvas) clear(place int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[place] {
		c.gone += c.unhang(c.hung[place].id)
	}
	c.hung[place], c.known[place] = nil, false
}

// leave takes what pictures there still are out of the terminal, at the end.
func (c *canvas) leave() error {
	for place := range places {
		c.clear(place)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := io.WriteString(c.tty, c.gone)
	c.gone = ""
	return err
}

// Write writes to the terminal.
func (c *canvas) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone == "" && c.cut == nil && bytes.IndexByte(p, cellLead) < 0 {
		return c.tty.Write(p)
	}
	var b bytes.Buffer
	b.WriteString(c.gone) // first: what comes may have the same id
	c.gone = ""
	c.translate(&b, append(c.cut, p...))
	if _, err := c.tty.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// translate writes text with what the terminal understands in place of pictures.
func (c *canvas) translate(b *bytes.Buffer, text []byte) {
	c.cut = nil
	pen := 0 // the id of Kitty that the colour of the letters says
	letters := func(text []byte) {
		if pen != 0 {
			b.WriteString("\x1b[39m")
			pen = 0
		}
		b.Write(text)
	}
	for len(text) > 0 {
		at := bytes.IndexByte(text, cellLead)
		if at < 0 {
			at = len(text)
		}
		if at > 0 {
			letters(text[:at])
			text = text[at:]
			continue
		}
		if !utf8.FullRune(text) {
			c.cut = bytes.Clone(text)
			break
		}
		r, size := utf8.DecodeRune(text)
		if place, row, col, ok := cellOf(r); ok {
			pen = c.cell(b, place, row, col, pen)
		} else if place, first, last, ok := armedOf(r); !ok {
			letters(text[:size])
		} else if h := c.hung[place]; h != nil && h.part == nil {
			pen = c.cell(b, place, last, h.cols-1, pen)
		} else {
			bring(b, h, first, last)
		}
		text = text[size:]
	}
	letters(nil)
}

// cell writes a cell: a blank, or Kitty's character with its row and column as marks above it and the picture in its
// colour (https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders).
func (c *canvas) cell(b *bytes.Buffer, place, row, col, pen int) int {
	h := c.hung[place]
	if h == nil || h.part != nil {
		b.WriteByte(' ')
		return pen
	}
	if !c.known[place] {
		b.WriteString(h.whole)
		c.known[place] = true
	}
	if pen != h.id {
		fmt.Fprintf(b, "\x1b[38;2;%d;%d;%dm", h.id>>16&255, h.id>>8&255, h.id&255)
	}
	b.WriteRune(kitty.Placeholder)
	b.WriteRune(kitty.Diacritic(row))
	b.WriteRune(kitty.Diacritic(col))
	return h.id
}

// bring draws a picture with the cursor in the last of its cells, and leaves the cursor behind it. The cell is made
// blank like the others, but first: letters erase what of a picture is under them.
func bring(b *bytes.Buffer, h *hung, first, last int) {
	if h == nil {
		b.WriteByte(' ')
		return
	}
	b.WriteString(ansi.SaveCursor + " " + ansi.RestoreCursor)
	if last > first {
		b.WriteString(ansi.CursorUp(last - first))
	}
	if h.cols > 1 {
		b.WriteString(ansi.CursorBackward(h.cols - 1))
	}
	if first == 0 && last == h.rows-1 {
		b.WriteString(h.whole)
	} else {
		b.WriteString(h.part(first, last))
	}
	b.WriteString(ansi.RestoreCursor + ansi.CursorForward(1))
}
