package deck

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"prep"
)

// Document is one file in the notation: the notes of one deck.
//
// The notation is Markdown in which a line that begins with one of these markers begins a card or a part of it:
//
//	# Geography               the name of the deck, before its cards; without one, the name of the file
//	Tags: places              tags of the whole file
//
//	Q: Which river runs       a question: the text goes on until the next marker,
//	through Cairo?            with blank lines, lists and code blocks
//	A: The Nile.              its answer
//
//	## Numbers                a section; every heading ends the card above it
//	Tags: numbers             tags of this section, until the next heading
//
//	Q: How high is Everest, in metres?
//	=: 8849                   an answer to be typed exactly
//	Tags: height              tags of this card: beside its text, no blank line needed
//
//	R: Helvetia               a card to be asked in both directions
//	A: Switzerland
//
//	T: You are lost in the mountains.
//	A: Follow the water down.   a tip: the situation, then the advice
//
//	<!-- prep:abcdefghijklm -->
//	C: The capital of [Peru] is [Lima|a city on the coast].
//
// C: is a text with gaps, each a card of its own: [answer] or [answer|hint]. Links, images, empty brackets
// and brackets in code are text. An A: after it is a remark that is shown with the answer.
//
// The comment <!-- prep:… --> holds the id of the card below it, so that rewording the card keeps its
// history; prep writes it once. Any other comment that has its lines to itself is skipped.
// A line of three or more dashes ends a card as a heading does. Text outside of cards is skipped.
// Tags are separated by commas or spaces; a # before one is dropped.
//
// Nothing is special inside a fenced code block, nor in an indented line. Elsewhere a backslash keeps a
// bracket or a bar from being a gap, and keeps a line from being a marker, a heading, a rule, a comment or a
// fence: "\Q: and A: are markers". C:\ and C:/ are paths.
//
// A file may begin with front matter, as hashcards has it: lines of TOML between two lines ---, with the
// keys name and tags. Then # headings are sections as well. Lines may end in CRLF, and a byte order mark is
// skipped.
type Document struct {
	Deck  string // its name; empty if neither the text nor the file has one
	Notes []Note
	Files Files // what the pictures of the notes are stored as; who reads the file of a document stores them
}

// SyntaxError says where a file breaks the notation.
type SyntaxError struct {
	File         string
	Line, Column int    // both from 1; the column counts characters
	Msg          string // what is wrong
	Hint         string // what to do about it; may be empty
}

func (e *SyntaxError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

const (
	byteOrderMark = "\ufeff"
	maxTags       = 100 // of one card
)

// ParseMarkdown reads a file in the notation of Document. The name is used in errors and, without its folder
// and extension, for a deck that has no other name. Any mistake is a *SyntaxError and no notes at all.
// It takes time linear in the text.
func ParseMarkdown(name string, text []byte) (Document, error) {
	p := &notationParser{file: name, src: string(bytes.TrimPrefix(text, []byte(byteOrderMark))), ids: map[prep.ID]int{}}
	if err := p.parse(); err != nil {
		return Document{}, err
	}
	if p.doc.Deck == "" && name != "" {
		p.doc.Deck = deckNameOf(name)
	}
	return p.doc, nil
}

// deckNameOf returns the name of the file without folder and extension, or nothing if no deck can be called so.
func deckNameOf(file string) string {
	base := filepath.Base(file)
	name := strings.TrimSpace(strings.TrimSuffix(base, filepath.Ext(base)))
	if !utf8.ValidString(name) || !ValidDeckName(name) {
		return ""
	}
	return name
}

// notationParser reads a file line by line. A card is open from its marker to the next marker of a card,
// heading, rule, id or the end of the file.
type notationParser struct {
	file string
	src  string
	at   int // offset of the next line
	line int // number of the current line
	doc  Document
	ids  map[prep.ID]int // the line of each id

	named       bool // the front matter has named the deck
	inSection   bool
	fileTags    []string
	sectionTags []string
	pending     prep.ID // an id that waits for its card
	pendingLine int

	card      openCard
	fence     fence // the code block that is open, in a card or between cards
	fenceLine int
}

func (p *notationParser) parse() error {
	if err := p.checkText(); err != nil {
		return err
	}
	if err := p.frontMatter(); err != nil {
		return err
	}
	for p.at < len(p.src) {
		if err := p.readLine(p.nextLine()); err != nil {
			return err
		}
	}
	if p.fence.length > 0 {
		return p.errorAt(p.fenceLine, 1, "a code block that is not closed",
			"close it with "+strings.Repeat(string(p.fence.char), p.fence.length)+" on a line of its own")
	}
	if err := p.endCard(); err != nil {
		return err
	}
	if p.pending != 0 {
		return p.errorAt(p.pendingLine, 1, "an id without a card", "delete the comment if its card is gone")
	}
	return nil
}

// nextLine returns the next line without its end.
func (p *notationParser) nextLine() string {
	rest := p.src[p.at:]
	p.line++
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		p.at += end + 1
		return strings.TrimRight(rest[:end], "\r")
	}
	p.at = len(p.src)
	return strings.TrimRight(rest, "\r")
}

