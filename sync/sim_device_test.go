package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"prep"
)

// A simDevice is a machine of the simulation: a real database with a clock that is wrong.
type simDevice struct {
	sim    *simulation
	name   string
	path   string
	db     *prep.DB
	skew   time.Duration
	backup string // a copy of the database, made earlier; empty: none
	seen   glimpse

	dying  context.CancelFunc // kills it during a sync
	commit int                // transactions until it dies; 0: it does not
}

// A glimpse is what the simulation knows of a database from its last look.
type glimpse struct {
	writer prep.ID // the stream that it writes as
	events int     // in its log
	ahead  int     // reviews that count, published under its own stream or about to be, dated after the storage's clock
}

// look has a look.
func (d *simDevice) look(tx *prep.Tx) error {
	var writer int64
	err := tx.Get(`select s.id, (select count(*) from event) + (select count(*) from review), (select count(*) from review r
			where r.stream = s.n and r.undone = 0 and r.time > ? and (r.held in (s.n, -s.n) or r.held < -1000000))
		from local l join stream s on s.n = l.value where l.key = 'stream'`, // a claimed review is far below zero
		[]any{d.sim.bucket.Clock().Add(clockTolerance).UnixMilli()}, &writer, &d.seen.events, &d.seen.ahead)
	d.seen.writer = prep.ID(writer)
	return err
}

// now is the device's own clock. Each transaction asks for it when it begins, so this is also where a machine dies
// between two commits.
func (d *simDevice) now() time.Time {
	if d.commit > 0 {
		if d.commit--; d.commit == 0 && d.dying != nil {
			d.dying()
		}
	}
	return d.sim.now.Add(d.skew)
}

func (d *simDevice) open() {
	db, err := prep.Open(context.Background(), d.path, prep.Options{Clock: d.now, Unsafe: true})
	if err != nil {
		d.sim.t.Fatal(err)
	}
	d.db = db
}

func (d *simDevice) close() {
	if err := d.db.Close(); err != nil {
		d.sim.t.Fatal(err)
	}
}

// copyTo copies the database as a copied disk does: the file and the log beside it.
func (d *simDevice) copyTo(path string) {
	for _, part := range []string{"", "-wal"} {
		if err := copyFile(path+part, d.path+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
			d.sim.t.Fatal(err)
		}
	}
}

// restore puts the backup in the place of the database.
func (d *simDevice) restore() {
	d.close()
	d.path, d.backup, d.seen = d.backup, "", glimpse{}
	d.open()
}

