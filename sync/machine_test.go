package sync

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"prep"
)

// A machine is a database with its clock, for tests of two or more of them.
type machine struct {
	t    testing.TB
	name string
	now  time.Time
	db   *prep.DB
	ring Keyring

	dying func() // asked at each transaction
}

const testWork = 4 // scrypt's, as log2

func newMachine(t testing.TB, name string) *machine {
	t.Helper()
	m := &machine{t: t, name: name, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	m.open(filepath.Join(t.TempDir(), "prep.db"))
	return m
}

// newDurableMachine is one that waits for its disk, as every machine outside of tests does.
func newDurableMachine(t testing.TB, name string) *machine {
	t.Helper()
	m := &machine{t: t, name: name, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	m.openWith(filepath.Join(t.TempDir(), "prep.db"), prep.Options{})
	return m
}

func (m *machine) open(path string) {
	m.t.Helper()
	m.openWith(path, prep.Options{Unsafe: true})
}

func (m *machine) openWith(path string, opts prep.Options) {
	m.t.Helper()
	opts.Clock = func() time.Time { return m.now }
	db, err := prep.Open(context.Background(), path, opts)
	if err != nil {
		m.t.Fatal(err)
	}
	m.db = db
	m.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			m.t.Error(err)
		}
	})
}

func (m *machine) init(bucket Bucket) RecoveryCode {
	m.t.Helper()
	ring, code, err := Init(context.Background(), m.db, bucket, Credentials{Passphrase: "correct horse", Device: m.name, Work: testWork})
	if err != nil {
		m.t.Fatal(err)
	}
	m.ring = ring
	return code
}

func (m *machine) join(bucket Bucket) {
	m.t.Helper()
	ring, err := Join(context.Background(), m.db, bucket, Credentials{Passphrase: "correct horse", Device: m.name, Work: testWork})
	if err != nil {
		m.t.Fatal(err)
	}
	m.ring = ring
}

func (m *machine) engine(bucket Bucket) *Engine {
	m.t.Helper()
	e, err := New(m.db, bucket, m.ring, Settings{App: "test"})
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

func (m *machine) sync(bucket Bucket) Result {
	m.t.Helper()
	m.now = m.now.Add(time.Minute)
	result, err := m.engine(bucket).Sync(context.Background(), SyncOptions{})
	if err != nil {
		m.t.Fatalf("%s: %v", m.name, err)
	}
	return result
}

func (m *machine) update(f func(*prep.Tx) error) {
	m.t.Helper()
	m.now = m.now.Add(time.Second)
	if err := m.db.Update(context.Background(), f); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) card(id prep.ID, front string) {
	m.t.Helper()
	m.update(func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Cards, id, prep.Fields{"kind": "question", "front": front, "back": "back of " + front})
		return err
	})
}

func (m *machine) review(card prep.ID, rating int) {
	m.t.Helper()
	m.update(func(tx *prep.Tx) error {
		_, err := tx.AddReview(prep.Review{
			Card: card, Time: tx.Now.UnixMilli(), Rating: rating, Day: prep.DayOf(tx.Now, prep.DefaultRollover), Duration: 1500,
		})
		return err
	})
}

func folderBucketIn(t testing.TB) Bucket {
	t.Helper()
	bucket, err := Open(context.Background(), "file://"+t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}
