package main

import (
	"context"
	"fmt"

	"prep"
	"prep/deck"
)

// starterKey is the fact of this machine that the built-in deck was added; deck.AddStarter sets it.
const starterKey = "starter"

// firstStart adds the built-in deck to a new database, and to one whose first start was cut short. Only then does
// it write: every command comes through here, and one that reads must not wait for another that writes.
func firstStart(ctx context.Context, db *prep.DB) error {
	if !db.Created() {
		var version int64
		var added bool
		err := db.View(ctx, func(tx *prep.Tx) (err error) {
			added, err = tx.Local(starterKey, &version)
			return err
		})
		if err != nil || added {
			return err
		}
	}
	if err := deck.AddStarter(ctx, db); err != nil {
		return fmt.Errorf("add the built-in deck: %w", err)
	}
	return nil
}
