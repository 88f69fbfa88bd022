package deck

import "prep"

// dayLoad is how many cards are due on days ahead, as far as a session has counted them: at 100,000 cards a day
// has hundreds, and most cards of a session come back on days that others did. Its session takes its own answers
// into account and counts again when anything else has changed.
type dayLoad struct {
	today prep.Day
	cards map[prep.Day]int
}

// over returns the cards that are due on each day from the first to the last, without the card itself. One of the
// same note counts twice: only one of them is asked a day.
func (l *dayLoad) over(b *book, card Card, m Memory, first, last prep.Day) ([]int, error) {
	if err := l.count(b, first, last); err != nil {
		return nil, err
	}
	cards := make([]int, last-first+1)
	for i := range cards {
		cards[i] = l.cards[first+prep.Day(i)]
	}
	if m.waits() && first <= m.DueDay && m.DueDay <= last && cards[m.DueDay-first] > 0 {
		cards[m.DueDay-first]--
	}
	return cards, b.siblings(card, func(due prep.Day) {
		if first <= due && due <= last {
			cards[due-first]++
		}
	})
}

// waits reports whether a card waits for a day, and not for a time within one.
func (m Memory) waits() bool { return m.State != New && m.DueTime == 0 }

// countDays counts the cards due from one day to another, in the order of the index: nothing is sorted.
const countDays = `select m.due, count(*) from memory m indexed by ` + queueIndex + `
	where ` + queued + `m.state in (1, 2, 3) and m.due between ? and ? and m.due_time = 0 and m.hidden <= m.due
	group by m.deck, m.state, m.due`

// count reads the days that are not counted yet.
func (l *dayLoad) count(b *book, first, last prep.Day) error {
	if l.cards == nil || l.today != b.today {
		l.today, l.cards = b.today, map[prep.Day]int{}
	}
	known := func(day prep.Day) bool { _, known := l.cards[day]; return known }
	for first <= last && known(first) {
		first++
	}
	for first <= last && known(last) {
		last--
	}
	for day := first; day <= last; day++ {
		l.cards[day] = 0
	}
	if first > last {
		return nil
	}
	err := b.tx.Each(func(scan func(...any) error) error {
		var due int64
		var cards int
		err := scan(&due, &cards)
		l.cards[prep.Day(due)] += cards
		return err
	}, countDays, int64(first), int64(last))
	if err != nil {
		l.forget()
	}
	return err
}

// siblings calls f with the days on which the other cards of a note are due.
func (b *book) siblings(card Card, f func(due prep.Day)) error {
	if card.Kind != Cloze && card.Kind != Reversed {
		return nil
	}
	return b.tx.Each(func(scan func(...any) error) error {
		var due int64
		err := scan(&due)
		f(prep.Day(due))
		return err
	}, `select m.due from (select id from card where id = ?1 union all select id from card where note = ?1 and note != 0) c
		cross join memory m on m.card = c.id where c.id != ?2 and m.state != 0 and m.due_time = 0 and m.hidden <= m.due`, int64(card.Note), int64(card.ID))
}

// moved takes an answer of the session into account.
func (l *dayLoad) moved(before, after Memory) {
	for _, change := range []struct {
		memory Memory
		cards  int
	}{{before, -1}, {after, 1}} {
		if n, known := l.cards[change.memory.DueDay]; known && change.memory.waits() {
			l.cards[change.memory.DueDay] = max(n+change.cards, 0)
		}
	}
}

// forget counts all days again when they are next needed.
func (l *dayLoad) forget() { l.cards = nil }
