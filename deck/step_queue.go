package deck

import (
	"time"

	"prep"
)

// nextStep returns the card whose learning step is due first, and when; zero where there is none. It passes
// over the cards that wait for later.
func (b *book) nextStep(opts QueueOptions, later map[prep.ID]bool) (step prep.ID, at time.Time, err error) {
	where, args := restriction(opts.Query, b)
	err = b.tx.Each(func(scan func(...any) error) error {
		var card, due int64
		if err := scan(&card, &due); err != nil || later[prep.ID(card)] {
			return err
		}
		step, at = prep.ID(card), time.UnixMilli(due).In(b.tx.Now.Location())
		return prep.ErrStop
	}, "select m.card, m.due_time from "+queuedFrom(stepIndex, opts.Query)+` where m.state in (1, 3) and m.due_time > 0 and m.hidden <= ?`+where+`
		order by m.due_time, m.card`, append([]any{int64(b.today)}, args...)...)
	return step, at, err
}

// steps counts the cards in learning steps that are due today.
func (b *book) steps(opts QueueOptions) (n int, err error) {
	where, args := restriction(opts.Query, b)
	err = b.tx.Get("select count(*) from "+queuedFrom(stepIndex, opts.Query)+` where m.state in (1, 3) and m.due_time > 0 and m.due_time < ? and m.hidden <= ?`+where,
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
