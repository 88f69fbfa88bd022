package journal

import (
	"fmt"
	"strings"

	"prep"
	"prep/deck"
	"prep/journal/lint"
)

// QuestionDeck is the deck of the interview questions that are practised.
const QuestionDeck = "Interview questions"

// spoken are the questions that have a profile, as an interviewer asks them.
var spoken = []struct {
	question lint.Question
	ask      string
}{
	{lint.BiggestFailure, "What is your biggest failure?"},
	{lint.TimeYouFailed, "Tell me about a time you failed, and what you learned from it."},
	{lint.MissedGoal, "Tell me about a time you did not reach a goal."},
	{lint.HandleFailure, "How do you handle failure?"},
}

// AskOf returns a question as an interviewer asks it: the known ones by their short name, others as they are.
func AskOf(question string) string {
	for _, s := range spoken {
		if strings.EqualFold(question, string(s.question)) {
			return s.ask
		}
	}
	return question
}

// cleanQuestion is the form in which a question is kept: a known one by its short name.
func cleanQuestion(question string) string {
	question = cleanLine(question)
	for _, s := range spoken {
		if strings.EqualFold(question, string(s.question)) || strings.EqualFold(question, s.ask) {
			return string(s.question)
		}
	}
	return question
}

// ProfileOf returns how the checker reads an answer to the question.
func ProfileOf(question string) lint.Question { return lint.QuestionOf(AskOf(question)) }

// StandardQuestions returns the short names of the questions that everyone should have a story for.
func StandardQuestions() []string {
	var all []string
	for _, s := range spoken {
		all = append(all, string(s.question))
	}
	return all
}

// QuestionCardID is the card that schedules the practice of a question: there is one, whichever machine makes
// it.
func QuestionCardID(question string) prep.ID {
	return prep.DerivedID("question", strings.ToLower(cleanQuestion(question)))
}

// AddQuestion makes the card of a question, or brings it back, and returns its id; what is there stays as it
// is.
func AddQuestion(tx *prep.Tx, question string) (prep.ID, error) {
	if question = cleanQuestion(question); question == "" {
		return 0, fmt.Errorf("add question: it is empty")
	}
	id := QuestionCardID(question)
	taken, err := tx.Taken(id)
	if err != nil {
		return 0, fmt.Errorf("add question %q: %w", question, err)
	}
	if taken {
		gone, err := tx.Deleted(id)
		if err == nil && gone {
			err = tx.Restore(prep.Cards, id)
		}
		if err != nil {
			return 0, fmt.Errorf("add question %q: %w", question, err)
		}
		return id, nil
	}
	questions, _, err := deck.NewDeck(tx, QuestionDeck)
	if err != nil {
		return 0, fmt.Errorf("add question %q: %w", question, err)
	}
	note := deck.Note{
		ID: id, Kind: deck.Question, Front: AskOf(question), Tags: []string{"interview"},
		Back: "Tell it aloud: the failure in one line, goal and role, your own cause, the consequence, the repair, the lesson, " +
			"what you do since and where it worked, the link to the job.",
	}
	if _, err := deck.Add(tx, questions.ID, note, 0); err != nil {
		return 0, fmt.Errorf("add question %q: %w", question, err)
	}
	return id, nil
}
