package journal

import (
	"slices"

	"prep/journal/lint"
)

// followUps are what an interviewer asks next, by the section that it goes after.
var followUps = []struct {
	section lint.Section
	ask     string
}{
	{lint.Cause, "What was your part in it?"},
	{lint.ChangeProof, "How do you know that it worked?"},
	{lint.Repair, "Whom did you tell, and when?"},
	{lint.Consequence, "What did it cost, and whom?"},
	{lint.Lesson, "Where would the same mistake still catch you today?"},
	{lint.JobLink, "Where will you need that lesson here?"},
	{lint.GoalRole, "What exactly was yours to decide?"},
	{lint.Cause, "What would the others say caused it?"},
	{lint.Repair, "What would you do first if it happened tomorrow?"},
	{lint.ChangeProof, "Tell me of a time when you did not keep to it."},
	{lint.Headline, "Why do you call that a failure?"},
}

// FollowUps returns n questions that an interviewer would ask after an answer: first about what it leaves
// open, then about a figure that it names, then the others in their order.
func FollowUps(answer string, n int) []string {
	_, sections := Timing(answer, 0)
	state := map[lint.Section]lint.State{}
	for _, item := range sections {
		state[item.Section] = item.State
	}
	var open, rest []string
	for _, f := range followUps {
		if s := state[f.section]; f.section != lint.Headline && (s == lint.Missing || s == lint.Thin) {
			open = append(open, f.ask)
		} else {
			rest = append(rest, f.ask)
		}
	}
	var figures []string
	for _, claim := range lint.Claims(answer) {
		figures = append(figures, "How do you know that it was "+claim.Quote+"?")
	}
	all := slices.Concat(open[:min(len(open), max(1, n-1))], figures[:min(len(figures), 1)], rest, open[min(len(open), max(1, n-1)):])
	return all[:min(n, len(all))]
}
