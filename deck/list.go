package deck

import (
	"cmp"
	"fmt"
	"slices"

	"prep"
)

// Listed is a line of a list of cards.
type Listed struct {
	ID        prep.ID
	DeckName  string
	State     State
	DueDay    prep.Day
	Suspended bool
	Prompt    string // Markdown

	deck, note prep.ID
	added      int64
}

// List is Search for who only wants a line of each card: all but the text comes from the index of the queue.
func List(tx *prep.Tx, query Expr) ([]Listed, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	where, args := restriction(query, book)
	names, rank := map[prep.ID]string{}, map[prep.ID]int{}
	for i, d := range book.decks {
		names[d.ID], rank[d.ID] = d.Name, i
	}
	var list []Listed
	err = tx.Each(func(scan func(...any) error) error {
		var l Listed
		var c Card
		var id, deck, note, due, hidden int64
		var kind string
		err := scan(&id, &deck, &note, &l.State, &due, &hidden, &l.added, &c.Ord, &kind, &c.Front, &c.Back)
		c.Kind = Kind(kind)
		l.ID, l.deck, l.note, l.DueDay = prep.ID(id), prep.ID(deck), prep.ID(note), prep.Day(due)
		l.DeckName, l.Suspended, l.Prompt = names[l.deck], prep.Day(hidden) == forever, c.Prompt()
		list = append(list, l)
		return err
	}, `select m.card, m.deck, m.note, m.state, m.due, m.hidden, m.added, c.ord, c.kind, c.front, iif(c.kind = 'reversed', c.back, '')
		from memory m join card c on c.id = m.card where true`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	slices.SortFunc(list, func(a, b Listed) int { // as Search sorts; added rises from side to side
		return cmp.Or(cmp.Compare(rank[a.deck], rank[b.deck]), cmp.Compare(a.added, b.added), cmp.Compare(a.note, b.note))
	})
	return list, nil
}
