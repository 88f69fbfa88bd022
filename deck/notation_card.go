package deck

import (
	"strings"
	"unicode/utf8"

	"prep"
)

// openCard is the card that the parser is reading; with marker 0 it reads none.
type openCard struct {
	marker     byte // Q, T, R or C
	line       int
	id         prep.ID
	front      string // once its answer has begun
	answer     byte   // A or =, once it has begun
	answerLine int
	tags       []string
	tagged     bool // the field being read ended with its tags

	buf     []byte // the field being read
	started bool   // it has a line that is not blank
	places  []origin
}

// origin is where a line of the field being read stands in the file.
type origin struct {
	line  int
	shift int // the bytes of the line that are not in the field, all of them ASCII
}

// add appends a line to the field being read. Blank lines before its text do not count.
func (c *openCard) add(line string, number, shift int) {
	if c.marker == 0 || !c.started && isBlank(line) {
		return
	}
	if c.started {
		c.buf = append(c.buf, '\n')
	}
	c.started = true
	c.buf = append(c.buf, line...)
	if c.marker == 'C' { // only gaps are looked for again
		c.places = append(c.places, origin{number, shift})
	}
}

// text returns the field that was read.
func (c *openCard) text() string { return strings.TrimRight(string(c.buf), " \t\r\n") }

func (c *openCard) beginAnswer(marker byte, line int) {
	c.answer, c.answerLine, c.tagged = marker, line, false
	c.buf, c.started, c.places = c.buf[:0], false, c.places[:0]
}

// close forgets the card and keeps its buffers.
func (c *openCard) close() { *c = openCard{buf: c.buf[:0], places: c.places[:0]} }

func (c *openCard) kind() Kind {
	switch {
	case c.marker == 'T':
		return Tip
	case c.marker == 'R':
		return Reversed
	case c.marker == 'C':
		return Cloze
	case c.answer == '=':
		return Typed
	}
	return Question
}

// title names the kind in a sentence.
func (c *openCard) title() string {
	if kind := c.kind(); kind != Reversed {
		return string(kind)
	}
	return "reversed card"
}

// place returns the line and column of an offset in the field being read.
func (c *openCard) place(text string, offset int) (line, column int) {
	before := text[:offset]
	at := c.places[strings.Count(before, "\n")]
	return at.line, at.shift + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}
