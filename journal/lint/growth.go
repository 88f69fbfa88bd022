package lint

import "strings"

// lessonWords announce what was learned.
var lessonWords = phrases(
	"(learned|learnt|lesson|lessons|taught me|took away|take away|take from|took from|concluded|understood|realised that|realized that)",
	"I (now)? (know|understand|see) (now|then|that)?",
	"(stayed|stays) with me", "(the|this) (learning|insight)", "(kept|keep|have) (the|a|this|that) rule",
	"what I (changed|keep|know|took|learned)", "I (can not|do not|never) ..3 (anymore|any more)", "I came to (understand|see)",
)

// changeWords tell what is different since.
var changeWords = phrases(
	"since (then|that)", "ever since", "(times|years|months) since", "my own rule", "my rule",
	"(now|nowadays|these days|from then on|from that day|any more|anymore)", "I have ..3 since", "(each|every) ..3 I (now|always)?",
	"(no|not one|none) ..4 since",
	"(the next|next) (project|year|time|one|product|two|eight)", "(in|over) (two|three|four|five|six|eight|nine) (years|months|projects)",
	"I (take|keep|give|ask|say|probe|list|write|call|count|plan|hire|read|draw|look|restore|split|speak)", "each (test|report|letter) of mine",
	"(all|each|every) ..3 (goes|go|has|have|write|writes)",
)

// stockLesson is a lesson anybody could have learned from anything.
var stockLesson = phrases(
	"(communicate|communicating) (more|better|earlier|clearly)", "(plan|planning) (better|more|ahead|earlier|carefully)",
	"be more (careful|patient|organised|organized|proactive|flexible|attentive|precise)",
	"(be|being) careful", "(work|try) harder", "pay more attention",
	"(better|more|clear|good) (communication|planning|time management|teamwork|preparation)", "never give up", "communication is (the)? key",
	"manage (my|the) time better", "(prepare|listen|organise|organize|focus) (better|more)", "double check everything",
)

// lessonLead introduces a lesson in running text.
var lessonLead = phrases(
	"(I|I have|I 've) ..1 (learned|learnt) ..1 (to|that|not)?",
	"(the|my) (lesson|learning|takeaway) (is|was|for me was|for me is)? (to|that)?", "what I (learned|learnt|took away) (is|was) (to|that)?",
	"it taught me (to|that)?",
)

var growthRules = []Rule{
	{
		ID: "growth/lesson", Level: Warning, Strict: Error, Reason: "The answer names no lesson.",
		Ask: "What do you know now that you did not know then?", any: true, find: noLesson, guess: noLessonGuess, GuessOff: true,
	},
	{
		ID: "growth/change", Level: Warning, Reason: "Nothing is said to have changed since.",
		Ask: "What do you do differently since then?", any: true, find: noChange,
	},
	{
		ID: "growth/repair", Level: Warning, Strict: Error, Reason: "Nothing is said about putting it right.",
		Ask: "What did you do to put it right?", any: true, find: noRepair,
	},
	{
		ID: "growth/same", Level: Suggestion, Reason: "The lesson would fit any failure.",
		Ask: "What did this failure teach that another would not have?", find: sameLesson,
	},
}

// emptyField is the hit of a field of the entry that is not filled in.
func (v *view) emptyField(name string) []hit {
	if strings.TrimSpace(v.Fields[name]) != "" {
		return nil
	}
	return whole(hit{field: name, grave: true})
}

// emptySection is the same for a section that the headings leave out; an answer without headings has no hit.
func (v *view) emptySection(section Section) []hit {
	if len(v.parts) == 0 || spoken(v.parts, section) > 0 {
		return nil
	}
	return whole(hit{field: string(section), grave: true})
}

func noLesson(v *view) []hit {
	if v.Fields != nil {
		return v.emptyField("lesson")
	}
	return v.emptySection(Lesson)
}

