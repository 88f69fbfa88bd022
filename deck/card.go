package deck

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"prep"
)

// maxText is the longest side of a card in bytes. A page of a book has about 3,000.
const maxText = 1 << 20

// Card is one thing that is asked. The cards of a note share its text and show different sides of it.
type Card struct {
	ID        prep.ID
	Note      prep.ID // the first card of its note, which may be the card itself
	Ord       int     // which side or gap of the note
	Deck      prep.ID
	DeckName  string
	Kind      Kind
	Front     string // Markdown, as the author wrote it
	Back      string
	Tags      []string
	Entry     prep.ID // the journal entry whose lesson this is, or zero
	Suspended bool
	Buried    prep.Day // hidden until this day
	Flag      int      // 0 none, 1-7
	Added     int64    // Unix milliseconds
}

// Prompt returns what is shown before the answer, in Markdown.
func (c Card) Prompt() string {
	switch {
	case c.Kind == Cloze:
		return ClozeFront(c.Front, c.Ord)
	case c.Kind == Reversed && c.Ord == 1:
		return c.Back
	}
	return c.Front
}

// Answer returns what is shown on reveal, in Markdown.
func (c Card) Answer() string {
	switch {
	case c.Kind == Cloze && c.Back != "":
		return ClozeBack(c.Front, c.Ord) + "\n\n" + c.Back
	case c.Kind == Cloze:
		return ClozeBack(c.Front, c.Ord)
	case c.Kind == Reversed && c.Ord == 1:
		return c.Front
	}
	return c.Back
}

// Check refuses a note that cannot be asked.
func (n Note) Check() error {
	if _, err := ParseKind(string(n.Kind)); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(n.Front) == "":
		return errors.New("a card without a question")
	case n.Kind == Cloze && len(Clozes(n.Front)) == 0:
		return errors.New("a cloze without a gap in [brackets]")
	case n.Kind != Cloze && strings.TrimSpace(n.Back) == "":
		return errors.New("a card without an answer")
	case len(n.Front) > maxText || len(n.Back) > maxText:
		return fmt.Errorf("a card of %d bytes: at most %d a side", max(len(n.Front), len(n.Back)), maxText)
	}
	for _, tag := range n.Tags {
		if !ValidTag(tag) {
			return fmt.Errorf("tag %q: no spaces, commas or quotes", tag)
		}
	}
	return nil
}

// fields are the columns that hold the note's text.
func (n Note) fields() prep.Fields {
	return prep.Fields{
		"kind": string(n.Kind), "front": CleanText(n.Front), "back": CleanText(n.Back), "tags": joinedTags(n.Tags),
	}
}

// joinedTags is how tags are stored: sorted, each once, divided by a space.
func joinedTags(tags []string) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(tags)))
	return strings.Join(sorted, " ")
}

// Add writes a new note into a deck, with the lesson's journal entry or zero, and returns its first card.
func Add(tx *prep.Tx, deck prep.ID, note Note, entry prep.ID) (prep.ID, error) {
	return add(tx, deck, note, entry, 0)
}

