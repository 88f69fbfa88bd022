package lint

import (
	"fmt"
	"strings"
)

// failureWords say that something failed: the headline of an answer.
var failureWords = phrases(
	"(fail|failed|failure|failing|mistake|mistakes|error|wrong|late|lost|lose|missed|miss|broke|broken|dropped|deleted|forgot)",
	"(forgotten|damaged|overlooked|burned|killed|worst|short|botched|ruined|crashed|underestimated|published|wasted|cancelled)",
	"(resigned|fired|rejected|collapsed|disaster|penalty|raw|outage|gave up|turned back|let down|bankrupt|thin)",
	"(did|do|was|were|could|had|have|would) not", "instead of", "(down|into) the (ground|drain)",
	"too (late|early|heavy|much|many|little|big|small|long)", "(nobody|never|nothing)",
	"(only|just) (half|a third|a few|one|two|three)", "(led|drove|pushed|talked|sent) ..3 (away|into|out)", "less than",
	"fell (short|through)", "under (target|budget)", "(month|months) late",
	"the wrong", "(double booked|handed over|stopped speaking)",
)

// roleWords say what was the speaker's to do.
var roleWords = phrases(
	"I (was|am|'d been|had been|were|acted|worked) ..1 (the|a|an|responsible|in charge|supposed|asked|ordered|leading|running|managing|"+
		"building|to|given|meant|playing|treasurer|treasurers|chief|sous|first|as)",
	"(my|mine) (job|task|role|responsibility|part|aim|goal|team|project|patient|case|company|business|firm|call|first|fault|decision|"+
		"design|internship|plan|own)",
	"I (led|ran|owned|managed|looked after|built|designed|organised|organized|founded|taught|headed|wrote|planned|drew|set|had|"+
		"coordinated|gave|chose|made|hired|promised|drive|wired)",
	"(was|were) (all|entirely)? (mine|my own|my responsibility|my job)",
	"(as|being) (the|a|an) ..3 (lead|leader|manager|engineer|nurse|teacher|developer|student|cook|officer|lieutenant|clerk)",
	"in charge of", "responsible for", "(the|our) (goal|aim) was", "(we|I) wanted (to|ten|three)",
)

// whenWords place the story in time.
var whenWords = phrases(
	"(last|this|that|one|each|early|later) ..1 (year|month|week|night|day|evening|morning|@weekday|@season|@month)",
	"(in|since|by|until|on|at|from|of|before|after) ..1 (@weekday|@season|@month)",
	"(years|months|weeks|days) (ago|earlier|before|later|in)",
	"in my ..2 (year|years|semester|internship|job|post|company|position|team|time|training|career|department|project|days)",
	"(during|at) my", "when I (was|taught|started|joined|led|ran|worked)", "(once|one night|one day|early in)",
	"as a (student|young|junior|doctoral|trainee)",
)

var habitWords = phrases(
	"I (usually|always|often|normally|generally|typically|sometimes|tend|never|try)", "(usually|normally|generally|typically)",
	"I (would|always) (say|describe|approach)",
	"in (such|these) (cases|situations)", "in general", "(it is|it 's) (always)? important to", "my (approach|philosophy|attitude) is",
)

// onWords mark an ending that leads on to the lesson, the change, the job or the listener, or that at least has
// left the past tense: a story that stops in its own past ends where it hurt.
var onWords = phrases(
	"(you|your|yours|here)", "(learned|learnt|lesson|taught|concluded|understood|realised|realized)", "since",
	"(now|nowadays|these days|today|next time|anymore|any more|from then on)",
	"(is|are|am|has|have|do|does|will|would|'d|can|should|may|must|'s)",
	"I (think|believe|know|hope|keep|check|use|ask|take|start|begin|count|read|write|say|look|walk|never|always)",
	"(the next|the following) (project|year|time|one)",
)

var formRules = []Rule{
	{
		ID: "form/dwell", Level: Warning, Strict: Error, Reason: "Much of the answer stays in the failure.",
		Ask: "Which of these details does the listener need?", any: true, find: dwell,
	},
	{
		ID: "form/ends-low", Level: Warning, Reason: "The last words are about the failure.",
		Ask: "What should the listener remember?", any: true, find: endsLow, guess: endsLowGuess,
	},
	{
		ID: "form/order", Level: Suggestion, Reason: "The failure comes late.",
		Ask: "Can you say in the first sentence what failed?", any: true, find: order, guess: orderGuess, GuessOff: true,
	},
	{
		ID: "form/specific", Level: Warning, Reason: "This is a habit or an opinion, not one occasion.",
		Ask: "When was that, what was yours to do, and how much was it about?", find: specific, guess: habitual,
	},
}

