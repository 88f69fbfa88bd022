package journal

import (
	"context"
	"testing"

	"prep"
	"prep/deck"
	"prep/journal/lint"
)

func TestQuestions(t *testing.T) {
	for _, s := range spoken {
		if got := lint.QuestionOf(s.ask); got != s.question {
			t.Errorf("%q is asked as %q, which the checker reads as %q", s.question, s.ask, got)
		}
		if cleanQuestion(" "+s.ask) != string(s.question) || ProfileOf(string(s.question)) != s.question {
			t.Errorf("%q does not keep its profile", s.question)
		}
	}
	for ask, want := range map[string]lint.Question{
		"How do you deal with setbacks?": lint.HandleFailure, "What do you cook?": lint.Other, "Biggest Failure": lint.BiggestFailure,
	} {
		if got := ProfileOf(ask); got != want {
			t.Errorf("%q: %q, want %q", ask, got, want)
		}
	}
}

func TestAddQuestion(t *testing.T) {
	db := openTest(t)
	add := func(question string) (id prep.ID) {
		db.do(func(tx *prep.Tx) (err error) {
			id, err = AddQuestion(tx, question)
			return err
		})
		return id
	}
	id := add("Why us?")
	if again := add("  why US? "); again != id {
		t.Errorf("%s and %s", id, again)
	}
	db.do(func(tx *prep.Tx) error { // reworded by its owner, it stays reworded; deleted, it comes back
		card, err := deck.Get(tx, id)
		if err != nil {
			return err
		}
		_, err = deck.Edit(tx, id, deck.Note{Kind: deck.Question, Front: "Why our clinic?", Back: card.Back})
		return err
	})
	add("Why us?")
	db.do(func(tx *prep.Tx) error { return deck.Remove(tx, id) })
	add("Why us?")
	db.do(func(tx *prep.Tx) error {
		card, err := deck.Get(tx, id)
		if card.Front != "Why our clinic?" || card.DeckName != QuestionDeck {
			t.Errorf("%+v", card)
		}
		return err
	})
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		_, err := AddQuestion(tx, " ")
		return err
	})
	if err == nil {
		t.Error("an empty question")
	}
}
