package deck

import (
	"strings"
)

// deepestParens is how deep parentheses may nest in a destination; CommonMark asks for 3 at least, and a bound
// keeps the scan linear.
const deepestParens = 32

// inlineScan finds the images of one paragraph (CommonMark 6.4 and its appendix "An algorithm for parsing nested
// emphasis and links"). Its text holds no markers of quotes and lists.
type inlineScan struct {
	text     string
	brackets []bool         // those that are open: true is that of an image
	dead     int            // so many of them cannot open a link any more: there are no links inside of links
	lastRun  map[int]int    // for each length of a run of backticks, where the last one begins; nil: not looked yet
	missing  map[string]int // ends of raw HTML that do not come any more behind this place
	found    func(start, end int)
}

func (s *inlineScan) scan() {
	for i := 0; i < len(s.text); {
		switch s.text[i] {
		case '\\':
			if i+1 < len(s.text) && isASCIIPunct(s.text[i+1]) {
				i++
			}
			i++
		case '`':
			if s.lastRun == nil {
				s.lastRun = backtickRuns(s.text, i)
			}
			if n := runLength(s.text, i); s.lastRun[n] > i {
				i = closeCode(s.text, i+n, n)
			} else {
				i += n
			}
		case '<':
			i = s.angle(i)
		case '!':
			if i++; i < len(s.text) && s.text[i] == '[' {
				s.brackets = append(s.brackets, true)
				i++
			}
		case '[':
			s.brackets = append(s.brackets, false)
			i++
		case ']':
			i = s.closeBracket(i)
		default:
			i++
		}
	}
}

// closeBracket handles the bracket at i and returns where to go on.
func (s *inlineScan) closeBracket(i int) int {
	last := len(s.brackets) - 1
	if last < 0 {
		return i + 1
	}
	image := s.brackets[last]
	s.brackets = s.brackets[:last]
	dead := !image && last < s.dead
	s.dead = min(s.dead, last)
	if dead {
		return i + 1
	}
	start, end, behind, ok := linkTail(s.text, i+1)
	if !ok {
		return i + 1
	}
	if image {
		s.found(start, end)
	} else {
		s.dead = last
	}
	return behind
}

// linkTail reads (destination "title") and returns where the destination is written and what is behind it all.
func linkTail(text string, i int) (start, end, behind int, ok bool) {
	if i >= len(text) || text[i] != '(' {
		return 0, 0, 0, false
	}
	start = skipSpace(text, i+1)
	end, ok = destination(text, start)
	if !ok {
		return 0, 0, 0, false
	}
	i = skipSpace(text, end)
	if i > end && i < len(text) && strings.IndexByte(`"'(`, text[i]) >= 0 {
		if i, ok = title(text, i); !ok {
			return 0, 0, 0, false
		}
		i = skipSpace(text, i)
	}
	return start, end, i + 1, i < len(text) && text[i] == ')'
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
		i++
	}
	return i
}

// destination returns the end of the destination that begins at i.
func destination(text string, i int) (end int, ok bool) {
	if i < len(text) && text[i] == '<' {
		for i++; i < len(text); i++ {
			switch text[i] {
			case '>':
				return i + 1, true
			case '<', '\n':
				return 0, false
			case '\\':
				if i+1 < len(text) && isASCIIPunct(text[i+1]) {
					i++
				}
			}
		}
		return 0, false
	}
	for depth := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && isASCIIPunct(text[i+1]):
			i++
		case c <= ' ' || c == 0x7f:
			return i, depth == 0
		case c == '(':
			if depth++; depth > deepestParens {
				return 0, false
			}
		case c == ')':
			if depth == 0 {
				return i, true
			}
			depth--
		}
	}
	return 0, false
}

// title returns what is behind the title whose quote or parenthesis is at i.
func title(text string, i int) (behind int, ok bool) {
	closing := text[i]
	if closing == '(' {
		closing = ')'
	}
	for i++; i < len(text); i++ {
		switch c := text[i]; {
		case c == closing:
			return i + 1, true
		case c == '(' && closing == ')':
			return 0, false
		case c == '\\' && i+1 < len(text) && isASCIIPunct(text[i+1]):
			i++
		}
	}
	return 0, false
}

// angle returns what is behind the address or the raw HTML that begins at i, or behind the < alone.
func (s *inlineScan) angle(i int) int {
	rest := s.text[i:]
	for _, raw := range [...]struct{ open, close string }{{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}} {
		if strings.HasPrefix(rest, raw.open) {
			return s.behind(i, len(raw.open), raw.close)
		}
	}
	if len(rest) > 2 && rest[1] == '!' && isLetter(rest[2]) {
		return s.behind(i, 2, ">")
	}
	if n := autolink(rest); n > 0 {
		return i + n
	}
	if n := htmlTag(rest); n > 0 {
		return i + n
	}
	return i + 1
}

// behind returns what is behind the next closing text, looked for from the opening one on. What is not there is
// not looked for again.
func (s *inlineScan) behind(i, open int, closing string) int {
	if closing == "-->" { // <!--> and <!---> are comments
		for _, short := range []string{"<!-->", "<!--->"} {
			if strings.HasPrefix(s.text[i:], short) {
				return i + len(short)
			}
		}
	}
	if _, none := s.missing[closing]; none {
		return i + 1
	}
	if n := strings.Index(s.text[i+open:], closing); n >= 0 {
		return i + open + n + len(closing)
	}
	if s.missing == nil {
		s.missing = map[string]int{}
	}
	s.missing[closing] = i
	return i + 1
}
