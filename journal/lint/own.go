package lint

// The own/ rules ask whether the speaker stands by a part in the failure.

// ownedWords are a speaker's own part in a failure.
var ownedWords = phrases(
	"I (had|have|'d|simply|just|also|then|even|once|still|really)? (not|never)? @botched",
	"I (should|could|ought to) have", "I should 've",
	"I (did|had|do|have|was|would|could) not", "I 'd not", "I (have|had|'d)? never", "I (had|have|'d)? left out",
	"I (was|had been|'d been|am) ..1 (wrong|late|careless|responsible|accountable|at fault|proud|tired|lazy|busy|afraid|ashamed|slow|"+
		"unprepared|naive|impatient|sure|convinced|embarrassed|overconfident)",
	"I (was the one|took the blame|take the blame|own that|owned that|am to blame|was to blame)",
	"my (own|very own)? @duty",
	"(was|were|is|are) (all|entirely|purely|mine|my own) (mine|my own|on me)?", "(mine to|on me)",
	"because (of me|I)", "(it|that) was (me|my)",
)

// guardWords take the blame out of a sentence about others, in the same sentence or the next.
var guardWords = phrases(
	"(because|since|as) I (had|have|'d|did|was|never|should|could|failed|forgot|only|simply)",
	"but (I|it was my|that was my|the)? (had|have|did|was|should|could|never|failed|forgot|mistake|fault|responsibility|decision|design)",
	"so I (should|could|ought)", "I (had|'d) (not|never)", "I never (asked|told|checked|said|explained)",
	"I did not (ask|tell|check|say|explain|listen|look|notice)",
	"I should have", "I could have", "(neither|nor) did I", "I was (wrong|responsible|late|to blame)",
	"my (own)? (mistake|fault|responsibility|doing|failure|job|error|decision)", "(was|were|is) (mine|on me|my own)",
	"(he|she|they|rightly|fairly) (was|were|and)? (right|rightly|fairly)",
)

var blameWords = phrases(
	"(my|the|our|another|their|his|her|some) ..1 @other ..2 @failed",
	"(my|the|our|another|their|his|her|some) ..1 @other ..2 (did not|never|had never|do not|does not) (really|even|properly|once)? @duties",
	"(they|he|she|management|marketing|qa|finance|sales|hr) (all|just|simply|also|always|still|really)? @failed",
	"(they|management|marketing|qa|finance|sales|hr) (just|simply)? (did not|never|do not) (really|even|properly|once|just)? @duties",
	"(nobody|no one|nobody there|none of them) (ever|even|really|there)? (bothered|helped|listened|told|explained|checked|answered|"+
		"cared|reacted|warned|supported|replied|responded)",
	"(not|was not|were not|it was not|is not) (my|our) (fault|responsibility|job|problem)",
	"(threw|throw|throwing|thrown) me under the bus", "(let|letting) (me|us) down", "(I got|I was|I have been|got) (blamed|scapegoated)",
	"(blame|blamed) (me|us) for", "(made|making) me the scapegoat", "left me (hanging|alone|in the lurch)", "do not do their (job|jobs|work)",
	"(made|make) a fool of me", "because of (my|the|our) ..1 @other",
)

var excuseWords = phrases(
	"(beyond|outside|out of) (of)? (my|our|your|anyone 's|anybody 's) (control|hands|power|influence)",
	"(had|have|left me|left us|was|with) no (other|real)? (choice|option|alternative)",
	"(nothing|little|not much) (more|else)? (that)? (I|we|one|anyone|anybody) (could|can) (have)? (do|done)",
	"(I|we) (was|were|had|'d) (not|never) (been)? (given|told|trained|informed|briefed|provided|shown|warned)",
	"nobody (had|ever)? (told|warned|trained|showed|explained) (me|us)",
	"(I|we) (was|were) given no", "to be fair", "in (my|our) (own)? (defence|defense)",
	"(bad|rotten|terrible|unlucky|unfortunate|poor) (luck|timing)",
	"(because|as|since|for) (there was|there were|we had|I had|of|of the)? (no|lack of|missing) (time|budget|staff|money|resources|"+
		"people|support)",
	"there was no (time|budget|money|staff|support)",
	"(impossible|unrealistic|insane|crazy|absurd) (deadline|deadlines|schedule|target|targets|timeline|goal|goals|expectations)",
	"set (up|me up|us up) to fail", "(out of|over) my (hands|head)", "(was|were) against (me|us)",
	"(chronically|hopelessly|totally|permanently) (understaffed|underfunded|short-staffed)",
	"(it|that) was (unrealistic|impossible|hopeless) from the (start|beginning)",
	"(under|in|given) (those|these|the) circumstances", "(was|were) (simply|just)? (no|not) (way|much) to (avoid|prevent|be done)",
)

