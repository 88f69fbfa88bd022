package prep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Tx is one action: everything that happens in it is on the disk together or not at all. It carries one now.
type Tx struct {
	// Now is the instant of the action, in the owner's location.
	Now time.Time

	*work
	author author
}

// author is who signs the events of a transaction: this machine's stream with its clock, or for rows that
// every machine adds by itself a fixed origin and stamp.
type author struct {
	stream ID // 0: this machine's
	stamp  Stamp
}

// work is what the views of one transaction share.
type work struct {
	ctx       context.Context
	tx        *sql.Tx
	streams   map[ID]int64   // stream.n by stream
	own       int64          // stream.n of this machine; 0: not read yet
	ownID     ID             // and its id; 0: not read yet
	clock     *Stamp         // last stamp given on this machine; nil: not read yet
	held      *sql.NullInt64 // review.held and event.held of what is new here; nil: not read yet
	purges    *bool          // whether any row was ever purged; nil: not read yet
	undos     *bool          // whether any review was ever taken back; nil: not read yet
	forgotten ID             // the card whose memory was dropped last: a history is many reviews of one card
}

// Update runs f in a transaction that may write, commits when f returns nil, and rolls everything back
// otherwise.
func (db *DB) Update(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, db.write, func(tx *Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return tx.saveClock()
	})
}

// View runs f in a transaction that can only read. It sees one state of the database and waits for nobody.
func (db *DB) View(ctx context.Context, f func(*Tx) error) error {
	pool, err := db.reader()
	if err != nil {
		return translate(err)
	}
	return db.run(ctx, pool, f)
}

func (db *DB) run(ctx context.Context, pool *sql.DB, f func(*Tx) error) error {
	begun, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return translate(err)
	}
	// The context ends the transaction as a whole. A statement under a context that can end would cost a goroutine
	// each, a third of the time of applying a million reviews.
	tx := &Tx{Now: db.clock(), work: &work{ctx: context.WithoutCancel(ctx), tx: begun, streams: map[ID]int64{}}}
	defer func() { _ = begun.Rollback() }() // after a commit it does nothing
	if err := f(tx); err != nil {
		return translate(err)
	}
	return translate(begun.Commit())
}

// As returns the same transaction writing as another origin with a fixed stamp, for rows that every machine
// adds by itself: the same rows, origin and stamp make the same events everywhere, and with a stamp near
// zero anything a person writes wins over them.
func (tx *Tx) As(origin ID, stamp Stamp) *Tx {
	return &Tx{Now: tx.Now, work: tx.work, author: author{stream: origin, stamp: stamp}}
}

// Exec runs a statement that changes tables which do not travel.
func (tx *Tx) Exec(query string, args ...any) error {
	tx.forgotten = 0 // the statement may write memories
	_, err := tx.tx.ExecContext(tx.ctx, query, args...)
	return err
}

// Query runs a query. The rows must be read to their end before the next call: there is one connection.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	return tx.tx.QueryContext(tx.ctx, query, args...)
}

// ErrStop ends an Each early, without an error.
var ErrStop = errors.New("stop")

// Each runs a query and calls row with the scanner of each result, until there are no more or row returns
// ErrStop.
func (tx *Tx) Each(row func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); errors.Is(err, ErrStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return rows.Err()
}

// Get reads one row into the destinations; ErrNotFound where there is none.
func (tx *Tx) Get(query string, args []any, into ...any) error {
	err := tx.tx.QueryRowContext(tx.ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// Local reads a fact of this machine into the destination and reports whether it was there.
func (tx *Tx) Local(key string, into any) (bool, error) {
	err := tx.Get("select value from local where key = ?", []any{key}, into)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read local %s: %w", key, err)
	}
	return true, nil
}

// SetLocal keeps a fact of this machine; nil forgets it.
func (tx *Tx) SetLocal(key string, value any) error {
	if value == nil {
		return tx.Exec("delete from local where key = ?", key)
	}
	return tx.Exec("insert into local (key, value) values (?, ?) on conflict (key) do update set value = excluded.value", key, value)
}
