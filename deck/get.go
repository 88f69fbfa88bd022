package deck

import (
	"fmt"
	"strings"

	"prep"
)

// cardColumns are the columns that scanCard reads, of card c. In unnamedColumns the name of the deck is empty.
const (
	cardColumns    = columnsBefore + "coalesce((select name from deck d where d.id = c.deck), '')" + columnsAfter
	unnamedColumns = columnsBefore + "''" + columnsAfter

	columnsBefore = "c.id, c.note, c.ord, c.deck, "
	columnsAfter  = ", c.kind, c.front, c.back, c.tags, c.entry, c.suspended, c.buried, c.flag, c.added"
)

func scanCard(scan func(...any) error, more ...any) (c Card, err error) {
	var id, note, deck, entry, buried int64
	var kind, tags string
	into := []any{
		&id, &note, &c.Ord, &deck, &c.DeckName, &kind, &c.Front, &c.Back, &tags, &entry, &c.Suspended, &buried, &c.Flag, &c.Added,
	}
	err = scan(append(into, more...)...)
	c.ID, c.Note, c.Deck, c.Entry = prep.ID(id), prep.ID(note), prep.ID(deck), prep.ID(entry)
	if c.Note == 0 {
		c.Note = c.ID
	}
	c.Kind, c.Tags, c.Buried = Kind(kind), strings.Fields(tags), prep.Day(buried)
	return c, err
}

// Get returns a card; prep.ErrNotFound where there is none.
func Get(tx *prep.Tx, id prep.ID) (Card, error) {
	cards, err := getCards(tx, "where c.id = ?", int64(id))
	if err == nil && len(cards) == 0 {
		err = prep.ErrNotFound
	}
	if err != nil {
		return Card{}, fmt.Errorf("card %s: %w", id, err)
	}
	return cards[0], nil
}

func getCards(tx *prep.Tx, where string, args ...any) ([]Card, error) {
	var cards []Card
	err := tx.Each(func(scan func(...any) error) error {
		c, err := scanCard(scan)
		cards = append(cards, c)
		return err
	}, "select "+cardColumns+" from card c "+where, args...)
	return cards, err
}

// Find returns the card whose id begins with prefix. Errors: prep.ErrNotFound, and an AmbiguousError that
// lists what begins so.
func Find(tx *prep.Tx, prefix string) (Card, error) {
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return Card{}, err
	}
	cards, err := getCards(tx, "where c.id between ? and ? order by c.id limit 10", int64(from), int64(to))
	switch {
	case err != nil:
		return Card{}, fmt.Errorf("card %s: %w", prefix, err)
	case len(cards) == 0:
		return Card{}, fmt.Errorf("card %q: %w", prefix, prep.ErrNotFound)
	case len(cards) > 1:
		return Card{}, &AmbiguousError{Prefix: prefix, Cards: cards}
	}
	return cards[0], nil
}

// AmbiguousError says that a prefix names more than one card.
type AmbiguousError struct {
	Prefix string
	Cards  []Card // at most ten
}

func (e *AmbiguousError) Error() string {
	names := make([]string, len(e.Cards))
	for i, c := range e.Cards {
		names[i] = c.ID.String()
	}
	return fmt.Sprintf("card %q: could be %s", e.Prefix, strings.Join(names, ", "))
}

// Unwrap makes the error a prep.ErrAmbiguous.
func (e *AmbiguousError) Unwrap() error { return prep.ErrAmbiguous }

// memoryColumns are the columns that scanMemory reads, of memory m.
const memoryColumns = `m.state, m.step, m.stability, m.difficulty, m.due, m.due_time, m.last, m.last_time, m.reps, m.lapses`

// memoryInto returns where Scan puts memoryColumns, and what to call after it.
func memoryInto(m *Memory) (into []any, finish func()) {
	var state, due, last int64
	into = []any{&state, &m.Step, &m.Stability, &m.Difficulty, &due, &m.DueTime, &last, &m.LastTime, &m.Reps, &m.Lapses}
	return into, func() {
		m.State, m.DueDay, m.LastDay = State(state), prep.Day(due), prep.Day(last)
		if m.State == New {
			m.DueTime = 0 // a new card's is its place in the order
		}
	}
}

// MemoryOf returns the memory of a card whose memory is fresh; prep.ErrNotFound for a card that has none.
func MemoryOf(tx *prep.Tx, id prep.ID) (Memory, error) {
	var m Memory
	into, finish := memoryInto(&m)
	if err := tx.Get("select "+memoryColumns+" from memory m where m.card = ?", []any{int64(id)}, into...); err != nil {
		return Memory{}, fmt.Errorf("memory of card %s: %w", id, err)
	}
	finish()
	return m, nil
}
