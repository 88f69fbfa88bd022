package deck

import (
	"fmt"

	"prep"
)

// Plan counts what a day asks within its limits.
type Plan struct {
	Day      prep.Day
	Due      int // cards to review
	New      int
	Learning int // cards in learning steps that are due before the day ends
	Tomorrow int // cards due tomorrow as things stand
}

// Today returns what is left of the day. The memories must be fresh.
func Today(tx *prep.Tx) (Plan, error) {
	book, err := openBook(tx)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{Day: book.today}
	queue, err := book.queue(QueueOptions{})
	if err != nil {
		return Plan{}, err
	}
	for _, q := range queue {
		if q.State == New {
			plan.New++
		} else {
			plan.Due++
		}
	}
	if plan.Learning, err = book.steps(QueueOptions{}); err != nil {
		return Plan{}, fmt.Errorf("plan the day: %w", err)
	}
	err = tx.Get("select count(*) from memory m where "+queued+"m.state in (1, 2, 3) and m.due = ?", []any{int64(book.today + 1)}, &plan.Tomorrow)
	if err != nil {
		return Plan{}, fmt.Errorf("plan the day: %w", err)
	}
	return plan, nil
}
