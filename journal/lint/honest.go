package lint

var exaggerateWords = phrases(
	"(absolute|absolutely|total|totally|complete|completely|utter|utterly) ..1 (disaster|catastrophe|nightmare|chaos|broken|destroyed|"+
		"failure|mess|through the floor|insane)",
	"(disaster|catastrophe|nightmare|insane|unbelievable)",
	"(worst|best|greatest|most embarrassing) ..2 (ever|in history|of all time|in human history)",
	"(best|worst) ..1 in the (entire|whole) (country|world|company|industry)", "literally", "single handedly",
	"(everyone|everybody) (hated|loved|cried|ran|knew|came)", "every single (one|person|day)",
	"(the|our) (whole|entire) (company|world|place|country|department|thing)",
	"(10|100|1000|ten|hundred) (x|times)", "millions of", "(tripled|quadrupled)", "the only (one|person)",
)

var clicheWords = phrases(
	"(a|bit of a|such a|too much of a|total|true) perfectionist", "(work|worked|working|works) too hard",
	"(care|cared|caring) (too much|a bit too much)",
	"too (dedicated|honest|committed|loyal|passionate|ambitious|hard working|hardworking|devoted)",
	"can not (really|honestly)? think of (any|a|one|anything)", "(I have|I) never (really|truly|actually)? failed", "never failed at",
	"do not believe in (failure|failing|mistakes)", "(failure|failing|giving up) (is|was) (not|never) an option", "blessing in disguise",
	"everything happens for a reason",
	"(110|120|150|200|hundred and ten|hundred and twenty) (%|percent|per cent)", "trust me", "win or you? learn", "never give up",
	"stay true to (yourself|myself)",
	"what does not kill you", "(make|makes) (me|you|us|an organisation|a company) stronger",
	"failure is (just|only)? (a|the) (stepping stone|first attempt|mother of)", "think outside the box", "biggest weakness is that I",
)

var honestRules = []Rule{
	{
		ID: "honest/exaggerate", Level: Suggestion, Reason: "Strong words crowd out the facts.",
		Ask: "What exactly happened, in facts?", find: exaggerate,
	},
	{
		ID: "honest/cliche", Level: Warning, Reason: "An interviewer hears this as a dodge.",
		Ask: "Which failure would you rather not tell?", find: cliche,
	},
}

// exaggerate needs two hits in every hundred words: one strong word is how people talk.
func exaggerate(v *view) []hit {
	hits := v.hits(exaggerateWords(), nil)
	if len(hits) < 2 || len(hits)*100 < 2*v.words {
		return nil
	}
	return hits
}

func cliche(v *view) []hit {
	return v.hits(clicheWords(), func(i, at, _ int) bool { return !v.negated(i, at) })
}
