// Package prep is the local database: one SQLite file that holds everything a person has written and
// reviewed, as tables to read and as the log of events that made them.
//
// Everything that travels between machines is written by a handful of methods of Tx (Set, Delete, Restore,
// AddReview, UndoReview, Apply): each appends an event to the log and folds it into the tables in the same
// transaction. State is a pure function of the set of events.
package prep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // registers the driver "sqlite3"
)

// DB is an open database. It is safe for concurrent use; writes happen one at a time.
type DB struct {
	path  string
	clock func() time.Time
	write *sql.DB

	readOnce sync.Once // commands that only write never pay for the second connection
	read     *sql.DB
	readErr  error

	created bool
}

// Options change how a database is opened.
type Options struct {
	// Clock tells the time, in the owner's location. Nothing below the command line calls time.Now.
	Clock func() time.Time
	// BusyTimeout is how long to wait for another process; zero means 5 s.
	BusyTimeout time.Duration
	// Unsafe does not wait for the disk: commits survive the end of the process, not that of the machine. For tests
	// that make thousands of databases.
	Unsafe bool
}

// Open opens the database at path, creating it with mode 0600 where there is none and migrating it where it
// is older. Errors: ErrForeign, ErrDamaged, ErrNewer, ErrReadOnly, ErrFull, ErrBusy, ErrCannot.
func Open(ctx context.Context, path string, opts Options) (*DB, error) {
	if opts.Clock == nil {
		return nil, errors.New("open database: no clock")
	}
	if opts.BusyTimeout == 0 {
		opts.BusyTimeout = 5 * time.Second
	}
	db := &DB{path: path, clock: opts.Clock}
	if err := db.open(ctx, opts); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open database %s: %w", path, translate(err))
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, opts Options) error {
	if err := os.MkdirAll(filepath.Dir(db.path), 0o700); err != nil {
		return err
	}
	// SQLite would create the file with the umask's mode; its -wal and -shm files copy the mode of this one.
	file, err := os.OpenFile(db.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := checkHeader(db.path); err != nil {
		return err
	}
	// With immediate transactions a read that leads to a write waits for its turn at the start, where the
	// busy timeout works; synchronous FULL because one lost review matters.
	pragmas := url.Values{
		"_journal_mode": {"WAL"},
		"_txlock":       {"immediate"},
		"_synchronous":  {"FULL"},
	}
	if opts.Unsafe {
		pragmas.Set("_synchronous", "OFF")
	}
	db.write, err = openPool(db.path, pragmas, opts.BusyTimeout)
	if err != nil {
		return err
	}
	return db.prepare(ctx)
}

// openPool opens one connection with the pragmas that every connection has. go-sqlite3 applies them at each
// connect and passes over a key that it does not know: TestPragmas reads them back.
func openPool(path string, pragmas url.Values, busy time.Duration) (*sql.DB, error) {
	pragmas.Set("_foreign_keys", "on")
	pragmas.Set("_busy_timeout", fmt.Sprint(busy.Milliseconds()))
	pragmas.Set("_stmt_cache_size", "100") // statements; preparing one takes longer than most of them run
	pragmas.Set("_cache_size", "-32000")   // KiB; the queue of 100,000 cards touches about 20 MB
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := url.URL{Scheme: "file", Path: absolute, RawQuery: pragmas.Encode()}
	pool, err := sql.Open("sqlite3", dsn.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	return pool, nil
}

// reader returns the connection for transactions that only read: it does not wait for a writer.
func (db *DB) reader() (*sql.DB, error) {
	db.readOnce.Do(func() {
		db.read, db.readErr = openPool(db.path, url.Values{
			"_query_only": {"true"},
			"_txlock":     {"deferred"},
		}, 5*time.Second)
	})
	return db.read, db.readErr
}

// Close closes the database. What was committed is on the disk already.
func (db *DB) Close() error {
	var err error
	if db.read != nil {
		err = db.read.Close()
	}
	if db.write != nil {
		err = errors.Join(err, db.write.Close())
	}
	return err
}

// Path returns the database's file name.
func (db *DB) Path() string { return db.path }

// Created reports whether Open made the database: the first start on this machine.
func (db *DB) Created() bool { return db.created }

// Now returns the time of the database's clock.
func (db *DB) Now() time.Time { return db.clock() }

// Check looks for damage in the file and returns what SQLite found, nothing when it is whole.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	rows, err := db.write.QueryContext(ctx, "pragma integrity_check")
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, translate(err)
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return found, translate(rows.Err())
}

// Backup writes a whole, consistent copy to a new file with mode 0600.
func (db *DB) Backup(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	if _, err := db.write.ExecContext(ctx, "vacuum into ?", path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, errors.Join(translate(err), os.Remove(path)))
	}
	return nil
}
