package journal

import (
	"fmt"
	"slices"
	"strings"
)

// Prompt asks for one field of an entry.
type Prompt struct {
	Field string // its name
	Ask   string
	Extra bool // a second question for the field: its answer stands in the field under the question in bold
}

// Prompting is how a person wants to be asked.
type Prompting struct {
	Sets  []string          // optional sets that are switched on: friend, aar
	Order []string          // fields asked first, in this order; the others follow in theirs
	Off   []string          // fields not asked for
	Ask   map[string]string // own words for a field's question
	Extra []Prompt          // further questions, each asked after its field's own
}

// PromptSets returns the names of the optional sets of prompts.
func PromptSets() []string { return []string{"aar", "friend"} }

// facts are the fields that are asked for with the date and the type, not in the guided walk.
func (f Field) fact() bool { return !f.Long && f.Name != "title" }

// Prompts returns the questions in the order in which they are asked. Errors: a field or a set that there is
// not, one's own causes after those outside, an extra question that is asked already.
func (p Prompting) Prompts() ([]Prompt, error) {
	for _, set := range p.Sets {
		if !slices.Contains(PromptSets(), set) {
			return nil, fmt.Errorf("prompt set %q: want %s", set, strings.Join(PromptSets(), " or "))
		}
	}
	names := slices.Concat(p.Order, p.Off)
	for name := range p.Ask {
		names = append(names, name)
	}
	for _, extra := range p.Extra {
		names = append(names, extra.Field)
	}
	slices.Sort(names)
	for _, name := range names {
		if f, known := FieldNamed(name); !known || !f.Long {
			return nil, fmt.Errorf("prompt for %q: no such field to reflect on", name)
		}
	}
	var prompts []Prompt
	asked := map[string]bool{}
	for _, name := range p.order() {
		f := mustField(name)
		off := slices.Contains(p.Off, name) || f.Set != "" && !slices.Contains(p.Sets, f.Set) && !slices.Contains(p.Order, name)
		if f.fact() || off {
			continue
		}
		ask := f.Prompt
		if own := cleanLine(p.Ask[name]); own != "" {
			ask = own
		}
		prompts = append(prompts, Prompt{Field: name, Ask: ask})
		for _, extra := range p.Extra {
			if extra.Field == name {
				prompts = append(prompts, Prompt{Field: name, Ask: cleanLine(extra.Ask), Extra: true})
			}
		}
	}
	for _, prompt := range prompts {
		if key := strings.ToLower(prompt.Ask); prompt.Ask == "" || asked[key] {
			return nil, fmt.Errorf("prompt for %q: the question %q is empty or asked twice", prompt.Field, prompt.Ask)
		} else {
			asked[key] = true
		}
	}
	own := slices.IndexFunc(prompts, func(q Prompt) bool { return q.Field == "own_factors" })
	outside := slices.IndexFunc(prompts, func(q Prompt) bool { return q.Field == "outside_factors" })
	if outside >= 0 && outside < own {
		return nil, fmt.Errorf("prompts: own_factors must come before outside_factors")
	}
	return prompts, nil
}

// order returns every field: the title, those that the person put first, the others.
func (p Prompting) order() []string {
	names := append([]string{"title"}, p.Order...)
	for _, f := range fields {
		names = append(names, f.Name)
	}
	var once []string
	for _, name := range names {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}

// label is the line that stands above the answer to an extra question in its field.
func (p Prompt) label() string { return "**" + p.Ask + "**" }

// AnswerTo returns what the entry answers to prompt i. A field's own prompt has what stands above the answers
// to the extra ones.
func AnswerTo(e Entry, prompts []Prompt, i int) string {
	return fieldParts(e, prompts, prompts[i].Field)[prompts[i].key()]
}

// PutAnswer sets what the entry answers to prompt i and leaves the rest of its field alone.
func PutAnswer(e *Entry, prompts []Prompt, i int, text string) {
	name := prompts[i].Field
	parts := fieldParts(*e, prompts, name)
	parts[prompts[i].key()] = text
	whole := cleanText(parts[""])
	for _, p := range prompts {
		if p.Field != name || !p.Extra {
			continue
		}
		if answer := cleanText(parts[p.key()]); answer != "" {
			whole = cleanText(whole + "\n\n" + p.label() + "\n\n" + answer)
		}
	}
	mustField(name).Put(e, whole)
}

// key names the part of the field that the prompt asks for; the field's own prompt has the empty one.
func (p Prompt) key() string {
	if p.Extra {
		return p.label()
	}
	return ""
}

// fieldParts divides a field at the labels of its extra questions.
func fieldParts(e Entry, prompts []Prompt, name string) map[string]string {
	labels := map[string]bool{}
	for _, p := range prompts {
		if p.Field == name && p.Extra {
			labels[p.label()] = true
		}
	}
	parts := map[string]string{}
	if len(labels) == 0 {
		parts[""] = mustField(name).Of(e)
		return parts
	}
	part, gathered := "", map[string][]string{}
	for line := range strings.SplitSeq(mustField(name).Of(e), "\n") {
		if labels[line] {
			part = line
			continue
		}
		gathered[part] = append(gathered[part], line)
	}
	for part, lines := range gathered {
		parts[part] = cleanText(strings.Join(lines, "\n"))
	}
	return parts
}
