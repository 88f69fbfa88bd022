package main

import (
	"context"
	"fmt"

	"prep"
	"prep/deck"
)

// firstStart adds the built-in deck to a new database, to one whose first start was cut short, and its newer version
// after an upgrade. Only then does it write: every command comes through here, and one that reads must not wait
// for another that writes.
func firstStart(ctx context.Context, db *prep.DB) error {
	if !db.Created() {
		var has bool
		err := db.View(ctx, func(tx *prep.Tx) (err error) {
			has, err = deck.HasStarter(tx)
			return err
		})
		if err != nil || has {
			return err
		}
	}
	if err := deck.AddStarter(ctx, db); err != nil {
		return fmt.Errorf("add the built-in deck: %w", err)
	}
	return nil
}
