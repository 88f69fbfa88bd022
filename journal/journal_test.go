package journal

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"prep"
)

// testDB is a database with a clock that a test moves.
type testDB struct {
	*prep.DB
	t   testing.TB
	now time.Time
}

func openTest(t testing.TB) *testDB {
	t.Helper()
	db := &testDB{t: t, now: time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)}
	var err error
	db.DB, err = prep.Open(context.Background(), filepath.Join(t.TempDir(), "prep.db"), prep.Options{Clock: func() time.Time { return db.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// do runs f in a transaction, which must succeed.
func (db *testDB) do(f func(*prep.Tx) error) {
	db.t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		db.t.Fatal(err)
	}
}

// add adds an entry.
func (db *testDB) add(e Entry) prep.ID {
	db.t.Helper()
	var id prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		id, err = Add(tx, e)
		return err
	})
	return id
}

// get reads an entry.
func (db *testDB) get(id prep.ID) Entry {
	db.t.Helper()
	var e Entry
	db.do(func(tx *prep.Tx) (err error) {
		e, err = Get(tx, id)
		return err
	})
	return e
}

// change edits an entry.
func (db *testDB) change(id prep.ID, f func(*Entry)) {
	db.t.Helper()
	db.do(func(tx *prep.Tx) error {
		_, err := Change(tx, id, f)
		return err
	})
}

func day(s string) *prep.Day {
	d, err := prep.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return &d
}

// release is an entry that is reflected and changed.
func release() Entry {
	return Entry{
		Title: "Missed the release by 9 days", Happened: day("2026-10-23"), Type: Professional, StingThen: new(4), Severity: new(2),
		Tags: []string{"estimates", "work"}, Place: "Berlin office", People: "two testers, a product owner",
		Goal:           "Ship the export feature to 40 customers by October 14.",
		Stakes:         "The sales team had promised it.",
		MyRole:         "I led the work and made the estimate of 15 days.",
		Outcome:        "We shipped on October 23, nine days late.",
		OwnFactors:     "I estimated from the happy path and told nobody when the first week slipped.",
		OutsideFactors: "The test system was down for two days.",
		Impact:         "Four customers postponed their start and the team worked two weekends.",
		Repair:         "I called the four customers myself and gave them a date that we kept.",
		Lesson:         "An estimate without a range is a wish. Say the bad news in the first week.",
		Change:         "Since then I give a range and report each Friday against it.",
		LessonKind:     Skill,
		Questions:      []string{"biggest failure"},
	}
}

// defaultPrompts are the questions of someone who chose nothing.
func defaultPrompts() []Prompt {
	prompts, err := Prompting{}.Prompts()
	if err != nil {
		panic(err)
	}
	return prompts
}
