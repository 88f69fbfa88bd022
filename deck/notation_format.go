package deck

import (
	"bytes"
	"fmt"
	"strings"

	"prep"
)

var markers = map[Kind][2]string{
	Question: {"Q:", "A:"},
	Tip:      {"T:", "A:"},
	Cloze:    {"C:", "A:"},
	Reversed: {"R:", "A:"},
	Typed:    {"Q:", "=:"},
}

// FormatMarkdown writes a document in the notation of Document. ParseMarkdown reads back the same deck and
// notes (Line apart) if each note is one that it could have returned: clean texts (see CleanText), valid
// tags, and gaps in every cloze. What it returned once is formatted the same ever after.
func FormatMarkdown(d Document) []byte {
	var b bytes.Buffer
	if d.Deck != "" {
		b.WriteString("# " + d.Deck + "\n")
	}
	for _, note := range d.Notes {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if note.ID != 0 {
			b.WriteString(idComment(note.ID) + "\n")
		}
		marker := markers[note.Kind]
		writeField(&b, marker[0], note.Front)
		if note.Kind != Cloze || note.Back != "" {
			writeField(&b, marker[1], note.Back)
		}
		if len(note.Tags) > 0 {
			b.WriteString("Tags: " + strings.Join(note.Tags, ", ") + "\n")
		}
	}
	return b.Bytes()
}

func idComment(id prep.ID) string { return "<!-- prep:" + id.String() + " -->" }

// writeField writes a marker and its text. The first line stands beside the marker, where nothing is special
// but a fence, unless it is indented or a fence.
func writeField(b *bytes.Buffer, marker, text string) {
	b.WriteString(marker)
	lines := strings.Split(text, "\n")
	if first := lines[0]; first != "" && first[0] != ' ' && first[0] != '\t' && opensFence(first).length == 0 {
		b.WriteString(" " + first)
		lines = lines[1:]
	}
	closers := longestClosers(lines)
	var open fence
	for i, line := range lines {
		b.WriteByte('\n')
		if open.length > 0 {
			if open.closedBy(line) {
				open = fence{}
			}
			b.WriteString(line)
			continue
		}
		opening := opensFence(line)
		if opening.length > 0 && closers[i+1].of(opening.char) >= opening.length {
			open = opening
		} else if needsEscape(strings.TrimLeft(line, `\`)) {
			b.WriteByte('\\')
		}
		b.WriteString(line)
	}
	b.WriteByte('\n')
}

// closers holds the longest closing fences of either character that follow a line.
type closers struct{ backticks, tildes int }

func (c closers) of(char byte) int {
	if char == '`' {
		return c.backticks
	}
	return c.tildes
}

// longestClosers returns for each line, and for the end, the longest closing fences from there on. A text
// may open a code block and never close it; its fence is then escaped, or it would swallow the cards below.
func longestClosers(lines []string) []closers {
	from := make([]closers, len(lines)+1)
	for i := len(lines) - 1; i >= 0; i-- {
		from[i] = from[i+1]
		switch run, rest := fenceRun(lines[i]); {
		case run.length == 0 || !isBlank(rest):
		case run.char == '`':
			from[i].backticks = max(from[i].backticks, run.length)
		default:
			from[i].tildes = max(from[i].tildes, run.length)
		}
	}
	return from
}

// WithIDs returns the original text of a file with the comment of an id above each card that has none, and
// not another byte changed. The ids are those of the file's notes in order; zero leaves a card as it is.
func WithIDs(original []byte, ids []prep.ID) ([]byte, error) {
	doc, err := ParseMarkdown("", original)
	if err != nil {
		return nil, fmt.Errorf("write ids: %w", err)
	}
	if len(doc.Notes) != len(ids) {
		return nil, fmt.Errorf("write ids: %d ids for %d cards", len(ids), len(doc.Notes))
	}
	end := "\n"
	if i := bytes.IndexByte(original, '\n'); i > 0 && original[i-1] == '\r' {
		end = "\r\n"
	}
	mark := len(original) - len(bytes.TrimPrefix(original, []byte(byteOrderMark)))
	out := append(make([]byte, 0, len(original)+40*len(ids)), original[:mark]...)
	rest, line := original[mark:], 1
	for i, note := range doc.Notes {
		for ; line < note.Line; line++ {
			next := bytes.IndexByte(rest, '\n') + 1
			out, rest = append(out, rest[:next]...), rest[next:]
		}
		if note.ID == 0 && ids[i] != 0 {
			out = append(out, idComment(ids[i])+end...)
		}
	}
	return append(out, rest...), nil
}
