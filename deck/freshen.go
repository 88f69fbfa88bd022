package deck

import (
	"context"
	"errors"
	"fmt"

	"prep"
)

// localFingerprint is the key of the choices under which the memories here were computed.
const localFingerprint = "memory"

// Freshen computes the memories that are missing: of new cards, and of those whose reviews or text changed,
// here or by a sync. It costs one query when there are none. progress may be nil; it counts cards.
func Freshen(tx *prep.Tx, progress func(done, total int)) error {
	book, err := openBook(tx)
	if err != nil {
		return err
	}
	return book.freshen(progress)
}

// Fresh reports whether Freshen has nothing to do.
func Fresh(tx *prep.Tx) (bool, error) {
	book, err := openBook(tx)
	if err != nil {
		return false, err
	}
	if !book.current {
		return false, nil
	}
	var stale bool
	err = tx.Get("select exists (select 1 from stale)", nil, &stale)
	return !stale, err
}

// Read runs f in a transaction that only reads, with every memory fresh: it writes before only where
// something is missing.
func Read(ctx context.Context, db *prep.DB, f func(*prep.Tx) error) error {
	again := errors.New("not fresh")
	for {
		err := db.View(ctx, func(tx *prep.Tx) error {
			fresh, err := Fresh(tx)
			if err != nil {
				return err
			}
			if !fresh {
				return again
			}
			return f(tx)
		})
		if !errors.Is(err, again) {
			return err
		}
		if err := db.Update(ctx, func(tx *prep.Tx) error { return Freshen(tx, nil) }); err != nil {
			return err
		}
	}
}

// book is what a transaction needs to compute memories: the settings and the schedulers.
type book struct {
	tx          *prep.Tx
	settings    Settings
	decks       []Deck
	schedulers  schedulers
	fingerprint string
	current     bool // the memories here were computed under this fingerprint
	freshened   bool // freshen has found something to do
	today       prep.Day
}

func openBook(tx *prep.Tx) (*book, error) {
	settings, err := ReadSettings(tx)
	if err != nil {
		return nil, err
	}
	decks, err := Decks(tx)
	if err != nil {
		return nil, err
	}
	schedulers, fingerprint, err := newSchedulers(settings, decks)
	if err != nil {
		return nil, err
	}
	var known string
	if _, err := tx.Local(localFingerprint, &known); err != nil {
		return nil, err
	}
	return &book{
		tx: tx, settings: settings, decks: decks, schedulers: schedulers,
		fingerprint: fingerprint, current: known == fingerprint, today: settings.Today(tx.Now),
	}, nil
}

func (b *book) freshen(progress func(done, total int)) error {
	if !b.current {
		if err := b.tx.Exec("insert or ignore into stale select id from card"); err != nil {
			return err
		}
		if err := b.tx.SetLocal(localFingerprint, b.fingerprint); err != nil {
			return err
		}
		b.current = true
	}
	var stale bool
	if err := b.tx.Get("select exists (select 1 from stale)", nil, &stale); err != nil || !stale {
		return err
	}
	b.freshened = true
	if err := b.addMissingSides(); err != nil {
		return fmt.Errorf("freshen memories: %w", err)
	}
	cards, err := b.staleCards()
	if err != nil || len(cards) == 0 {
		return err
	}
	if err := b.rebuild(cards, progress); err != nil {
		return fmt.Errorf("freshen memories: %w", err)
	}
	return b.tx.Exec("delete from stale")
}

// staleCard is what a memory needs of its card.
type staleCard struct {
	note, deck prep.ID
	added      int64
	hidden     prep.Day // not asked before this day
	asked      bool     // false for a gap that was edited away
}

// forever is later than any day: a suspended card is hidden until then.
const forever prep.Day = 1 << 40

func staleOf(c Card) staleCard {
	s := staleCard{note: c.Note, deck: c.Deck, added: c.Added + int64(c.Ord), hidden: c.Buried, asked: true} // side after side
	if c.Suspended {
		s.hidden = forever
	}
	return s
}

// staleCards returns the cards that wait for their memory; the stale ids that are no card any more are in
// none of them.
func (b *book) staleCards() (map[prep.ID]staleCard, error) {
	stale, sides := map[prep.ID]staleCard{}, map[prep.ID]int{}
	err := b.tx.Each(func(scan func(...any) error) error {
		var id, note, deck, buried int64
		var c Card
		var kind, front string
		if err := scan(&id, &note, &deck, &c.Ord, &kind, &c.Added, &c.Suspended, &buried, &front); err != nil {
			return err
		}
		c.Note, c.Deck, c.Buried = prep.ID(note), prep.ID(deck), prep.Day(buried)
		card := staleOf(c)
		if c.Ord > 0 {
			if _, counted := sides[c.Note]; !counted {
				sides[c.Note] = Note{Kind: Kind(kind), Front: front}.Cards()
			}
			card.asked = c.Ord < sides[c.Note]
		}
		stale[prep.ID(id)] = card
		return nil
	}, `select c.id, iif(c.note = 0, c.id, c.note), c.deck, c.ord, c.kind, c.added, c.suspended, c.buried, iif(c.ord > 0, c.front, '')
		from stale s cross join card c on c.id = s.card`)
	if err != nil {
		return nil, fmt.Errorf("read stale cards: %w", err)
	}
	if len(stale) > 0 {
		return stale, nil
	}
	// Only deleted cards, or nothing: whatever memory they had goes.
	if err := b.tx.Exec("delete from memory where card in (select card from stale)"); err != nil {
		return nil, err
	}
	return nil, b.tx.Exec("delete from stale")
}

// addMissingSides adds the rows of gaps and reverse sides that a note got on another machine.
func (b *book) addMissingSides() error {
	var notes []Note
	err := b.tx.Each(func(scan func(...any) error) error {
		var id int64
		var kind string
		var n Note
		err := scan(&id, &kind, &n.Front)
		n.ID, n.Kind = prep.ID(id), Kind(kind)
		notes = append(notes, n)
		return err
	}, `select c.id, c.kind, c.front from stale s cross join card c on c.id = s.card
		where c.note = 0 and c.kind in ('cloze', 'reversed')`)
	if err != nil {
		return err
	}
	for _, note := range notes {
		if err := addSides(b.tx, note); err != nil {
			return err
		}
	}
	return nil
}

// write puts a memory into its table.
func (b *book) write(id prep.ID, card staleCard, m Memory) error {
	if !card.asked {
		return nil
	}
	m = b.hold(m)
	dueTime := m.DueTime
	if m.State == New {
		dueTime = card.added
	}
	return b.tx.Exec(`insert or replace into memory (card, deck, state, step, stability, difficulty, due, due_time, last, last_time,
		reps, lapses, note, hidden, added) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(id), int64(card.deck), int64(m.State), m.Step, m.Stability, m.Difficulty, int64(m.DueDay), dueTime,
		int64(m.LastDay), m.LastTime, m.Reps, m.Lapses, int64(card.note), int64(card.hidden), card.added)
}
