package deck

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"prep"
)

// Imported counts what an import did, and tells the id of every note of the document in order, so that they
// can be written into the file.
type Imported struct {
	Deck                      Deck
	Added, Changed, Unchanged int
	Deleted                   int // deleted here before: an import does not bring them back
	IDs                       []prep.ID

	said []int64 // by note and hash: what the file said of each note that is new or changed
}

// importStamp is older than anything a person does: an import on one machine never undoes an edit that was
// made on another. (It is not zero, which is the built-in deck's.)
const importStamp prep.Stamp = 1 << 16

// Import adds the notes of a document to its deck, and changes those whose id is known. A note without an id
// gets one that follows from its text, so that the same file is once, however often and wherever it is
// imported.
func Import(tx *prep.Tx, doc Document) (Imported, error) {
	deck, _, err := NewDeck(tx, doc.Deck)
	if err != nil {
		return Imported{}, fmt.Errorf("import: %w", err)
	}
	done := Imported{Deck: deck, IDs: make([]prep.ID, 0, len(doc.Notes))}
	identify := sourceIDs(doc)
	for i, note := range doc.Notes {
		linked := note.WithFiles(doc.Files)
		if err := linked.Check(); err != nil {
			return Imported{}, fmt.Errorf("import: line %d: %w", note.Line, err)
		}
		note.ID = identify(linked)
		done.IDs = append(done.IDs, note.ID)
		if err := importNote(tx, deck.ID, note, doc.Files, i, &done); err != nil {
			return Imported{}, fmt.Errorf("import: line %d: %w", note.Line, err)
		}
	}
	return done, remember(tx, done.said)
}

// sourceIDs returns what gives each note of a document its id. Equal notes without ids are told apart by
// their order.
func sourceIDs(doc Document) func(Note) prep.ID {
	equal := map[prep.ID]int{}
	return func(n Note) prep.ID {
		if n.ID != 0 {
			return n.ID
		}
		parts := []string{"markdown", strings.ToLower(doc.Deck), string(n.Kind), CleanText(n.Front)}
		first := prep.DerivedID(parts...)
		if equal[first]++; equal[first] == 1 {
			return first
		}
		return prep.DerivedID(append(parts, strconv.Itoa(equal[first]))...)
	}
}

// importNote adds a note, or changes it where its file changed since it was imported last: what was edited
// here meanwhile stays as long as the file and its pictures say what they said.
func importNote(tx *prep.Tx, deck prep.ID, unlinked Note, files Files, place int, done *Imported) error {
	stream, err := tx.Stream()
	if err != nil {
		return err
	}
	note := unlinked.WithFiles(files)
	fields := note.fields()
	fields["deck"] = deck
	fields["added"] = tx.Now.UnixMilli() + int64(place) // new cards come in the order of the file
	text := saidBy(deck, note)
	added, err := tx.As(stream, importStamp).Create(prep.Cards, note.ID, fields)
	if err != nil {
		return err
	}
	if added {
		done.Added++
		done.said = append(done.said, int64(note.ID), text)
		return errors.Join(addSides(tx, note), AddFiles(tx, files, note))
	}
	delete(fields, "added")
	deleted, err := tx.Deleted(note.ID)
	if err != nil || deleted {
		done.Deleted++
		return err
	}
	var before int64
	err = tx.Get("select text from imported where note = ?", []any{int64(note.ID)}, &before)
	if err != nil && !errors.Is(err, prep.ErrNotFound) {
		return err
	}
	switch before {
	case text:
		done.Unchanged++
		return nil
	case saidBy(deck, unlinked): // by a prep that kept no pictures: only they are new
		card, err := Get(tx, note.ID)
		if err != nil {
			return err
		}
		note = Note{ID: note.ID, Kind: card.Kind, Front: card.Front, Back: card.Back, Tags: card.Tags}.WithFiles(files)
		fields = note.fields()
	}
	changed, err := tx.Set(prep.Cards, note.ID, fields)
	if err != nil {
		return err
	}
	if changed {
		done.Changed++
	} else {
		done.Unchanged++
	}
	done.said = append(done.said, int64(note.ID), text)
	return errors.Join(addSides(tx, note), AddFiles(tx, files, note))
}

