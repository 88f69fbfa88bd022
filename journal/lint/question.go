package lint

import "strings"

// Question is what the interviewer asks, as far as the rules differ by it.
type Question string

// The questions that have a profile of their own.
const (
	BiggestFailure Question = "biggest failure"
	TimeYouFailed  Question = "time you failed" // and what you learned
	MissedGoal     Question = "missed a goal"
	HandleFailure  Question = "handle failure" // wants a process with one example, not a story
	Other          Question = "other"
)

// QuestionOf returns the profile for a question in an interviewer's own words ("How do you deal with
// setbacks?"); Other when none fits.
func QuestionOf(asked string) Question {
	asked = strings.ToLower(asked)
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(asked, word) {
				return true
			}
		}
		return false
	}
	failure := has("fail", "setback", "mistake", "wrong", "regret")
	switch {
	case has("how do you", "how would you", "how you handle", "how you deal", "handle failure") && failure:
		return HandleFailure
	case has("goal", "target", "deadline", "objective") && has("miss", "not meet", "t meet", "not reach", "t reach", "short", "not achieve", "t achieve"):
		return MissedGoal
	case has("biggest", "greatest", "worst", "most significant") && failure:
		return BiggestFailure
	case failure:
		return TimeYouFailed
	}
	return Other
}
