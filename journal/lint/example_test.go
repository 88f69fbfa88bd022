package lint_test

import (
	"fmt"

	"prep/journal/lint"
)

func ExampleCheck() {
	report := lint.Check(lint.Answer{
		Question: lint.MissedGoal,
		Text: "I missed our release by nine days. My manager ignored the plan, and the vendor never delivered on time.\n" +
			"It was a minor slip, and since then I ask twice.\n\n" +
			"lint:ignore own/minimise -- the delay cost nobody anything, and they know it",
		Fields: map[string]string{
			"own_factors": "gave a date without asking", "lesson": "a date is a promise", "change": "I ask twice", "proof": "two releases since",
			"job_link": "they ship weekly", "when": "last May", "my_role": "release lead",
		},
	}, lint.Options{Strict: true})

	for _, f := range report.Findings {
		fmt.Printf("%d:%d %s %s %q: %s %s\n", f.Span.Line, f.Span.Column, f.Level, f.Rule, f.Quote, f.Reason, f.Ask)
		if f.Ignored != "" {
			fmt.Println("    ignored:", f.Ignored)
		}
	}
	fmt.Println(report.Words, "words,", report.Seconds, "s, worst:", report.Worst())
	// Output:
	// 0:0 error growth/repair "": Nothing is said about putting it right. What did you do to put it right?
	// 1:36 warning own/blame "My manager ignored": The failure is laid at somebody else's door. What was your part?
	// 1:69 warning own/blame "the vendor never delivered": The failure is laid at somebody else's door. What was your part?
	// 2:8 suggestion own/minimise "a minor slip": The failure is made smaller than it was. What did it cost, and whom?
	//     ignored: the delay cost nobody anything, and they know it
	// 0:0 suggestion say/short "": The answer takes 13 s at 140 words a minute; 45 to 110 s is good. What would the listener ask next?
	// 1:25 suggestion honest/number "nine days": An interviewer may ask about this figure. Can you defend this?
	// 30 words, 13 s, worst: error
}