func copyFile(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// events returns the names of everything in the log of the device, with the rows that they speak of.
func (d *simDevice) events() map[prep.EventID]prep.ID {
	events := map[prep.EventID]prep.ID{}
	d.view(func(tx *prep.Tx) error {
		if err := eventsAfter(tx, 0, events); err != nil {
			return err
		}
		return tx.Each(func(scan func(...any) error) error {
			var r prep.Review
			var stream int64
			err := scan(&r.Card, &r.Time, &stream, &r.Rating, &r.Day, &r.Duration, &r.Kind, &r.Confidence)
			events[prep.EventIDOf(prep.ID(stream), r.Line())] = r.Card
			return err
		}, `select r.card, r.time, s.id, r.rating, r.day, r.duration, r.kind, r.confidence from review r
			join stream s on s.n = r.stream where r.line = 0`)
	})
	return events
}

// eventsAfter adds the names of what the log has after a place, without the reviews that are kept as rows.
func eventsAfter(tx *prep.Tx, seq int64, events map[prep.EventID]prep.ID) error {
	return tx.Each(func(scan func(...any) error) error {
		var id []byte
		var entity int64
		err := scan(&id, &entity)
		events[prep.EventID(id)] = prep.ID(entity)
		return err
	}, "select id, entity from event where seq > ?", seq)
}

func (d *simDevice) view(f func(*prep.Tx) error) {
	if err := d.db.View(context.Background(), f); err != nil {
		d.sim.t.Fatal(err)
	}
}

// do lets a person do something, and remembers it.
func (d *simDevice) do() {
	var review prep.EventID
	err := d.db.Update(context.Background(), func(tx *prep.Tx) error {
		var last int64
		if err := tx.Get("select coalesce(max(seq), 0) from event", nil, &last); err != nil {
			return err
		}
		var err error
		if review, err = d.act(tx); err != nil {
			return err
		}
		return errors.Join(eventsAfter(tx, last, d.sim.written), d.look(tx))
	})
	if err != nil {
		d.sim.t.Fatal(err)
	}
	if review != (prep.EventID{}) {
		d.sim.written[review] = 0
	}
}

// act does one of the things that a person does. A review that it makes is named; everything else is in the log.
func (d *simDevice) act(tx *prep.Tx) (review prep.EventID, err error) {
	s := d.sim
	card, answer := s.cards[s.random.IntN(len(s.cards))], s.answers[s.random.IntN(len(s.answers))]
	s.steps++
	switch s.random.IntN(13) {
	case 0, 1, 2, 3:
		stream, err := tx.Stream()
		if err != nil {
			return review, err
		}
		r := prep.Review{
			Card: card, Time: tx.Now.UnixMilli(), Stream: stream, Rating: 1 + s.random.IntN(4),
			Day: prep.DayOf(tx.Now, prep.DefaultRollover), Duration: 100 * s.random.IntN(9),
		}
		_, err = tx.AddReview(r)
		return prep.EventIDOf(stream, r.Line()), err
	case 4:
		last, err := tx.LastReview()
		if errors.Is(err, prep.ErrNotFound) {
			return review, nil
		}
		return review, errors.Join(err, tx.UndoReview(last))
	case 5, 6, 7:
		return review, d.edit(tx, prep.Cards, card, "front")
	case 8, 9:
		return review, d.edit(tx, prep.Answers, answer, "text")
	case 10:
		if s.random.IntN(12) == 0 {
			s.purged[answer] = true
			return review, ignore(tx.Purge(prep.Answers, answer), prep.ErrNotFound)
		}
		return review, ignore(tx.Delete(prep.Answers, answer), prep.ErrNotFound)
	case 11:
		return review, d.file(tx)
	}
	return review, d.resolve(tx, answer)
}

// edit writes a value that no other edit writes, and makes sure that it wins over what its author was looking at (!).
func (d *simDevice) edit(tx *prep.Tx, table prep.Table, id prep.ID, field string) error {
	value := fmt.Sprintf("%s %s %d", d.name, field, d.sim.steps)
	writer := tx
	if d.sim.stampByClock { // the rule turned off: the clock alone stamps
		stream, err := tx.Stream()
		if err != nil {
			return err
		}
		writer = tx.As(stream, prep.StampAt(tx.Now.UnixMilli()))
		if deleted, err := tx.Deleted(id); err != nil {
			return err
		} else if deleted { // for Set a row that is written in such a way stays deleted
			if err := tx.Restore(table, id); err != nil {
				return err
			}
		}
	}
	_, err := writer.Set(table, id, prep.Fields{field: value})
	if errors.Is(err, prep.ErrNotFound) {
		err = tx.Restore(table, id)
		if errors.Is(err, prep.ErrNotFound) && d.sim.purged[id] {
			return nil // nobody can write to it any more
		}
		if err != nil {
			return err
		}
		_, err = writer.Set(table, id, prep.Fields{field: value})
	}
	if err != nil {
		return err
	}
	var shown string
	if err := tx.Get("select "+field+" from "+string(table)+" where id = ?", []any{int64(id)}, &shown); err != nil {
		return err
	}
	if shown != value {
		d.sim.fail("%s wrote %q and sees %q", d.name, value, shown)
	}
	return nil
}

// resolve decides a conflict: one version with all the others as parents.
func (d *simDevice) resolve(tx *prep.Tx, answer prep.ID) error {
	versions, err := tx.Versions(prep.Answers, answer, "text")
	if err != nil {
		return err
	}
	var parents []prep.EventID
	for _, version := range versions {
		if version.Current {
			parents = append(parents, version.Event)
		}
	}
	if len(parents) < 2 {
		return nil
	}
	text := prep.Text{Text: fmt.Sprintf("%s merged %d", d.name, d.sim.steps), Parents: parents}
	_, err = tx.Set(prep.Answers, answer, prep.Fields{"text": text})
	return ignore(err, prep.ErrNotFound)
}

func ignore(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return err
}

// sync runs the real engine, which dies where the bucket or the clock says so.
func (d *simDevice) sync(reupload bool) error {
	s := d.sim
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	d.dying, s.bucket.crash = cancel, cancel
	defer func() { d.dying, d.commit, s.bucket.crash = nil, 0, func() {} }()
	before := d.seen.events
	if s.bucket.chance(2 * s.bucket.faults.crash) {
		d.commit = 1 + s.random.IntN(12)
	}
	result, err := s.engine(d).Sync(ctx, SyncOptions{Reupload: reupload})
	if ctx.Err() != nil {
		s.crashes++
	}
	d.dying, d.commit = nil, 0
	d.view(d.look)
	if d.seen.events < before && len(s.purged) == 0 {
		s.fail("a sync of %s took %d events away", d.name, before-d.seen.events)
	}
	if d.seen.ahead > 0 {
		s.fail("%s published %d reviews of the future", d.name, d.seen.ahead)
	}
	for _, note := range result.Notes {
		if note == forkNote {
			s.forks++
		}
	}
	return err
}

// A simWorld is what all simulations of a process share, because making it takes longer than a simulated day: the keys,
// which are always the same, and an empty database to copy.
type simWorld struct {
	ring     Keyring
	sealer   *Sealer
	template string
}

func newSimWorld(t testing.TB) *simWorld {
	t.Helper()
	w := &simWorld{
		ring:     Keyring{Repo: 1, Current: 2, Keys: map[prep.ID]MasterKey{2: {1, 2, 3}}},
		template: filepath.Join(t.TempDir(), "template.db"),
	}
	var err error
	if w.sealer, err = NewSealer(w.ring); err != nil {
		t.Fatal(err)
	}
	db, err := prep.Open(context.Background(), w.template, prep.Options{Clock: time.Now, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

// different lists at most a few lines in which two sorted dumps differ.
func different(a, b []string) []string {
	if slices.Equal(a, b) {
		return nil
	}
	var lines []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			lines = append(lines, "- "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			lines = append(lines, "+ "+line)
		}
	}
	return lines[:min(len(lines), 12)]
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x70726570)) }
