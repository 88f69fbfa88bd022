package lint

import (
	"slices"
	"strings"
	"testing"
)

// story is a plain answer of a sound length in which no rule finds anything; the table puts sentences into it.
const story = "In March I dropped a table on the live system, and that was my mistake: I had not read the plan. " +
	"I was responsible for the move. The shop was closed for some time. I told my lead at once and restored the table with her. " +
	"I apologised to the shop and stayed until the orders ran again. I learned to read the plan aloud before I start. " +
	"Since then I read each plan to somebody, and it has not happened again. %s Your team moves often, so I would bring that along."

func within(sentences string) string { return strings.Replace(story, "%s", sentences, 1) }

func fired(r Report) []string {
	var ids []string
	for _, f := range r.Findings {
		if !slices.Contains(ids, f.Rule) {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

func TestStoryIsSilent(t *testing.T) {
	if r := Check(Answer{Text: within("")}, Options{}); len(r.Findings) > 0 {
		t.Errorf("findings in a sound story: %+v", r.Findings)
	}
}

// TestWordRules puts words into the story. Each case names the only rule that may say something, if any.
func TestWordRules(t *testing.T) {
	for _, test := range []struct{ rule, words string }{
		{"own/blame", "The vendor refused to send the parts."},
		{"own/blame", "My former boss kept changing the plan. They never told anyone."},
		{"own/blame", "It was not my fault. Time passed."},
		{"", "The vendor refused to send the parts because I had never paid them."},
		{"", "The vendor ignored us. I should have called."},
		{"", "I would never say that my manager ignored me."},
		{"", "She told me, \"Your team never tested it and it let me down.\""},
		{"", "Had my boss ignored it?"},
		{"", "\n> My boss ignored it.\n\n"},
		{"", "`my boss ignored it`"},
		{"own/excuse", "The crash was beyond our control."},
		{"own/excuse", "We weren’t trained on that tool."},
		{"", "It was out of our hands, but I had chosen it."},
		{"", "I do not call that bad luck."},
		{"own/minimise", "In the end it was no big deal."},
		{"own/agentless", "The test was skipped."},
		{"", "The test was skipped by me."},
		{"", "The test was skipped, and that was my decision."},
		{"honest/cliche", "I guess I am a perfectionist."},
		{"", "I am not a perfectionist."},
		{"growth/same", "The lesson is to communicate better."},
		{"", "The lesson is to communicate better with the people on the night shift whose work my plan stops."},
		{"private/name", "Priya Raman saw it first."},
		{"private/name", "I called Mr Okafor."},
		{"private/name", "It was for Havel Logistics."},
		{"", "The customer in Lyon used Excel in German until Friday."},
		{"honest/number", "It cost us 4,000 euros."},
		{"", "It was in 2021."},
	} {
		ids := fired(Check(Answer{Text: within(test.words)}, Options{}))
		if want := strings.Fields(test.rule); !slices.Equal(ids, want) {
			t.Errorf("%q: %v, want %v", test.words, ids, want)
		}
	}
}

func level(r Report, id string) Level {
	for _, f := range r.Findings {
		if f.Rule == id {
			return f.Level
		}
	}
	return Off
}

func TestRepeatedBlameWeighsMore(t *testing.T) {
	once := "The vendor refused to send the parts."
	twice := once + " Time passed. My boss ignored the letter."
	if got := level(Check(Answer{Text: within(once)}, Options{}), "own/blame"); got != Suggestion {
		t.Errorf("one: %v", got)
	}
	if got := level(Check(Answer{Text: within(twice)}, Options{}), "own/blame"); got != Warning {
		t.Errorf("two: %v", got)
	}
}

func TestExcuseAfterOwnCause(t *testing.T) {
	words := "The crash was beyond our control."
	for _, test := range []struct {
		text   string
		fields map[string]string
		want   Level
	}{
		{within(words), nil, Suggestion},
		{words + " It rained. " + within(""), nil, Warning},
		{within(words), map[string]string{"own_factors": "did not read the plan"}, Suggestion},
		{within(words), map[string]string{}, Warning},
	} {
		if got := level(Check(Answer{Text: test.text, Fields: test.fields}, Options{}), "own/excuse"); got != test.want {
			t.Errorf("%.40q with %v: %v, want %v", test.text, test.fields, got, test.want)
		}
	}
}

func TestExaggerateNeedsDensity(t *testing.T) {
	if ids := fired(Check(Answer{Text: within("It was a nightmare.")}, Options{})); len(ids) > 0 {
		t.Errorf("one strong word: %v", ids)
	}
	loud := "It was a nightmare. It was an absolute disaster. The whole company knew it. It was literally the worst day ever."
	if ids := fired(Check(Answer{Text: within(loud)}, Options{})); !slices.Equal(ids, []string{"honest/exaggerate"}) {
		t.Errorf("four in a short answer: %v", ids)
	}
}

func TestWeCountsPronouns(t *testing.T) {
	text := "We built it. We sold it. We lost it. We told them. We paid them back. I was late."
	if !slices.Contains(fired(Check(Answer{Text: text}, Options{})), "own/we") {
		t.Error("five we and one I")
	}
	if slices.Contains(fired(Check(Answer{Text: text + " I said so. I paid."}, Options{})), "own/we") {
		t.Error("five we and three I")
	}
}

// TestFieldRules gives an entry or headings; the whole answer is the same sound story.
func TestFieldRules(t *testing.T) {
	full := func(without string) map[string]string {
		fields := map[string]string{}
		for _, name := range strings.Fields("title when my_role outcome own_factors repair lesson change proof job_link feelings help bounce_back") {
			fields[name] = "x " + name
		}
		delete(fields, without)
		return fields
	}
	severe := func(n int) *int { return &n }
	for _, test := range []struct {
		name          string
		answer        Answer
		rule          string
		plain, strict Level
	}{
		{"full", Answer{Fields: full("")}, "", Off, Off},
		{"no own cause", Answer{Fields: full("own_factors")}, "own/missing", Warning, Error},
		{"no lesson", Answer{Fields: full("lesson")}, "growth/lesson", Warning, Error},
		{"no change", Answer{Fields: full("change")}, "growth/change", Warning, Warning},
		{"no proof", Answer{Fields: full("proof")}, "growth/change", Suggestion, Suggestion},
		{"no repair", Answer{Fields: full("repair")}, "growth/repair", Warning, Warning},
		{"no repair of a goal", Answer{Fields: full("repair"), Question: MissedGoal}, "growth/repair", Warning, Error},
		{"no repair of a habit", Answer{Fields: full("repair"), Question: HandleFailure}, "", Off, Off},
		{"no link", Answer{Fields: full("job_link")}, "fit/job", Suggestion, Suggestion},
		{"no link to a target", Answer{Fields: full("job_link"), Target: []string{"plan"}}, "fit/job", Warning, Warning},
		{"target's words missing", Answer{Fields: full(""), Target: []string{"patient safety"}}, "fit/job", Warning, Warning},
		{"target's words there", Answer{Fields: full(""), Target: []string{"Planning"}}, "", Off, Off},
		{"no feelings elsewhere", Answer{Fields: full("feelings")}, "", Off, Off},
		{"no feelings", Answer{Fields: full("feelings"), Question: HandleFailure}, "cope/emotion", Suggestion, Suggestion},
		{"no way back", Answer{Fields: full("bounce_back"), Question: HandleFailure}, "cope/emotion", Suggestion, Suggestion},
		{"no help", Answer{Fields: full("help"), Question: HandleFailure}, "cope/help", Suggestion, Suggestion},
		{"three questions", Answer{Reuse: 3}, "", Off, Off},
		{"four questions", Answer{Reuse: 4}, "fit/reuse", Suggestion, Suggestion},
		{"trivial", Answer{Severity: severe(0)}, "fit/severity", Suggestion, Suggestion},
		{"middling", Answer{Severity: severe(2)}, "", Off, Off},
		{"grave", Answer{Severity: severe(4)}, "fit/severity", Suggestion, Suggestion},
	} {
		test.answer.Text = within("")
		for _, strict := range []bool{false, true} {
			r := Check(test.answer, Options{Strict: strict})
			want := test.plain
			if strict {
				want = test.strict
			}
			if ids := fired(r); !slices.Equal(ids, strings.Fields(test.rule)) || level(r, test.rule) != want {
				t.Errorf("%s, strict %v: %v at %v, want %q at %v", test.name, strict, ids, level(r, test.rule), test.rule, want)
			}
		}
	}
}

func TestLessonRepeatsTitle(t *testing.T) {
	fields := map[string]string{
		"title": "Missed the release by nine days", "lesson": "Do not miss the release days again", "own_factors": "x", "repair": "x",
		"change": "x", "proof": "x", "job_link": "x",
	}
	if ids := fired(Check(Answer{Text: within(""), Fields: fields}, Options{})); !slices.Equal(ids, []string{"growth/same"}) {
		t.Errorf("a lesson like the title: %v", ids)
	}
	fields["lesson"] = "A date is a promise made with other people's evenings"
	if ids := fired(Check(Answer{Text: within(""), Fields: fields}, Options{})); len(ids) > 0 {
		t.Errorf("a lesson of its own: %v", ids)
	}
}

func TestLengths(t *testing.T) {
	words := func(n int) string {
		return strings.TrimSuffix(strings.Repeat("I told you here that it was mine. ", n/8), " ")
	}
	for _, test := range []struct {
		text          string
		pace          int
		plain, strict []string
	}{
		{words(80), 0, []string{"say/short"}, []string{"say/short"}},
		{words(160), 0, nil, nil},
		{words(320), 0, []string{"say/long"}, []string{"say/long"}},
		{words(320), 200, nil, nil},
		{words(480), 0, []string{"say/long"}, []string{"say/long"}},
	} {
		options := Options{Levels: map[string]Level{"growth/lesson": Off, "form/specific": Off}}
		r := Check(Answer{Text: test.text, WordsPerMinute: test.pace}, options)
		if ids := fired(r); !slices.Equal(ids, test.plain) {
			t.Errorf("%d words at %d: %v, want %v", r.Words, test.pace, ids, test.plain)
		}
	}
	for n, want := range map[int]Level{320: Warning, 480: Error} {
		if got := level(Check(Answer{Text: words(n)}, Options{Strict: true}), "say/long"); got != want {
			t.Errorf("%d words, strict: %v, want %v", n, got, want)
		}
	}
}

func TestBreath(t *testing.T) {
	run := strings.Repeat("and it went on ", 8) // 32 words
	for _, test := range []struct {
		sentence string
		want     bool
	}{
		{run + ".", false},
		{run + "longer.", true},
		{run + "; then it was over.", false},
		{"The box, which was old, who knows why, because of rust, broke.", true},
		{"The lamp, the box, the key, the door and the floor were old.", false},
	} {
		got := slices.Contains(fired(Check(Answer{Text: within(test.sentence)}, Options{})), "say/sentence")
		if got != test.want {
			t.Errorf("%q: %v", test.sentence, got)
		}
	}
}

func TestFillersOnlyInTranscripts(t *testing.T) {
	text := within("So, um, it was, you know, um, kind of late, um, and uh, basically I mean late.")
	if ids := fired(Check(Answer{Text: text}, Options{})); slices.Contains(ids, "say/filler") {
		t.Error("fillers in a written answer")
	}
	if ids := fired(Check(Answer{Text: text, Transcript: true}, Options{})); !slices.Contains(ids, "say/filler") {
		t.Errorf("a transcript full of fillers: %v", ids)
	}
}

func TestNames(t *testing.T) {
	text := within("Priya Raman saw it first.")
	for _, a := range []Answer{{Names: []string{"priya"}}, {Names: []string{"Priya Raman"}}, {Shareable: true}} {
		a.Text = text
		if ids := fired(Check(a, Options{})); len(ids) > 0 {
			t.Errorf("%+v: %v", a.Names, ids)
		}
	}
}