func (p *notationParser) readLine(line string) error {
	if p.fence.length > 0 {
		if p.fence.closedBy(line) {
			p.fence = fence{}
		}
		p.card.add(line, p.line, 0)
		return nil
	}
	switch classify(line) {
	case markerLine:
		return p.marker(line)
	case tagsLine:
		return p.tags(line)
	case headingLine:
		return p.heading(line)
	case ruleLine:
		return p.endCard()
	case commentLine:
		return p.comment(line)
	}
	return p.text(line)
}

// text handles a line that is none of the others.
func (p *notationParser) text(line string) error {
	c := &p.card
	if c.tagged {
		if isBlank(line) {
			return nil
		}
		return p.errorAt(p.line, 1, "text after the tags of a card", "put the tags last; a line --- ends a card")
	}
	if open := opensFence(line); open.length > 0 {
		p.fence, p.fenceLine = open, p.line
	}
	if escaped(line) {
		c.add(line[1:], p.line, 1)
	} else {
		c.add(line, p.line, 0)
	}
	return nil
}

// marker begins a card, or the answer of the open one.
func (p *notationParser) marker(line string) error {
	if line[0] == 'A' || line[0] == '=' {
		if err := p.answer(line[0]); err != nil {
			return err
		}
	} else {
		if err := p.endCard(); err != nil {
			return err
		}
		p.card = openCard{marker: line[0], line: p.line, id: p.pending, buf: p.card.buf[:0], places: p.card.places[:0]}
		p.pending = 0
	}
	rest := strings.TrimLeft(line[2:], " \t")
	if open := opensFence(rest); open.length > 0 {
		p.fence, p.fenceLine = open, p.line
	}
	p.card.add(rest, p.line, len(line)-len(rest))
	return nil
}

func (p *notationParser) answer(marker byte) error {
	c := &p.card
	switch {
	case c.marker == 0:
		return p.errorAt(p.line, 1, "an answer without a question", "")
	case c.answer != 0:
		return p.errorAt(p.line, 1, fmt.Sprintf("a second answer to the card of line %d", c.line),
			"a backslash makes the line text: \\"+string(marker)+":")
	case marker == '=' && c.marker != 'Q':
		return p.errorAt(p.line, 1, "a typed answer without a question", "=: belongs to Q:")
	}
	c.front = c.text()
	if c.marker == 'C' {
		if err := p.checkClozes(); err != nil {
			return err
		}
	}
	c.beginAnswer(marker, p.line)
	return nil
}

// endCard closes the open card, if there is one, and adds its note.
func (p *notationParser) endCard() error {
	c := &p.card
	if c.marker == 0 {
		return nil
	}
	note := Note{ID: c.id, Kind: c.kind(), Front: c.front, Line: c.line}
	switch {
	case c.answer != 0:
		note.Back = c.text()
	case c.marker == 'C':
		note.Front = c.text()
		if err := p.checkClozes(); err != nil {
			return err
		}
	default:
		return p.errorAt(c.line, 1, "a "+c.title()+" without an answer", "write its answer below it: A: …")
	}
	if strings.TrimSpace(note.Front) == "" {
		return p.errorAt(c.line, 1, "an empty "+c.title(), "")
	}
	if c.answer != 0 && strings.TrimSpace(note.Back) == "" {
		return p.errorAt(c.answerLine, 1, "an empty answer", "")
	}
	if len(p.fileTags)+len(p.sectionTags)+len(c.tags) > maxTags {
		return p.errorAt(c.line, 1, fmt.Sprintf("more than %d tags", maxTags), "")
	}
	note.Tags = joinTags(p.fileTags, p.sectionTags, c.tags)
	p.doc.Notes = append(p.doc.Notes, note)
	c.close()
	return nil
}

// checkClozes checks the text that the open card holds.
func (p *notationParser) checkClozes() error {
	c := &p.card
	text := c.text()
	gaps, unclosed := scanClozes(text)
	if unclosed >= 0 {
		line, column := c.place(text, unclosed)
		return p.errorAt(line, column, "a bracket that is not closed", `a backslash makes it text: \[`)
	}
	if len(gaps) == 0 && strings.TrimSpace(text) != "" {
		return p.errorAt(c.line, 1, "a cloze without [brackets]", "put what is asked in brackets: [answer] or [answer|hint]")
	}
	return nil
}

func (p *notationParser) errorAt(line, column int, msg, hint string) error {
	return &SyntaxError{File: p.file, Line: line, Column: column, Msg: msg, Hint: hint}
}