var minimiseWords = phrases(
	"not (really|exactly|actually) (a|my) (real)? (failure|mistake|big deal|problem)",
	"(do|did|would) not (really|actually)? (see|call|consider) (it|that|this) (as)? a failure",
	"no big deal", "not (a|such a|that) big (deal|problem)",
	"(just|only|merely) (a|one) (small|little|minor|tiny) ..1 (slip|mistake|error|thing|oversight|glitch|problem|delay|hiccup)",
	"(a|one) (minor|tiny|little) (slip|hiccup|glitch|blip|mishap|oversight|mistake|error)",
	"(nobody|no one|hardly anyone|hardly anybody) (even|really|ever)? noticed", "no (real|lasting|great)? harm (was)? done",
	"(could|can) (have)? (happen|happened) to (anyone|anybody|everyone|everybody)", "(happens|happen) to (everyone|everybody|anyone|the best)",
	"(worked|turned) out (just|perfectly)? (fine|ok|okay|well)",
	"(everything|all|it) (turned out|worked out|ended up|ended) (just)? (fine|well|ok|okay)",
	"if you (want to|can|must) call it (that|one|a failure)?", "(hardly|barely|not) worth (mentioning|a mention)",
	"(was not|were not) (really|actually)? anything",
	"more of a (mix-up|mix up|misunderstanding|learning|pivot|hiccup)", "not (a|such a) (loss|tragedy|drama) (at all)?",
)

var agentlessWords = phrases(
	"mistakes (were|had been|have been|got) made",
	"(errors|mistakes|problems|bugs|inconsistencies) (crept in|slipped in|occurred|happened|came up)",
	"(the|a|some|our|my|requirements|signals|labels|steps|balls|warnings|tests|data|it|orders|documents|applications|deadlines) ..2 "+
		"(was|were|had been|got|have been) (simply|just|unfortunately|also)? "+
		"(missed|overlooked|dropped|forgotten|skipped|misplaced|neglected|underestimated|mixed up|ignored|rushed|left open|left out|lost)",
	"things (went|got|had gone|just went) (badly|terribly|horribly)? (wrong|out of hand|sideways|lost)",
	"it (all)? just (sort of|kind of)? happened",
	"there was a (miscommunication|misunderstanding|mix-up|mix up|breakdown in communication|lack of communication|communication problem)",
	"balls (were|got|had been) dropped", "(was|were) only? (noticed|discovered|found|spotted) (far|much|only)? too late",
)

var ownRules = []Rule{
	{
		ID: "own/blame", Level: Warning, Reason: "The failure is laid at somebody else's door.",
		Ask: "What was your part?", find: blame,
	},
	{
		ID: "own/excuse", Level: Warning, Reason: "A cause outside you is offered as the reason.",
		Ask: "What could you have done in spite of it?", find: excuse,
	},
	{
		ID: "own/minimise", Level: Suggestion, Reason: "The failure is made smaller than it was.",
		Ask: "What did it cost, and whom?", find: func(v *view) []hit { return v.hits(minimiseWords(), nil) },
	},
	{
		ID: "own/agentless", Level: Suggestion, Reason: "Something went wrong and nobody did it.",
		Ask: "Who did it?", find: agentless,
	},
	{
		ID: "own/missing", Level: Warning, Strict: Error, Reason: "No cause is your own.",
		Ask: "Which causes were yours?", any: true, find: ownMissing, guess: ownGuess,
	},
	{
		ID: "own/we", Level: Suggestion, Reason: "\"We\" hides what you did.",
		Ask: "What did you do yourself?", find: we,
	},
}

