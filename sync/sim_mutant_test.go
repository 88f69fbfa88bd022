package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// TestMutants turns the rules marked (!) in the protocol off one by one. Without any of them the simulator has to
// find a loss, a divergence or a bucket that never comes to rest; otherwise it would not notice their absence in the
// engine either.
func TestMutants(t *testing.T) {
	part, parts, divided := share(t)
	if divided {
		return
	}
	world := newSimWorld(t)
	mutants := map[string]struct {
		change func(*simulation)
		first  uint64 // the seed to begin with
		seeds  uint64 // enough to find it; the first that did is in the log
	}{
		"an edit is stamped past what its author saw":   {func(s *simulation) { s.stampByClock = true }, 1, 400},
		"a head that is not ours makes us a new writer": {func(s *simulation) { s.rules.forkAtDoubt = false }, 1, 400},
		"no review is dated after its publication":      {func(s *simulation) { s.rules.dateBack = false }, 1, 20},
		"the cursor waits for the end of a re-read": {func(s *simulation) {
			s.rules.lateCursor = false
			s.faults.crash = 0.12
			s.mix[doRollBack], s.mix[doCopyBucket] = 80, 80
			s.limits.foldCount = 12
		}, 1, 4000},
		"a fold says which chain it replaces": {func(s *simulation) {
			s.rules.foldChains = false
			s.mix = mix{doAct: 400, doSync: 250, doCopyDisk: 40, doRestoreDisk: 40}
			s.faults = faults{}
			s.limits.chunk, s.limits.foldCount, s.limits.foldSize = 1<<20, 2, 1<<20 // a batch a push, a fold every second
		}, 1, 1000},
		// One seed in a thousand leads there: the search begins near one that does.
		"a head that was read in part is read again": {func(s *simulation) {
			s.rules.partVoids = false
			s.mix = mix{doAct: 300, doSync: 300, doCopyDisk: 100, doRestoreDisk: 100}
			s.faults = faults{fail: 0.2}
			s.limits.chunk, s.life = 200, 20
		}, 1180, 4000},
		"behind a hole a cursor vouches for nothing": {func(s *simulation) { s.rules.holeVoids = false }, 1, 4000},
		"what somebody misses is published again":    {func(s *simulation) { s.rules.relay = false }, 1, 4000},
		"a file that somebody misses is sent again":  {func(s *simulation) { s.rules.askFiles = false }, 1, 2000},
		"a fold is made of the local log":            {func(s *simulation) { s.rules.foldOf = foldOfBucket }, 1, 4000},
		"a fold holds what the stream relayed":       {func(s *simulation) { s.rules.foldOf = foldOfOwn }, 1, 4000},
	}
	for i, name := range slices.Sorted(maps.Keys(mutants)) {
		if uint64(i)%parts != part {
			continue
		}
		test := mutants[name]
		t.Run(name, func(t *testing.T) {
			for seed := test.first; seed < test.first+test.seeds; seed++ {
				var found error
				t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
					_, found = simulate(t, seed, world, test.change)
				})
				if found != nil {
					t.Logf("seed %d: %v", seed, found)
					return
				}
			}
			t.Errorf("%d seeds found nothing wrong without this rule", test.seeds)
		})
	}
}

// TestShrink finds a run that fails with a rule turned off, and its shortest beginning that fails, twice the same.
func TestShrink(t *testing.T) {
	world := newSimWorld(t)
	change := func(s *simulation) { s.stampByClock = true }
	for seed := uint64(1); seed <= 400; seed++ {
		var whole, first error
		var steps int
		var trace []string
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			if _, whole = simulate(t, seed, world, change); whole != nil {
				steps, trace, first = shrink(t, seed, world, change)
			}
		})
		if whole == nil {
			continue
		}
		if first == nil || first.Error() != whole.Error() {
			t.Errorf("the whole run says %v, its beginning %v", whole, first)
		}
		if steps == 0 || steps >= simSteps || len(trace) < steps {
			t.Errorf("%d steps, %d lines", steps, len(trace))
		}
		return
	}
	t.Error("nothing failed")
}

// TestFoldThatLeavesABranchOut shows one of the ways in which that rule is needed, step by step. A machine's disk is
// copied; the copy publishes a review, somebody reads it, and the copy is lost. The original, whose listing is stale,
// writes over the copy's head and folds. Only the chain hashes in the fold tell the reader that the review is not in
// the bucket any more.
func TestFoldThatLeavesABranchOut(t *testing.T) {
	for _, chains := range []bool{true, false} {
		t.Run(fmt.Sprintf("chains %v", chains), func(t *testing.T) {
			original, reader := newMachine(t, "original"), newMachine(t, "reader")
			bucket := newSimBucket(newRandom(1), func() time.Time { return original.now })
			original.init(bucket)
			reader.join(bucket)
			sync := func(m *machine) {
				t.Helper()
				m.now = m.now.Add(time.Minute)
				e := m.engine(bucket)
				e.limits.foldCount, e.rules.foldChains = 4, chains
				if _, err := e.Sync(t.Context(), SyncOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			card := prep.NewID()
			for range 2 {
				original.review(card, 3)
				sync(original)
			}
			copied := &machine{t: t, name: "copy", now: original.now.Add(time.Hour), ring: original.ring}
			path := filepath.Join(t.TempDir(), "copy.db")
			if err := original.db.Backup(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			copied.open(path)
			before := bucket.listing()
			copied.review(card, 1)
			sync(copied)
			sync(reader)

			bucket.history, bucket.faults.staleList = []map[string]string{before}, 1
			original.review(card, 2)
			sync(original)
			bucket.faults.staleList = 0
			original.review(card, 2)
			sync(original)

			sync(reader)
			sync(original)
			same := cmp.Equal(dump(t, original.db), dump(t, reader.db))
			if same != chains {
				t.Errorf("the machines agree: %v", same)
			}
		})
	}
}

// foldOfOwn leaves out what the stream published of others.
func foldOfOwn(ctx context.Context, s *run, everything bool, add func(prep.Event) error) error {
	return foldOfLog(ctx, s, everything, func(e prep.Event) error {
		if e.Stream != s.stream {
			return nil
		}
		return add(e)
	})
}

// foldOfBucket folds what the bucket still has.
func foldOfBucket(ctx context.Context, s *run, everything bool, add func(prep.Event) error) error {
	objects := s.own.tail()
	if everything {
		objects = s.own.Head.Objects
	}
	for _, o := range objects {
		body, _, err := s.bucket.Get(ctx, o.key(s.stream), MaxObject)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		r := &reading{run: s, row: row{id: s.stream}}
		b, err := r.open(o, fetched{body: body})
		if err != nil {
			continue
		}
		err = b.each(func(writer prep.ID, line []byte) error { return add(prep.Event{Stream: writer, Line: line}) })
		if err != nil {
			return err
		}
	}
	return nil
}
