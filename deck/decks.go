package deck

import (
	"fmt"
	"strings"

	"prep"
)

// Deck is a named set of cards with limits of its own.
type Deck struct {
	ID              prep.ID
	Name            string   // "::" divides a deck from one inside it
	NewLimit        *int     // new cards a day; nil: no limit of its own
	ReviewLimit     *int     // reviews a day; nil: no limit of its own
	Retention       *float64 // nil: the setting
	LearningSteps   *string
	RelearningSteps *string
	Parameters      *string // JSON; nil: the setting
	Fit             *string // JSON of a Fitted
}

// Decks returns every deck by name.
func Decks(tx *prep.Tx) ([]Deck, error) {
	var decks []Deck
	err := tx.Each(func(scan func(...any) error) error {
		var d Deck
		var id int64
		err := scan(&id, &d.Name, &d.NewLimit, &d.ReviewLimit, &d.Retention, &d.LearningSteps, &d.RelearningSteps, &d.Parameters, &d.Fit)
		d.ID = prep.ID(id)
		decks = append(decks, d)
		return err
	}, `select id, name, new_limit, review_limit, retention, learning_steps, relearning_steps, parameters, fit
		from deck order by name collate nocase, id`)
	if err != nil {
		return nil, fmt.Errorf("read decks: %w", err)
	}
	return decks, nil
}

// UnknownDeckError says that there is no deck of that name, and which one is nearest.
type UnknownDeckError struct {
	Name    string
	Nearest string // "" when none is near
}

func (e *UnknownDeckError) Error() string { return fmt.Sprintf("deck %q: not found", e.Name) }

// Unwrap makes the error a prep.ErrNotFound.
func (e *UnknownDeckError) Unwrap() error { return prep.ErrNotFound }

// FindDeck returns the deck of that name, whatever the case of its letters, or an UnknownDeckError.
func FindDeck(tx *prep.Tx, name string) (Deck, error) {
	decks, err := Decks(tx)
	if err != nil {
		return Deck{}, err
	}
	names := make([]string, len(decks))
	for i, d := range decks {
		names[i] = d.Name
		if strings.EqualFold(d.Name, name) {
			return d, nil
		}
	}
	nearest, _ := Nearest(name, names)
	return Deck{}, &UnknownDeckError{Name: name, Nearest: nearest}
}

// deckID is the id that every machine gives a new deck of that name, so that decks made on two machines
// under one name are one deck.
func deckID(name string) prep.ID { return prep.DerivedID("deck", strings.ToLower(name)) }

// NewDeck makes a deck, or returns the one of that name; made tells which.
func NewDeck(tx *prep.Tx, name string) (deck Deck, made bool, err error) {
	if !ValidDeckName(name) {
		return Deck{}, false, fmt.Errorf("deck name %q: not a name", name)
	}
	found, err := FindDeck(tx, name)
	if err == nil {
		return found, false, nil
	}
	if _, unknown := err.(*UnknownDeckError); !unknown {
		return Deck{}, false, err
	}
	id := deckID(name)
	if taken, err := tx.Taken(id); err != nil {
		return Deck{}, false, err
	} else if taken { // that deck was renamed or deleted
		id = prep.NewID()
	}
	_, err = tx.Set(prep.Decks, id, prep.Fields{"name": name})
	return Deck{ID: id, Name: name}, true, err
}

// RenameDeck gives a deck another name; one that is taken is refused.
func RenameDeck(tx *prep.Tx, id prep.ID, name string) error {
	if !ValidDeckName(name) {
		return fmt.Errorf("deck name %q: not a name", name)
	}
	if taken, err := FindDeck(tx, name); err == nil && taken.ID != id {
		return fmt.Errorf("rename deck: there is a deck %q", taken.Name)
	}
	_, err := tx.Set(prep.Decks, id, prep.Fields{"name": name})
	return err
}

// RemoveDeck deletes a deck with its cards and returns how many notes went.
func RemoveDeck(tx *prep.Tx, id prep.ID) (int, error) {
	notes, err := deckNotes(tx, id)
	if err != nil {
		return 0, err
	}
	for _, note := range notes {
		if err := Remove(tx, note); err != nil {
			return 0, err
		}
	}
	return len(notes), tx.Delete(prep.Decks, id)
}

// deckNotes returns the first cards of a deck's notes in the order in which they were added.
func deckNotes(tx *prep.Tx, id prep.ID) ([]prep.ID, error) {
	var notes []prep.ID
	err := tx.Each(func(scan func(...any) error) error {
		var note int64
		err := scan(&note)
		notes = append(notes, prep.ID(note))
		return err
	}, "select id from card where deck = ? and note = 0 order by added, id", int64(id))
	return notes, err
}
