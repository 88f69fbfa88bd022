package deck

import (
	"errors"
	"time"

	"prep"
)

// nextStep returns the card whose learning step is due first, and when; zero where there is none.
func (b *book) nextStep(opts QueueOptions) (prep.ID, time.Time, error) {
	where, args := restriction(opts.Query, b)
	var card, at int64
	err := b.tx.Get(`select m.card, m.due_time from memory m indexed by memory_steps
		join card c on c.id = m.card
		where m.state in (1, 3) and m.due_time > 0 and c.suspended = 0 and c.buried <= ?`+where+`
		order by m.due_time, m.card limit 1`, append([]any{int64(b.today)}, args...), &card, &at)
	if errors.Is(err, prep.ErrNotFound) {
		return 0, time.Time{}, nil
	}
	return prep.ID(card), time.UnixMilli(at).In(b.tx.Now.Location()), err
}

// steps counts the cards in learning steps that are due today.
func (b *book) steps(opts QueueOptions) (n int, err error) {
	where, args := restriction(opts.Query, b)
	err = b.tx.Get(`select count(*) from memory m indexed by memory_steps
		join card c on c.id = m.card
		where m.state in (1, 3) and m.due_time > 0 and m.due_time < ? and c.suspended = 0 and c.buried <= ?`+where,
		append([]any{b.tomorrow(), int64(b.today)}, args...), &n)
	return n, err
}

// stepsOf counts a card that steps would count.
func (b *book) stepsOf(m Memory) int {
	if (m.State == Learning || m.State == Relearning) && m.DueTime > 0 && m.DueTime < b.tomorrow() {
		return 1
	}
	return 0
}

// tomorrow is the instant at which the study day ends, in Unix milliseconds.
func (b *book) tomorrow() int64 {
	return (b.today + 1).Start(b.tx.Now.Location(), b.settings.Rollover).UnixMilli()
}
