package lint

import (
	"slices"
	"strings"
	"testing"
)

func TestComposeIsReadBack(t *testing.T) {
	var parts []Part
	for i, section := range Sections() {
		parts = append(parts, Part{section, strings.Repeat("word ", i+1)})
	}
	s := read(Compose(parts))
	for i, got := range s.stretches() {
		if got.section != parts[i].Section || got.words != i+1 {
			t.Errorf("stretch %d: %s with %d words", i, got.section, got.words)
		}
	}
	if n := len(s.stretches()); n != len(parts) {
		t.Errorf("%d stretches of %d parts", n, len(parts))
	}
}

func TestHeadingNames(t *testing.T) {
	for title, want := range map[string]Section{
		"Headline": Headline, "goal_role": GoalRole, "Goal and role": GoalRole, "My part:": Cause, "**Lesson**": Lesson, "Proof": ChangeProof,
		"JOB LINK": JobLink, "Background": "",
	} {
		if got, _ := named(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// A question that the draft asks is nothing that was said, whatever its words.
func TestChecklistCountsNoOpenQuestion(t *testing.T) {
	text := Compose([]Part{
		{Lesson, "[What do you know now that you did not know then?]"},
		{Repair, "[What did you do to put it right, and whom did you tell about the nine days?]\n\nI told them."},
	})
	r := Check(Answer{Text: text}, Options{})
	for _, item := range r.Checklist {
		want := map[Section]State{Repair: Thin}[item.Section]
		if want == "" {
			want = Missing
		}
		if item.State != want {
			t.Errorf("%s is %s, want %s", item.Section, item.State, want)
		}
	}
	if open := OpenQuestions(text); len(open) != 2 || open[0] != "What do you know now that you did not know then?" {
		t.Errorf("open: %q", open)
	}
	if said := strings.Fields(WithoutOpenQuestions(text)); len(said) != 7 { // ## Lesson ## Repair I told them.
		t.Errorf("said: %q", said)
	}
	if r.Words != 3 {
		t.Errorf("%d words, want those of \"I told them\"", r.Words)
	}
	for _, f := range r.Findings {
		if strings.Contains(f.Quote, "[") {
			t.Errorf("%s: %q", f.Rule, f.Quote)
		}
	}
}

func TestChecklist(t *testing.T) {
	text := Compose([]Part{
		{Headline, "I missed a date by some days and a whole office had to wait for us that week."},
		{Cause, "I hoped."},
		{Lesson, "  "},
	})
	r := Check(Answer{Text: text, WordsPerMinute: 60}, Options{})
	want := map[Section]State{Headline: Present, Cause: Thin, Lesson: Missing, Repair: Missing}
	for _, item := range r.Checklist {
		if state, ok := want[item.Section]; ok && (item.State != state || !item.Tagged) {
			t.Errorf("%s: %+v, want %s", item.Section, item, state)
		}
		if item.Section == Headline && (item.Seconds != 18 || item.Words != 18 || item.Budget != 35) {
			t.Errorf("headline: %+v", item)
		}
	}
	if len(r.Checklist) != len(Sections()) {
		t.Errorf("%d items", len(r.Checklist))
	}
	for _, item := range Check(Answer{Text: within("")}, Options{}).Checklist {
		if item.State != Present || item.Tagged || item.Seconds != 0 {
			t.Errorf("sound story without headings: %+v", item)
		}
	}
	for _, item := range Check(Answer{Text: "Я опоздал с выпуском на девять дней."}, Options{}).Checklist {
		if item.State != Unknown {
			t.Errorf("Russian: %+v", item)
		}
	}
}

func TestTaggedRules(t *testing.T) {
	sound := []Part{
		{Headline, "In March I missed the date of a launch, and an office waited for us."},
		{GoalRole, "I led the team, and the date was mine to give and to keep."},
		{Cause, "I gave it after half an hour of thinking, on the best case, because I wanted to please, and I kept quiet when it slipped."},
		{Consequence, "The office had to close its books by hand on two long nights."},
		{Repair, "I went to them, said that I was sorry, and sat with them through the second night. Then I cut the work in half and we shipped the half that mattered."},
		{Lesson, "I learned that a date is a promise made with other people's nights."},
		{ChangeProof, "Since then I give a range and name the piece that could break it. The next project came in before its range began."},
		{JobLink, "You plan with other people's nights too, so I would begin there."},
	}
	quiet := Options{Levels: map[string]Level{"honest/number": Off}}
	if ids := fired(Check(Answer{Text: Compose(sound)}, quiet)); len(ids) > 0 {
		t.Errorf("sound: %v", ids)
	}
	for section, want := range map[Section]string{
		Cause: "own/missing", Repair: "growth/repair", Lesson: "growth/lesson", ChangeProof: "growth/change", JobLink: "fit/job",
	} {
		less := slices.DeleteFunc(slices.Clone(sound), func(p Part) bool { return p.Section == section })
		if ids := fired(Check(Answer{Text: Compose(less)}, quiet)); !slices.Equal(ids, []string{want}) {
			t.Errorf("without %s: %v, want %s", section, ids, want)
		}
	}
	late := slices.Concat(sound[1:], sound[:1])
	if ids := fired(Check(Answer{Text: Compose(late)}, quiet)); !slices.Equal(ids, []string{"form/ends-low", "form/order"}) {
		t.Errorf("headline last: %v", ids)
	}
	for times, want := range map[int]Level{2: Off, 7: Warning, 12: Error} {
		long := slices.Clone(sound)
		long[1].Text += strings.Repeat(" There was a room with a lamp in it.", times)
		r := Check(Answer{Text: Compose(long)}, Options{Strict: true})
		if got := level(r, "form/dwell"); got != want {
			t.Errorf("%d sentences about the room: %v, want %v", times, got, want)
		}
	}
}

func TestQuestionOf(t *testing.T) {
	for asked, want := range map[string]Question{
		"What is your biggest failure?":                   BiggestFailure,
		"Tell me about a time you failed.":                TimeYouFailed,
		"Tell me about a mistake you made at work.":       TimeYouFailed,
		"Describe a time when you missed a deadline.":     MissedGoal,
		"When did you not reach a goal you set yourself?": MissedGoal,
		"How do you deal with failure?":                   HandleFailure,
		"handle failure":                                  HandleFailure,
		"missed a goal":                                   MissedGoal,
		"biggest failure":                                 BiggestFailure,
		"Where do you see yourself in five years?":        Other,
		"": Other,
	} {
		if got := QuestionOf(asked); got != want {
			t.Errorf("%q: %q, want %q", asked, got, want)
		}
	}
}
