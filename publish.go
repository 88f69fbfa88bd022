package prep

import (
	"errors"
	"fmt"
	"math"
)

// Where the bucket has an event is kept beside it, in event.held and review.held, as stream.n:
//
//	null  this machine has no bucket yet
//	   0  the bucket does not have it: to be published
//	   n  the bucket has it under stream n
//	  -n  the same, but it may be asked for again soon: of this machine's own stream, in one of the small
//	      objects that the next fold replaces; of another's, not confirmed yet while that stream is read again
//	      from its start
//
// and claimed while a push whose end is not known carries it. A partial index finds what is not positive.
const claimed = math.MinInt32

// Join makes this database one of the machines of a repository: from now on its events are published.
// Everything that it holds so far waits for the next sync.
func (tx *Tx) Join(repo ID) error {
	if err := tx.SetLocal(localRepo, int64(repo)); err != nil {
		return err
	}
	tx.held = nil
	for _, query := range []string{
		"update event set held = 0 where held is not 0",
		"update review set held = 0 where line = 0 and held is not 0",
	} {
		if err := tx.Exec(query); err != nil {
			return fmt.Errorf("join %s: %w", repo, err)
		}
	}
	return nil
}

// Repo returns the repository that this machine syncs with, zero when it does not.
func (tx *Tx) Repo() (ID, error) {
	var repo int64
	_, err := tx.Local(localRepo, &repo)
	return ID(repo), err
}

// Event is one event as it travels.
type Event struct {
	Stream ID // who wrote it
	Line   []byte
}

// ID names the event.
func (e Event) ID() EventID { return EventIDOf(e.Stream, e.Line) }

