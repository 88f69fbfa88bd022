package deck

import (
	"context"
	"fmt"
	"slices"
	"time"

	"prep"
)

// Grade commits an answer to the turn's card. took is the time from the question to the grade.
func (s *Session) Grade(ctx context.Context, turn Turn, rating Rating, took time.Duration) error {
	if !rating.Valid() {
		return fmt.Errorf("grade card %s: rating %d", turn.Card.ID, rating)
	}
	took = min(max(took, 0), longestAnswer)
	var before, after int
	var memory Memory
	err := s.update(ctx, func(b *book) (err error) {
		memory, err = b.grade(turn, rating, took, &s.load)
		if !turn.Cram {
			before, after = b.stepsOf(turn.Memory), b.stepsOf(memory)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("grade card %s: %w", turn.Card.ID, err)
	}
	s.steps += after - before
	s.done++
	if s.left > 0 {
		s.left--
	}
	if turn.Cram {
		s.crammed(turn.Card, memory.State, rating)
	} else {
		s.drop(turn.Card.ID)
		s.load.moved(turn.Memory, memory)
	}
	s.acts = append(s.acts, act{card: turn.Card.ID})
	s.grades = append(s.grades, graded{card: turn.Card, before: turn.Memory, after: memory, rating: rating, took: took})
	return nil
}

// drop takes a card off the queue, usually its head.
func (s *Session) drop(card prep.ID) {
	at := slices.IndexFunc(s.queue, func(q Queued) bool { return q.Card == card })
	switch {
	case at == 0:
		s.queue = s.queue[1:]
	case at > 0:
		s.queue = slices.Delete(s.queue, at, at+1)
	}
}

// longestAnswer bounds the duration of a review: whoever takes longer has left the desk.
const longestAnswer = 10 * time.Minute

// grade appends the review and moves the memory on from where it was, which is what replaying the whole
// history would give as long as the clock was not set back.
func (b *book) grade(turn Turn, rating Rating, took time.Duration, load *dayLoad) (Memory, error) {
	id := turn.Card.ID
	card, err := Get(b.tx, id)
	if err != nil {
		return Memory{}, err
	}
	before, err := MemoryOf(b.tx, id)
	if err != nil {
		return Memory{}, err
	}
	r := prep.Review{
		Card: id, Time: b.tx.Now.UnixMilli(), Rating: int(rating), Day: b.today,
		Duration: int(took.Milliseconds()), Confidence: turn.Confidence,
	}
	if late := before.LastTime - r.Time; late >= 0 && late < time.Second.Milliseconds() {
		r.Time = before.LastTime + 1 // the clock stands still: answers keep their order
	}
	if turn.Cram {
		return b.cram(r)
	}
	at := turn.places
	if before != turn.Memory || b.today != turn.Today { // a sync or the end of the day has come between
		if at, err = b.balance(card, before, load); err != nil {
			return Memory{}, err
		}
	}
	r.Place = at.after(rating)
	if err := b.append(&r); err != nil {
		return Memory{}, err
	}
	if r.Time <= before.LastTime {
		if err := b.freshen(nil); err != nil {
			return Memory{}, err
		}
		return MemoryOf(b.tx, id)
	}
	after := b.schedulers.of(card.Deck).Next(before, reviewOf(r.Answer()), id)
	if err := b.tagLeech(card, before, after); err != nil {
		return Memory{}, err
	}
	if err := b.write(id, staleOf(card), after); err != nil {
		return Memory{}, err
	}
	return after, b.tx.Exec("delete from stale where card = ?", int64(id))
}
