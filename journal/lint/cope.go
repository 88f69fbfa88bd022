package lint

import "strings"

var feelingWords = phrases(
	"(felt|feel|feelings|ashamed|embarrassed|afraid|scared|angry|upset|sad|hurt|hurts|stung|cried|sick|dreadful|awful|shaking|nervous|"+
		"heart|mood|guilty|disappointed|frustrated|relieved|sleep|slept|shame|stiff)",
	"(calm down|let it go|get over|got over|bounce back|bounced back|get going again)",
)

var helpWords = phrases(
	"I ..2 (ask|asked|asks|call|called|ring|rang|talk|talked|speak|spoke|consult|consulted) ..4 "+
		"(friend|friends|colleague|colleagues|mentor|coach|manager|lead|leader|trainer|head|wife|husband|partner|"+
		"someone|somebody|person|boss|doctor|supervisor|team)",
	"(asked|ask|told|tell|with) (a|one|my|another|the) ..2 (friend|colleague|colleagues|mentor|coach|trainer|person|colleagues|leader|head)",
	"(friend|mentor|colleague|coach) of mine",
	"(my|a|the|somebody 's|someone 's) (friend|mentor|coach|colleague|boss|team leader|manager|trainer) ..2 (said|asked|told|listened|helped)",
	"(advice|feedback|help) (from|of)", "(talked|talk|talking) (about it|it through|it over|it out)",
)

var copeRules = []Rule{
	{
		ID: "cope/emotion", Level: Suggestion, Only: HandleFailure, Reason: "The answer leaves out how a failure feels and passes.",
		Ask: "What did it do to you, and how long until you were going again?", any: true, find: noFeeling, guess: noFeelingGuess,
	},
	{
		ID: "cope/help", Level: Suggestion, Only: HandleFailure, Reason: "Nobody else is asked.",
		Ask: "Whose advice did you seek?", any: true, find: noHelp, guess: noHelpGuess, GuessOff: true,
	},
}

func noFeeling(v *view) []hit {
	if v.Fields == nil {
		return noFeelingGuess(v)
	}
	if strings.TrimSpace(v.Fields["bounce_back"]) != "" {
		return v.emptyField("feelings")
	}
	return v.emptyField("bounce_back")
}

func noFeelingGuess(v *view) []hit {
	if !v.isEnglish || v.words == 0 || v.says(feelingWords(), 0, len(v.sentences)) {
		return nil
	}
	return whole(hit{})
}

func noHelp(v *view) []hit {
	if v.Fields == nil {
		return noHelpGuess(v)
	}
	return v.emptyField("help")
}

func noHelpGuess(v *view) []hit {
	if !v.isEnglish || v.words == 0 || v.says(helpWords(), 0, len(v.sentences)) {
		return nil
	}
	return whole(hit{})
}
