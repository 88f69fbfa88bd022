package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
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
	template := simTemplate(t)
	s, err := simulate(t, 11, template, nil)
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

func TestMust09WipedForeignAndRolledBack(t *testing.T) {
	t.Run("wiped", func(t *testing.T) {
		bucket, laptop, desk := filled(t)
		clear(bucket.objects)
		if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{}); !errors.Is(err, ErrWiped) {
			t.Fatalf("got %v, want ErrWiped", err)
		}
		if len(bucket.objects) != 0 {
			t.Error("it wrote without being told to")
		}
		if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{Reupload: true}); err != nil {
			t.Fatal(err)
		}
		desk.sync(bucket) // need not be asked: the repository is back
		fresh := newMachine(t, "fresh")
		fresh.join(bucket) // the key slots are back too
		fresh.sync(bucket)
		sameState(t, laptop, fresh)
	})
	t.Run("foreign", func(t *testing.T) {
		bucket, laptop, _ := filled(t)
		clear(bucket.objects)
		stranger := newMachine(t, "stranger")
		stranger.init(bucket)
		stranger.sync(bucket)
		theirs := maps.Clone(bucket.objects)
		for _, reupload := range []bool{false, true} {
			if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{Reupload: reupload}); !errors.Is(err, ErrForeign) {
				t.Errorf("reupload %v: %v, want ErrForeign", reupload, err)
			}
		}
		if !cmp.Equal(theirs, bucket.objects) {
			t.Error("it wrote into somebody else's repository")
		}
	})
	t.Run("rolled back", func(t *testing.T) {
		bucket, laptop, desk := filled(t)
		earlier := maps.Clone(bucket.objects)
		card := prep.NewID()
		for range 3 {
			laptop.card(card, "after the copy "+laptop.now.String())
			laptop.sync(bucket)
			desk.review(card, 3)
			desk.sync(bucket)
		}
		laptop.sync(bucket)
		want := dump(t, laptop.db)
		bucket.objects = earlier
		for range 3 {
			laptop.sync(bucket)
			desk.sync(bucket)
		}
		sameState(t, laptop, desk)
		fresh := newMachine(t, "fresh")
		fresh.join(bucket)
		fresh.sync(bucket)
		if diff := cmp.Diff(want, dump(t, fresh.db)); diff != "" {
			t.Errorf("the bucket did not get everything back:\n%s", diff)
		}
	})
}

// TestMust10CloneAndRestore: a copied disk, a restored database, and one restored together with the keys beside it.
func TestMust10CloneAndRestore(t *testing.T) {
	copied := func(t *testing.T, m *machine, name string) *machine {
		t.Helper()
		c := &machine{t: t, name: name, now: m.now, ring: m.ring}
		path := filepath.Join(t.TempDir(), "prep.db")
		if err := m.db.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		c.open(path)
		return c
	}
	t.Run("clone", func(t *testing.T) {
		bucket, laptop, desk := filled(t)
		clone := copied(t, laptop, "clone")
		card := prep.NewID()
		for range 3 {
			laptop.review(card, 3)
			laptop.sync(bucket)
			clone.review(card, 1)
			clone.sync(bucket)
		}
		for range 2 {
			for _, m := range []*machine{laptop, clone, desk} {
				m.sync(bucket)
			}
		}
		sameState(t, laptop, clone)
		sameState(t, laptop, desk)
		if streams := len(desk.status().Devices); streams != 3 {
			t.Errorf("%d writers, want 3: two clones are two", streams)
		}
	})
	t.Run("restore", func(t *testing.T) {
		bucket, laptop, desk := filled(t)
		backup := copied(t, laptop, "laptop")
		card := prep.NewID()
		laptop.card(card, "after the backup")
		laptop.sync(bucket)
		want := dump(t, laptop.db)

		backup.now = laptop.now.Add(time.Hour)
		backup.sync(bucket) // what was shared comes back
		if diff := cmp.Diff(want, dump(t, backup.db)); diff != "" {
			t.Errorf("the restored machine lacks something:\n%s", diff)
		}
		backup.card(card, "written by the restored machine")
		backup.sync(bucket)
		desk.sync(bucket)
		sameState(t, backup, desk)
	})
	t.Run("restore of the database and the keys", func(t *testing.T) {
		bucket, laptop, _ := filled(t)
		keys := KeyFiles(t.TempDir())
		if err := keys.Save(t.Context(), laptop.ring); err != nil {
			t.Fatal(err)
		}
		backup := copied(t, laptop, "laptop")
		ring, _, err := Rotate(t.Context(), laptop.db, bucket, Credentials{Passphrase: "correct horse", Work: testWork})
		if err != nil {
			t.Fatal(err)
		}
		laptop.ring = ring
		card := prep.NewID()
		laptop.card(card, "sealed with the new key")
		laptop.sync(bucket)

		if backup.ring, err = keys.Load(t.Context(), ring.Repo); err != nil { // the old keys came back too
			t.Fatal(err)
		}
		backup.now = laptop.now.Add(time.Hour)
		result := backup.sync(bucket)
		if !slices.ContainsFunc(result.Notes, func(note string) bool { return strings.Contains(note, ErrEpochUnknown.Error()) }) {
			t.Errorf("nobody says that a key is lacking: %q", result.Notes)
		}
		backup.join(bucket) // the passphrase fetches the keys
		backup.sync(bucket)
		laptop.sync(bucket)
		sameState(t, laptop, backup)
	})
}

