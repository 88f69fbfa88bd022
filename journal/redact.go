package journal

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"prep/journal/lint"
)

// Redactor replaces people and companies by what they are: roles where an entry says them, else "someone".
type Redactor struct{ names []redaction }

type redaction struct{ name, role string }

// NewRedactor learns the names that entries and targets say: people as "Anna Weber (tester)", "tester Anna
// Weber" or alone, companies from the targets.
func NewRedactor(entries []Entry, targets []Target) Redactor {
	var r Redactor
	for _, e := range entries {
		for _, person := range peopleOf(e.People) {
			r.add(person.name, person.role)
		}
	}
	for _, t := range targets {
		r.add(t.Company, "the company")
	}
	slices.SortStableFunc(r.names, func(a, b redaction) int { return cmp.Compare(len(b.name), len(a.name)) })
	return r
}

// add learns a name, and each of its parts, unless it is known.
func (r *Redactor) add(name, role string) {
	if name == "" {
		return
	}
	parts := []string{name}
	if role != "the company" {
		parts = append(parts, strings.Fields(name)...)
	}
	for _, part := range parts {
		known := slices.ContainsFunc(r.names, func(n redaction) bool { return n.name == part })
		if first, _ := utf8.DecodeRuneInString(part); !known && unicode.IsUpper(first) && utf8.RuneCountInString(part) > 1 {
			r.names = append(r.names, redaction{part, role})
		}
	}
}

// peopleOf reads the people of an entry.
func peopleOf(people string) []redaction {
	var all []redaction
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(people, " and ", ", "), func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		if name, rest, has := strings.Cut(part, "("); has {
			role := strings.TrimSpace(strings.TrimSuffix(rest, ")"))
			all = append(all, redaction{strings.TrimSpace(name), theRole(role)})
			continue
		}
		words := strings.Fields(part)
		i := slices.IndexFunc(words, func(w string) bool {
			first, _ := utf8.DecodeRuneInString(w)
			return unicode.IsUpper(first)
		})
		if i < 0 {
			continue // a role alone
		}
		all = append(all, redaction{strings.Join(words[i:], " "), theRole(strings.Join(words[:i], " "))})
	}
	return all
}

// theRole makes "tester" or "a tester" "the tester".
func theRole(role string) string {
	for _, article := range []string{"the ", "a ", "an ", "my ", "our "} {
		role = strings.TrimPrefix(role, article)
	}
	if role == "" {
		return "someone"
	}
	return "the " + role
}

// Text replaces the names in a text: those that are known, then what the checker takes for a name.
func (r Redactor) Text(s string) string {
	for _, n := range r.names {
		s = replaceWord(s, n.name, n.role)
	}
	report := lint.Check(lint.Answer{Text: s}, lint.Options{Levels: map[string]lint.Level{"private/name": lint.Suggestion}})
	for _, f := range slices.Backward(report.Findings) {
		if f.Rule == "private/name" && f.Span.End > 0 {
			s = s[:f.Span.Start] + "someone" + s[f.Span.End:]
		}
	}
	return s
}

// Entry redacts every text of an entry, what it calls people first of all.
func (r Redactor) Entry(e Entry) Entry {
	for _, f := range fields {
		f.Put(&e, r.Text(f.Of(e)))
	}
	for _, list := range []*[]string{&e.Questions, &e.Competencies} {
		redacted := make([]string, len(*list))
		for i, s := range *list {
			redacted[i] = r.Text(s)
		}
		*list = redacted
	}
	return e
}

// replaceWord replaces a word or phrase where it stands as one, its possessive included.
func replaceWord(s, word, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, word)
		if i < 0 {
			return b.String() + s
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(word):])
		if i > 0 && wordRune(before) || i+len(word) < len(s) && wordRune(after) {
			b.WriteString(s[:i+len(word)])
		} else {
			b.WriteString(s[:i] + by)
		}
		s = s[i+len(word):]
	}
}
