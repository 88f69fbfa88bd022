package deck

import (
	"fmt"
	"slices"

	"prep"
)

// QueueOptions restrict a day's queue.
type QueueOptions struct {
	Query Expr    // only cards that match; nil: all
	For   *Target // today's part of the plan for it instead of what is due; nil: what is due
	Limit int     // at most so many cards; 0: the day's limits alone
	New   *int    // so many new cards instead of the day's limit; nil: the limit

	Order    Order    // "": the setting
	NewPlace NewPlace // "": the setting
	NewOrder NewOrder // "": the setting

	Ahead      int  // also what comes due within so many days, beyond the day's limit
	Cram       bool // every card that matches, whenever it is due; no answer moves a memory
	Reschedule bool // with Cram: the answers count as reviews
}

// Queued is a card that is to be asked today.
type Queued struct {
	Card  prep.ID
	Note  prep.ID
	Deck  prep.ID
	State State

	overdue    float64
	difficulty float64
	due, last  prep.Day
	added      int64
	place      int64
}

// Queue returns the cards of the day in the order in which they are asked, without those in learning steps
// within the day, which come as their time does. Unless its owner chose otherwise, due cards are ordered by
// relative overdueness and new cards are mixed in evenly. Of a note only one card a day is asked. In a pause
// there are none. The day's limits count what was reviewed today on every machine. The memories must be fresh.
func Queue(tx *prep.Tx, opts QueueOptions) ([]Queued, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	return book.queue(opts.aimed())
}

func (b *book) queue(opts QueueOptions) ([]Queued, error) {
	if opts.Cram {
		return b.cramQueue(opts)
	}
	if _, paused := b.settings.Pauses.On(b.today); paused {
		return nil, nil
	}
	day, err := b.readDay()
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	var queue []Queued
	if opts.For != nil {
		queue, err = b.readyQueue(opts, day)
	} else {
		queue, err = b.dayQueue(opts, day)
	}
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	if opts.Limit > 0 && len(queue) > opts.Limit {
		queue = queue[:opts.Limit]
	}
	return queue, nil
}

// dayQueue is what is due and what is new today.
func (b *book) dayQueue(opts QueueOptions, day studied) ([]Queued, error) {
	due, err := b.dueCards(opts, day)
	if err != nil {
		return nil, err
	}
	fresh, err := b.newCards(opts, day)
	if err != nil {
		return nil, err
	}
	return join(due, fresh, choice(opts.NewPlace, b.settings.NewPlace)), nil
}

// studied is what was reviewed on one day, on every machine.
type studied struct {
	notes         map[prep.ID]bool // asked today: their other cards wait until tomorrow
	cards         map[prep.ID]bool
	fresh, review map[prep.ID]int // by deck: cards met for the first time, and cards known before
}

func (s studied) total(counts map[prep.ID]int) (n int) {
	for _, count := range counts {
		n += count
	}
	return n
}

func (b *book) readDay() (studied, error) {
	day := studied{map[prep.ID]bool{}, map[prep.ID]bool{}, map[prep.ID]int{}, map[prep.ID]int{}}
	err := b.tx.Each(func(scan func(...any) error) error {
		var card, note, deck int64
		var known bool
		if err := scan(&card, &note, &deck, &known); err != nil {
			return err
		}
		day.notes[prep.ID(note)], day.cards[prep.ID(card)] = true, true
		if known {
			day.review[prep.ID(deck)]++
		} else {
			day.fresh[prep.ID(deck)]++
		}
		return nil
	}, `select c.id, iif(c.note = 0, c.id, c.note), c.deck,
			exists (select 1 from review e where e.card = c.id and e.day < ?1 and e.undone = 0 and e.kind = 0)
		from (select distinct card from review where day = ?1 and undone = 0 and kind = 0) r join card c on c.id = r.card`, int64(b.today))
	return day, err
}

// The indexes of the day's cards and of the learning steps.
const queueIndex, stepIndex = "memory_queue", "memory_steps"

// queuedColumns begins a query whose rows scanQueued reads.
const queuedColumns = "select m.card, m.note, m.deck, m.state, m.due, m.last, m.difficulty, m.added from "

// queuedFrom is the memories by an index, with their cards only where a query asks for what these say.
func queuedFrom(index string, query Expr) string {
	from := "memory m indexed by " + index
	if query == nil || query == (All{}) {
		return from
	}
	return from + " join card c on c.id = m.card"
}

