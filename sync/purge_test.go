package sync

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// TestPurge takes an entry out of the log of three machines and out of every object of the bucket, also what one of
// them wrote of it meanwhile.
func TestPurge(t *testing.T) {
	bucket, laptop, desk := filled(t)
	phone := newMachine(t, "phone")
	phone.join(bucket)
	entry, kept := prep.NewID(), prep.NewID()
	write := func(m *machine, id prep.ID, text string) {
		m.update(func(tx *prep.Tx) error {
			_, err := tx.Set(prep.Entries, id, prep.Fields{"title": "a title", "lesson": text})
			return err
		})
	}
	everybody := func(machines ...*machine) {
		for range 3 {
			for _, m := range machines {
				m.sync(bucket)
			}
		}
	}
	write(laptop, entry, "unspeakable, first")
	write(laptop, kept, "kept")
	everybody(laptop, desk, phone)
	write(desk, entry, "unspeakable, second")
	for range usual.foldCount { // folds that wait for their deletion
		laptop.review(prep.NewID(), 3)
		laptop.sync(bucket)
	}
	everybody(laptop, desk)
	events := everyEvent(t, bucket, laptop.ring)

	laptop.update(func(tx *prep.Tx) error { return tx.Purge(prep.Entries, entry) })
	write(phone, entry, "unspeakable, third, by a machine that does not know yet")
	everybody(laptop, desk, phone)
	sameState(t, laptop, desk)
	sameState(t, laptop, phone)
	for _, e := range everyEvent(t, bucket, laptop.ring) {
		if bytes.Contains(e.Line, []byte("unspeakable")) {
			t.Errorf("the bucket still holds %s", e.Line)
		}
	}
	if diff := checkWhole(t, laptop, bucket); diff != "" {
		t.Error(diff)
	}
	for _, m := range []*machine{laptop, desk, phone} {
		left := 0
		m.update(func(tx *prep.Tx) error {
			return tx.Get("select count(*) from event where line like '%unspeakable%'", nil, &left)
		})
		if left > 0 {
			t.Errorf("%s still holds %d events", m.name, left)
		}
	}
	err := phone.db.Update(t.Context(), func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Entries, entry, prep.Fields{"lesson": "again"})
		return err
	})
	if !errors.Is(err, prep.ErrNotFound) {
		t.Errorf("writing to it again: %v", err)
	}

	// Whoever reads the old events and the purge, in any order, comes to the same.
	events = append(events, everyEvent(t, bucket, laptop.ring)...)
	random := newRandom(9)
	for range 5 {
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		fresh := newMachine(t, "fresh")
		fresh.update(func(tx *prep.Tx) error {
			for _, e := range events {
				if _, err := tx.Apply(e.Stream, e.Line, 99); err != nil {
					return err
				}
			}
			return nil
		})
		if diff := cmp.Diff(dump(t, laptop.db), dump(t, fresh.db)); diff != "" {
			t.Fatalf("an order leads elsewhere:\n%s", diff)
		}
	}
	if !slices.ContainsFunc(dump(t, laptop.db), func(line string) bool { return bytes.Contains([]byte(line), []byte("lesson=kept")) }) {
		t.Error("another entry is gone too")
	}
}

// checkWhole says what a full check finds.
func checkWhole(t testing.TB, m *machine, bucket Bucket) string {
	t.Helper()
	report, err := m.engine(bucket).Check(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	return cmp.Diff([]Problem(nil), report.Problems)
}
