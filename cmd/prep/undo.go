package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

func undoCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "undo",
		Usage:    "take back the last answer of a review",
		Category: categoryDaily,
		Description: `The newest answer is taken back on every machine, whenever and wherever it was given; its card is
asked again. Again takes back the one before.

Examples:
  prep undo`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runUndo(c.Context, e)
		},
	}
}

// undoneJSON is what prep undo --json prints.
type undoneJSON struct {
	Card   prep.ID   `json:"card"`
	Prompt string    `json:"prompt"`
	Kind   string    `json:"kind"` // scheduled, cram or reset
	Grade  string    `json:"grade,omitempty"`
	Time   time.Time `json:"time"`
}

func runUndo(ctx context.Context, e *env) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	undone, err := deck.Undo(ctx, db)
	if errors.Is(err, prep.ErrNotFound) {
		return withHint(errors.New("nothing to undo: no card was answered yet"), "prep review")
	}
	if err != nil {
		return err
	}
	if !e.json {
		return e.printf("undone: %s\n", undoneText(undone, e.Clock().Location()))
	}
	document := undoneJSON{
		Card: undone.Card.ID, Prompt: undone.Card.Prompt(), Kind: reviewKinds[undone.Review.Kind], Time: undone.Review.Instant().UTC(),
	}
	if undone.Review.Kind != prep.ReviewReset {
		document.Grade = deck.Rating(undone.Review.Rating).String()
	}
	return e.printJSON(document)
}

// reviewKinds are the names of the kinds of a review.
var reviewKinds = map[prep.ReviewKind]string{
	prep.ReviewScheduled: "scheduled", prep.ReviewCram: "cram", prep.ReviewReset: "reset",
}

// undoneText says what was taken back: "good, given on 2026-11-02 at 09:00 to What is …".
func undoneText(undone deck.Undone, zone *time.Location) string {
	question := tui.OneLine(undone.Card)
	if undone.Hidden != "" {
		return fmt.Sprintf("not %s any more: %s", undone.Hidden, question)
	}
	at := undone.Review.Instant().In(zone).Format("2006-01-02 at 15:04")
	if undone.Review.Kind == prep.ReviewReset {
		return fmt.Sprintf("the reset of %s on %s", question, at)
	}
	if question == "" {
		question = "a card that is deleted"
	}
	return fmt.Sprintf("%s, given on %s to %s", deck.Rating(undone.Review.Rating), at, question)
}
