package deck

import (
	"slices"
	"strings"
)

// deepestBlocks is how many quotes and list items may be inside one another; what is deeper is text. A bound keeps
// the scan linear.
const deepestBlocks = 100

// quoted is the container that a > begins; other containers are list items: the columns by which their lines are
// indented.
const quoted = 0

// pictureScan finds the paragraphs of a text, which lie in quotes and lists and beside code and HTML (CommonMark,
// section 4 and 5), and the images in them.
type pictureScan struct {
	text  string
	found []Picture

	containers []int
	hollow     bool // the innermost is an item that has nothing yet: a blank line ends it
	fence      fence
	html       htmlBlock
	paragraph  []lineText // its lines without what stands before their text
	pictured   bool       // one of them has a ![
}

type lineText struct{ start, end int }

func (s *pictureScan) blocks() {
	for at := 0; at < len(s.text); {
		end := len(s.text)
		if n := strings.IndexByte(s.text[at:], '\n'); n >= 0 {
			end = at + n
		}
		s.line(&blockLine{text: s.text[:end], at: at})
		at = end + 1
	}
	s.endParagraph()
}

// line reads one line, as the appendix of CommonMark says: which containers go on, which begin, what is in them.
func (s *pictureScan) line(l *blockLine) {
	open := 0
	for open < len(s.containers) && l.continues(s.containers[open]) {
		open++
	}
	if s.hollow && open == len(s.containers) && isBlank(l.rest()) {
		open--
	}
	s.hollow = false
	goesOn := open == len(s.containers)
	switch {
	case s.fence.length > 0 && goesOn:
		if l.indent() < 4 && s.fence.closedBy(strings.TrimLeft(l.rest(), " \t")) {
			s.fence = fence{}
		}
		return
	case s.html.open && goesOn:
		s.html.open = !s.html.closedBy(l.rest())
		return
	}
	s.fence, s.html = fence{}, htmlBlock{}
	for begins := true; begins && !isBlank(l.rest()); {
		begins = false
		inParagraph := len(s.paragraph) > 0
		indent := l.indent()
		if indent >= 4 {
			if !inParagraph {
				s.leave(open) // a block of code
				return
			}
			break
		}
		l.skip(indent)
		rest := l.rest()
		switch {
		case rest[0] == '>' && open < deepestBlocks:
			s.enter(open, quoted)
			l.afterMarker(1)
			begins = true
		case headingLevel(rest) > 0:
			s.leave(open)
			s.add(l)
			s.endParagraph()
			return
		case opensFence(rest).length > 0:
			s.leave(open)
			s.fence = opensFence(rest)
			return
		case inParagraph && goesOn && underlines(rest):
			s.endParagraph()
			return
		case isRule(rest):
			s.leave(open)
			return
		default:
			if html := opensHTML(rest, inParagraph); html.open {
				s.leave(open)
				html.open = !html.closedBy(rest)
				s.html = html
				return
			}
			if n := listMarker(rest, inParagraph && goesOn); n > 0 && open < deepestBlocks {
				s.enter(open, indent+l.item(n))
				s.hollow = isBlank(l.rest())
				begins = true
			}
		}
		if begins {
			open, goesOn = len(s.containers), true
		}
	}
	switch {
	case isBlank(l.rest()):
		s.endParagraph()
		s.containers = s.containers[:open]
	case len(s.paragraph) > 0: // it may be lazy, and leave out what its containers ask for
		s.add(l)
	default:
		s.leave(open)
		s.add(l)
	}
}

// leave ends what is open in the containers behind the first few.
func (s *pictureScan) leave(open int) {
	s.endParagraph()
	s.containers = s.containers[:open]
}

func (s *pictureScan) enter(open, container int) {
	s.leave(open)
	s.containers = append(s.containers, container)
}

// add adds the rest of the line to the paragraph.
func (s *pictureScan) add(l *blockLine) {
	l.skip(l.indent())
	s.paragraph = append(s.paragraph, lineText{l.at, len(l.text)})
	s.pictured = s.pictured || strings.Contains(l.rest(), "![")
}

func (s *pictureScan) endParagraph() {
	if s.pictured {
		s.images()
	}
	s.paragraph, s.pictured = s.paragraph[:0], false
}

