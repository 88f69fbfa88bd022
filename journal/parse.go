package journal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"prep/deck"
)

// ParseDocument reads what Document wrote and its author edited. A heading may be the prompt, the title or
// the name of a field; an unknown one is refused, and so is text that belongs to no heading: nothing that
// was typed is passed over. The error is a *deck.SyntaxError with line and column. What the document does not
// say is empty.
func ParseDocument(file, text string, prompts []Prompt) (Entry, error) {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\uFEFF")
	r := &documentReader{file: file, lines: strings.Split(text, "\n"), prompts: withEveryField(prompts), answers: map[int][]string{}}
	for r.at < len(r.lines) {
		if err := r.line(); err != nil {
			return Entry{}, err
		}
	}
	if r.comment > 0 {
		return Entry{}, r.error(r.comment, 1, "a comment that does not end", "close it with -->")
	}
	if cleanLine(r.entry.Title) == "" {
		return Entry{}, r.error(max(r.titleLine, 1), 1, "no title", `begin with "# " and one line that says what failed`)
	}
	for i := range r.prompts {
		if lines, said := r.answers[i]; said {
			PutAnswer(&r.entry, r.prompts, i, strings.Join(lines, "\n"))
		}
	}
	return clean(r.entry)
}

// withEveryField adds the prompts of the fields that the given ones do not ask for.
func withEveryField(prompts []Prompt) []Prompt {
	all := slices.Clone(prompts)
	for _, f := range fields {
		if !slices.ContainsFunc(prompts, func(p Prompt) bool { return p.Field == f.Name && !p.Extra }) {
			all = append(all, Prompt{Field: f.Name, Ask: f.Prompt})
		}
	}
	return all
}

// documentReader reads a document line by line.
type documentReader struct {
	file    string
	lines   []string
	at      int
	prompts []Prompt
	entry   Entry

	titleLine int
	comment   int              // the line on which an open comment began; 0: none
	heading   bool             // below the first prompt
	current   int              // the prompt that the text belongs to
	answers   map[int][]string // lines by prompt
}

// line reads one line.
func (r *documentReader) line() error {
	line := strings.TrimRight(r.lines[r.at], " \t\r")
	r.at++
	if r.comment > 0 {
		if strings.Contains(line, "-->") {
			r.comment = 0
		}
		return nil
	}
	switch level := headingLevel(line); {
	case level == 1:
		return r.title(strings.TrimSpace(line[1:]))
	case level == 2:
		return r.prompt(line)
	case r.heading:
		r.answers[r.current] = append(r.answers[r.current], unescapeHeading(r.lines[r.at-1]))
		return nil
	case line == "":
		return nil
	case strings.HasPrefix(line, "<!--"):
		if !strings.Contains(line, "-->") {
			r.comment = r.at
		}
		return nil
	case strings.HasPrefix(line, "- "), line == "-":
		return r.fact(line)
	}
	return r.error(r.at, 1, "text that belongs to no heading", "write it below one of the headings that begin with ##")
}

func (r *documentReader) title(title string) error {
	if r.titleLine > 0 {
		return r.error(r.at, 1, "a second title", `write "\# " for a line that begins so`)
	}
	r.titleLine = r.at
	r.entry.Title = title
	return nil
}

// longestHeading is how much of an unknown heading is compared with the known ones.
const longestHeading = 200

// prompt finds the prompt of a heading.
func (r *documentReader) prompt(line string) error {
	said := strings.TrimSpace(line[2:])
	column := 1 + utf8.RuneCountInString(line) - utf8.RuneCountInString(said)
	var names []string
	for i, p := range r.prompts {
		f := mustField(p.Field)
		if !f.Long {
			continue
		}
		known := []string{p.Ask}
		if !p.Extra {
			known = append(known, f.Prompt, f.Title, f.Name)
		}
		names = append(names, p.Ask)
		if !contains(known, said) {
			continue
		}
		if _, again := r.answers[i]; again {
			return r.error(r.at, column, "a heading that was there before", "join the two parts below one of them")
		}
		r.heading, r.current = true, i
		r.answers[i] = nil
		return nil
	}
	hint := `write "\## " for a line of text that begins so`
	if nearest, near := deck.Nearest(said[:min(len(said), longestHeading)], names); near {
		hint = `did you mean "## ` + nearest + `"?`
	}
	return r.error(r.at, column, "an unknown heading", hint)
}

// fact reads a line such as "- type: personal".
func (r *documentReader) fact(line string) error {
	key, value, divided := strings.Cut(strings.TrimSpace(line[1:]), ":")
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	if !divided || !slices.Contains(factKeys, key) {
		return r.error(r.at, 3, "an unknown fact", "want "+strings.Join(factKeys, ", "))
	}
	if err := setFact(&r.entry, key, cleanLine(value)); err != nil {
		column := 1 + utf8.RuneCountInString(line) - utf8.RuneCountInString(value)
		return r.error(r.at, column, key+": "+err.Error(), "")
	}
	return nil
}

func (r *documentReader) error(line, column int, msg, hint string) error {
	return &deck.SyntaxError{File: r.file, Line: line, Column: column, Msg: msg, Hint: hint}
}
