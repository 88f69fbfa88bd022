package lint

import (
	"fmt"
	"strings"
)

// jobWords turn to the listener.
var jobWords = phrases(
	"(you|your|yours)", "(in|at) this (job|role|post|position|team|company)",
	"(this|the) (job|role|post|position) (is|needs|asks|wants)", "(on|in|at) your",
)

var fitRules = []Rule{
	{
		ID: "fit/job", Level: Suggestion, Reason: "No link to the job is made.",
		Ask: "Why does this lesson matter for them?", any: true, find: noJob,
	},
	{
		ID: "fit/reuse", Level: Suggestion, Reason: "One story answers many questions.",
		Ask: "Which other story could answer one of them?", any: true, find: reuse,
	},
	{
		ID: "fit/severity", Level: Suggestion, Reason: "The failure does not weigh what the question asks for.",
		Ask: "Which failure cost something and can still be told?", any: true, find: severity,
	},
}

// noJob looks for the link to the job; with a target that is a Warning. A link that shares no word with what the
// target values is one all the same to a careful ear, so that is checked only where the link is tagged or kept
// in the entry.
func noJob(v *view) []hit {
	level := Off // the rule's own
	if len(v.Target) > 0 {
		level = Warning
	}
	text, known := v.Fields["job_link"], v.Fields != nil
	if len(v.parts) > 0 {
		known = true
		for _, p := range v.parts {
			if p.section == JobLink && p.from < p.to {
				text += " " + v.text[v.sentences[p.from].start:v.sentences[p.to-1].end]
			}
		}
	}
	if known && strings.TrimSpace(text) == "" {
		return whole(hit{field: "job_link", level: level})
	}
	if !v.isEnglish || len(v.Target) == 0 || v.mentions(v.Target) {
		return nil
	}
	if !known && v.says(jobWords(), len(v.sentences)-3, len(v.sentences)) {
		return nil
	}
	return whole(hit{level: Warning, reason: "No word of the answer is one that the target uses."})
}

// mentions tells whether the answer uses a content word of the list.
func (v *view) mentions(list []string) bool {
	want := map[string]bool{}
	for _, phrase := range list {
		for _, t := range read(phrase).tokens {
			if len(t.word) > 2 && !stopWords()[t.word] && stem(t.word) != "learn" { // every answer says it
				want[stem(t.word)] = true
			}
		}
	}
	for _, t := range v.tokens {
		if want[stem(t.word)] {
			return true
		}
	}
	return len(want) == 0
}

// mostReuse is how many questions of a target one story may answer before the others look thin.
const mostReuse = 3

func reuse(v *view) []hit {
	if v.Reuse <= mostReuse {
		return nil
	}
	return whole(hit{reason: fmt.Sprintf("This story answers %d questions of the target.", v.Reuse)})
}

func severity(v *view) []hit {
	switch {
	case v.Severity == nil:
		return nil
	case *v.Severity == 0 && v.Question == BiggestFailure:
		return whole(hit{field: "severity", reason: "You called this failure trivial, and the question asks for the biggest."})
	case *v.Severity == 0:
		return whole(hit{field: "severity", reason: "You called this failure trivial."})
	case *v.Severity >= 4:
		return whole(hit{field: "severity", reason: "You called this failure grave.", ask: "Are you ready to be asked about it for ten minutes?"})
	}
	return nil
}
