package prep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// A migration is the SQL that leads from the schema version before it to its own.
type migration struct {
	version int
	sql     string
}

// migrations lead from every released schema to schema.sql, in order. Each says what it declares as schema.sql does, to
// the letter. The version is also raised when events learn to say more: an older one keeps what it does not know.
var migrations = []migration{{2, `
alter table review rename to review_1;
create table review (
  card       integer not null,
  time       integer not null,
  stream     integer not null,            -- stream.n of the writer
  rating     integer not null,            -- 1-4; 0 for a reset
  day        integer not null,
  duration   integer not null,            -- milliseconds until the grade
  kind       integer not null,            -- 0 scheduled, 1 cram, 2 reset
  confidence integer not null,            -- 1-5 before the reveal; 0: not asked
  place      integer not null default 0,  -- 1-100: where in the days that its interval may be moved to the card comes back; 0: drawn
  line       integer not null default 0,  -- event.seq of a line that says more than these columns; else 0
  undone     integer not null default 0,
  held       integer,                     -- where the bucket has it: see publish.go
  primary key (card, time, stream, rating, day, duration, kind, confidence, place, line)
) strict, without rowid;
insert into review (card, time, stream, rating, day, duration, kind, confidence, line, undone, held)
	select card, time, stream, rating, day, duration, kind, confidence, line, undone, held from review_1;
drop table review_1;
create index review_day on review(day, time) where undone = 0;
create index review_unsettled on review(held) where held <= 0;
create table media (                      -- a file that belongs to a card or an attempt: its bytes are not in the log (media.go)
  id      integer primary key,            -- the first 8 bytes of the hash
  hash    text not null default '',       -- SHA-256 of the bytes, in hex
  type    text not null default '',       -- extension of the file's name, such as 'png'
  size    integer not null default 0,     -- bytes
  attempt integer not null default 0,     -- the attempt that it recorded; 0: a picture
  added   integer not null default 0
) strict;
create table media_held (id integer primary key) strict;  -- files of which the bucket has every piece, as far as this machine knows
`}}

// migrate takes a whole copy of the file first, named after the version that it holds, then runs the steps
// in one transaction, and in the same one applies again what the older version only kept.
func (db *DB) migrate(ctx context.Context, from int, steps []migration) error {
	backup := fmt.Sprintf("%s.schema-%d.bak", db.path, from)
	if _, err := os.Stat(backup); os.IsNotExist(err) {
		if err := db.Backup(ctx, backup); err != nil {
			return err
		}
	}
	return db.run(ctx, db.write, func(tx *Tx) error {
		// Another process may have been first: the transaction is immediate, so now we know.
		if err := tx.Get("select user_version from pragma_user_version", nil, &from); err != nil {
			return err
		}
		for _, step := range steps {
			if step.version <= from {
				continue
			}
			if _, err := tx.tx.ExecContext(ctx, step.sql); err != nil {
				return fmt.Errorf("migrate to schema %d: %w", step.version, err)
			}
			if err := setHeader(ctx, tx.tx, step.version); err != nil {
				return err
			}
		}
		if err := tx.applyOpaque(); err != nil {
			return fmt.Errorf("apply what an older prep kept: %w", err)
		}
		return tx.saveClock()
	})
}

// applyOpaque applies again the lines that an older version did not understand whole.
func (tx *Tx) applyOpaque() error {
	type kept struct {
		seq    int64
		stream ID
		line   []byte
		held   sql.NullInt64
	}
	var lines []kept
	err := tx.Each(func(scan func(...any) error) error {
		var k kept
		var stream int64
		err := scan(&k.seq, &stream, &k.line, &k.held)
		k.stream = ID(stream)
		lines = append(lines, k)
		return err
	}, "select e.seq, s.id, e.line, e.held from event e cross join stream s on s.n = e.stream where e.opaque = 1 order by e.seq")
	if err != nil {
		return err
	}
	for _, k := range lines {
		err := errors.Join(
			tx.Exec("delete from event where seq = ?", k.seq),
			tx.Exec("delete from review where line = ? and line != 0", k.seq),
		)
		if err != nil {
			return err
		}
		if _, err := tx.apply(k.stream, k.line, k.held); err != nil {
			return fmt.Errorf("event %s: %w", EventIDOf(k.stream, k.line), err)
		}
	}
	return nil
}
