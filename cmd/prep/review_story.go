package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"prep"
	"prep/deck"
	"prep/journal"
)

// storyOf returns the newest answer of the person's own to the question of a card, in Markdown; "" where there is
// none.
func (e *env) storyOf(ctx context.Context, card deck.Card) (string, error) {
	if card.Kind != deck.Question {
		return "", nil
	}
	db, err := e.open(ctx)
	if err != nil {
		return "", err
	}
	var newest journal.Answer
	err = db.View(ctx, func(tx *prep.Tx) error {
		answers, err := journal.ListAnswers(tx, journal.AnswerFilter{})
		for _, a := range answers {
			if a.Card == card.ID && a.Added >= newest.Added {
				newest = a
			}
		}
		return err
	})
	return newest.Text, err
}

// sourceOf returns what the journal says of the entry that a card comes from, in Markdown.
func (e *env) sourceOf(ctx context.Context, card deck.Card) (string, error) {
	db, err := e.open(ctx)
	if err != nil {
		return "", err
	}
	var entry journal.Entry
	err = db.View(ctx, func(tx *prep.Tx) (err error) {
		entry, err = journal.Get(tx, card.Entry)
		return err
	})
	if errors.Is(err, prep.ErrNotFound) {
		return fmt.Sprintf("The entry %s is deleted.", card.Entry), nil
	}
	if err != nil {
		return "", err
	}
	parts := []string{"**" + entry.Title + "** (" + entry.ID.Short() + ")"}
	for _, text := range []string{entry.Shortfall, entry.Lesson, entry.Change} {
		if strings.TrimSpace(text) != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n"), nil
}
