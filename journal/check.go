package journal

import (
	"fmt"

	"prep"
	"prep/journal/lint"
)

// CheckOptions say how an answer is read.
type CheckOptions struct {
	lint.Options
	WordsPerMinute int      // the speaker's own pace; 0: what the attempts measured, else the default
	Names          []string // people and companies that may be named
	Transcript     bool     // the text was spoken, and written down by a machine
}

// CheckAnswer reads an answer with everything that the journal knows of it: the entry's fields, the link to
// the target and what it values, the figures confirmed and retracted, how often the story is told.
func CheckAnswer(tx *prep.Tx, a Answer, o CheckOptions) (lint.Report, error) {
	read := lint.Answer{
		Text: a.Text, Question: ProfileOf(a.Question), WordsPerMinute: o.WordsPerMinute, Names: o.Names, Transcript: o.Transcript,
	}
	fail := func(err error) (lint.Report, error) {
		return lint.Report{}, fmt.Errorf("check answer: %w", err)
	}
	var err error
	if read.WordsPerMinute == 0 {
		if read.WordsPerMinute, err = Pace(tx); err != nil {
			return fail(err)
		}
	}
	if read.Claims, err = ClaimStates(tx); err != nil {
		return fail(err)
	}
	if a.Entry != 0 {
		e, err := Get(tx, a.Entry)
		if err != nil && !notFound(err) {
			return fail(err)
		}
		if err == nil { // an answer outlives its entry
			read.Fields, read.Shareable, read.Severity = fieldTexts(e), e.Shareable, e.Severity
		}
	}
	if read.Fields != nil {
		links, err := JobLinks(tx, a.Entry, a.Target)
		if err != nil {
			return fail(err)
		}
		if len(links) > 0 {
			read.Fields["job_link"] = links[0].Text
		}
	}
	if a.Target != 0 {
		t, err := GetTarget(tx, a.Target)
		if err != nil && !notFound(err) {
			return fail(err)
		}
		read.Target = t.Words()
		err = tx.Get("select count(distinct question) from answer where entry = ? and entry != 0 and target in (0, ?)",
			[]any{int64(a.Entry), int64(a.Target)}, &read.Reuse)
		if err != nil {
			return fail(err)
		}
	}
	return lint.Check(read, o.Options), nil
}

// fieldTexts returns the filled fields of an entry by name, and when it happened.
func fieldTexts(e Entry) map[string]string {
	texts := map[string]string{}
	for _, f := range fields {
		if f.Filled(e) {
			texts[f.Name] = f.Of(e)
		}
	}
	if e.Happened != nil {
		texts["when"] = e.Happened.String()
	}
	return texts
}

// jobWords is how many words of an advertisement stand for it.
const jobWords = 20

// Words returns what a target values: its values, and the words that its advertisement uses most.
func (t Target) Words() []string {
	return append(valuesOf(t.Values), keywords(t.Job, jobWords)...)
}

// Timing returns how long an answer takes to say, in all and by section, at so many words a minute.
func Timing(text string, wordsPerMinute int) (seconds int, sections []lint.Item) {
	report := lint.Check(lint.Answer{Text: text, WordsPerMinute: wordsPerMinute}, lint.Options{})
	return report.Seconds, report.Checklist
}