func (b *book) scanQueued(scan func(...any) error) (q Queued, err error) {
	var card, note, deck, state, due, last int64
	err = scan(&card, &note, &deck, &state, &due, &last, &q.difficulty, &q.added)
	q.Card, q.Note, q.Deck, q.State, q.due = prep.ID(card), prep.ID(note), prep.ID(deck), State(state), prep.Day(due)
	q.last = prep.Day(last)
	q.overdue = float64(int64(b.today)-last) / float64(max(due-last, 1))
	q.place = int64(splitmix64(uint64(card)^uint64(b.today)) >> 1)
	return q, err
}

// choice is what was asked for, or else the setting.
func choice[T ~string](asked, setting T) T {
	if asked != "" {
		return asked
	}
	return setting
}

func (b *book) order(opts QueueOptions) Order { return choice(opts.Order, b.settings.Order) }

// dueCards returns the review cards of the day in their order, within the limits.
func (b *book) dueCards(opts QueueOptions, day studied) ([]Queued, error) {
	left := b.settings.ReviewLimit - day.total(day.review)
	most := -1
	if opts.Ahead == 0 && b.order(opts) == ByOverdueness && b.settings.CatchUp == (CatchUp{}) {
		most = 4*max(left, 0) + 100 // of a pile of thousands only the top can be asked
	}
	for {
		due, err := b.readDue(opts, most)
		if err != nil {
			return nil, err
		}
		all := most < 0 || len(due) < most
		sortDue(due, b.order(opts))
		if opts.Ahead > 0 { // asked for beyond the limits
			return onePerNote(due, day), nil
		}
		kept := b.within(due, day, left, func(d Deck) *int { return d.ReviewLimit }, day.review)
		if all || len(kept) >= left {
			return kept, nil
		}
		most = -1 // too many of the top were of one note, or of a deck with a limit of its own
	}
}

// readDue reads the cards that are due: all of them, or the most overdue.
func (b *book) readDue(opts QueueOptions, most int) ([]Queued, error) {
	where, args := restriction(opts.Query, b)
	order := ""
	if most >= 0 {
		order = " order by (? - m.last) * 1.0 / max(m.due - m.last, 1) desc, m.card limit ?"
		args = append(args, int64(b.today), most)
	}
	var due []Queued
	err := b.tx.Each(func(scan func(...any) error) error {
		q, err := b.scanQueued(scan)
		if err == nil && !b.settings.CatchUp.waits(q.Card, q.due, q.last, b.today) {
			due = append(due, q)
		}
		return err
	}, queuedColumns+queuedFrom(queueIndex, opts.Query)+` where `+queued+`m.state in (1, 2, 3) and m.due <= ? and m.due_time = 0
			and m.hidden <= ?`+where+order, append([]any{int64(b.today) + int64(opts.Ahead), int64(b.today)}, args...)...)
	return due, err
}

// onePerNote keeps the first card of each note, none of a note that was asked today.
func onePerNote(cards []Queued, day studied) []Queued {
	seen := map[prep.ID]bool{}
	return slices.DeleteFunc(cards, func(q Queued) bool {
		known := seen[q.Note] || day.notes[q.Note] && !day.cards[q.Card]
		seen[q.Note] = true
		return known
	})
}

// within keeps the cards that the limits of the day and of their decks leave room for, one of each note.
func (b *book) within(cards []Queued, day studied, left int, limit func(Deck) *int, done map[prep.ID]int) []Queued {
	room := map[prep.ID]int{}
	for _, d := range b.decks {
		if own := limit(d); own != nil {
			room[d.ID] = *own - done[d.ID]
		}
	}
	seen, kept := map[prep.ID]bool{}, cards[:0]
	for _, q := range cards {
		own, limited := room[q.Deck]
		if len(kept) >= left || limited && own <= 0 || seen[q.Note] || day.notes[q.Note] && !day.cards[q.Card] {
			continue
		}
		seen[q.Note] = true
		room[q.Deck] = own - 1
		if !limited {
			delete(room, q.Deck)
		}
		kept = append(kept, q)
	}
	return kept
}

// mix spreads the new cards evenly among the due ones, without one note twice.
func mix(due, fresh []Queued) []Queued {
	fresh = withoutNotes(fresh, due)
	total := len(due) + len(fresh)
	queue := make([]Queued, 0, total)
	for mixed := 0; len(queue) < total; {
		// The i-th new card belongs to the middle of the i-th of as many equal parts of the queue.
		if mixed < len(fresh) && (2*len(queue)+1)*len(fresh) >= (2*mixed+1)*total || len(due) == 0 {
			queue, mixed = append(queue, fresh[mixed]), mixed+1
		} else {
			queue, due = append(queue, due[0]), due[1:]
		}
	}
	return queue
}
