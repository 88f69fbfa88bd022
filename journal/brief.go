package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"prep"
	"prep/journal/lint"
)

// Brief is the page to read before an interview: reminders, no full scripts.
type Brief struct {
	Target    Target          `json:"target"`
	DaysLeft  *int            `json:"days_left,omitempty"` // nil without a date; negative after it
	Hour      string          `json:"hour,omitempty"`      // of the interview, where it takes place; "" where it is not known
	Questions []BriefQuestion `json:"questions"`
	More      int             `json:"more,omitempty"` // questions that the page has no room for
	Values    []string        `json:"values,omitempty"`
	ToAsk     []string        `json:"to_ask"`
	Weakest   []WeakPoint     `json:"weakest,omitempty"`
	Redacted  bool            `json:"redacted"`
}

// BriefQuestion is one question with what brings its answer back to mind.
type BriefQuestion struct {
	Question string   `json:"question"` // as it is asked
	Answer   prep.ID  `json:"answer,omitzero"`
	Story    string   `json:"story,omitempty"`
	Keywords []string `json:"keywords,omitempty"`
	First    string   `json:"first,omitempty"` // sentence
	Last     string   `json:"last,omitempty"`
	Link     string   `json:"link,omitempty"` // to the job
}

// WeakPoint is something to look at once more.
type WeakPoint struct {
	Question string `json:"question"`
	Why      string `json:"why"`

	weight float64
}

// What one sheet of A4 or Letter paper has room for.
const (
	briefQuestions = 8
	briefKeywords  = 5
	briefWeakest   = 3
	briefToAsk     = 5
	briefValues    = 10
)

// toAsk are questions for the interviewer where the target's notes hold none.
var toAsk = []string{
	"What would make you say after a year that this hire went well?",
	"When did something last go wrong here, and what changed after it?",
	"How does the team hear of bad news early?",
}

// NewBrief gathers the page for a target. Entries that are not shareable are redacted; redact does that with
// all of them.
func NewBrief(tx *prep.Tx, target prep.ID, redact bool) (Brief, error) {
	t, err := GetTarget(tx, target)
	if err != nil {
		return Brief{}, err
	}
	day, err := today(tx)
	if err != nil {
		return Brief{}, fmt.Errorf("brief: %w", err)
	}
	b := Brief{Target: t, Redacted: redact, ToAsk: questionsIn(t.Notes)}
	if t.Date != nil {
		b.DaysLeft = new(int(t.Date.Day - day))
	}
	b.Hour = t.Hour(tx.Now.Location())
	if len(b.ToAsk) == 0 {
		b.ToAsk = slices.Clone(toAsk)
	}
	b.Values = valuesOf(t.Values)
	b.Values = b.Values[:min(len(b.Values), briefValues)]
	answers, err := ListAnswers(tx, AnswerFilter{Target: target})
	if err != nil {
		return Brief{}, err
	}
	var weak []WeakPoint
	for _, question := range questionsOf(answers) {
		a, has := answerTo(answers, question, target)
		if !has {
			b.Questions = append(b.Questions, BriefQuestion{Question: AskOf(question)})
			weak = append(weak, WeakPoint{AskOf(question), "no answer yet", 10})
			continue
		}
		q, err := briefQuestion(tx, a, t, redact)
		if err != nil {
			return Brief{}, fmt.Errorf("brief: %w", err)
		}
		b.Questions = append(b.Questions, q)
		found, err := weakPoints(tx, a)
		if err != nil {
			return Brief{}, fmt.Errorf("brief: %w", err)
		}
		weak = append(weak, found...)
	}
	if b.More = len(b.Questions) - briefQuestions; b.More > 0 {
		b.Questions = b.Questions[:briefQuestions]
	}
	b.More = max(b.More, 0)
	slices.SortStableFunc(weak, func(a, b WeakPoint) int { return cmp.Compare(b.weight, a.weight) })
	b.Weakest = weak[:min(len(weak), briefWeakest)]
	if redact {
		b.Target.Notes, b.Target.Job = "", ""
	}
	return b, nil
}

// answerTo is the newest answer to a question for the target, else the newest for any.
func answerTo(answers []Answer, question string, target prep.ID) (Answer, bool) {
	var best Answer
	for _, a := range answers {
		if a.Question == question && (best.ID == 0 || a.Target == target && best.Target != target) {
			best = a
		}
	}
	return best, best.ID != 0
}

// briefQuestion reduces an answer to what brings it back.
func briefQuestion(tx *prep.Tx, a Answer, t Target, redact bool) (BriefQuestion, error) {
	text := spokenText(a.Text)
	q := BriefQuestion{Question: AskOf(a.Question), Answer: a.ID, Story: a.Story, Keywords: keywords(text, briefKeywords)}
	if all := sentences(text); len(all) > 0 {
		q.First, q.Last = all[0], all[len(all)-1]
	}
	var told []Entry
	if a.Entry != 0 {
		e, err := Get(tx, a.Entry)
		if err != nil && !notFound(err) {
			return BriefQuestion{}, err
		}
		links, err := JobLinks(tx, a.Entry, t.ID)
		if err != nil {
			return BriefQuestion{}, err
		}
		if len(links) > 0 {
			q.Link = links[0].Text
		}
		redact = redact || !e.Shareable
		told = append(told, e)
	}
	if redact {
		others, err := Targets(tx)
		if err != nil {
			return BriefQuestion{}, err
		}
		others = slices.DeleteFunc(others, func(o Target) bool { return o.Company == t.Company }) // the page is about it
		r := NewRedactor(told, others)
		q.Keywords = keywords(r.Text(text), briefKeywords)
		q.Story, q.First, q.Last, q.Link = r.Text(q.Story), r.Text(q.First), r.Text(q.Last), r.Text(q.Link)
	}
	return q, nil
}

// weakPoints judges one answer by what the checker warns of and how it was told last.
func weakPoints(tx *prep.Tx, a Answer) ([]WeakPoint, error) {
	var weak []WeakPoint
	report, err := CheckAnswer(tx, a, CheckOptions{Options: lint.Options{Strict: true}})
	if err != nil {
		return nil, err
	}
	for _, f := range report.Findings {
		if f.Ignored == "" && f.Level >= lint.Warning {
			weak = append(weak, WeakPoint{AskOf(a.Question), f.Reason + " " + f.Ask, 3 * float64(f.Level-lint.Suggestion)})
			break // the gravest stands first
		}
	}
	attempts, err := Attempts(tx, a.Card)
	if err != nil {
		return nil, err
	}
	switch {
	case len(attempts) == 0:
		weak = append(weak, WeakPoint{AskOf(a.Question), "never told aloud", 5})
	case attempts[0].Rating > 0 && attempts[0].Rating <= 2:
		weak = append(weak, WeakPoint{AskOf(a.Question), "went badly when it was last told", 6})
	case attempts[0].Seconds > LongSeconds:
		weak = append(weak, WeakPoint{AskOf(a.Question), fmt.Sprintf("took %.0f seconds when it was last told", attempts[0].Seconds), 4})
	}
	return weak, nil
}

// valuesOf divides the values of a target at commas, semicolons and lines.
func valuesOf(s string) []string {
	var all []string
	for value := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if value = cleanLine(withoutMark(strings.TrimSpace(value))); value != "" {
			all = append(all, value)
		}
	}
	return all
}

// questionsIn returns the lines of a text that are questions.
func questionsIn(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = cleanLine(withoutMark(strings.TrimSpace(line))); strings.HasSuffix(line, "?") && len(all) < briefToAsk {
			all = append(all, line)
		}
	}
	return all
}
