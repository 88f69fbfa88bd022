package journal

import (
	"fmt"
	"strconv"
	"strings"

	"prep"
)

// documentHelp stands at the head of a document for an editor.
const documentHelp = `<!--
Answer what you want, in any order, and leave the rest empty. Keep the headings.
type: personal, professional, entrepreneurial, systemic. sting: 0-5. severity: 0-4.
lesson kind: skill, knowledge, attitude. One line for each question and competency.
again: the id of the entry whose mistake this one repeats. A line that begins with # or ## needs a \ before it.
-->
`

// Document writes an entry as Markdown for an editor: the title, the facts as a list, and each prompt as a
// heading with what was answered so far. Fields that are filled but not asked for follow with their own
// prompt, so the document always holds the whole entry.
func Document(e Entry, prompts []Prompt) string {
	var b strings.Builder
	b.WriteString("# " + e.Title + "\n\n")
	b.WriteString(documentHelp + "\n")
	for _, f := range factLines(e) {
		b.WriteString(strings.TrimRight("- "+f.key+": "+f.value, " ") + "\n")
	}
	all := documentPrompts(e, prompts)
	for i, p := range all {
		b.WriteString("\n## " + p.Ask + "\n")
		if text := AnswerTo(e, all, i); text != "" {
			b.WriteString("\n" + escapeHeadings(text) + "\n")
		}
	}
	return b.String()
}

// documentPrompts returns the prompts that are answered in the document's body: the given ones but the title,
// then one for each other field that is filled.
func documentPrompts(e Entry, prompts []Prompt) []Prompt {
	var all []Prompt
	asked := map[string]bool{}
	for _, p := range prompts {
		if mustField(p.Field).Long {
			all = append(all, p)
			asked[p.Field] = true
		}
	}
	for _, f := range fields {
		if f.Long && !asked[f.Name] && f.Filled(e) {
			all = append(all, Prompt{Field: f.Name, Ask: f.Prompt})
		}
	}
	return all
}

// factLine is one line of the list below the title.
type factLine struct{ key, value string }

// The keys of the facts that a document lists, in order.
const (
	factDate, factPlace, factPeople, factType = "date", "place", "people", "type"
	factThen, factNow, factSeverity           = "sting then", "sting now", "severity"
	factTags, factKind                        = "tags", "lesson kind"
	factQuestion, factCompetency              = "question", "competency"
	factAgain, factShareable, factStarred     = "again", "shareable", "starred"
	factID                                    = "id"
)

// factKeys are all of them, for messages.
var factKeys = []string{
	factDate, factPlace, factPeople, factType, factThen, factNow, factSeverity, factTags, factKind, factQuestion,
	factCompetency, factAgain, factShareable, factStarred, factID,
}

// factLines lists the facts of an entry, the empty ones too.
func factLines(e Entry) []factLine {
	day, again := "", ""
	if e.Happened != nil {
		day = e.Happened.String()
	}
	if e.Again != 0 {
		again = e.Again.String()
	}
	list := []factLine{
		{factDate, day},
		{factPlace, e.Place},
		{factPeople, e.People},
		{factType, string(e.Type)},
		{factThen, digits(e.StingThen)},
		{factNow, digits(e.StingNow)},
		{factSeverity, digits(e.Severity)},
		{factTags, strings.Join(e.Tags, " ")},
		{factKind, string(e.LessonKind)},
	}
	list = append(list, eachLine(factQuestion, e.Questions)...)
	list = append(list, eachLine(factCompetency, e.Competencies)...)
	list = append(list, factLine{factAgain, again}, factLine{factShareable, yesNo(e.Shareable)}, factLine{factStarred, yesNo(e.Starred)})
	if e.ID != 0 {
		list = append(list, factLine{factID, e.ID.String()})
	}
	return list
}

// eachLine gives each member of a list its line, and an empty list an empty one to write in.
func eachLine(key string, list []string) []factLine {
	if len(list) == 0 {
		return []factLine{{key, ""}}
	}
	var all []factLine
	for _, s := range list {
		all = append(all, factLine{key, s})
	}
	return all
}

func digits(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// headingLevel returns 1 or 2 for a line that is a heading of the document, else 0. Smaller headings are text.
func headingLevel(line string) int {
	for level, mark := range []string{"#", "##"} {
		if line == mark || strings.HasPrefix(line, mark+" ") || strings.HasPrefix(line, mark+"\t") {
			return level + 1
		}
	}
	return 0
}

// escapeHeadings puts a backslash before lines of a text that would read as headings of the document, and
// before those that begin with such a backslash already.
func escapeHeadings(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if headingLevel(strings.TrimLeft(line, `\`)) > 0 {
			lines[i] = `\` + line
		}
	}
	return strings.Join(lines, "\n")
}

// unescapeHeading takes that backslash away.
func unescapeHeading(line string) string {
	if rest, escaped := strings.CutPrefix(line, `\`); escaped && headingLevel(strings.TrimLeft(rest, `\`)) > 0 {
		return rest
	}
	return line
}

// setFact reads the value of one line of the list below the title.
func setFact(e *Entry, key, value string) error {
	var err error
	switch key {
	case factDate:
		e.Happened, err = parseDay(value)
	case factPlace:
		e.Place = value
	case factPeople:
		e.People = value
	case factType:
		e.Type = ""
		if value != "" {
			e.Type, err = ParseType(value)
		}
	case factThen:
		e.StingThen, err = parseScale(value, MaxSting)
	case factNow:
		e.StingNow, err = parseScale(value, MaxSting)
	case factSeverity:
		e.Severity, err = parseScale(value, MaxSeverity)
	case factTags:
		e.Tags, err = cleanTags(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }))
	case factKind:
		e.LessonKind = ""
		if value != "" {
			e.LessonKind, err = ParseLessonKind(value)
		}
	case factQuestion:
		e.Questions = cleanList(append(e.Questions, value))
	case factCompetency:
		e.Competencies = cleanList(append(e.Competencies, value))
	case factAgain:
		e.Again, err = parseMaybeID(value)
	case factID:
		e.ID, err = parseMaybeID(value)
	case factShareable:
		e.Shareable, err = parseYesNo(value)
	case factStarred:
		e.Starred, err = parseYesNo(value)
	}
	return err
}

func parseDay(s string) (*prep.Day, error) {
	if s == "" {
		return nil, nil
	}
	day, err := prep.ParseDay(s)
	return &day, err
}

func parseScale(s string, most int) (*int, error) {
	if s == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return nil, fmt.Errorf("%q: want 0 to %d", s, most)
	}
	return &n, nil
}

func parseMaybeID(s string) (prep.ID, error) {
	if s == "" {
		return 0, nil
	}
	return prep.ParseID(s)
}

func parseYesNo(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "", "no", "n", "false":
		return false, nil
	case "yes", "y", "true":
		return true, nil
	}
	return false, fmt.Errorf("%q: want yes or no", s)
}
