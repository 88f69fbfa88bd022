package deck

import (
	"strings"
	"unicode/utf8"
)

// lineKind is what a line is to the notation, seen by itself, outside a fenced code block.
type lineKind uint8

const (
	textLine    lineKind = iota
	markerLine           // Q: A: R: T: C: =:
	tagsLine             // Tags: a, b
	headingLine          // # Deck, ## Section
	ruleLine             // ---
	commentLine          // <!-- …
)

// classify tells what a line is. The parser and the formatter share it, so a line of text that would be
// taken for something else is escaped exactly when it has to be.
func classify(line string) lineKind {
	if len(line) < 1 {
		return textLine
	}
	switch line[0] {
	case 'Q', 'A', 'R', 'T', 'C', '=':
		if len(line) > 1 && line[1] == ':' {
			if line[0] == 'C' && len(line) > 2 && (line[2] == '\\' || line[2] == '/') {
				return textLine // C:\Users is a path
			}
			return markerLine
		}
		if strings.HasPrefix(line, "Tags:") {
			return tagsLine
		}
	case '#':
		if level := headingLevel(line); level > 0 {
			return headingLine
		}
	case '-':
		if rule := strings.TrimRight(line, " \t"); len(rule) >= 3 && strings.Trim(rule, "-") == "" {
			return ruleLine
		}
	case '<':
		if strings.HasPrefix(line, "<!--") {
			return commentLine
		}
	}
	return textLine
}

// headingLevel returns 1 to 6 for a Markdown heading, 0 for anything else.
func headingLevel(line string) int {
	level := 0
	for level < len(line) && line[level] == '#' {
		level++
	}
	if level > 6 || level < len(line) && line[level] != ' ' && line[level] != '\t' {
		return 0
	}
	return level
}

// fence is the opening line of a fenced code block; the zero fence is none.
type fence struct {
	char   byte // ` or ~
	length int
}

// opensFence reads the opening line of a fenced code block as CommonMark 4.5 defines it.
func opensFence(line string) fence {
	run, rest := fenceRun(line)
	if run.length < 3 || run.char == '`' && strings.IndexByte(rest, '`') >= 0 {
		return fence{}
	}
	return run
}

// closedBy reports whether the line ends the code block.
func (f fence) closedBy(line string) bool {
	run, rest := fenceRun(line)
	return run.char == f.char && run.length >= f.length && isBlank(rest)
}

// fenceRun reads up to three spaces and a run of backticks or tildes.
func fenceRun(line string) (run fence, rest string) {
	i := 0
	for i < len(line) && i < 3 && line[i] == ' ' {
		i++
	}
	if i == len(line) || line[i] != '`' && line[i] != '~' {
		return fence{}, line
	}
	start := i
	for i < len(line) && line[i] == line[start] {
		i++
	}
	return fence{line[start], i - start}, line[i:]
}

// escaped reports whether a line begins with a backslash that only keeps it from being a marker.
func escaped(line string) bool {
	if line == "" || line[0] != '\\' {
		return false
	}
	return needsEscape(strings.TrimLeft(line, `\`))
}

// needsEscape reports whether a line would be something else than text.
func needsEscape(line string) bool {
	return classify(line) != textLine || opensFence(line).length > 0
}

func isBlank(line string) bool { return strings.Trim(line, " \t\r") == "" }

// checkText refuses what is not UTF-8 text.
func (p *notationParser) checkText() error {
	at, msg := strings.IndexByte(p.src, 0), "a NUL byte"
	if !utf8.ValidString(p.src) {
		for i, r := range p.src {
			if r == utf8.RuneError {
				if _, size := utf8.DecodeRuneInString(p.src[i:]); size == 1 && (at < 0 || i < at) {
					at, msg = i, "a byte that is not UTF-8"
					break
				}
			}
		}
	}
	if at < 0 {
		return nil
	}
	before := p.src[:at]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return p.errorAt(line, column, msg, "save the file as UTF-8 text")
}
