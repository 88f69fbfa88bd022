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

// readinessJSON is how things stand before a target, as --json prints it.
type readinessJSON struct {
	Date string `json:"date"`
	deck.Readiness
	Weakest []deck.Topic `json:"weakest"`
}

// weakestTopics is how many topics are named.
const weakestTopics = 3

// deckTarget is the part of a target that cards have to do with; a *deck.PlanError where there is none.
func deckTarget(t journal.Target) (deck.Target, error) {
	query, err := deck.ParseQuery(t.Query)
	if err != nil {
		return deck.Target{}, &deck.PlanError{Why: err.Error(), Part: "query"}
	}
	if t.Date == nil {
		return deck.Target{}, &deck.PlanError{Why: "it has no date yet", Part: "date"}
	}
	d := deck.Target{Date: t.Date.Day, Query: query}
	if t.Goal != nil {
		d.Goal = *t.Goal
	}
	return d, nil
}

// readReadiness says how things stand before a target; a *deck.PlanError where nothing can be planned.
func readReadiness(tx *prep.Tx, t journal.Target) (readinessJSON, deck.Target, error) {
	target, err := deckTarget(t)
	if err != nil {
		return readinessJSON{}, target, err
	}
	ready, err := deck.ReadReadiness(tx, target)
	return readinessJSON{Date: target.Date.String(), Readiness: ready, Weakest: ready.Weakest(weakestTopics)}, target, err
}

// showReadiness is readReadiness for the page of a target, on which what it lacks is a line.
func showReadiness(tx *prep.Tx, t journal.Target) (*readinessJSON, *deck.PlanError, error) {
	ready, _, err := readReadiness(tx, t)
	var lacks *deck.PlanError
	if errors.As(err, &lacks) {
		return nil, lacks, nil
	}
	return &ready, nil, err
}

// aim makes a review one for a target, and tells on stderr what today's part of its plan is.
func (e *env) aim(ctx context.Context, name string, into *deck.QueueOptions) error {
	return e.read(ctx, func(tx *prep.Tx) error {
		t, err := findTarget(tx, name)
		if err != nil {
			return err
		}
		ready, target, err := readReadiness(tx, t)
		var lacks *deck.PlanError
		if errors.As(err, &lacks) {
			return withHint(fmt.Errorf("review for %q: %w", t.Name(), err), "prep target edit %s --%s %s",
				t.ID.Short(), lacks.Part, strings.ToUpper(lacks.Part))
		}
		if err != nil {
			return err
		}
		into.For = &target
		e.note("%s in %s: %s today, recall on the day %s as things stand, %s if the plan is followed",
			t.Name(), plural(ready.DaysLeft, "day"), plural(ready.Left, "card"), wholePercent(ready.Recall), wholePercent(ready.Ahead))
		if text, hint := limitsText(ready.Readiness); text != "" {
			e.warn("%s", text)
			e.note("hint: %s", hint)
		}
		return nil
	})
}

// limitsText says which limits of a day would be needed, and how to set them; "" where those in force do.
func limitsText(r deck.Readiness) (text, hint string) {
	if r.Out == 0 {
		return "", ""
	}
	needed, sets := "", ""
	if r.NewNeeded > 0 {
		needed, sets = fmt.Sprintf("%d new cards", r.NewNeeded), fmt.Sprintf("prep config set new %d", r.NewNeeded)
	}
	if r.ReviewsNeeded > 0 {
		if needed != "" {
			needed, sets = needed+" and ", sets+", "
		}
		needed += plural(r.ReviewsNeeded, "review")
		sets += fmt.Sprintf("prep config set reviews %d", r.ReviewsNeeded)
	}
	text = fmt.Sprintf("with %s and %s a day %s no day before the date",
		plural(r.NewLimit, "new card"), plural(r.ReviewLimit, "review"), counted(r.Out, "card has", "cards have"))
	if needed == "" { // hidden until the date, or reviewed today already
		return text, "prep list is:buried shows what is hidden"
	}
	return text + ": " + needed + " would be needed", sets
}

// counted is "1 card has", "2 cards have".
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + more
}

// wholePercent writes a share in whole percents, never rounded up to all.
func wholePercent(share float64) string {
	if share < 1 && share > 0.995 {
		share = 0.99
	}
	return fmt.Sprintf("%.0f%%", share*100)
}
