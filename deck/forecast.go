package deck

import (
	"fmt"

	"prep"
)

// DueDays is what the schedule as it stands will ask. It counts cards once each, on the day on which they are
// due: those that will be forgotten, and those not begun yet, come on top.
type DueDays struct {
	Today   prep.Day
	Backlog int     // cards due before today
	Days    []int   // cards due on each day, today first
	Load    float64 // cards a day in the long run: each card comes once an interval
}

// Tomorrow returns how many cards will be due tomorrow.
func (d DueDays) Tomorrow() int {
	if len(d.Days) < 2 {
		return 0
	}
	return d.Days[1]
}

// add counts cards that are due in so many days.
func (d *DueDays) add(days, cards int) {
	switch {
	case days < 0:
		d.Backlog += cards
	case days < len(d.Days):
		d.Days[days] += cards
	}
}

// dueDay is the day on which the card of memory m will be asked; ?1 is today. A step whose time has come is for
// today, whenever it was begun.
const dueDay = "max(iif(m.due_time > 0, ?1, m.due), iif(m.hidden > ?1, m.hidden, m.due))"

// Forecast returns the cards that match a query (nil: all) and are due within so many days, today included.
// Suspended cards are never due, buried ones when they return. The memories must be fresh.
func Forecast(tx *prep.Tx, query Expr, days int) (DueDays, error) {
	book, err := openBook(tx)
	if err != nil {
		return DueDays{}, err
	}
	return book.forecast(query, days)
}

func (b *book) forecast(query Expr, days int) (DueDays, error) {
	ahead := DueDays{Today: b.today, Days: make([]int, max(days, 1))}
	where, args := restriction(query, b)
	last := b.today + prep.Day(len(ahead.Days)) - 1
	err := b.tx.Each(func(scan func(...any) error) error {
		var due int64
		var cards int
		if err := scan(&due, &cards); err != nil {
			return err
		}
		ahead.add(int(due-int64(b.today)), cards)
		return nil
	}, "select "+dueDay+", count(*) from "+queuedFrom(queueIndex, query)+`
		where `+queued+`m.state in (1, 2, 3) and m.due <= ?2 and m.hidden < ?3`+where+" group by 1",
		append([]any{int64(b.today), int64(last), int64(forever)}, args...)...)
	if err != nil {
		return DueDays{}, fmt.Errorf("forecast: %w", err)
	}
	err = b.tx.Get("select coalesce(sum(1.0 / max(m.due - m.last, 1)), 0) from "+queuedFrom(queueIndex, query)+`
		where `+queued+`m.state = 2 and m.hidden < ?`+where, append([]any{int64(forever)}, args...), &ahead.Load)
	if err != nil {
		return DueDays{}, fmt.Errorf("forecast: %w", err)
	}
	return ahead, nil
}