// noLessonGuess takes a change for a lesson: "since then I count to three" teaches as much.
func noLessonGuess(v *view) []hit {
	n := len(v.sentences)
	if n == 0 || v.says(lessonWords(), 0, n) || v.says(changeWords(), 0, n) {
		return nil
	}
	return whole(hit{grave: true})
}

func noChange(v *view) []hit {
	if v.Fields == nil {
		return v.emptySection(ChangeProof)
	}
	if hits := v.emptyField("change"); hits != nil {
		return hits
	}
	hits := v.emptyField("proof")
	for i := range hits {
		hits[i].level, hits[i].reason = Suggestion, "The entry has a change and no proof of it."
		hits[i].ask = "On which later occasion did the change work?"
	}
	return hits
}

// noRepair is grave for a missed goal: the question asks for it. How one handles failure is another question.
func noRepair(v *view) []hit {
	if v.Question == HandleFailure {
		return nil
	}
	hits := v.emptySection(Repair)
	if v.Fields != nil {
		hits = v.emptyField("repair")
	}
	for i := range hits {
		hits[i].grave = v.Question == MissedGoal
	}
	return hits
}

// sameLesson finds a lesson that repeats the title, or a short one from the stock list.
func sameLesson(v *view) []hit {
	title, lesson, at := v.lesson()
	const overlap = 0.6
	if lesson != nil && shared(lesson, title) > overlap {
		at.reason, at.ask = "The lesson says again what failed.", "What would you tell somebody who starts the same thing tomorrow?"
		return whole(at)
	}
	if lesson != nil {
		if len(lesson) < stockWords && stockLesson().in(lesson) {
			return whole(at)
		}
		return nil
	}
	return v.hits(lessonLead(), func(i, _, end int) bool {
		rest := v.tokens[end:v.sentences[i].to]
		return len(rest) < stockWords && stockLesson().in(rest)
	})
}

// stockWords is the length from which a lesson has something of its own.
const stockWords = 8

// lesson returns the words of title and lesson from the entry or from the tagged sections; lesson is nil when
// neither has one.
func (v *view) lesson() (title, lesson []token, at hit) {
	if v.Fields != nil {
		if text := v.Fields["lesson"]; text != "" {
			return read(v.Fields["title"]).tokens, read(text).tokens, hit{field: "lesson"}
		}
		return nil, nil, hit{}
	}
	for _, p := range v.parts {
		if p.from == p.to {
			continue
		}
		first, last := v.sentences[p.from], v.sentences[p.to-1]
		switch p.section {
		case Headline:
			title = v.tokens[first.from:last.to]
		case Lesson:
			lesson, at = v.tokens[first.from:last.to], hit{start: first.start, end: last.end}
		}
	}
	return title, lesson, at
}

// shared is the part of a's content words that b has too, 0 to 1.
func shared(a, b []token) float64 {
	in := map[string]bool{}
	for _, t := range b {
		in[stem(t.word)] = true
	}
	all, both := 0, 0
	for _, t := range a {
		if stopWords()[t.word] || len(t.word) < 3 || t.word == "learned" || t.word == "learnt" {
			continue
		}
		all++
		if in[stem(t.word)] {
			both++
		}
	}
	if all < 2 {
		return 0
	}
	return float64(both) / float64(all)
}

var endings = []string{
	"ability", "ations", "ation", "iness", "ments", "ment", "ingly", "able", "ions", "ing", "ies", "ied", "ion", "ity", "ed", "es", "ly", "s", "y", "e",
}

// stem cuts the endings of English verbs and nouns, so that "plan" meets "planning" and "reliable" "reliability".
func stem(word string) string {
	for _, ending := range endings {
		if head, ok := strings.CutSuffix(word, ending); ok && len(head) >= 4 {
			if n := len(head); head[n-1] == head[n-2] && strings.IndexByte("bdgmnprt", head[n-1]) >= 0 {
				head = head[:n-1] // planning, plan
			}
			return head
		}
	}
	return word
}
