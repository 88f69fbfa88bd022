package deck

import (
	"context"
	"fmt"

	"prep"
	"prep/deck/starter"
)

// starterStream signs the built-in deck on every machine.
var starterStream = prep.DerivedID("stream", "starter")

// starterVersion is the stamp of the built-in deck: a later one wins over an earlier one, and anything that a
// person writes over both.
const starterVersion prep.Stamp = 1

// localStarter is the key of the version that was added here.
const localStarter = "starter"

// HasStarter reports whether this version of the built-in deck was added here.
func HasStarter(tx *prep.Tx) (bool, error) {
	var have int64
	_, err := tx.Local(localStarter, &have)
	return prep.Stamp(have) >= starterVersion, err
}

// AddStarter adds the built-in deck where this version of it was not added before. A card of it that its
// owner edited or deleted stays as it is.
func AddStarter(ctx context.Context, db *prep.DB) error {
	files, err := starter.Files()
	if err != nil {
		return err
	}
	return db.Update(ctx, func(tx *prep.Tx) error {
		if has, err := HasStarter(tx); err != nil || has {
			return err
		}
		place := 0
		for _, file := range files {
			doc, err := ParseMarkdown(file.Name, file.Text)
			if err != nil {
				return fmt.Errorf("built-in deck: %w", err)
			}
			if err := addBuiltIn(tx.As(starterStream, starterVersion), doc, &place); err != nil {
				return fmt.Errorf("built-in deck: %w", err)
			}
		}
		return tx.SetLocal(localStarter, int64(starterVersion))
	})
}

func addBuiltIn(tx *prep.Tx, doc Document, place *int) error {
	deck := deckID(doc.Deck)
	if _, err := tx.Set(prep.Decks, deck, prep.Fields{"name": doc.Deck}); err != nil {
		return err
	}
	for _, note := range doc.Notes {
		*place++
		fields := note.fields()
		fields["deck"], fields["added"] = deck, *place // an order, not a date: the same on every machine
		if _, err := tx.Set(prep.Cards, note.ID, fields); err != nil {
			return err
		}
		if err := addSides(tx, note); err != nil {
			return err
		}
	}
	return nil
}
