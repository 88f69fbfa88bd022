package deck

import "strings"

// Gap is one gap of a cloze text. Its place among the gaps, from 0, is the ordinal of its card.
type Gap struct {
	Start, End int    // the gap with its brackets is text[Start:End], in bytes
	Answer     string // Markdown; what the gap hides
	Hint       string // what is shown in its place, if anything
}

// Clozes returns the gaps of a cloze text in order: [answer] or [answer|hint]. Markdown links and images,
// brackets in code, empty brackets such as those of a task list, and brackets behind a backslash are text.
// Brackets inside a gap belong to its answer. The last bar that no backslash escapes begins the hint.
// It takes time linear in the text.
func Clozes(text string) []Gap {
	gaps, _ := scanClozes(text)
	return gaps
}

// ClozeFront returns the text with the asked gap as […], or [hint] if it has one, and the answers of all
// other gaps in their places. An ordinal that the text does not have asks nothing.
func ClozeFront(text string, ord int) string {
	return fillClozes(text, ord, func(gap Gap) string {
		if gap.Hint != "" {
			return "[" + gap.Hint + "]"
		}
		return "[…]"
	})
}

// ClozeBack returns the text with every answer in its place, that of the asked gap in brackets.
func ClozeBack(text string, ord int) string {
	return fillClozes(text, ord, func(gap Gap) string { return "[" + gap.Answer + "]" })
}

func fillClozes(text string, ord int, asked func(Gap) string) string {
	var b strings.Builder
	from := 0
	for i, gap := range Clozes(text) {
		b.WriteString(text[from:gap.Start])
		if i == ord {
			b.WriteString(asked(gap))
			if strings.HasPrefix(text[gap.End:], ":") && beginsLine(text, gap.Start) {
				b.WriteByte('\\') // [Lima]: at the beginning of a line would define a link, which is not shown
			}
		} else {
			b.WriteString(gap.Answer)
		}
		from = gap.End
	}
	b.WriteString(text[from:])
	return b.String()
}

func beginsLine(text string, at int) bool {
	return isBlank(text[strings.LastIndexByte(text[:at], '\n')+1 : at])
}

// clozeScan walks a text once. Its position only grows, which keeps it linear whatever the text.
type clozeScan struct {
	text  string
	gaps  []Gap
	depth int // open brackets
	start int // of the outermost open bracket
	bar   int // the last bar directly inside it, or -1
	paren int // the last answer of nextParen, which holds until it is passed
}

// scanClozes returns the gaps and the offset of a bracket that is never closed, or -1.
func scanClozes(text string) (gaps []Gap, unclosed int) {
	s := &clozeScan{text: text, paren: -1}
	var open fence
	from := 0 // the beginning of the paragraph
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i
		}
		line := text[at:end]
		switch {
		case open.length > 0:
			if open.closedBy(line) {
				open = fence{}
			}
			from = end
		case opensFence(line).length > 0:
			s.paragraph(from, at)
			open, from = opensFence(line), end
		case isBlank(line):
			s.paragraph(from, at)
			from = end
		}
		at = end + 1
	}
	s.paragraph(from, len(text))
	if s.depth > 0 {
		return s.gaps, s.start
	}
	return s.gaps, -1
}

// paragraph scans text[from:to], which holds no blank line: code spans end with their paragraph.
func (s *clozeScan) paragraph(from, to int) {
	if from >= to || !strings.ContainsAny(s.text[from:to], "[]") {
		return
	}
	var lastRun map[int]int // for each length of a run of backticks, where the last one begins
	for i := from; i < to; {
		switch s.text[i] {
		case '\\':
			if i+1 < to && isASCIIPunct(s.text[i+1]) {
				i++
			}
			i++
		case '`':
			if lastRun == nil {
				lastRun = backtickRuns(s.text[:to], i)
			}
			n := runLength(s.text[:to], i)
			if lastRun[n] > i {
				i = closeCode(s.text[:to], i+n, n)
			} else {
				i += n
			}
		case '[':
			if s.depth == 0 {
				s.start, s.bar = i, -1
			}
			s.depth++
			i++
		case '|':
			if s.depth == 1 {
				s.bar = i
			}
			i++
		case ']':
			i = s.closeBracket(i)
		default:
			i++
		}
	}
}

// closeBracket handles the bracket at i and returns where to go on.
func (s *clozeScan) closeBracket(i int) int {
	if s.depth == 0 {
		return i + 1
	}
	s.depth--
	if i+1 < len(s.text) && s.text[i+1] == '(' { // a link or an image: go on behind its address
		return s.nextParen(i + 2)
	}
	if s.depth > 0 {
		return i + 1
	}
	gap := Gap{Start: s.start, End: i + 1, Answer: strings.TrimSpace(s.text[s.start+1 : i])}
	if s.bar >= 0 {
		answer, hint := strings.TrimSpace(s.text[s.start+1:s.bar]), strings.TrimSpace(s.text[s.bar+1:i])
		if answer != "" && hint != "" {
			gap.Answer, gap.Hint = answer, hint
		}
	}
	if gap.Answer != "" {
		s.gaps = append(s.gaps, gap)
	}
	return i + 1
}

// nextParen returns the offset behind the closing parenthesis on the same line, or i if there is none.
func (s *clozeScan) nextParen(i int) int {
	if s.paren < i {
		s.paren = len(s.text)
		if n := strings.IndexAny(s.text[i:], ")\n"); n >= 0 {
			s.paren = i + n
		}
	}
	if s.paren < len(s.text) && s.text[s.paren] == ')' {
		return s.paren + 1
	}
	return i
}

// backtickRuns returns, for each length, where the last run of that many backticks begins.
func backtickRuns(text string, from int) map[int]int {
	last := map[int]int{}
	for i := from; i < len(text); {
		if text[i] != '`' {
			next := strings.IndexByte(text[i:], '`')
			if next < 0 {
				break
			}
			i += next
		}
		n := runLength(text, i)
		last[n] = i
		i += n
	}
	return last
}

// closeCode returns the offset behind the next run of exactly n backticks, which exists.
func closeCode(text string, from, n int) int {
	for i := from; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := runLength(text, i)
		i += run
		if run == n {
			return i
		}
	}
	return len(text)
}

func runLength(text string, at int) int {
	n := 1
	for at+n < len(text) && text[at+n] == '`' {
		n++
	}
	return n
}

func isASCIIPunct(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}
