package deck

import (
	"cmp"
	"fmt"
	"slices"

	"prep"
)

// aimed returns the options with the query of the target in them.
func (opts QueueOptions) aimed() QueueOptions {
	switch {
	case opts.For == nil || opts.For.Query == nil || opts.For.Query == (All{}):
	case opts.Query == nil || opts.Query == (All{}):
		opts.Query = opts.For.Query
	default:
		opts.Query = And{Terms: []Expr{opts.For.Query, opts.Query}}
	}
	return opts
}

// readyQueue returns today's part of the plan for opts.For that is not done yet, the most gain for a minute first.
func (b *book) readyQueue(opts QueueOptions, day studied) ([]Queued, error) {
	if err := opts.For.Check(b.today); err != nil {
		return nil, err
	}
	target := *opts.For
	cards, err := b.readied(opts.Query)
	if err != nil {
		return nil, err
	}
	habits, err := readHabits(b.tx, readyAnswers)
	if err != nil {
		return nil, err
	}
	left := b.settings.NewLimit
	if opts.New != nil {
		left = *opts.New
	}
	plan := Prepare(mornings(cards), ReadyOptions{
		Days: int(target.Date - b.today), Goal: target.goal(), New: left, Reviews: b.settings.ReviewLimit, Habits: habits,
	})
	var fresh, due []Queued
	gains := map[prep.ID]float64{}
	for i, c := range cards {
		if plan.First[i] != 0 || c.steps || day.cards[c.Card] {
			continue
		}
		q := c.Queued
		if target.Date == b.today+1 { // the last day: two cards of a note are better than one not asked
			q.Note = q.Card
		}
		gains[q.Card] = plan.Gain[i]
		if q.State == New {
			fresh = append(fresh, q)
		} else {
			due = append(due, q)
		}
	}
	first := func(x, y Queued) int {
		return cmp.Or(cmp.Compare(gains[y.Card], gains[x.Card]), cmp.Compare(uint64(x.Card), uint64(y.Card)))
	}
	slices.SortFunc(fresh, first)
	slices.SortFunc(due, first)
	due = b.within(due, day, b.settings.ReviewLimit-day.total(day.review), func(d Deck) *int { return d.ReviewLimit }, day.review)
	fresh = b.within(fresh, day, left-day.total(day.fresh), func(d Deck) *int { return d.NewLimit }, day.fresh)
	queue := slices.Concat(due, withoutNotes(fresh, due))
	slices.SortFunc(queue, first)
	return queue, nil
}

// deadline is a target ahead as far as the intervals of its cards go.
type deadline struct {
	date  prep.Day
	query Expr
}

// deadlines returns the targets after today that name their cards, and the one that a session is for. A query that
// another version wrote and this one cannot read is passed over.
func (b *book) deadlines(of *Target) ([]deadline, error) {
	var ahead []deadline
	if of != nil {
		ahead = append(ahead, deadline{of.Date, of.Query})
	}
	err := b.tx.Each(func(scan func(...any) error) error {
		var date int64
		var query string
		if err := scan(&date, &query); err != nil {
			return err
		}
		if expr, err := ParseQuery(query); err == nil {
			ahead = append(ahead, deadline{prep.Day(date), expr})
		}
		return nil
	}, "select date, query from target where date > ? and query != '' order by date", int64(b.today))
	if err != nil {
		return nil, fmt.Errorf("read targets: %w", err)
	}
	return ahead, nil
}

// hasten keeps the intervals shown for a card from reaching the date of a target ahead that it matters for. The memory
// itself knows nothing of targets, so that on the date everything is as if there had been none.
func (b *book) hasten(turn *Turn, of *Target) error {
	ahead, err := b.deadlines(of)
	if err != nil {
		return err
	}
	for _, d := range ahead {
		last := max(d.date-1, b.today+1)
		if !slices.ContainsFunc(turn.After[:], func(m Memory) bool { return m.DueTime == 0 && m.DueDay > last }) {
			continue
		}
		where, args := restriction(d.query, b)
		var matters bool
		err := b.tx.Get("select exists (select 1 from memory m join card c on c.id = m.card where m.card = ?"+where+")",
			append([]any{int64(turn.Card.ID)}, args...), &matters)
		if err != nil {
			return fmt.Errorf("read targets: %w", err)
		}
		for r := range turn.After {
			if m := &turn.After[r]; matters && m.DueTime == 0 {
				m.DueDay = min(m.DueDay, last)
			}
		}
	}
	return nil
}
