package sync

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"prep"
)

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
