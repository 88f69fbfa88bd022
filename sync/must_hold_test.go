package sync

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// everyEvent opens every batch in the bucket and returns the events with their writers, in the order of the keys.
func everyEvent(t testing.TB, bucket *simBucket, ring Keyring) []prep.Event {
	t.Helper()
	sealer, err := NewSealer(ring)
	if err != nil {
		t.Fatal(err)
	}
	var events []prep.Event
	for _, key := range slices.Sorted(maps.Keys(bucket.objects)) {
		name, err := ParseKey(key)
		if err != nil || name.Kind != BatchName {
			continue
		}
		payload, err := sealer.Open(batchSealKey(name.ID, name.First, name.Last), bucket.objects[key], 0)
		if err != nil {
			t.Fatal(err)
		}
		b, err := decodePayload(payload)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.each(func(writer prep.ID, line []byte) error {
			events = append(events, prep.Event{Stream: writer, Line: line})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return events
}

func TestMust02TwiceIsOnceInAnyOrder(t *testing.T) {
	s, err := simulate(t, 12, newSimWorld(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	events := everyEvent(t, s.bucket, s.ring)
	var want []string
	random := newRandom(5)
	for round := range 6 {
		m := newMachine(t, "fresh")
		order := append(slices.Clone(events), events[:len(events)/3]...)
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		under := prep.NewID()
		for len(order) > 0 { // in transactions of any size
			n := min(len(order), 1+random.IntN(20))
			m.update(func(tx *prep.Tx) error {
				for _, e := range order[:n] {
					if _, err := tx.Apply(e.Stream, e.Line, under); err != nil {
						return err
					}
				}
				return nil
			})
			order = order[n:]
		}
		got := dump(t, m.db)
		if round == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("order %d leads elsewhere:\n%s", round, diff)
		}
	}
	if len(want) < 20 {
		t.Errorf("only %d rows", len(want))
	}
}

// TestMust03SyncTakesNothingAway: whatever becomes of the bucket, what is here stays here.
func TestMust03SyncTakesNothingAway(t *testing.T) {
	for name, harm := range map[string]func(*simBucket){
		"wiped":          func(b *simBucket) { clear(b.objects) },
		"no batch left":  func(b *simBucket) { dropKind(b, BatchName) },
		"no head left":   func(b *simBucket) { dropKind(b, HeadName) },
		"no marker left": func(b *simBucket) { dropKind(b, MarkerName) },
		"all truncated": func(b *simBucket) {
			for key := range b.objects {
				b.objects[key] = b.objects[key][:20]
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bucket, laptop, desk := filled(t)
			before := dump(t, laptop.db)
			harm(bucket)
			for range 3 {
				for _, m := range []*machine{laptop, desk} {
					_, _ = m.engine(bucket).Sync(t.Context(), SyncOptions{}) // a refusal is right too
				}
			}
			if diff := cmp.Diff(before, dump(t, laptop.db)); diff != "" {
				t.Errorf("something changed here:\n%s", diff)
			}
			for range 3 {
				for _, m := range []*machine{laptop, desk} {
					if _, err := m.engine(bucket).Sync(t.Context(), SyncOptions{Reupload: true}); err != nil {
						t.Fatal(err)
					}
				}
			}
			sameState(t, laptop, desk)
			if diff := cmp.Diff(before, dump(t, laptop.db)); diff != "" {
				t.Errorf("something changed here after --reupload:\n%s", diff)
			}
		})
	}
}

func dropKind(b *simBucket, kind NameKind) {
	for key := range b.objects {
		if name, err := ParseKey(key); err == nil && name.Kind == kind {
			delete(b.objects, key)
		}
	}
}

// TestMust06Clocks: hours off, jumping back, far in the future, and through a change to summer time.
func TestMust06Clocks(t *testing.T) {
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	truth := laptop.now
	bucket := newSimBucket(newRandom(1), func() time.Time { return truth })
	laptop.init(bucket)
	desk.join(bucket)
	card := prep.NewID()
	want := func(text string) {
		t.Helper()
		for range 2 {
			laptop.sync(bucket)
			desk.sync(bucket)
		}
		sameState(t, laptop, desk)
		var shown string
		err := desk.db.View(t.Context(), func(tx *prep.Tx) error {
			return tx.Get("select front from card where id = ?", []any{int64(card)}, &shown)
		})
		if err != nil || shown != text {
			t.Errorf("shows %q, want %q (%v)", shown, text, err)
		}
	}
	laptop.now = truth.Add(6 * time.Hour) // ahead
	laptop.card(card, "first")
	want("first")
	desk.now = truth.Add(-6 * time.Hour) // behind, and yet it was looking at the first
	desk.card(card, "second")
	want("second")
	laptop.now = truth.Add(-48 * time.Hour) // jumps back
	laptop.card(card, "third")
	want("third")
	laptop.now = truth.Add(70 * 365 * 24 * time.Hour) // a dead battery
	laptop.card(card, "fourth")
	want("fourth")
	notes := desk.syncNotes(bucket, laptop)
	if !slices.ContainsFunc(notes, func(note string) bool { return strings.HasPrefix(note, "the clock of laptop is") }) {
		t.Errorf("nobody says that a clock is wrong: %q", notes)
	}
	desk.now, laptop.now = truth, truth
	desk.card(card, "fifth")
	want("fifth")

	// A clock far ahead moved nobody's by more than five minutes.
	var stamp int64
	err := desk.db.View(t.Context(), func(tx *prep.Tx) error {
		_, err := tx.Local("clock", &stamp)
		return err
	})
	if lead := prep.Stamp(stamp).UnixMilli() - desk.now.UnixMilli(); err != nil || lead > 6*60*1000 {
		t.Errorf("the clock leads by %d ms (%v)", lead, err)
	}

	// The night of the change to summer time in Berlin: 02:00 is 03:00, and every review is there once, in its order.
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	laptop.now = time.Date(2027, 3, 28, 1, 58, 0, 0, berlin)
	desk.now = laptop.now.UTC()
	for range 4 {
		laptop.review(card, 3)
		desk.review(card, 2)
		laptop.sync(bucket)
		desk.sync(bucket)
	}
	laptop.sync(bucket)
	sameState(t, laptop, desk)
}

// syncNotes syncs after another machine has written once more.
func (m *machine) syncNotes(bucket Bucket, other *machine) []string {
	m.t.Helper()
	other.review(prep.NewID(), 3)
	other.sync(bucket)
	return m.sync(bucket).Notes
}

// TestMust08WrongPassphraseWritesNothing: neither in the bucket nor here.
func TestMust08WrongPassphraseWritesNothing(t *testing.T) {
	bucket, _, _ := filled(t)
	before := maps.Clone(bucket.objects)
	clear(bucket.requests)
	fresh := newMachine(t, "fresh")
	card := prep.NewID()
	fresh.card(card, "mine")
	state := dump(t, fresh.db)
	for _, passphrase := range []string{"wrong", "", strings.Repeat("abandon ", 12)} {
		with := Credentials{Passphrase: passphrase, Device: "fresh", Work: testWork}
		if _, err := Join(t.Context(), fresh.db, bucket, with); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%q: %v, want ErrPassphrase", passphrase, err)
		}
		if err := ChangePassphrase(t.Context(), fresh.db, bucket, with, Credentials{Passphrase: "mine", Work: testWork}); !errors.Is(err, ErrPassphrase) {
			t.Errorf("change with %q: %v, want ErrPassphrase", passphrase, err)
		}
		if _, _, err := Rotate(t.Context(), fresh.db, bucket, with); !errors.Is(err, ErrPassphrase) {
			t.Errorf("rotate with %q: %v, want ErrPassphrase", passphrase, err)
		}
	}
	if !cmp.Equal(before, bucket.objects) || bucket.requests["PUT"]+bucket.requests["DELETE"] > 0 {
		t.Error("something was written to the bucket")
	}
	if status := fresh.status(); status.Repo != 0 || !cmp.Equal(state, dump(t, fresh.db)) {
		t.Errorf("something was written here: %+v", status)
	}
}

// TestMust15NewerEventsPassThrough: a version that does not know a kind of event, a table or a field keeps the exact
// line, applies what it understands and passes everything on.
func TestMust15NewerEventsPassThrough(t *testing.T) {
	bucket, laptop, desk := filled(t)
	card := prep.NewID()
	newer := prep.NewID()
	lines := []string{
		fmt.Sprintf(`{"k":"set","t":"card","i":"%s","h":%d,"f":{"colour":"red","front":"from the future"}}`, card, prep.StampAt(laptop.now.UnixMilli())),
		fmt.Sprintf(`{"k":"set","t":"hologram","i":"%s","h":7,"f":{"depth":3}}`, prep.NewID()),
		fmt.Sprintf(`{"k":"teleport","i":"%s","to":[1,2,{"x":"y"}]}`, card),
		fmt.Sprintf(`{"k":"rev","i":"%s","at":1790000000000,"d":20717,"g":3,"mood":"brave"}`, card),
	}
	// The newer program's machine is gone after it wrote its one batch under the stream of a lost disk.
	writer := newMachine(t, "newer")
	writer.join(bucket)
	writer.update(func(tx *prep.Tx) error {
		for _, line := range lines {
			if _, err := tx.Apply(newer, []byte(line), newer); err != nil {
				return err
			}
		}
		return tx.Release(newer)
	})
	writer.sync(bucket)
	laptop.sync(bucket)
	// Its stream is lost; what this version only kept has to come from here.
	for key := range bucket.objects {
		if strings.Contains(key, writer.status().Devices[0].Stream.String()) {
			delete(bucket.objects, key)
		}
	}
	for range 2 {
		laptop.sync(bucket)
		desk.sync(bucket)
	}
	got := map[string]bool{}
	for _, e := range everyEvent(t, bucket, laptop.ring) {
		if e.Stream == newer {
			got[string(e.Line)] = true
		}
	}
	for _, line := range lines {
		if !got[line] {
			t.Errorf("not in the bucket: %s", line)
		}
	}
	sameState(t, laptop, desk)
	var front string
	var opaque int
	err := desk.db.View(t.Context(), func(tx *prep.Tx) error {
		if err := tx.Get("select front from card where id = ?", []any{int64(card)}, &front); err != nil {
			return err
		}
		return tx.Get("select count(*) from event where opaque = 1", nil, &opaque)
	})
	if err != nil || front != "from the future" || opaque != len(lines) {
		t.Errorf("front %q, %d opaque events, %v", front, opaque, err)
	}
}

// TestMust17FullDisk fills the database while it applies: what was committed stays, and the next sync goes on.
func TestMust17FullDisk(t *testing.T) {
	bucket, laptop, _ := filled(t)
	for i := range 40 {
		laptop.card(prep.NewID(), fmt.Sprintf("%d %s", i, strings.Repeat("a long question ", 400)))
	}
	e := laptop.engine(bucket)
	e.limits.chunk = 20_000
	if _, err := e.Sync(t.Context(), SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	limit := func(more int) {
		fresh.update(func(tx *prep.Tx) error {
			var pages int
			if err := tx.Get("select page_count from pragma_page_count", nil, &pages); err != nil {
				return err
			}
			return tx.Get(fmt.Sprintf("pragma max_page_count = %d", pages+more), nil, new(int))
		})
	}
	limit(40)
	full := 0
	for range 50 {
		before := countEvents(t, fresh.db)
		_, err := fresh.engine(bucket).Sync(t.Context(), SyncOptions{})
		if err == nil {
			break
		}
		if !errors.Is(err, prep.ErrFull) {
			t.Fatalf("got %v, want ErrFull", err)
		}
		if countEvents(t, fresh.db) < before {
			t.Error("events are gone")
		}
		full++
		limit(40) // somebody makes a little room
	}
	if full == 0 {
		t.Error("the disk was never full")
	}
	fresh.sync(bucket)
	laptop.sync(bucket)
	sameState(t, laptop, fresh)
	if found, err := fresh.db.Check(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("the database is damaged: %v, %v", found, err)
	}
}

func countEvents(t testing.TB, db *prep.DB) (n int) {
	t.Helper()
	err := db.View(t.Context(), func(tx *prep.Tx) error {
		return tx.Get("select (select count(*) from event) + (select count(*) from review)", nil, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
