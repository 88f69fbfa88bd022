package journal

import (
	"cmp"
	"slices"
	"strings"

	"prep"
	"prep/journal/lint"
)

// Fit is a story that could answer a question for a target.
type Fit struct {
	Question string   `json:"question"`
	Stories  []Match  `json:"stories"`          // best first
	Answer   *prep.ID `json:"answer,omitempty"` // one that is written already
}

// Match is why a story fits.
type Match struct {
	Entry  prep.ID  `json:"entry"`
	Title  string   `json:"title"`
	Status Status   `json:"status"`
	Words  []string `json:"words,omitempty"` // of the target, that the story says too
	Asked  bool     `json:"asked"`           // the entry names the question itself
	Score  float64  `json:"score"`
}

// mostMatches is how many stories are proposed for a question.
const mostMatches = 3

// worth says what an entry's fields are worth to a question: what the question wants to hear of. Every
// required field counts for one besides.
var worth = map[lint.Question]map[string]float64{
	lint.BiggestFailure: {"stakes": 1, "impact": 1, "proof": 1},
	lint.TimeYouFailed:  {"lesson": 1, "change": 1, "proof": 3},
	lint.MissedGoal:     {"goal": 2, "shortfall": 1, "repair": 2, "change": 1},
	lint.HandleFailure:  {"feelings": 1, "tried": 1, "help": 2, "lesson": 1, "change": 1, "bounce_back": 2},
}

// FitStories proposes which story fits which question of a target, by what the question wants, by the words
// that story and target share, and by how far the story has come.
func FitStories(tx *prep.Tx, target prep.ID) ([]Fit, error) {
	t, err := GetTarget(tx, target)
	if err != nil {
		return nil, err
	}
	answers, err := ListAnswers(tx, AnswerFilter{Target: target})
	if err != nil {
		return nil, err
	}
	var entries []Entry
	if err := Each(tx, Query{}, func(e Entry) error {
		entries = append(entries, e)
		return nil
	}); err != nil {
		return nil, err
	}
	wanted := targetStems(t)
	shared := make([][]string, len(entries))
	for i, e := range entries {
		shared[i] = sharedWords(wanted, e)
	}
	var fits []Fit
	for _, question := range questionsOf(answers) {
		f := Fit{Question: question}
		for i, e := range entries {
			f.Stories = append(f.Stories, matchOf(question, e, shared[i]))
		}
		slices.SortStableFunc(f.Stories, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
		f.Stories = f.Stories[:min(len(f.Stories), mostMatches)]
		if i := slices.IndexFunc(answers, func(a Answer) bool { return a.Question == question }); i >= 0 {
			f.Answer = &answers[i].ID
		}
		fits = append(fits, f)
	}
	return fits, nil
}

// targetStems returns the words that a target values by their stem, as they are written there.
func targetStems(t Target) map[string]string {
	written := map[string]string{}
	for _, phrase := range t.Words() {
		for _, word := range tokens(phrase) {
			if saysMuch(word.text) {
				written[stem(word.text)] = word.text
			}
		}
	}
	return written
}

// sharedWords returns the words of the target that an entry says, each once, in the order of the entry.
func sharedWords(wanted map[string]string, e Entry) []string {
	var all strings.Builder
	for _, f := range fields {
		all.WriteString(f.Of(e) + "\n")
	}
	all.WriteString(strings.Join(e.Tags, " ") + "\n" + strings.Join(e.Competencies, "\n"))
	var shared []string
	for _, stemmed := range contentWords(all.String()) {
		if word, is := wanted[stemmed]; is {
			shared = append(shared, word)
		}
	}
	return shared
}

// matchOf scores an entry for a question: the fields that it needs, the words shared, and that its author
// named the question. A trivial or a grave failure is no story for the biggest one.
func matchOf(question string, e Entry, shared []string) Match {
	m := Match{Entry: e.ID, Title: e.Title, Status: StatusOf(e), Words: shared}
	profile := ProfileOf(question)
	for _, f := range fields {
		if !f.Filled(e) {
			continue
		}
		if f.Need == Required {
			m.Score++
		}
		m.Score += worth[profile][f.Name]
	}
	m.Score += 1.5 * float64(min(len(shared), 6))
	if m.Asked = contains(e.Questions, question) || contains(e.Questions, AskOf(question)); m.Asked {
		m.Score += 6
	}
	if e.Severity != nil && (*e.Severity == 0 && profile == lint.BiggestFailure || *e.Severity == MaxSeverity) {
		m.Score -= 4
	}
	return m
}
