package journal

import (
	"slices"
	"strings"
)

// Step is one of the four steps in which a setback is told: what the situation was, what was done, what came
// of it, what was learnt.
type Step int

// The steps, in order.
const (
	Situation Step = iota + 1
	Behaviour
	Consequences
	Lessons
)

func (s Step) String() string {
	return [...]string{"", "situation", "behaviour", "consequences", "lessons"}[s]
}

// Need says what a field is worth to an answer.
type Need int

// A required field makes a gap in a drafted answer when it is empty; a recommended one makes it stronger.
const (
	Optional Need = iota
	Recommended
	Required
)

// Field describes one part of an entry. The table below is the only list of them: forms, the Markdown
// document, JSON, search and help are made from it.
type Field struct {
	Name   string // the column, and the key in JSON
	Title  string // a few words, for lists and for search
	Prompt string // the question that the field answers
	Step   Step
	Set    string // the optional set of prompts that asks it; "": always asked
	Need   Need
	Long   bool // text of any length; else a line that is asked for with the facts
	Weight int  // what a word found here is worth in a search

	text func(*Entry) *string
}

// Of returns the field's text in the entry.
func (f Field) Of(e Entry) string { return *f.text(&e) }

// Put sets the field's text in the entry.
func (f Field) Put(e *Entry, text string) { *f.text(e) = text }

// Filled reports whether the field says anything.
func (f Field) Filled(e Entry) bool { return strings.TrimSpace(f.Of(e)) != "" }

// fields are in the order of the guided walk: one's own causes come before those outside.
var fields = []Field{
	{
		Name: "title", Title: "What failed", Prompt: "Say what failed in one plain line. No softening.",
		Step: Situation, Need: Required, Weight: 8, text: func(e *Entry) *string { return &e.Title },
	},
	{
		Name: "place", Title: "Where", Prompt: "Where did it happen?",
		Step: Situation, Weight: 2, text: func(e *Entry) *string { return &e.Place },
	},
	{
		Name: "people", Title: "Who", Prompt: "Who was involved? Roles are enough.",
		Step: Situation, Weight: 2, text: func(e *Entry) *string { return &e.People },
	},
	{
		Name: "goal", Title: "Goal", Prompt: "What were you trying to achieve?",
		Step: Situation, Need: Required, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.Goal },
	},
	{
		Name: "stakes", Title: "Stakes", Prompt: "Why did it matter, to you and to others?",
		Step: Situation, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Stakes },
	},
	{
		Name: "my_role", Title: "Own role", Prompt: "What exactly was yours to deliver or to decide?",
		Step: Situation, Need: Required, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.MyRole },
	},
	{
		Name: "outcome", Title: "Outcome", Prompt: "What happened instead? Facts and numbers only.",
		Step: Consequences, Need: Required, Long: true, Weight: 3, text: func(e *Entry) *string { return &e.Outcome },
	},
	{
		Name: "shortfall", Title: "Shortfall", Prompt: "Where did it part from the plan?",
		Step: Consequences, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.Shortfall },
	},
	{
		Name: "surprised", Title: "Surprise", Prompt: "What surprised you, and why did it?",
		Step: Behaviour, Set: "aar", Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Surprised },
	},
	{
		Name: "own_factors", Title: "Own causes", Prompt: "Which causes were yours?",
		Step: Behaviour, Need: Required, Long: true, Weight: 4, text: func(e *Entry) *string { return &e.OwnFactors },
	},
	{
		Name: "outside_factors", Title: "Outside causes",
		Prompt: "What else played in: timing, resources, experience, other people, the system?",
		Step:   Behaviour, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.OutsideFactors },
	},
	{
		Name: "tried", Title: "Tried", Prompt: "What did you try, and why did it not work?",
		Step: Behaviour, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Tried },
	},
	{
		Name: "actions_then", Title: "Actions", Prompt: "What did you do at the time, step by step?",
		Step: Behaviour, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.ActionsThen },
	},
	{
		Name: "feelings", Title: "Feelings", Prompt: "What did you think and feel, then and now?",
		Step: Behaviour, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Feelings },
	},
	{
		Name: "communication", Title: "Communication", Prompt: "Whom did you tell, when and how?",
		Step: Behaviour, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Communication },
	},
	{
		Name: "impact", Title: "Impact", Prompt: "What did it cost you, others, the work?",
		Step: Consequences, Need: Required, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.Impact },
	},
	{
		Name: "repair", Title: "Repair", Prompt: "What did you do to put it right?",
		Step: Consequences, Need: Required, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.Repair },
	},
	{
		Name: "help", Title: "Help", Prompt: "Whose advice or feedback did you ask for, or could you ask for?",
		Step: Consequences, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Help },
	},
	{
		Name: "went_right", Title: "What went right", Prompt: "What went right all the same, and where were you lucky?",
		Step: Consequences, Set: "aar", Long: true, Weight: 1, text: func(e *Entry) *string { return &e.WentRight },
	},
	{
		Name: "differently", Title: "Next time", Prompt: "Same start again: what would you do?",
		Step: Lessons, Long: true, Weight: 2, text: func(e *Entry) *string { return &e.Differently },
	},
	{
		Name: "friend", Title: "Advice to a friend", Prompt: "A friend tells you this story. What do you advise?",
		Step: Lessons, Set: "friend", Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Friend },
	},
	{
		Name: "lesson", Title: "Lesson", Prompt: "What do you know now that you did not know then?",
		Step: Lessons, Need: Required, Long: true, Weight: 8, text: func(e *Entry) *string { return &e.Lesson },
	},
	{
		Name: "change", Title: "Change", Prompt: "What rule or habit do you have since? \"Since then I …\"",
		Step: Lessons, Need: Required, Long: true, Weight: 5, text: func(e *Entry) *string { return &e.Change },
	},
	{
		Name: "proof", Title: "Proof", Prompt: "On what later occasion did it work? Date, result, link.",
		Step: Lessons, Need: Recommended, Long: true, Weight: 3, text: func(e *Entry) *string { return &e.Proof },
	},
	{
		Name: "bounce_back", Title: "Bouncing back", Prompt: "How did you get going again, and how long did it take?",
		Step: Lessons, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.BounceBack },
	},
	{
		Name: "reframe", Title: "What it made possible", Prompt: "What did this make possible that success would not have?",
		Step: Lessons, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.Reframe },
	},
	{
		Name: "goal_next", Title: "Next goal", Prompt: "What is a realistic goal now, and by when?",
		Step: Lessons, Long: true, Weight: 1, text: func(e *Entry) *string { return &e.GoalNext },
	},
}

// Fields returns the parts of an entry in the order of the guided walk.
func Fields() []Field { return slices.Clone(fields) }

// FieldNamed finds a field by its name.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

// mustField finds a field that the code itself names; a test calls it with every such name.
func mustField(name string) Field {
	f, _ := FieldNamed(name)
	return f
}
