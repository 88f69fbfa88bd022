package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/fit"
)

// logDeck takes the cards of a review log that are not here.
const logDeck = "Review log"

func runImportLog(ctx context.Context, e *env, opts importOptions) error {
	zone := e.Clock().Location()
	var err error
	if opts.zone != "" {
		if zone, err = findZone(opts.zone); err != nil {
			return err
		}
	}
	if opts.deck == "" {
		opts.deck = logDeck
	}
	rollover := prep.DefaultRollover
	err = e.read(ctx, func(tx *prep.Tx) error {
		settings, err := deck.ReadSettings(tx)
		rollover = settings.Rollover
		return err
	})
	if err != nil {
		return err
	}
	log, err := readReviewLog(opts.files[0], fit.Clock{Location: zone, Rollover: rollover})
	if err != nil {
		return err
	}
	var cards, reviews int
	bar := e.progress("importing", len(log.Reviews))
	err = e.change(ctx, func(tx *prep.Tx) (err error) {
		cards, reviews, err = deck.ImportReviewLog(tx, log, opts.deck, func(done, _ int) { bar.set(done) })
		if err == nil && opts.dryRun {
			err = errDryRun
		}
		return err
	})
	bar.end()
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"file": opts.files[0], "deck": opts.deck, "cards": cards, "reviews": reviews})
	}
	e.note("%s: %s and %s added", opts.files[0], plural(cards, "card"), plural(reviews, "review"))
	return nil
}

func readReviewLog(name string, clock fit.Clock) (*fit.Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read review log: %w", err)
	}
	defer file.Close()
	log, err := fit.ReadLog(file, clock)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return log, nil
}

func findZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, withHint(fmt.Errorf("time zone %q: unknown", name), "a name such as Europe/Berlin or America/New_York")
	}
	return zone, nil
}
