package lint

import (
	"strings"
)

// Section is a part of a spoken answer, in the order in which it is spoken.
type Section string

// The sections of an answer: STAR with the result split in two, the lesson and the link to the job.
const (
	Headline    Section = "headline"
	GoalRole    Section = "goal_role"
	Cause       Section = "cause"
	Consequence Section = "consequence"
	Repair      Section = "repair"
	Lesson      Section = "lesson"
	ChangeProof Section = "change_proof"
	JobLink     Section = "job_link"
)

// plan is the spoken order and the words each section gets of an answer of 255 words, which take 110 s at 140 a
// minute.
var plan = []struct {
	section Section
	words   int
	title   string
	names   []string // headings that mean the section, besides its name and title
}{
	{Headline, 35, "Headline", []string{"title", "situation"}},
	{GoalRole, 35, "Goal and role", []string{"goal", "role", "my role", "task"}},
	{Cause, 35, "Cause", []string{"my cause", "my part", "own part"}},
	{Consequence, 25, "Consequence", []string{"consequences", "outcome", "impact", "what went wrong", "result"}},
	{Repair, 40, "Repair", []string{"what i did"}},
	{Lesson, 25, "Lesson", []string{"lessons"}},
	{ChangeProof, 40, "Change and proof", []string{"change", "proof"}},
	{JobLink, 20, "Job link", []string{"job", "link to the job"}},
}

// Sections returns the sections in spoken order.
func Sections() []Section {
	out := make([]Section, len(plan))
	for i, p := range plan {
		out[i] = p.section
	}
	return out
}

// Part is the text of one section.
type Part struct {
	Section Section
	Text    string
}

// Compose writes parts as the Markdown that Check understands: a heading per section. Spans of a Report are
// offsets in that text.
func Compose(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		title := string(p.Section)
		for _, row := range plan {
			if row.section == p.Section {
				title = row.title
			}
		}
		b.WriteString("## " + title + "\n\n" + strings.TrimSpace(p.Text) + "\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// named returns the section that a heading's words mean.
func named(title string) (Section, bool) {
	title = strings.ReplaceAll(strings.ToLower(strings.Trim(title, " :.*")), "_", " ")
	for _, row := range plan {
		if title == strings.ReplaceAll(string(row.section), "_", " ") || title == strings.ToLower(row.title) {
			return row.section, true
		}
		for _, name := range row.names {
			if title == name {
				return row.section, true
			}
		}
	}
	return "", false
}

// stretch is a tagged run of sentences [from, to) of a script.
type stretch struct {
	section  Section
	from, to int
	words    int
}

// stretches returns the tagged parts in the order of the text; none when no heading names a section. Two
// headings of one section ("change", "proof") are two stretches.
func (s *script) stretches() []stretch {
	var out []stretch
	next := 0
	for _, h := range s.layout.headings {
		section, ok := named(h.title)
		if !ok {
			continue
		}
		for next < len(s.sentences) && s.sentences[next].start < h.start {
			next++
		}
		if len(out) > 0 {
			out[len(out)-1].to = next
		}
		out = append(out, stretch{section: section, from: next, to: len(s.sentences)})
	}
	for i := range out {
		for _, one := range s.sentences[out[i].from:out[i].to] {
			out[i].words += one.words
		}
	}
	return out
}

// spoken returns the words of a section over all its stretches.
func spoken(parts []stretch, section Section) int {
	n := 0
	for _, p := range parts {
		if p.section == section {
			n += p.words
		}
	}
	return n
}
