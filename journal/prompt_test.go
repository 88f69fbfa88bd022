package journal

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func asked(prompts []Prompt) []string {
	var names []string
	for _, p := range prompts {
		names = append(names, p.Field)
	}
	return names
}

func TestDefaultPrompts(t *testing.T) {
	names := asked(defaultPrompts())
	if names[0] != "title" || slices.Index(names, "own_factors") > slices.Index(names, "outside_factors") {
		t.Error(names)
	}
	for _, name := range []string{"surprised", "went_right", "friend", "place", "people"} {
		if slices.Contains(names, name) {
			t.Errorf("%s is asked", name)
		}
	}
	for _, f := range fields {
		if f.Need == Required && !slices.Contains(names, f.Name) {
			t.Errorf("%s is not asked", f.Name)
		}
	}
}

func TestPrompting(t *testing.T) {
	p := Prompting{
		Sets: []string{"aar"}, Order: []string{"lesson", "friend"}, Off: []string{"tried", "stakes"},
		Ask: map[string]string{"goal": "What was\nit for?"}, Extra: []Prompt{{Field: "lesson", Ask: "What would your mentor add?"}},
	}
	prompts, err := p.Prompts()
	if err != nil {
		t.Fatal(err)
	}
	names := asked(prompts)
	if diff := cmp.Diff([]string{"title", "lesson", "lesson", "friend", "goal", "my_role"}, names[:6]); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(names, "surprised") || slices.Contains(names, "tried") || prompts[4].Ask != "What was it for?" || !prompts[2].Extra {
		t.Errorf("%+v", prompts)
	}
}

func TestPromptingRefuses(t *testing.T) {
	for says, p := range map[string]Prompting{
		`prompt set "gibbs"`:            {Sets: []string{"gibbs"}},
		`prompt for "lessn"`:            {Order: []string{"lessn"}},
		`prompt for "place"`:            {Off: []string{"place"}},
		`prompt for "mood"`:             {Ask: map[string]string{"mood": "How?"}},
		"own_factors must come before":  {Order: []string{"outside_factors"}},
		"is empty or asked twice":       {Extra: []Prompt{{Field: "lesson", Ask: "What were you trying to achieve?"}}},
		`prompt for "goal": the quest`:  {Extra: []Prompt{{Field: "goal", Ask: " "}}},
		`prompt for "learn": no such f`: {Extra: []Prompt{{Field: "learn", Ask: "x"}}},
	} {
		if _, err := p.Prompts(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

// The answers to a field's own prompt and to the extra ones live in one text and do not disturb each other.
func TestExtraAnswers(t *testing.T) {
	p := Prompting{Extra: []Prompt{{Field: "lesson", Ask: "Mentor?"}, {Field: "lesson", Ask: "Rival?"}}}
	prompts, err := p.Prompts()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(prompts, func(p Prompt) bool { return p.Field == "lesson" })
	e := Entry{Title: "x"}
	PutAnswer(&e, prompts, at+2, "Laugh.")
	PutAnswer(&e, prompts, at, "Own.\n\nTwo paragraphs.")
	PutAnswer(&e, prompts, at+1, "Ask sooner.")
	PutAnswer(&e, prompts, at+2, "Laugh less.")
	want := "Own.\n\nTwo paragraphs.\n\n**Mentor?**\n\nAsk sooner.\n\n**Rival?**\n\nLaugh less."
	if e.Lesson != want {
		t.Errorf("%q", e.Lesson)
	}
	for i, answer := range []string{"Own.\n\nTwo paragraphs.", "Ask sooner.", "Laugh less."} {
		if got := AnswerTo(e, prompts, at+i); got != answer {
			t.Errorf("answer %d: %q", i, got)
		}
	}
	got, err := ParseDocument("e.md", Document(e, prompts), prompts)
	if err != nil || got.Lesson != want {
		t.Errorf("%q, %v", got.Lesson, err)
	}
	PutAnswer(&e, prompts, at+1, "")
	if e.Lesson != "Own.\n\nTwo paragraphs.\n\n**Rival?**\n\nLaugh less." {
		t.Errorf("%q", e.Lesson)
	}
}
