package deck

import (
	"strings"
)

// This file holds what CommonMark says of HTML: an image in it is none.

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// autolink returns the length of the address in angle brackets at the beginning (CommonMark 6.5), or 0.
func autolink(text string) int {
	i := 1
	for i < len(text) && (isLetter(text[i]) || i > 1 && (isDigit(text[i]) || strings.IndexByte("+.-", text[i]) >= 0)) {
		i++
	}
	if scheme := i - 1; scheme < 2 || scheme > 32 || i >= len(text) || text[i] != ':' {
		return 0 // a mail address has no brackets that could be taken for an image's
	}
	for ; i < len(text) && text[i] > ' ' && text[i] != '<' && text[i] != 0x7f; i++ {
		if text[i] == '>' {
			return i + 1
		}
	}
	return 0
}

// htmlTag returns the length of the tag at the beginning (CommonMark 6.6), or 0.
func htmlTag(text string) int {
	i := 1
	closing := i < len(text) && text[i] == '/'
	if closing {
		i++
	}
	if i >= len(text) || !isLetter(text[i]) {
		return 0
	}
	for i < len(text) && (isLetter(text[i]) || isDigit(text[i]) || text[i] == '-') {
		i++
	}
	for {
		space := skipSpace(text, i)
		if closing || space == i || space == len(text) || !attributeBegins(text[space]) {
			i = space
			break
		}
		if i = attribute(text, space); i == 0 {
			return 0
		}
	}
	if !closing && i < len(text) && text[i] == '/' {
		i++
	}
	if i < len(text) && text[i] == '>' {
		return i + 1
	}
	return 0
}

func attributeBegins(c byte) bool { return isLetter(c) || c == '_' || c == ':' }

// attribute returns what is behind the attribute at i; 0 where its value is none.
func attribute(text string, i int) int {
	for i < len(text) && (attributeBegins(text[i]) || isDigit(text[i]) || text[i] == '.' || text[i] == '-') {
		i++
	}
	at := skipSpace(text, i)
	if at >= len(text) || text[at] != '=' {
		return i
	}
	if at = skipSpace(text, at+1); at >= len(text) {
		return 0
	}
	if quote := text[at]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(text[at+1:], quote)
		if end < 0 {
			return 0
		}
		return at + 1 + end + 1
	}
	end := at
	for end < len(text) && text[end] > ' ' && strings.IndexByte("\"'=<>`", text[end]) < 0 {
		end++
	}
	if end == at {
		return 0
	}
	return end
}

// htmlBlock is what ends a block of HTML: a text somewhere in a line, or "" for a blank line.
type htmlBlock struct {
	open bool
	ends []string
}

// opensHTML reads the first line of a block of HTML (CommonMark 4.6).
func opensHTML(line string, inParagraph bool) htmlBlock {
	line = strings.TrimLeft(line, " ")
	if len(line) < 2 || line[0] != '<' {
		return htmlBlock{}
	}
	lower := strings.ToLower(line)
	switch {
	case strings.HasPrefix(line, "<!--"):
		return htmlBlock{true, []string{"-->"}}
	case strings.HasPrefix(line, "<?"):
		return htmlBlock{true, []string{"?>"}}
	case strings.HasPrefix(line, "<![CDATA["):
		return htmlBlock{true, []string{"]]>"}}
	case line[1] == '!' && len(line) > 2 && isLetter(line[2]):
		return htmlBlock{true, []string{">"}}
	}
	name := strings.TrimPrefix(lower[1:], "/")
	end := 0
	for end < len(name) && (isLetter(name[end]) || isDigit(name[end])) {
		end++
	}
	name, rest := name[:end], name[end:]
	ended := rest == "" || strings.IndexByte(" \t>", rest[0]) >= 0
	switch {
	case lower[1] != '/' && ended && (name == "script" || name == "pre" || name == "style" || name == "textarea"):
		return htmlBlock{true, []string{"</script>", "</pre>", "</style>", "</textarea>"}}
	case name != "" && (ended || strings.HasPrefix(rest, "/>")) && strings.Contains(blockTags, " "+name+" "):
		return htmlBlock{open: true}
	case !inParagraph:
		if n := htmlTag(line); n > 0 && isBlank(line[n:]) {
			return htmlBlock{open: true}
		}
	}
	return htmlBlock{}
}

// closedBy reports whether the line ends the block; a blank line that does so is not of it.
func (h htmlBlock) closedBy(line string) bool {
	if len(h.ends) == 0 {
		return isBlank(line)
	}
	line = strings.ToLower(line)
	for _, end := range h.ends {
		if strings.Contains(line, strings.ToLower(end)) {
			return true
		}
	}
	return false
}

// blockTags are the names of tags that begin a block wherever they stand at the beginning of a line.
const blockTags = " address article aside base basefont blockquote body caption center col colgroup dd details dialog dir " +
	"div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li " +
	"link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead " +
	"title tr track ul "
