package prep

import (
	"database/sql"
	"fmt"
)

// Join makes this database one of the machines of a repository: from now on its events are published.
// Everything that it holds so far waits for the next sync.
func (tx *Tx) Join(repo ID) error {
	if err := tx.SetLocal(localRepo, int64(repo)); err != nil {
		return err
	}
	tx.held = nil
	for _, table := range []string{"event", "review"} {
		if err := tx.Exec("update " + table + " set held = 0 where held is null"); err != nil {
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

	seq    int64   // of an event of the log
	review *Review // of a review, whose row is its event
}

// ID names the event.
func (e Event) ID() EventID { return EventIDOf(e.Stream, e.Line) }

// EachEvent calls f with the events that the bucket does not hold (held 0) or that it holds under a stream,
// the log in order of arrival, then the reviews by card and time, which packs best. f must not
// use the transaction: there is one connection.
func (tx *Tx) EachEvent(under ID, f func(Event) error) error {
	n := int64(0)
	if under != 0 {
		var err error
		if n, err = tx.streamNumber(under); err != nil {
			return err
		}
	}
	err := tx.Each(func(scan func(...any) error) error {
		var e Event
		var stream int64
		if err := scan(&e.seq, &stream, &e.Line); err != nil {
			return err
		}
		e.Stream = ID(stream)
		return f(e)
	}, "select e.seq, s.id, e.line from event e join stream s on s.n = e.stream where e.held = ? order by e.seq", n)
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	err = tx.Each(func(scan func(...any) error) error {
		r, err := scanReview(scan)
		if err != nil {
			return err
		}
		return f(Event{Stream: r.Stream, Line: r.Line(), review: &r})
	}, "select "+reviewColumns+" from review r join stream s on s.n = r.stream where r.held = ? and r.line = 0 order by r.card, r.time", n)
	if err != nil {
		return fmt.Errorf("read reviews: %w", err)
	}
	return nil
}

// Hold notes that the bucket has the event under the stream; zero: that it has it no more.
func (tx *Tx) Hold(e Event, under ID) error {
	n := sql.NullInt64{Valid: true}
	if under != 0 {
		var err error
		if n.Int64, err = tx.streamNumber(under); err != nil {
			return err
		}
	}
	if e.review == nil && e.seq == 0 {
		return tx.holdLine(e, n)
	}
	if e.review == nil {
		return tx.Exec("update event set held = ? where seq = ?", n, e.seq)
	}
	return tx.holdReview(*e.review, n)
}

func (tx *Tx) holdReview(r Review, n sql.NullInt64) error {
	stream, err := tx.streamNumber(r.Stream)
	if err != nil {
		return err
	}
	return tx.Exec(`update review set held = ? where card = ? and time = ? and stream = ? and rating = ? and day = ?
		and duration = ? and kind = ? and confidence = ? and line = 0`,
		n, int64(r.Card), r.Time, stream, r.Rating, int64(r.Day), r.Duration, int64(r.Kind), r.Confidence)
}

// holdLine finds the row of an event that came from the bucket.
func (tx *Tx) holdLine(e Event, n sql.NullInt64) error {
	if r, whole, err := decodeReview(e.Stream, e.Line); err == nil && whole {
		return tx.holdReview(r, n)
	}
	id := e.ID()
	return tx.Exec("update event set held = ? where id = ?", n, id[:])
}

// Release marks everything that the bucket held under the stream as unpublished: the bucket lost it.
func (tx *Tx) Release(under ID) error {
	n, err := tx.streamNumber(under)
	if err != nil {
		return err
	}
	for _, table := range []string{"event", "review"} {
		if err := tx.Exec("update "+table+" set held = 0 where held = ?", n); err != nil {
			return fmt.Errorf("release %s: %w", under, err)
		}
	}
	return nil
}

// Unpublished counts the events that the bucket does not have.
func (tx *Tx) Unpublished() (int, error) {
	var events, reviews int
	err := tx.Get(`select (select count(*) from event where held = 0), (select count(*) from review where held = 0 and line = 0)`,
		nil, &events, &reviews)
	return events + reviews, err
}