// AddAll writes new notes into a deck, to be learned in their order, and returns their first cards.
func AddAll(tx *prep.Tx, deck prep.ID, notes []Note) ([]prep.ID, error) {
	ids := make([]prep.ID, len(notes))
	for i, note := range notes {
		id, err := add(tx, deck, note, 0, i)
		if err != nil && note.Line > 0 {
			err = fmt.Errorf("line %d: %w", note.Line, err)
		}
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

// add writes a note that is the place-th of those added at one instant.
func add(tx *prep.Tx, deck prep.ID, note Note, entry prep.ID, place int) (prep.ID, error) {
	if err := note.Check(); err != nil {
		return 0, fmt.Errorf("add card: %w", err)
	}
	if note.ID == 0 {
		note.ID = prep.NewID()
	}
	fields := note.fields()
	fields["deck"], fields["entry"], fields["added"] = deck, entry, tx.Now.UnixMilli()+int64(place)
	if _, err := tx.Set(prep.Cards, note.ID, fields); err != nil {
		return 0, fmt.Errorf("add card: %w", err)
	}
	return note.ID, addSides(tx, note)
}

// Edit changes the text of a note; its history stays. It reports whether anything changed.
func Edit(tx *prep.Tx, id prep.ID, note Note) (bool, error) {
	if err := note.Check(); err != nil {
		return false, fmt.Errorf("edit card %s: %w", id, err)
	}
	changed, err := tx.Set(prep.Cards, id, note.fields())
	if err != nil {
		return false, fmt.Errorf("edit card %s: %w", id, err)
	}
	note.ID = id
	return changed, addSides(tx, note)
}

// derived signs the rows that follow from others: every machine writes the same ones.
var derived = prep.DerivedID("stream", "derived")

// SideID is the card of a note's other side or gap. It follows from the note, so it is the same everywhere.
func SideID(note prep.ID, ord int) prep.ID {
	if ord == 0 {
		return note
	}
	return prep.DerivedID("side", note.String(), strconv.Itoa(ord))
}

// addSides adds the rows of a note's other cards. A gap that is edited away leaves its row: the history
// returns with the gap (Freshen hides it meanwhile).
func addSides(tx *prep.Tx, note Note) error {
	for ord := 1; ord < note.Cards(); ord++ {
		_, err := tx.As(derived, 0).Set(prep.Cards, SideID(note.ID, ord), prep.Fields{"note": note.ID, "ord": ord})
		if err != nil {
			return fmt.Errorf("add side %d of card %s: %w", ord+1, note.ID, err)
		}
	}
	return nil
}

// Sides returns the cards of a note, the first one first.
func Sides(tx *prep.Tx, note prep.ID) ([]prep.ID, error) {
	var sides []prep.ID
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		sides = append(sides, prep.ID(id))
		return err
	}, "select id from card where id = ?1 or note = ?1 and note != 0 order by ord", int64(note))
	return sides, err
}

// Remove deletes a note with all its cards. Their reviews stay in the log, and come back with Restore.
func Remove(tx *prep.Tx, note prep.ID) error {
	return eachSide(tx, note, func(side prep.ID) error { return tx.Delete(prep.Cards, side) })
}

// Suspend hides a note from the queue until it is unsuspended.
func Suspend(tx *prep.Tx, note prep.ID, suspended bool) error {
	return setSides(tx, note, prep.Fields{"suspended": suspended})
}

// Bury hides a note until a day.
func Bury(tx *prep.Tx, note prep.ID, until prep.Day) error {
	return setSides(tx, note, prep.Fields{"buried": until})
}

// SetFlag marks one card with a flag, 0 for none.
func SetFlag(tx *prep.Tx, card prep.ID, flag int) error {
	if flag < 0 || flag > 7 {
		return fmt.Errorf("flag %d: want 0 to 7", flag)
	}
	_, err := tx.Set(prep.Cards, card, prep.Fields{"flag": flag})
	return err
}

// Move puts a note into another deck.
func Move(tx *prep.Tx, note, deck prep.ID) error {
	_, err := tx.Set(prep.Cards, note, prep.Fields{"deck": deck})
	return err
}

// SetTags replaces the tags of a note.
func SetTags(tx *prep.Tx, note prep.ID, tags []string) error {
	for _, tag := range tags {
		if !ValidTag(tag) {
			return fmt.Errorf("tag %q: no spaces, commas or quotes", tag)
		}
	}
	_, err := tx.Set(prep.Cards, note, prep.Fields{"tags": joinedTags(tags)})
	return err
}

func setSides(tx *prep.Tx, note prep.ID, fields prep.Fields) error {
	return eachSide(tx, note, func(side prep.ID) error {
		_, err := tx.Set(prep.Cards, side, fields)
		return err
	})
}

func eachSide(tx *prep.Tx, note prep.ID, f func(prep.ID) error) error {
	sides, err := Sides(tx, note)
	if err != nil {
		return err
	}
	if len(sides) == 0 {
		return fmt.Errorf("card %s: %w", note, prep.ErrNotFound)
	}
	for _, side := range sides {
		if err := f(side); err != nil {
			return err
		}
	}
	return nil
}