// repeated raises two hits or more to Warning and lowers a single one to Suggestion.
func repeated(hits []hit) []hit {
	for i := range hits {
		hits[i].level = Suggestion
		if len(hits) > 1 {
			hits[i].level = Warning
		}
	}
	return hits
}

// ownedNear tells whether the sentence or the next takes the blame. The answer is kept per sentence, so that one
// endless sentence full of blame stays linear.
func (v *view) ownedNear(i int) bool {
	if v.owned == nil {
		v.owned = make([]bool, len(v.sentences)+1)
		for j := range v.sentences {
			one := v.sentences[j]
			for _, m := range guardWords().find(v.tokens[one.from:one.to]) {
				v.owned[j] = v.owned[j] || !v.negated(j, one.from+m[0]) // "not my fault" takes nothing on
			}
		}
	}
	return v.owned[i] || v.owned[i+1]
}

func blame(v *view) []hit {
	return repeated(v.hits(blameWords(), func(i, at, _ int) bool { return !v.ownedNear(i) && !v.negated(i, at) }))
}

// excuse lets one outside cause pass as a Suggestion when an own one was named before it.
func excuse(v *view) []hit {
	first := len(v.sentences)
	for i := range v.sentences {
		if v.says(ownedWords(), i, i+1) {
			first = i
			break
		}
	}
	after := false
	hits := v.hits(excuseWords(), func(i, at, _ int) bool {
		after = after || i > first
		return !v.ownedNear(i) && !v.negated(i, at)
	})
	if len(hits) == 1 && after && (v.Fields == nil || v.Fields["own_factors"] != "") {
		hits[0].level = Suggestion
	}
	return hits
}

func agentless(v *view) []hit {
	return repeated(v.hits(agentlessWords(), func(i, _, end int) bool {
		if end < len(v.tokens) && v.tokens[end].word == "by" {
			return false
		}
		return !v.ownedNear(i)
	}))
}

func ownMissing(v *view) []hit {
	if v.Fields != nil {
		return v.emptyField("own_factors")
	}
	if spoken(v.parts, Cause) > 0 {
		return nil
	}
	return whole(hit{field: string(Cause), grave: true})
}

// ownGuess fires only if no phrase takes a part and, besides, the speaker hardly appears or others get the blame:
// there are too many ways of owning up for their absence alone to show anything.
func ownGuess(v *view) []hit {
	n, mine := len(v.sentences), 0
	if n == 0 || v.says(ownedWords(), 0, n) {
		return nil
	}
	for _, t := range v.tokens {
		if t.word == "i" && !t.quoted {
			mine++
		}
	}
	const rare = 4 // "I" in a hundred words; a story of one's own has eight
	if mine*100 >= rare*v.words && len(blame(v))+len(excuse(v)) < 2 {
		return nil
	}
	return whole(hit{grave: true})
}

// we counts pronouns: in the causes, consequences and repairs when those are tagged, else everywhere.
func we(v *view) []hit {
	spans := []stretch{{from: 0, to: len(v.sentences)}}
	if len(v.parts) > 0 {
		spans = nil
		for _, p := range v.parts {
			if p.section == Cause || p.section == Consequence || p.section == Repair {
				spans = append(spans, p)
			}
		}
	}
	ours, mine := 0, 0
	for _, p := range spans {
		for _, one := range v.sentences[p.from:p.to] {
			for _, t := range v.tokens[one.from:one.to] {
				switch {
				case t.quoted:
				case t.word == "we" || t.word == "us":
					ours++
				case t.word == "i" || t.word == "me":
					mine++
				}
			}
		}
	}
	const few = 4 // three or four "we" are how people talk about a shop or a team
	if ours > few && ours > 2*mine {
		return whole(hit{})
	}
	return nil
}
