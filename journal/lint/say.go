package lint

import (
	"fmt"
	"strings"
	"sync"
)

var fillerWords = phrases("(um|umm|uh|uhm|er|erm|eh|hmm)", "you know", "(basically|actually|literally)", "(sort|kind) of", "I mean", "like")

var sayRules = []Rule{
	{
		ID: "say/long", Level: Warning, Strict: Error, Reason: "The answer is long.",
		Ask: "Which part would the listener ask for if you left it out?", any: true, find: long,
	},
	{
		ID: "say/short", Level: Suggestion, Reason: "The answer is short.",
		Ask: "What would the listener ask next?", any: true, find: short,
	},
	{
		ID: "say/sentence", Level: Suggestion, Reason: "This sentence is hard to say in one breath.",
		Ask: "Where would you breathe?", any: true, find: sentences,
	},
	{
		ID: "say/filler", Level: Suggestion, Reason: "Many fillers.",
		Ask: "Where could you pause instead?", find: fillers,
	},
}

// The lengths of an answer in seconds.
const (
	longest   = 120
	tooLong   = 180
	shortest  = 35
	mostWords = 32 // of a sentence
	mostAside = 2  // nested clauses of a sentence
)

func long(v *view) []hit {
	seconds := v.seconds(v.words)
	if seconds <= longest {
		return nil
	}
	return whole(hit{grave: seconds > tooLong, reason: v.pace(seconds)})
}

func short(v *view) []hit {
	seconds := v.seconds(v.words)
	if v.words == 0 || seconds >= shortest {
		return nil
	}
	return whole(hit{reason: v.pace(seconds)})
}

func (v *view) pace(seconds int) string {
	return fmt.Sprintf("The answer takes %d s at %d words a minute; 45 to 110 s is good.", seconds, v.WordsPerMinute)
}

// nesting words behind a comma open a clause inside the sentence.
var nesting = sync.OnceValue(func() map[string]bool {
	return set(`
	who which whom whose where when although though because since as if after before while believing having being by
	for
`)
})

func sentences(v *view) []hit {
	var out []hit
	for _, one := range v.sentences {
		asides, words, breath := 0, 0, 0
		for i := one.from + 1; i < one.to; i++ {
			if nesting()[v.tokens[i].word] && strings.Contains(v.between(i), ",") {
				asides++
			}
		}
		for i := one.from; i < one.to; i++ {
			if i > one.from && strings.ContainsAny(v.between(i), ";:—–") {
				words = 0
			}
			if !v.tokens[i].joined {
				words++
			}
			breath = max(breath, words)
		}
		h := hit{start: one.start, end: one.end}
		switch {
		case breath > mostWords:
			h.reason = fmt.Sprintf("%d words without a pause; up to %d fit in one breath.", breath, mostWords)
		case asides > mostAside:
			h.reason = fmt.Sprintf("This sentence has %d clauses inside it.", asides)
		default:
			continue
		}
		out = append(out, h)
	}
	return out
}

// between is the text between token i and the one before it.
func (v *view) between(i int) string {
	return v.text[v.tokens[i-1].end:max(v.tokens[i-1].end, v.tokens[i].start)]
}

// hesitant is the rate of fillers a minute at which speech sounds hesitant; fluent speech has 1.2.
const hesitant = 4.8

func fillers(v *view) []hit {
	if !v.Transcript {
		return nil
	}
	hits := v.hits(fillerWords(), nil)
	minutes := float64(v.words) / float64(v.WordsPerMinute)
	const fewest = 3
	if len(hits) < fewest || float64(len(hits)) <= hesitant*minutes {
		return nil
	}
	reason := fmt.Sprintf("%.1f fillers a minute; fluent speech has about one.", float64(len(hits))/minutes)
	for i := range hits {
		hits[i].reason = reason
	}
	return hits
}
