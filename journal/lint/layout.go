package lint

import "strings"

// voice says whose words a byte of the text belongs to.
type voice byte

const (
	own    voice = iota // the speaker's own words: judged and counted
	quoted              // somebody's words between quotation marks: counted, not judged
	silent              // headings, code, quotation lines, comments, list marks, questions in brackets: neither
)

// layout is what the light Markdown of an answer says about its bytes.
type layout struct {
	voices   []voice   // one per byte
	breaks   []int     // offsets at which a sentence ends whatever the punctuation: paragraphs, list items, headings
	headings []heading // in the order of the text
	ignores  []ignore
}

// heading is a Markdown heading: its line, and its words without the marks.
type heading struct {
	start, end int
	title      string
}

// listMark returns the length of the mark that makes the line an item of a list: "- ", "12. ".
func listMark(line string) int {
	i := len(line) - len(strings.TrimLeft(line, " \t"))
	mark := i
	for i < len(line) && i < mark+3 && '0' <= line[i] && line[i] <= '9' {
		i++
	}
	if i == mark && i < len(line) && strings.IndexByte("-*+", line[i]) >= 0 || i > mark && i < len(line) && strings.IndexByte(".)", line[i]) >= 0 {
		if i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
			return i + 2
		}
	}
	return 0
}

// inline mutes what Markdown hides inside a line: code, comments, the addresses of links, bare addresses.
// A sign whose partner is missing once is not looked for again, so that the time stays linear.
func (l *layout) inline(text string) {
	pairs := []struct {
		open, shut string
		missing    bool
	}{{open: "`", shut: "`"}, {open: "<!--", shut: "-->"}}
	for i := 0; i < len(text); i++ {
		for p := range pairs {
			pair := &pairs[p]
			if pair.missing || !strings.HasPrefix(text[i:], pair.open) {
				continue
			}
			from := i + len(pair.open)
			n := strings.Index(text[from:], pair.shut)
			if pair.missing = n < 0; !pair.missing {
				end := from + n + len(pair.shut)
				l.mute(i, end, silent)
				i = end
			}
		}
		if i >= len(text) {
			return
		}
		link := strings.HasPrefix(text[i:], "](")
		if link || strings.HasPrefix(text[i:], "https://") || strings.HasPrefix(text[i:], "http://") {
			end := i
			for end < len(text) && text[end] > ' ' && (!link || text[end] != ')') {
				end++
			}
			l.mute(i, end, silent)
			i = end
		}
	}
}

// lay reads the Markdown of text line by line.
func lay(text string) layout {
	l := layout{voices: make([]voice, len(text))}
	fence := ""
	for start := 0; start < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		l.line(text, start, end, &fence)
		start = end
	}
	l.inline(text)
	for _, at := range openQuestionsAt(text) {
		l.mute(at[0], at[1], silent)
	}
	l.speech(text)
	return l
}

// line marks one line; fence is the code fence that is open, or empty.
func (l *layout) line(text string, start, end int, fence *string) {
	line := strings.TrimSpace(text[start:end])
	switch {
	case *fence != "":
		if strings.HasPrefix(line, *fence) {
			*fence = ""
		}
		l.mute(start, end, silent)
	case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "~~~"):
		*fence = line[:3]
		l.mute(start, end, silent)
	case strings.HasPrefix(line, "#") && strings.HasPrefix(strings.TrimLeft(line, "#"), " "):
		l.headings = append(l.headings, heading{start, end, strings.TrimSpace(strings.Trim(line, "#"))})
		l.mute(start, end, silent)
	case strings.HasPrefix(line, ">"):
		l.mute(start, end, silent)
	default:
		if found, ok := parseIgnore(text[start:end], start); ok {
			l.ignores = append(l.ignores, found)
			l.mute(start, end, silent)
			return
		}
		mark := listMark(text[start:end])
		if mark > 0 || line == "" {
			l.breaks = append(l.breaks, start)
		}
		l.mute(start, start+mark, silent)
		return
	}
	l.breaks = append(l.breaks, start)
}

// mute gives the bytes from start to end to a voice, unless they are silent already.
func (l *layout) mute(start, end int, v voice) {
	for i := start; i < end; i++ {
		l.voices[i] = max(l.voices[i], v)
	}
}

// closing pairs an opening quotation mark with the one that ends the quotation. A single quotation mark is left
// alone: it cannot be told from an apostrophe.
func closing(open rune) rune {
	switch open {
	case '"':
		return '"'
	case '“', '„':
		return '”'
	case '«':
		return '»'
	}
	return 0
}

// speech marks what stands between quotation marks. A quotation that its paragraph does not close is none.
func (l *layout) speech(text string) {
	open, want, paragraph := -1, rune(0), 0
	for i, r := range text {
		for paragraph < len(l.breaks) && l.breaks[paragraph] <= i {
			open, paragraph = -1, paragraph+1
		}
		switch {
		case l.voices[i] == silent:
		case open >= 0 && (r == want || r == '“' && want == '”'): // Germans close with the mark others open with
			l.mute(open, i, quoted)
			open = -1
		case open < 0 && closing(r) != 0:
			open, want = i, closing(r)
		}
	}
}