// dwell measures the share of headline, goal and role, which have 27 % of the plan, and with the consequence,
// 37 %. It warns from 40 and 50 % on.
func dwell(v *view) []hit {
	if len(v.parts) == 0 || v.Question == HandleFailure {
		return nil
	}
	setting := spoken(v.parts, Headline) + spoken(v.parts, GoalRole)
	low := setting + spoken(v.parts, Consequence)
	const fewest = 60 // a draft of a few sentences has no shares yet
	if v.words < fewest || setting*100 <= 40*v.words && low*100 <= 50*v.words {
		return nil
	}
	return whole(hit{
		grave:  setting*100 > 50*v.words || low*100 > 60*v.words,
		reason: fmt.Sprintf("%d %% of the words are the setting and what went wrong; up to 40 %% is usual.", low*100/v.words),
	})
}

func endsLow(v *view) []hit {
	if len(v.parts) == 0 {
		return endsLowGuess(v)
	}
	last := v.parts[len(v.parts)-1]
	switch last.section {
	case Lesson, ChangeProof, JobLink:
		return nil
	}
	if last.from == last.to {
		return nil
	}
	return whole(hit{start: v.sentences[last.to-1].start, end: v.sentences[last.to-1].end})
}

func endsLowGuess(v *view) []hit {
	n := len(v.sentences)
	if n < 3 || !v.isEnglish || v.says(onWords(), n-2, n) {
		return nil
	}
	return whole(hit{start: v.sentences[n-1].start, end: v.sentences[n-1].end})
}

// lateHeadline is how many sentences may come before the failure is named.
const lateHeadline = 5

func order(v *view) []hit {
	if v.Question == HandleFailure {
		return nil
	}
	if len(v.parts) == 0 {
		return orderGuess(v)
	}
	for _, p := range v.parts {
		if p.section == Headline && p.from >= lateHeadline && p.from < p.to {
			return whole(hit{start: v.sentences[p.from].start, end: v.sentences[p.from].end})
		}
	}
	return nil
}

// orderGuess fires on a run-up without a word of failure in which the speaker hardly appears.
func orderGuess(v *view) []hit {
	if len(v.sentences) <= lateHeadline || !v.isEnglish || v.Question == HandleFailure || v.says(failureWords(), 0, lateHeadline) {
		return nil
	}
	personal := 0
	for i := range lateHeadline {
		if v.says(selfWords(), i, i+1) {
			personal++
		}
	}
	if personal*2 > lateHeadline {
		return nil
	}
	return whole(hit{start: v.sentences[0].start, end: v.sentences[lateHeadline-1].end})
}

var selfWords = phrases("(I|my|me|mine)")

// specific wants two of: a time, a figure, a role of one's own. The entry knows the time and the role.
func specific(v *view) []hit {
	if v.Fields == nil {
		return habitual(v)
	}
	found := 0
	for _, known := range []bool{v.timeKnown(), v.roleKnown(), len(v.claims) > 0 || strings.ContainsAny(v.Fields["outcome"], "0123456789")} {
		if known {
			found++
		}
	}
	if found >= 2 {
		return nil
	}
	return whole(hit{reason: "Of time, figures and your role the answer has at most one."})
}

func (v *view) timeKnown() bool {
	return v.Fields["when"] != "" || v.says(whenWords(), 0, len(v.sentences)) || v.yearNamed()
}

func (v *view) roleKnown() bool {
	return v.Fields["my_role"] != "" || v.says(roleWords(), 0, len(v.sentences))
}

// habitual judges words alone, where a missing date or figure shows little: it fires when habits fill a quarter of
// the sentences.
func habitual(v *view) []hit {
	n, habits := len(v.sentences), v.hits(habitWords(), nil)
	const fewest = 3
	if len(habits) < fewest || len(habits)*4 < n {
		return nil
	}
	return whole(hit{})
}

// yearNamed tells whether a year of the calendar stands in the text.
func (v *view) yearNamed() bool {
	for i := range v.tokens {
		if n, ok := digits(v.tokens[i].word); ok && dated(v.tokens, i, n) {
			return true
		}
	}
	return false
}
