package journal

import (
	"slices"
	"strings"

	"prep"
)

// Coverage shows which questions have a story, for which target, and which stories are told too often.
type Coverage struct {
	Questions []Covered   `json:"questions"`
	Targets   []Candidate `json:"targets"`
	Overused  []Overused  `json:"overused,omitempty"`
}

// Covered is a question with its answers.
type Covered struct {
	Question string   `json:"question"`
	Answers  []Answer `json:"answers"` // without their texts
	// Missing are the targets that have neither an answer of their own nor one that is meant for any; with no
	// target at all the question is missing where it has no answer.
	Missing []Candidate `json:"missing,omitempty"`
	Gap     bool        `json:"gap"`
}

// Overused is a story that answers more questions of one target than an interviewer should hear it for.
type Overused struct {
	Entry     prep.ID  `json:"entry"`
	Story     string   `json:"story"`
	Target    prep.ID  `json:"target,omitzero"`
	For       string   `json:"target_name,omitempty"`
	Questions []string `json:"questions"`
}

// MostQuestions is how many questions of a target one story may answer.
const MostQuestions = 3

// FindCoverage lays questions, stories and targets over one another.
func FindCoverage(tx *prep.Tx) (Coverage, error) {
	answers, err := ListAnswers(tx, AnswerFilter{})
	if err != nil {
		return Coverage{}, err
	}
	targets, err := Targets(tx)
	if err != nil {
		return Coverage{}, err
	}
	c := Coverage{Targets: []Candidate{}}
	for _, t := range targets {
		c.Targets = append(c.Targets, Candidate{t.ID, t.Name()})
	}
	for _, question := range questionsOf(answers) {
		covered := Covered{Question: question, Answers: []Answer{}}
		for _, a := range answers {
			if a.Question == question {
				a.Text = ""
				covered.Answers = append(covered.Answers, a)
			}
		}
		for _, t := range c.Targets {
			if !slices.ContainsFunc(covered.Answers, func(a Answer) bool { return a.Target == 0 || a.Target == t.ID }) {
				covered.Missing = append(covered.Missing, t)
			}
		}
		covered.Gap = len(covered.Answers) == 0 || len(covered.Missing) > 0
		c.Questions = append(c.Questions, covered)
	}
	c.Overused = overused(answers, append([]Candidate{{}}, c.Targets...))
	return c, nil
}

// questionsOf returns the standard questions and those that have an answer.
func questionsOf(answers []Answer) []string {
	all := StandardQuestions()
	for _, a := range answers {
		if !contains(all, a.Question) {
			all = append(all, a.Question)
		}
	}
	return all
}

// overused counts the questions that each story answers for each target; the first target is "any".
func overused(answers []Answer, targets []Candidate) []Overused {
	var all []Overused
	for _, t := range targets {
		told := map[prep.ID]*Overused{}
		var order []prep.ID
		for _, a := range answers {
			if a.Entry == 0 || a.Target != 0 && a.Target != t.ID {
				continue
			}
			if told[a.Entry] == nil {
				told[a.Entry] = &Overused{Entry: a.Entry, Story: a.Story, Target: t.ID, For: t.Text}
				order = append(order, a.Entry)
			}
			if o := told[a.Entry]; !contains(o.Questions, a.Question) {
				o.Questions = append(o.Questions, a.Question)
			}
		}
		for _, entry := range order {
			o := *told[entry]
			already := slices.ContainsFunc(all, func(other Overused) bool {
				return other.Entry == o.Entry && strings.Join(other.Questions, "\n") == strings.Join(o.Questions, "\n")
			})
			if len(o.Questions) > MostQuestions && !already { // for any target is said once, not for each
				all = append(all, o)
			}
		}
	}
	return all
}