// TestMust11StaleAnswers: a listing or an object of an earlier moment, and an object that is listed and not found.
func TestMust11StaleAnswers(t *testing.T) {
	for name, broken := range map[string]faults{
		"listing": {staleList: 0.7},
		"read":    {staleRead: 0.5},
		"404":     {vanish: 0.3},
		"all":     {staleList: 0.3, staleRead: 0.2, vanish: 0.1},
	} {
		t.Run(name, func(t *testing.T) {
			bucket, laptop, desk := filled(t)
			bucket.faults = broken
			card := prep.NewID()
			for range 15 {
				for _, m := range []*machine{laptop, desk} {
					m.review(card, 3)
					m.now = m.now.Add(time.Minute)
					if _, err := m.engine(bucket).Sync(t.Context(), SyncOptions{Reupload: true}); err != nil && !errors.Is(err, ErrNotFound) {
						t.Fatal(err)
					}
				}
			}
			bucket.faults = healthy
			for range 4 {
				laptop.sync(bucket)
				desk.sync(bucket)
			}
			sameState(t, laptop, desk)
			fresh := newMachine(t, "fresh")
			fresh.join(bucket)
			for _, m := range []*machine{fresh, laptop, desk, fresh} {
				m.sync(bucket)
			}
			sameState(t, laptop, fresh)
		})
	}
}

// healthy is a storage without faults.
var healthy faults

// conflicting answers a number of conditional writes with 409, as AWS does when two requests meet.
type conflicting struct {
	*simBucket
	left int
}

func (b *conflicting) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	if opts.IfAbsent && b.left > 0 {
		b.left--
		return "", ErrConflict
	}
	return b.simBucket.Put(ctx, key, body, opts)
}

// retrying is a client whose first attempt arrives, its answer does not, and whose own retry is answered with 412.
type retrying struct {
	*simBucket
	refused int
}

func (b *retrying) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	etag, err := b.simBucket.Put(ctx, key, body, opts)
	if err == nil && opts.IfAbsent {
		b.refused++
		return "", ErrExists
	}
	return etag, err
}

// TestMust12ConditionalWrites: honoured, ignored, refused with 501, answered with 412 for our own object and with 409.
func TestMust12ConditionalWrites(t *testing.T) {
	prepare := func(t *testing.T) (*simBucket, *machine) {
		laptop := newMachine(t, "laptop")
		bucket := newSimBucket(newRandom(1), func() time.Time { return laptop.now })
		laptop.init(bucket)
		laptop.card(prep.NewID(), "one")
		return bucket, laptop
	}
	whole := func(t *testing.T, bucket Bucket, laptop *machine, writers int) {
		t.Helper()
		laptop.sync(bucket)
		fresh := newMachine(t, "fresh")
		fresh.join(bucket)
		fresh.sync(bucket)
		sameState(t, laptop, fresh)
		if n := len(fresh.status().Devices); n != writers+1 {
			t.Errorf("%d writers, want %d and this one", n, writers)
		}
	}
	t.Run("ignored", func(t *testing.T) {
		bucket, laptop := prepare(t)
		bucket.faults.ignoreAbsent = true
		whole(t, bucket, laptop, 1)
	})
	t.Run("501", func(t *testing.T) {
		bucket, laptop := prepare(t)
		bucket.faults.refuseAbsent = true
		whole(t, bucket, laptop, 1)
	})
	t.Run("own 412", func(t *testing.T) {
		bucket, laptop := prepare(t)
		retried := &retrying{simBucket: bucket}
		whole(t, retried, laptop, 1)
		if retried.refused != 2 { // the first head of each machine
			t.Errorf("%d answers of 412, want 2", retried.refused)
		}
	})
	t.Run("412 for somebody else", func(t *testing.T) {
		bucket, laptop := prepare(t)
		path := filepath.Join(t.TempDir(), "prep.db")
		if err := laptop.db.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		clone := &machine{t: t, name: "clone", now: laptop.now, ring: laptop.ring}
		clone.open(path)
		clone.card(prep.NewID(), "two")
		before := bucket.listing()
		clone.sync(bucket)
		bucket.history, bucket.faults.staleList = []map[string]string{before}, 1
		if _, err := laptop.engine(bucket).Sync(t.Context(), SyncOptions{}); err != nil {
			t.Fatal(err)
		}
		bucket.faults.staleList = 0
		laptop.sync(bucket)
		clone.sync(bucket)
		whole(t, bucket, laptop, 2)
	})
	t.Run("409", func(t *testing.T) {
		bucket, laptop := prepare(t)
		whole(t, &conflicting{simBucket: bucket, left: 1}, laptop, 1)
	})
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
