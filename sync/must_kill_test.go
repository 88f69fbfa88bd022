package sync

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// eventful is a machine about to do in one sync everything that a sync can do: settle a push whose answer was lost,
// read two streams, one of them folded, push more than one batch and fold.
func eventful(t *testing.T) (bucket *simBucket, laptop, desk, phone *machine) {
	t.Helper()
	laptop, desk, phone = newMachine(t, "laptop"), newMachine(t, "desk"), newMachine(t, "phone")
	bucket = newSimBucket(newRandom(1), func() time.Time { return laptop.now })
	laptop.init(bucket)
	desk.join(bucket)
	phone.join(bucket)
	card := prep.NewID()
	for range 3 {
		for _, m := range []*machine{laptop, desk, phone} {
			m.card(card, "from "+m.name)
			m.review(card, 2)
			m.syncSmall(bucket)
		}
	}
	for range 5 {
		desk.review(card, 4)
		desk.syncSmall(bucket)
		phone.review(card, 1)
		phone.syncSmall(bucket)
	}
	laptop.review(card, 3)
	bucket.losePut = true // the head arrives, its answer does not
	if _, err := laptop.small(bucket).Sync(t.Context(), SyncOptions{}); err == nil {
		t.Fatal("the lost answer was not noticed")
	}
	bucket.losePut = false
	for i := range 12 {
		laptop.card(prep.NewID(), fmt.Sprintf("a longer text, so that there is more than one batch: %d", i))
	}
	return bucket, laptop, desk, phone
}

func (m *machine) small(bucket Bucket) *Engine {
	e := m.engine(bucket)
	e.limits = simLimits
	return e
}

func (m *machine) syncSmall(bucket Bucket) {
	m.t.Helper()
	m.now = m.now.Add(time.Minute)
	if _, err := m.small(bucket).Sync(context.Background(), SyncOptions{}); err != nil {
		m.t.Fatalf("%s: %v", m.name, err)
	}
}

// TestMust04KillAtEveryMoment ends a sync before and after each request and each commit, one after the other, and
// looks whether the next sync makes it good: the same state everywhere, nothing lost, nothing twice, no new writer.
func TestMust04KillAtEveryMoment(t *testing.T) {
	bucket, laptop, desk, phone := eventful(t)
	objects := maps.Clone(bucket.objects)
	folder := t.TempDir()
	saved := map[*machine]string{}
	for _, m := range []*machine{laptop, desk, phone} {
		saved[m] = filepath.Join(folder, m.name+".db")
		if err := m.db.Backup(t.Context(), saved[m]); err != nil {
			t.Fatal(err)
		}
	}
	var want []string
	moments := 0
	// attempt runs the eventful sync on copies, dying at a moment, and then everything that follows.
	attempt := func(name string, request, commit int) (died bool) {
		bucket.objects = maps.Clone(objects)
		bucket.former, bucket.history = map[string][][]byte{}, nil
		copies := map[*machine]*machine{}
		for m, from := range saved {
			c := &machine{t: t, name: m.name, now: m.now, ring: m.ring}
			path := filepath.Join(folder, fmt.Sprintf("%s-%s.db", m.name, name))
			if err := copyFile(path, from); err != nil {
				t.Fatal(err)
			}
			db, err := prep.Open(t.Context(), path, prep.Options{Unsafe: true, Clock: func() time.Time {
				if c.dying != nil {
					c.dying()
				}
				return c.now
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			c.db, copies[m] = db, c
		}
		died = killed(t, bucket, copies[laptop], name, request, commit)
		for range 3 {
			for _, m := range []*machine{laptop, desk, phone} {
				copies[m].syncSmall(bucket)
			}
		}
		if streams := len(copies[desk].status().Devices); streams != 3 {
			t.Errorf("%s: %d writers, want 3", name, streams)
		}
		if want == nil {
			want = dump(t, copies[laptop].db)
		}
		for _, m := range copies {
			if diff := cmp.Diff(want, dump(t, m.db)); diff != "" {
				t.Fatalf("%s: %s differs:\n%s", name, m.name, diff)
			}
		}
		report, err := copies[desk].engine(bucket).Check(t.Context(), true)
		if err != nil || len(report.Problems)+report.Lacking > 0 {
			t.Fatalf("%s: check: %+v, %v", name, report, err)
		}
		return died
	}
	if attempt("undisturbed", 0, 0) {
		t.Fatal("died without a reason")
	}
	for request := 1; attempt("request "+strconv.Itoa(request), request, 0); request++ {
		moments++
	}
	for commit := 1; attempt("commit "+strconv.Itoa(commit), 0, commit); commit++ {
		moments++
	}
	t.Logf("died at %d moments", moments)
	if moments < 40 {
		t.Errorf("only %d moments: the sync was not eventful", moments)
	}
}

// killed runs a sync that dies at a moment: at that of all requests, each of which has one before and one after it, or
// before that commit. It reports whether there was such a moment.
func killed(t *testing.T, bucket *simBucket, m *machine, name string, request, commit int) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	bucket.crash, bucket.crashAt = cancel, request
	if left := commit; commit > 0 {
		m.dying = func() {
			if left--; left == 0 {
				cancel()
			}
		}
	}
	_, err := m.small(bucket).Sync(ctx, SyncOptions{})
	bucket.crashAt, m.dying = 0, nil
	died := ctx.Err() != nil
	if died != (err != nil) {
		t.Fatalf("%s: died %v, %v", name, died, err)
	}
	return died
}
