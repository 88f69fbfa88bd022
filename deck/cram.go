package deck

import (
	"fmt"

	"prep"
)

// cramQueue returns every card that matches, whenever it is due, in the order of the day's due cards.
func (b *book) cramQueue(opts QueueOptions) ([]Queued, error) {
	where, args := restriction(opts.Query, b)
	var all []Queued
	err := b.tx.Each(func(scan func(...any) error) error {
		q, err := b.scanQueued(scan)
		all = append(all, q)
		return err
	}, queuedColumns+"memory m join card c on c.id = m.card where c.suspended = 0"+where, args...)
	if err != nil {
		return nil, fmt.Errorf("queue to cram: %w", err)
	}
	sortDue(all, b.order(opts))
	if opts.Limit > 0 && len(all) > opts.Limit {
		all = all[:opts.Limit]
	}
	return all, nil
}

// crammed puts a crammed card that was forgotten behind the others; one that was recalled is done.
func (s *Session) crammed(card Card, state State, rating Rating) {
	s.drop(card.ID)
	if rating == Again {
		s.queue = append(s.queue, Queued{Card: card.ID, Note: card.Note, Deck: card.Deck, State: state})
	}
}

// cram appends a review that moves no memory.
func (b *book) cram(r prep.Review) (Memory, error) {
	r.Kind = prep.ReviewCram
	if err := b.append(&r); err != nil {
		return Memory{}, err
	}
	if err := b.freshen(nil); err != nil {
		return Memory{}, err
	}
	return MemoryOf(b.tx, r.Card)
}

// append appends a review, a millisecond later for each that is there already: the same answer at the same instant,
// taken back before, would stay taken back.
func (b *book) append(r *prep.Review) error {
	for {
		added, err := b.tx.AddReview(*r)
		if err != nil || added {
			return err
		}
		r.Time++
	}
}
