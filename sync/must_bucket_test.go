package sync

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

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

// TestMust09RolledBackWhileRead: a machine has read a part of what another wrote when its network fails, and then the
// bucket and the other machine are put back to a day before. The head is again the one that was last read whole.
func TestMust09RolledBackWhileRead(t *testing.T) {
	for _, test := range []struct {
		name   string
		before func(laptop, desk *machine, bucket Bucket)
	}{
		{"behind the cursor", func(_, _ *machine, _ Bucket) {}},
		{"while all of it is read again", func(laptop, desk *machine, _ Bucket) {
			laptop.update(func(tx *prep.Tx) error {
				stream := desk.status().Devices[0].Stream
				return tx.Exec("update stream set reread = 1 where id = ?", int64(stream))
			})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			bucket, laptop, desk := filled(t)
			for range 2 {
				laptop.sync(bucket)
				desk.sync(bucket)
			}
			earlier := maps.Clone(bucket.objects)
			backup := copied(t, desk, "desk")

			test.before(laptop, desk, bucket)
			card := prep.NewID()
			desk.card(card, "written and read")
			desk.sync(bucket)
			desk.card(prep.NewID(), "written only")
			desk.sync(bucket)
			newest := ""
			for key := range bucket.objects {
				if _, old := earlier[key]; !old && strings.HasPrefix(key, batchesPrefix) && key > newest {
					newest = key
				}
			}
			if _, err := laptop.engine(lostAt{bucket, newest}).Sync(t.Context(), SyncOptions{}); !errors.Is(err, ErrUnreachable) {
				t.Fatalf("got %v, want ErrUnreachable", err)
			}
			var front string
			err := laptop.db.View(t.Context(), func(tx *prep.Tx) error {
				return tx.Get("select front from card where id = ?", []any{int64(card)}, &front)
			})
			if err != nil || front != "written and read" {
				t.Fatalf("the first half was not read: %q, %v", front, err)
			}

			bucket.objects = earlier
			backup.now = desk.now
			for range 2 {
				laptop.sync(bucket)
				backup.sync(bucket)
			}
			sameState(t, laptop, backup)
		})
	}
}

// lostAt is a bucket that cannot be reached when one object is read.
type lostAt struct {
	Bucket
	key string
}

func (b lostAt) Get(ctx context.Context, key string, limit int64) ([]byte, string, error) {
	if key == b.key {
		return nil, "", ErrUnreachable
	}
	return b.Bucket.Get(ctx, key, limit)
}

// copied is a machine from a backup of another.
func copied(t *testing.T, m *machine, name string) *machine {
	t.Helper()
	c := &machine{t: t, name: name, now: m.now, ring: m.ring}
	path := filepath.Join(t.TempDir(), "prep.db")
	if err := m.db.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	c.open(path)
	return c
}

// TestMust10CloneAndRestore: a copied disk, a restored database, and one restored together with the keys beside it.
func TestMust10CloneAndRestore(t *testing.T) {
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
