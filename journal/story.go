package journal

import (
	"cmp"
	"slices"
	"strings"

	"prep"
	"prep/journal/lint"
)

// Story is what an answer is drafted from.
type Story struct {
	Entry   Entry // the zero entry: nothing is known, everything is asked for
	Profile lint.Question
	Target  string // the company, or the role; "" when it is meant for no one target
	JobLink string // why the lesson matters there
}

// budget is how many words each section of an answer gets, at lint.DefaultPace words a minute 110 seconds in
// all, and the fields that it tells; what begins with ? is asked for whatever the entry says.
var budget = []struct {
	section lint.Section
	words   int
	fields  []string
	process []string // for "how do you handle failure?", which wants a way of working with one example
}{
	{lint.Headline, 35, []string{"title"}, []string{"?In one sentence, what do you do when something fails?"}},
	{lint.GoalRole, 35, []string{"goal", "my_role"}, []string{"title", "goal"}},
	{lint.Cause, 35, []string{"own_factors"}, []string{"own_factors", "feelings"}},
	{lint.Consequence, 25, []string{"outcome", "impact"}, []string{"outcome"}},
	{lint.Repair, 40, []string{"repair"}, []string{"help", "bounce_back"}},
	{lint.Lesson, 25, []string{"lesson"}, []string{"lesson"}},
	{lint.ChangeProof, 40, []string{"change", "proof"}, []string{"change", "proof"}},
	{lint.JobLink, 20, nil, nil},
}

// readStory reads what an answer is drafted from.
func readStory(tx *prep.Tx, a Answer) (Story, error) {
	s := Story{Profile: ProfileOf(a.Question)}
	var err error
	if a.Entry != 0 {
		if s.Entry, err = Get(tx, a.Entry); err != nil {
			return Story{}, err
		}
	}
	if a.Target == 0 {
		return s, nil
	}
	target, err := GetTarget(tx, a.Target)
	if err != nil {
		return Story{}, err
	}
	s.Target = cmp.Or(target.Company, target.Role)
	links, err := JobLinks(tx, a.Entry, a.Target)
	if err == nil && len(links) > 0 && a.Entry != 0 {
		s.JobLink = links[0].Text
	}
	return s, err
}

// Draft composes a spoken answer from the entry's own sentences, in the spoken order and within the time of
// each section at so many words a minute (0: the default). Nothing is invented: what the entry does not say
// is a question in brackets, what does not fit stands below its section as a comment.
func (s Story) Draft(wordsPerMinute int) string {
	wordsPerMinute = cmp.Or(wordsPerMinute, lint.DefaultPace)
	var parts []lint.Part
	for _, section := range budget {
		names := section.fields
		if s.Profile == lint.HandleFailure {
			names = section.process
		}
		words := section.words * wordsPerMinute / lint.DefaultPace
		text := s.section(section.section, names, words)
		parts = append(parts, lint.Part{Section: section.section, Text: text})
	}
	return cleanText(lint.Compose(parts))
}

// section writes one section from the fields that it tells.
func (s Story) section(section lint.Section, names []string, words int) string {
	var told []string    // the texts of the fields that are filled
	var missing []string // the questions for the others
	for _, name := range names {
		if ask, is := strings.CutPrefix(name, "?"); is {
			missing = append(missing, ask)
			continue
		}
		f := mustField(name)
		if f.Filled(s.Entry) {
			told = append(told, f.Of(s.Entry))
		} else {
			missing = append(missing, f.question())
		}
	}
	switch {
	case section == lint.Headline && len(told) > 0:
		told = append(told, whenAndWhere(s.Entry))
	case section == lint.JobLink && s.JobLink != "":
		told = []string{s.JobLink}
	case section == lint.JobLink:
		missing = []string{"Why does this lesson matter to " + cmp.Or(s.Target, "the job you want") + "?"}
	}
	said, left := fit(told, words)
	lines := slices.Clone(said)
	for _, ask := range missing {
		lines = append(lines, "["+ask+"]")
	}
	text := strings.Join(lines, "\n\n")
	if len(left) > 0 {
		text += "\n\n<!-- left out: " + strings.ReplaceAll(strings.Join(left, " "), "--", "–") + " -->"
	}
	return text
}

// question is the field's prompt as one question.
func (f Field) question() string {
	if ask, _, is := strings.Cut(f.Prompt, "?"); is {
		return ask + "?"
	}
	return f.Title + "?"
}

// whenAndWhere is one clause: the month and the place, as far as they are known.
func whenAndWhere(e Entry) string {
	var said []string
	if e.Happened != nil {
		said = append(said, e.Happened.Date().Format("January 2006"))
	}
	if e.Place != "" {
		said = append(said, e.Place)
	}
	return strings.Join(said, ", ")
}

// fit takes whole sentences of each text, in order, up to so many words in all; a later text keeps its share
// of them. Where not even the first sentence fits, its beginning is told. left is what was not.
func fit(told []string, words int) (said, left []string) {
	told = slices.DeleteFunc(slices.Clone(told), func(s string) bool { return s == "" })
	room := words
	for i, text := range told {
		mine := room
		for _, later := range told[i+1:] {
			mine -= min(wordCount(later), words/len(told))
		}
		all := sentences(text)
		n := 0
		for used := 0; n < len(all); n++ {
			if used += wordCount(all[n]); used > mine {
				break
			}
		}
		taken, rest := all[:n:n], all[n:]
		if n == 0 && len(all) > 0 && mine > 0 {
			first, more := cut(all[0], mine)
			taken, rest = []string{first}, append([]string{more}, all[1:]...)
		}
		if len(taken) > 0 {
			said = append(said, strings.Join(taken, " "))
			room -= wordCount(said[len(said)-1])
		}
		left = append(left, rest...)
	}
	return said, left
}

// cut divides a sentence after at most n words: at the last comma, semicolon or colon that leaves a third of
// them, else in the middle of a thought, which an ellipsis shows.
func cut(sentence string, n int) (first, rest string) {
	words := strings.Fields(sentence)
	if len(words) <= n {
		return sentence, ""
	}
	for i := n; i > n/3; i-- {
		if word := words[i-1]; strings.HasSuffix(word, ",") || strings.HasSuffix(word, ";") || strings.HasSuffix(word, ":") {
			return strings.TrimRight(strings.Join(words[:i], " "), ",;:") + ".", strings.Join(words[i:], " ")
		}
	}
	return strings.Join(words[:n], " ") + " …", strings.Join(words[n:], " ")
}