// images finds the images of the paragraph, and where in the text they are.
func (s *pictureScan) images() {
	var joined strings.Builder
	starts := make([]int, len(s.paragraph)) // of the lines, in the joined text
	for i, line := range s.paragraph {
		starts[i] = joined.Len()
		joined.WriteString(s.text[line.start:line.end])
		joined.WriteByte('\n')
	}
	text := strings.TrimRight(joined.String(), " \t\r\n")
	inline := inlineScan{text: text, found: func(start, end int) {
		line, exact := slices.BinarySearch(starts, start)
		if !exact {
			line--
		}
		moved := s.paragraph[line].start - starts[line]
		s.found = append(s.found, Picture{Start: start + moved, End: end + moved, Destination: meaning(text[start:end])})
	}}
	inline.scan()
}

// blockLine is a line of which the beginning is read: text[at:] is left. A tab reaches to the next column that
// 4 divides; one that is read in part leaves spaces.
type blockLine struct {
	text   string // up to the end of the line
	at     int
	column int
	spaces int
}

func (l *blockLine) rest() string { return l.text[l.at:] }

// indent returns how many columns of white space come next.
func (l *blockLine) indent() int {
	column := l.column
	for i := l.at; i < len(l.text); i++ {
		switch l.text[i] {
		case ' ':
			column++
		case '\t':
			column += 4 - column%4
		default:
			return column - l.column + l.spaces
		}
	}
	return column - l.column + l.spaces
}

// skip reads that many columns of the white space that comes next.
func (l *blockLine) skip(columns int) {
	taken := min(columns, l.spaces)
	l.spaces -= taken
	for columns -= taken; columns > 0; l.at++ {
		width := 1
		if l.text[l.at] == '\t' {
			width = 4 - l.column%4
		}
		l.column += width
		columns -= width
	}
	l.spaces += max(-columns, 0)
}

// continues reads what a container asks of each of its lines, and reports whether it is there.
func (l *blockLine) continues(container int) bool {
	indent := l.indent()
	if container != quoted {
		if indent >= container {
			l.skip(container)
			return true
		}
		return isBlank(l.rest())
	}
	if indent > 3 {
		return false
	}
	if trimmed := strings.TrimLeft(l.rest(), " \t"); trimmed == "" || trimmed[0] != '>' {
		return false
	}
	l.skip(indent)
	l.afterMarker(1)
	return true
}

// afterMarker reads a marker and the space that belongs to it.
func (l *blockLine) afterMarker(length int) {
	l.at += length
	l.column += length
	if l.indent() > 0 {
		l.skip(1)
	}
}

// item reads the marker of a list item and returns by how many columns its other lines are indented, from the
// marker on.
func (l *blockLine) item(marker int) int {
	l.at += marker
	l.column += marker
	space := l.indent()
	if isBlank(l.rest()) || space > 4 {
		space = 1
	}
	l.skip(min(space, l.indent()))
	return marker + space
}

// listMarker returns the length of the marker with which a list item begins (CommonMark 5.2), or 0.
func listMarker(line string, inParagraph bool) int {
	n := 0
	if strings.IndexByte("-+*", line[0]) >= 0 {
		n = 1
	} else {
		for n < len(line) && n < 9 && isDigit(line[n]) {
			n++
		}
		if n == 0 || n == len(line) || line[n] != '.' && line[n] != ')' || inParagraph && line[:n] != "1" {
			return 0
		}
		n++
	}
	if n < len(line) && line[n] != ' ' && line[n] != '\t' && line[n] != '\r' || inParagraph && isBlank(line[n:]) {
		return 0
	}
	return n
}

// isRule reports whether the line is a thematic break (CommonMark 4.1).
func isRule(line string) bool {
	if strings.IndexByte("*-_", line[0]) < 0 {
		return false
	}
	marks := 0
	for i := range len(line) {
		switch line[i] {
		case line[0]:
			marks++
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return marks >= 3
}

// underlines reports whether the line makes a heading of the paragraph above it.
func underlines(line string) bool {
	line = strings.TrimRight(line, " \t\r")
	return strings.Trim(line, "=") == "" || strings.Trim(line, "-") == ""
}
