package journal

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"prep"
	"prep/deck"
	"prep/journal/lint"
)

// Seconds of a spoken answer: below Short it is thin, from there to Good it is good, to Long it is still
// heard, above it is too long.
const (
	ShortSeconds = 45
	GoodSeconds  = 110
	LongSeconds  = 120
)

// Band names how long an answer of so many seconds is: short, good, long or over.
func Band(seconds float64) string {
	switch {
	case seconds < ShortSeconds:
		return "short"
	case seconds <= GoodSeconds:
		return "good"
	case seconds <= LongSeconds:
		return "long"
	}
	return "over"
}

// Checklist is what is asked after an answer was told: section and question.
func Checklist() []ChecklistItem {
	return []ChecklistItem{
		{lint.GoalRole, "the goal"},
		{lint.Cause, "your own part"},
		{lint.Consequence, "the consequence"},
		{lint.Repair, "the repair"},
		{lint.Lesson, "the lesson"},
		{lint.ChangeProof, "what you do since, and where it worked"},
		{lint.JobLink, "the link to the job"},
	}
}

// ChecklistItem is one line of the checklist.
type ChecklistItem struct {
	Section lint.Section `json:"section"`
	Said    string       `json:"said"`
}

// PracticeOptions say what is practised.
type PracticeOptions struct {
	Query  string  // the question cards to choose from, in deck's language; "": the interview questions
	Target prep.ID // answers for this target come first; zero: any
	Count  int     // how many questions; 0: three
	Mix    bool    // in any order, not the most needed first
}

// Pick is a question to practise.
type Pick struct {
	Card     prep.ID  `json:"card"`
	Question string   `json:"question"` // as it is asked
	Answer   prep.ID  `json:"answer,omitzero"`
	Story    string   `json:"story,omitempty"`
	Why      []string `json:"why"`
	Attempts int      `json:"attempts"`

	need float64
}

// PickQuestions chooses the questions that need practice most: those due, those that went badly or were
// forgotten, those never practised for the target, and those with an answer before those without. Without any
// question it adds the standard ones.
func PickQuestions(tx *prep.Tx, o PracticeOptions) ([]Pick, error) {
	cards, err := questionCards(tx, o.Query)
	if err != nil {
		return nil, fmt.Errorf("choose questions: %w", err)
	}
	day, err := today(tx)
	if err != nil {
		return nil, fmt.Errorf("choose questions: %w", err)
	}
	answers, err := ListAnswers(tx, AnswerFilter{Target: o.Target})
	if err != nil {
		return nil, err
	}
	var picks []Pick
	for _, card := range cards {
		attempts, err := Attempts(tx, card.ID)
		if err != nil {
			return nil, err
		}
		p := Pick{Card: card.ID, Question: card.Prompt(), Attempts: len(attempts)}
		if a, has := bestAnswer(answers, card.ID, o.Target); has {
			p.Answer, p.Story = a.ID, a.Story
		}
		p.weigh(card, attempts, day, o.Target)
		picks = append(picks, p)
	}
	slices.SortStableFunc(picks, func(a, b Pick) int { return cmp.Compare(b.need, a.need) })
	picks = picks[:min(len(picks), cmp.Or(o.Count, 3))]
	if o.Mix {
		source := rand.New(rand.NewPCG(uint64(tx.Now.UnixNano()), 0))
		source.Shuffle(len(picks), func(i, j int) { picks[i], picks[j] = picks[j], picks[i] })
	}
	return picks, nil
}

// questionCards returns the cards to choose from, suspended ones left out.
func questionCards(tx *prep.Tx, query string) ([]deck.Found, error) {
	if _, err := deck.FindDeck(tx, QuestionDeck); errors.Is(err, prep.ErrNotFound) {
		for _, question := range StandardQuestions() {
			if _, err := AddQuestion(tx, question); err != nil {
				return nil, err
			}
		}
	}
	if query == "" {
		query = `deck:"` + QuestionDeck + `"`
	}
	expr, err := deck.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	if err := deck.Freshen(tx, nil); err != nil {
		return nil, err
	}
	found, err := deck.Search(tx, expr, 0)
	return slices.DeleteFunc(found, func(f deck.Found) bool { return f.Suspended || f.Kind != deck.Question }), err
}

// bestAnswer is the newest answer for the target, else the newest for any.
func bestAnswer(answers []Answer, card, target prep.ID) (Answer, bool) {
	var best Answer
	for _, a := range answers {
		if a.Card == card && (best.ID == 0 || a.Target == target && best.Target != target) {
			best = a
		}
	}
	return best, best.ID != 0
}

// weigh adds up why a question needs practice, and says so.
func (p *Pick) weigh(card deck.Found, attempts []Attempt, day prep.Day, target prep.ID) {
	add := func(need float64, why string) {
		p.need += need
		p.Why = append(p.Why, why)
	}
	switch {
	case card.Memory.State == deck.New:
		add(2, "never reviewed")
	case card.Memory.DueDay <= day:
		add(3, "due")
	}
	if card.Memory.Lapses > 0 {
		add(1, "forgotten before")
	}
	if len(attempts) == 0 {
		add(1, "never practised")
	} else {
		if last := attempts[0]; last.Rating > 0 && last.Rating <= 2 {
			add(2, "went badly last time")
		} else if last.Seconds > LongSeconds {
			add(1, "too long last time")
		}
	}
	if target != 0 && !slices.ContainsFunc(attempts, func(a Attempt) bool { return a.Target == target }) {
		add(1, "not practised for this target")
	}
	if p.Answer == 0 {
		p.need -= 1.5
		p.Why = append(p.Why, "no answer yet")
	}
}

// FinishAttempt writes an attempt and grades its question's card, which schedules it.
func FinishAttempt(tx *prep.Tx, a Attempt, grade deck.Rating) (prep.ID, error) {
	id, err := AddAttempt(tx, a)
	if err != nil || grade == 0 || a.Card == 0 {
		return id, err
	}
	if !grade.Valid() {
		return 0, fmt.Errorf("finish attempt: grade %d", grade)
	}
	day, err := today(tx)
	if err != nil {
		return 0, err
	}
	_, err = tx.AddReview(prep.Review{
		Card: a.Card, Time: tx.Now.UnixMilli(), Day: day, Rating: int(grade), Duration: int(a.Seconds * 1000),
	})
	if err != nil {
		return 0, fmt.Errorf("finish attempt: %w", err)
	}
	return id, nil
}