// Claim offers the events that the bucket does not have to take: the log in order of arrival, then the reviews by card
// and time, which packs best. Those before the first that take declines, by returning false, are marked as on
// their way until Settle or Disclaim. It returns how many they are. take must not use the transaction: there
// is one connection.
func (tx *Tx) Claim(take func(Event) (bool, error)) (int, error) {
	count, seq, full := 0, int64(0), false
	err := tx.eachLogged("e.held = 0 and e.held <= 0", nil, func(at int64, e Event) error {
		more, err := take(e)
		if err != nil {
			return err
		}
		if !more {
			full = true
			return ErrStop
		}
		count, seq = count+1, at
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read unpublished events: %w", err)
	}
	if err := tx.Exec("update event set held = ? where held = 0 and held <= 0 and seq <= ?", claimed, seq); err != nil {
		return 0, err
	}
	if full {
		return count, nil
	}
	var last Review
	before := count
	err = tx.eachReview("r.held = 0 and r.held <= 0 and r.line = 0", nil, func(r Review, e Event) error {
		more, err := take(e)
		if err != nil {
			return err
		}
		if !more {
			return ErrStop
		}
		count, last = count+1, r
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read unpublished reviews: %w", err)
	}
	if count == before {
		return count, nil
	}
	n, err := tx.streamNumber(last.Stream)
	if err != nil {
		return 0, err
	}
	return count, tx.Exec(`update review set held = ? where held = 0 and held <= 0 and line = 0
		and (card, time, stream, rating, day, duration, kind, confidence, place) <= (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		claimed, int64(last.Card), last.Time, n, last.Rating, int64(last.Day), last.Duration, int64(last.Kind), last.Confidence, last.Place)
}

// Settle notes that what was claimed has arrived under this machine's own stream. Unless it is for good, a fold
// will take it up again; for good also settles everything that waited for a fold.
func (tx *Tx) Settle(forGood bool) error {
	n, err := tx.ownNumber()
	if err != nil {
		return err
	}
	if !forGood {
		return tx.move(claimed, -n)
	}
	return errors.Join(tx.move(claimed, n), tx.move(-n, n))
}

// Disclaim notes that what was claimed has not arrived.
func (tx *Tx) Disclaim() error { return tx.move(claimed, 0) }

// Doubt begins to read a stream again from its start: what the bucket was known to have under it has to be
// confirmed, by Apply, until ReleaseDoubted.
func (tx *Tx) Doubt(under ID) error {
	n, err := tx.streamNumber(under)
	if err != nil {
		return err
	}
	return tx.move(n, -n)
}

// ReleaseDoubted marks as unpublished what the stream turned out not to have any more.
func (tx *Tx) ReleaseDoubted(under ID) error {
	n, err := tx.streamNumber(under)
	if err != nil {
		return err
	}
	return tx.move(-n, 0)
}

// Release marks everything that the bucket held under the stream as unpublished: the bucket lost it, or
// somebody cannot read it there.
func (tx *Tx) Release(under ID) error {
	n, err := tx.streamNumber(under)
	if err != nil {
		return err
	}
	return errors.Join(tx.move(n, 0), tx.move(-n, 0))
}

// move changes event.held and review.held from one value to another.
func (tx *Tx) move(from, to int64) error {
	where := " where held = ?"
	if from <= 0 {
		where += " and held <= 0" // the condition of the partial index, word for word
	}
	for _, table := range []string{"event", "review"} {
		if err := tx.Exec("update "+table+" set held = ?"+where, to, from); err != nil {
			return fmt.Errorf("note what the bucket has: %w", err)
		}
	}
	return nil
}

// EachPublished calls f with what the bucket has under this machine's own stream, in the order of Claim:
// everything, or only what waits for the next fold. f must not use the transaction.
func (tx *Tx) EachPublished(everything bool, f func(Event) error) error {
	n, err := tx.ownNumber()
	if err != nil {
		return err
	}
	event, review, args := "e.held = ? and e.held <= 0", "r.held = ? and r.held <= 0 and r.line = 0", []any{-n}
	if everything {
		event, review, args = "e.held in (?, ?)", "r.held in (?, ?) and r.line = 0", []any{-n, n}
	}
	if err := tx.eachLogged(event, args, func(_ int64, e Event) error { return f(e) }); err != nil {
		return fmt.Errorf("read published events: %w", err)
	}
	if err := tx.eachReview(review, args, func(_ Review, e Event) error { return f(e) }); err != nil {
		return fmt.Errorf("read published reviews: %w", err)
	}
	return nil
}

// EachHeld calls f with everything that the bucket has, as far as this machine knows. f must not use the transaction.
func (tx *Tx) EachHeld(f func(Event) error) error {
	args := []any{claimed}
	err := tx.eachLogged("e.held not in (0, ?)", args, func(_ int64, e Event) error { return f(e) }) // null is not either
	if err == nil {
		err = tx.eachReview("r.held not in (0, ?) and r.line = 0", args, func(_ Review, e Event) error { return f(e) })
	}
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	return nil
}

func (tx *Tx) eachLogged(where string, args []any, f func(seq int64, e Event) error) error {
	return tx.Each(func(scan func(...any) error) error {
		var seq, stream int64
		var e Event
		if err := scan(&seq, &stream, &e.Line); err != nil {
			return err
		}
		e.Stream = ID(stream)
		return f(seq, e)
	}, "select e.seq, s.id, e.line from event e cross join stream s on s.n = e.stream where "+where+" order by e.seq", args...)
}

func (tx *Tx) eachReview(where string, args []any, f func(Review, Event) error) error {
	return tx.Each(func(scan func(...any) error) error {
		r, err := scanReview(scan)
		if err != nil {
			return err
		}
		return f(r, Event{Stream: r.Stream, Line: r.Line()})
	}, "select "+reviewColumns+" from review r cross join stream s on s.n = r.stream where "+where+`
		order by r.card, r.time, r.stream, r.rating, r.day, r.duration, r.kind, r.confidence, r.place`, args...)
}

// hold notes that the bucket has an event that was here already. What this machine's own stream has, or is about
// to have, stays under its name: its folds hold everything that it ever published.
func (tx *Tx) hold(stream ID, line []byte, n int64) error {
	own, err := tx.ownNumber()
	if err != nil {
		return err
	}
	const free = " and coalesce(held, 0) <= 0 and coalesce(held, 0) not in (?, ?)"
	if r, whole, err := decodeReview(stream, line); err == nil && whole {
		writer, err := tx.streamNumber(stream)
		if err != nil {
			return err
		}
		return tx.Exec(`update review set held = ? where card = ? and time = ? and stream = ? and rating = ? and day = ?
			and duration = ? and kind = ? and confidence = ? and place = ? and line = 0`+free,
			n, int64(r.Card), r.Time, writer, r.Rating, int64(r.Day), r.Duration, int64(r.Kind), r.Confidence, r.Place, claimed, -own)
	}
	id := EventIDOf(stream, line)
	return tx.Exec("update event set held = ? where id = ?"+free, n, id[:], claimed, -own)
}

// Unpublished counts the events that the bucket does not have.
func (tx *Tx) Unpublished() (int, error) {
	var events, reviews int
	err := tx.Get(`select (select count(*) from event where held in (0, ?) and held <= 0),
		(select count(*) from review where held in (0, ?) and held <= 0 and line = 0)`, []any{claimed, claimed}, &events, &reviews)
	return events + reviews, err
}
