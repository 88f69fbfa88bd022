package deck

import (
	"cmp"
	"slices"

	"prep"
)

// newCards returns the new cards of the day in their order, within the limits.
func (b *book) newCards(opts QueueOptions, day studied) ([]Queued, error) {
	left := b.settings.NewLimit - day.total(day.fresh)
	if opts.New != nil {
		left = *opts.New
	}
	if left <= 0 {
		return nil, nil
	}
	where, args := restriction(opts.Query, b)
	random := choice(opts.NewOrder, b.settings.NewOrder) == NewByChance
	var all []Queued
	for _, deck := range append(b.decks, Deck{}) {
		taken, seen := 0, map[prep.ID]bool{}
		err := b.tx.Each(func(scan func(...any) error) error {
			var card, note int64
			q := Queued{Deck: deck.ID}
			if err := scan(&card, &note, &q.place); err != nil {
				return err
			}
			q.Card, q.Note = prep.ID(card), prep.ID(note)
			if seen[q.Note] || day.notes[q.Note] {
				return nil
			}
			seen[q.Note] = true
			if random {
				q.place = int64(splitmix64(uint64(card)^uint64(b.today)) >> 1)
			}
			all = append(all, q)
			if taken++; taken == left && !random {
				return prep.ErrStop
			}
			return nil
		}, `select m.card, m.note, m.due_time from `+queuedFrom(queueIndex, opts.Query)+`
			where m.deck = ? and m.state = 0 and m.due = 0 and m.hidden <= ?`+where+`
			order by m.due_time`, append([]any{int64(deck.ID), int64(b.today)}, args...)...)
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(x, y Queued) int {
		return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(uint64(x.Card), uint64(y.Card)))
	})
	return b.within(all, day, left, func(d Deck) *int { return d.NewLimit }, day.fresh), nil
}
