package lint

// sets are alternatives that several phrases share, by the name behind their @.
var sets = map[string]string{
	// @other: people one works with or for
	"other": `boss|manager|supervisor|director|head|lead|foreman|team|colleague|colleagues|coworkers|client|clients|customer|
		customers|vendor|vendors|supplier|suppliers|partner|contractor|contractors|agency|designer|designers|developer|
		developers|engineers|qa|marketing|sales|management|hr|it people|finance|board|professor|adviser|secretary|intern|
		interns|parents|teacher|staff|department|company|owner|co-founder|investors|caterer|shift|people|reviewer`,
	// @duties: what others are blamed for not having done: "never" and "did not" come before
	"duties": `deliver|delivered|tell|told|answer|answered|reply|replied|respond|responded|sign|signed|do|did|check|checked|test|
		tested|help|helped|listen|listened|explain|explained|read|build|built|have time|had time|inform|informed|remind|
		reminded|warn|warned|finish|finished|show me|showed me|care|cared|bother|bothered|prepare|prepared|support|supported|
		review|reviewed|update|updated|send|sent|document|documented|train|trained|give me|gave me|give us|gave us|
		make a decision|decide|decided`,
	// @failed: what others are blamed for having done
	"failed": `failed to|failed me|failed us|failed completely|forgot|refused|ignored|dropped|neglected|blocked|sabotaged|
		kept changing|kept moving|was useless|were useless|was incompetent|were incompetent|messed up|screwed up|
		could not be bothered|did nothing|let us down|let me down|was too slow|were too slow|was lazy|were lazy|overruled|
		undermined`,
	// @botched: what one says of oneself: some of it is a failure only in such a sentence
	"botched": `underestimated|overestimated|misjudged|missed|assumed|forgot|failed|broke|ignored|neglected|skipped|overlooked|
		promised|misread|miscalculated|misunderstood|overpromised|overstated|lost|deleted|postponed|delayed|hoped|mixed|
		confused|caused|avoided|hid|rushed|guessed|relied|smoothed|ordered|killed|hired|published|copied|trusted|believed|
		thought|supposed|let|left|sent|chose|picked|set|put|kept|ran|used|wanted`,
	// @duty: what can be called mine
	"duty": `mistake|fault|error|responsibility|failure|failing|oversight|decision|choice|doing|carelessness|negligence|design|
		approach|assumption|misjudgement|misjudgment|plan|schedule|promise|part|call`,
	"month":   `january|february|march|april|may|june|july|august|september|october|november|december`,
	"weekday": `monday|tuesday|wednesday|thursday|friday|saturday|sunday`,
	"season":  `spring|summer|autumn|fall|winter|christmas|easter|halloween`,
}
