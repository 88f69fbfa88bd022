package lint

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Answer is what Check reads. Only Text is needed.
type Answer struct {
	// Text is plain or light Markdown. Headings that name a section ("## Lesson") tag it; see Compose.
	Text     string
	Question Question
	// Fields holds the journal entry behind the answer by the field names of a reflection ("own_factors",
	// "lesson", …); nil means that there is no entry, an absent key that the field is empty.
	Fields map[string]string
	// Shareable says that the entry may be shown to others as it is, names included.
	Shareable bool
	// Target holds words that the target values: its values and the words of its job text. Nil means no target.
	Target []string
	// Claims says what became of figures named before, by Claim.Key.
	Claims map[string]ClaimState
	// WordsPerMinute is the speaker's own pace; 0 means DefaultPace.
	WordsPerMinute int
	// Names are people and companies that may be named.
	Names []string
	// Reuse is how many questions of the target this story answers.
	Reuse int
	// Severity is the person's own judgement of the failure, 0 (trivial) to 4 (grave); nil means not judged.
	Severity *int
	// Transcript says that Text was spoken and written down by a machine, fillers included.
	Transcript bool
}

// DefaultPace is how many words a minute an interview answer is spoken at, unless measured.
const DefaultPace = 140

// Options says how strictly to look.
type Options struct {
	// Strict makes hard structural facts (a missing lesson, an answer over 180 s) errors.
	Strict bool
	// Levels overrides the level of a rule by id; Off silences it, any other switches a rule on that is off.
	Levels map[string]Level
	// Accept lists wordings that this person stands by: a finding that quotes one comes back ignored.
	Accept []string
}

// Span is a place in the text: bytes [Start, End), and the line and the character in it, both from 1. A finding
// about the whole answer has the zero Span.
type Span struct {
	Start  int `json:"start"`
	End    int `json:"end"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Finding is one remark of one rule.
type Finding struct {
	Rule  string `json:"rule"`
	Level Level  `json:"level"`
	Span  Span   `json:"span"`
	// Quote is the text of the span, cut after 120 characters.
	Quote string `json:"quote,omitempty"`
	// Field is the field of the entry, or the section, that the finding is about if it is not about words.
	Field string `json:"field,omitempty"`
	// Reason is one sentence, Ask one question. Neither is a rewrite.
	Reason string `json:"reason"`
	Ask    string `json:"ask"`
	// Ignored is the reason why the finding does not count, empty if it does.
	Ignored string `json:"ignored,omitempty"`
}

// Report is what Check found.
type Report struct {
	Question Question `json:"question"`
	English  bool     `json:"english"`
	// Note says what was not checked, and why; empty when everything was.
	Note  string `json:"note,omitempty"`
	Words int    `json:"words"`
	// Seconds is how long the answer takes to say.
	Seconds int `json:"seconds"`
	// Findings come gravest first, then in the order of the rules, then of the text.
	Findings  []Finding `json:"findings"`
	Claims    []Claim   `json:"claims"`
	Checklist []Item    `json:"checklist"`
}

// Worst returns the gravest level among the findings that are not ignored, Off when there is none.
func (r Report) Worst() Level {
	worst := Off
	for _, f := range r.Findings {
		if f.Ignored == "" {
			worst = max(worst, f.Level)
		}
	}
	return worst
}

// Check reads the answer with every rule that its question, its language and the options leave on. Any bytes
// are accepted. The time is linear in the length of the text.
func Check(a Answer, o Options) Report {
	if a.WordsPerMinute <= 0 {
		a.WordsPerMinute = DefaultPace
	}
	if a.Question == "" {
		a.Question = Other
	}
	v := view{Answer: a, script: read(a.Text)}
	v.parts, v.isEnglish = v.stretches(), v.english()
	report := Report{
		Question: a.Question, English: v.isEnglish, Words: v.words, Seconds: v.seconds(v.words),
		Findings: []Finding{}, Claims: []Claim{},
	}
	switch {
	case v.words == 0:
		report.Note = "no words to check"
	case v.isEnglish:
		v.claims = v.figures()
		report.Claims = append(report.Claims, v.claims...)
	default:
		report.Note = "not English: only structure and length were checked"
	}
	report.Checklist = v.checklist()
	for i := range rules {
		report.Findings = append(report.Findings, rules[i].apply(&v, o)...)
	}
	report.Findings = silence(report.Findings, v.layout.ignores, o)
	locate(a.Text, report.Findings, func(f *Finding) *Span { return &f.Span })
	locate(a.Text, report.Claims, func(c *Claim) *Span { return &c.Span })
	slices.SortStableFunc(report.Findings, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(a.Level, b.Level), cmp.Compare(rank(a.Rule), rank(b.Rule)), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return report
}

// view is one answer taken apart, as the rules see it.
type view struct {
	Answer
	*script
	parts     []stretch
	isEnglish bool
	claims    []Claim
	owned     []bool // see ownedNear
}

// seconds is how long n words take at the speaker's pace.
func (v *view) seconds(n int) int {
	return int((time.Duration(n) * time.Minute / time.Duration(v.WordsPerMinute)).Seconds() + 0.5)
}

// locate fills in lines and columns, walking the text once.
func locate[T any](text string, list []T, span func(*T) *Span) {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(span(&a).Start, span(&b).Start) })
	at, line, column := 0, 1, 1
	for i := range list {
		s := span(&list[i])
		if s.End == 0 {
			continue
		}
		passed := text[at:s.Start]
		line += strings.Count(passed, "\n")
		if newline := strings.LastIndexByte(passed, '\n'); newline >= 0 {
			passed, column = passed[newline+1:], 1
		}
		column += utf8.RuneCountInString(passed)
		at, s.Line, s.Column = s.Start, line, column
	}
}

// excerpt is the text of a span for a person to recognise: valid, at most 120 characters.
func excerpt(text string) string {
	const limit = 120
	text = strings.ToValidUTF8(text[:min(len(text), 4*limit)], "\uFFFD")
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	runes := []rune(text)
	return string(runes[:limit-1]) + "…"
}