// saidBy is what is remembered of what a file said of a note: a hash.
func saidBy(deck prep.ID, n Note) int64 {
	return int64(prep.DerivedID(deck.String(), string(n.Kind), CleanText(n.Front), CleanText(n.Back), joinedTags(n.Tags)))
}

// rememberedAtOnce is how many notes one statement remembers.
const rememberedAtOnce = 200

// remember keeps what the file said of its notes.
func remember(tx *prep.Tx, said []int64) error {
	for part := range slices.Chunk(said, 2*rememberedAtOnce) {
		args := make([]any, len(part))
		for i, value := range part {
			args[i] = value
		}
		rows := strings.Repeat(", (?, ?)", len(part)/2)[2:]
		err := tx.Exec("insert into imported (note, text) values "+rows+" on conflict (note) do update set text = excluded.text", args...)
		if err != nil {
			return fmt.Errorf("remember what was imported: %w", err)
		}
	}
	return nil
}

// Export returns a deck as a document that Import reads back without a change.
func Export(tx *prep.Tx, deck Deck) (Document, error) {
	doc := Document{Deck: deck.Name}
	cards, err := getCards(tx, "where c.deck = ? and c.note = 0 order by c.added, c.id", int64(deck.ID))
	if err != nil {
		return Document{}, fmt.Errorf("export deck %q: %w", deck.Name, err)
	}
	for _, c := range cards {
		doc.Notes = append(doc.Notes, Note{ID: c.ID, Kind: c.Kind, Front: c.Front, Back: c.Back, Tags: c.Tags})
	}
	return doc, nil
}

// Rewrite is what a deck's edited document asks for.
type Rewrite struct {
	Deck    Deck
	Notes   []Note // in the document's order; those without an id are new
	Added   int
	Changed int
	Removed []prep.ID

	files Files
}

// PlanRewrite compares a deck with its edited document. A note that the document lost is to be removed, one
// without an id is new, and one whose id belongs to another deck is refused.
func PlanRewrite(tx *prep.Tx, deck Deck, doc Document) (Rewrite, error) {
	plan := Rewrite{Deck: deck, Notes: slices.Clone(doc.Notes), files: doc.Files}
	before, err := Export(tx, deck)
	if err != nil {
		return Rewrite{}, err
	}
	known := map[prep.ID]Note{}
	for _, n := range before.Notes {
		known[n.ID] = n
	}
	kept := map[prep.ID]bool{}
	for i, n := range plan.Notes {
		n = n.WithFiles(doc.Files)
		plan.Notes[i] = n
		old, here := known[n.ID]
		switch {
		case n.ID == 0:
			plan.Added++
		case !here:
			return Rewrite{}, fmt.Errorf("line %d: card %s is not in deck %q", n.Line, n.ID, deck.Name)
		case !sameText(old, n):
			plan.Changed++
		}
		kept[n.ID] = true
	}
	for _, n := range before.Notes {
		if !kept[n.ID] {
			plan.Removed = append(plan.Removed, n.ID)
		}
	}
	return plan, nil
}

func sameText(a, b Note) bool {
	return a.Kind == b.Kind && CleanText(a.Front) == CleanText(b.Front) && CleanText(a.Back) == CleanText(b.Back) &&
		joinedTags(a.Tags) == joinedTags(b.Tags)
}

// Apply makes the deck what its document says.
func (r Rewrite) Apply(tx *prep.Tx) error {
	for place, note := range r.Notes {
		var err error
		if note.ID == 0 {
			_, err = add(tx, r.Deck.ID, note, 0, place)
		} else {
			_, err = Edit(tx, note.ID, note)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", note.Line, err)
		}
	}
	if err := AddFiles(tx, r.files, r.Notes...); err != nil {
		return err
	}
	for _, id := range r.Removed {
		if err := Remove(tx, id); err != nil {
			return err
		}
	}
	return nil
}
