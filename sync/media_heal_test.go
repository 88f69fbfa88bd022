package sync

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
)

// TestFilesOfAWipedBucket come back from whoever has them, and so do those that a bucket of an earlier day lacks.
func TestFilesOfAWipedBucket(t *testing.T) {
	bucket, laptop, desk := together(t)
	both, mine := laptop.file(longContent, 0), desk.file("a picture of the desk, which the laptop never fetched", 0)
	for range 2 {
		laptop.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	desk.mustHave(bucket, both)
	want := pieces(t, bucket)
	clear(bucket.objects)
	if _, err := laptop.small(bucket).Sync(t.Context(), SyncOptions{}); !errors.Is(err, ErrWiped) {
		t.Fatalf("got %v, want ErrWiped", err)
	}
	for _, m := range []*machine{desk, laptop, desk} {
		if _, err := m.small(bucket).Sync(t.Context(), SyncOptions{Reupload: true}); err != nil {
			t.Fatal(err)
		}
	}
	if got := pieces(t, bucket); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	laptop.mustHave(bucket, mine)
}

func TestFilesOfARolledBackBucket(t *testing.T) {
	bucket, laptop, desk := together(t)
	laptop.syncSmall(bucket)
	earlier := map[string][]byte{}
	for key, body := range bucket.objects {
		earlier[key] = body
	}
	picture := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	want := pieces(t, bucket)
	bucket.objects = earlier
	for range 2 {
		laptop.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	if got := pieces(t, bucket); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	desk.mustHave(bucket, picture)
}

// TestCheckLooksAtFiles: what is missing or damaged is found, and the next sync of a machine that has the file puts it
// right, on whichever machine the check was made.
func TestCheckLooksAtFiles(t *testing.T) {
	for name, test := range map[string]struct {
		harm func(bucket *simBucket, key string)
		full bool
	}{
		"missing":   {func(b *simBucket, key string) { delete(b.objects, key) }, false},
		"flipped":   {func(b *simBucket, key string) { b.objects[key] = flippedAt(b.objects[key], 60) }, true},
		"truncated": {func(b *simBucket, key string) { b.objects[key] = b.objects[key][:50] }, true},
	} {
		for _, checker := range []string{"laptop", "desk"} {
			t.Run(name+" "+checker, func(t *testing.T) {
				bucket, laptop, desk := together(t)
				picture := laptop.file(longContent, 0)
				laptop.syncSmall(bucket)
				desk.syncSmall(bucket)
				who := map[string]*machine{"laptop": laptop, "desk": desk}[checker]
				report, err := who.small(bucket).Check(t.Context(), true)
				if err != nil || len(report.Problems)+len(report.Orphans) > 0 || report.Files != 1 {
					t.Fatalf("whole: %+v, %v", report, err)
				}
				test.harm(bucket, pieces(t, bucket)[2])
				report, err = who.small(bucket).Check(t.Context(), test.full)
				if err != nil || len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Text, picture.Name()) {
					t.Fatalf("%+v, %v", report, err)
				}
				desk.syncSmall(bucket)
				laptop.syncSmall(bucket)
				report, err = who.small(bucket).Check(t.Context(), true)
				if err != nil || len(report.Problems) > 0 {
					t.Errorf("after a sync: %+v, %v", report, err)
				}
				desk.mustHave(bucket, picture)
			})
		}
	}
}

func flippedAt(body []byte, at int) []byte {
	body = slices.Clone(body)
	body[at] ^= 1
	return body
}

// TestRepairSendsFilesAtOnce.
func TestRepairSendsFilesAtOnce(t *testing.T) {
	bucket, laptop, _ := together(t)
	laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	keys := pieces(t, bucket)
	delete(bucket.objects, keys[0])
	bucket.objects[keys[1]] = flippedAt(bucket.objects[keys[1]], 60)
	if _, result, err := laptop.small(bucket).Repair(t.Context()); err != nil || result.Files != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	report, err := laptop.small(bucket).Check(t.Context(), true)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestStrayPiecesGo when they are old, belong to no row, and this machine knows everything.
func TestStrayPiecesGo(t *testing.T) {
	bucket, laptop, desk := together(t)
	kept := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	keptPieces := len(pieces(t, bucket))
	e := laptop.small(bucket)
	stray, err := e.pieces(prep.Media{ID: 0, Hash: strings.Repeat("0", 64), Type: "png", Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	key := stray.current(0)
	if bucket.objects[key], err = e.sealer.Seal(key, []byte("stray")); err != nil {
		t.Fatal(err)
	}
	newer := laptop.ring.Rotate()
	newerSealer, err := NewSealer(newer)
	if err != nil {
		t.Fatal(err)
	}
	unknown := strings.Replace(key, "-0000", "-0001", 1)
	if bucket.objects[unknown], err = newerSealer.Seal(unknown, []byte("of a machine with a newer key")); err != nil {
		t.Fatal(err)
	}
	dated := &datedBucket{simBucket: bucket, stored: laptop.now}
	report, err := laptop.small(dated).Check(t.Context(), false)
	if err != nil || len(report.Orphans) != 2 || len(report.Problems) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
	has := func() bool { return bucket.objects[key] != nil }
	if _, _, err := laptop.small(dated).Repair(t.Context()); err != nil || !has() {
		t.Errorf("deleted too early (%v)", err)
	}
	later(8*24*time.Hour, laptop, desk)
	desk.update(func(tx *prep.Tx) error { return tx.Exec("update stream set missing = 1 where id != 0") })
	if err := desk.small(dated).removed(t); err != nil || !has() {
		t.Errorf("deleted by a machine that does not know all rows (%v)", err)
	}
	if _, _, err := laptop.small(dated).Repair(t.Context()); err != nil || has() {
		t.Errorf("still there (%v)", err)
	}
	if got := pieces(t, bucket); len(got) != keptPieces+1 {
		t.Errorf("%q", got)
	}
	if bucket.objects[unknown] == nil {
		t.Error("what only a newer key opens was deleted")
	}
	desk.mustHave(bucket, kept)
}

// removed runs the end of a repair alone.
func (e *Engine) removed(t *testing.T) error {
	t.Helper()
	_, err := e.locked(t.Context(), func(s *run) error {
		if err := s.load(t.Context()); err != nil {
			return err
		}
		return s.removeStrays(t.Context())
	})
	return err
}

// datedBucket says when everything in it was stored.
type datedBucket struct {
	*simBucket
	stored time.Time
}

// TestRestoredBackupKeepsFiles: the database goes back alone, its folder of files stays.
func TestRestoredBackupKeepsFiles(t *testing.T) {
	bucket, laptop, desk := together(t)
	backup := filepath.Join(filepath.Dir(laptop.db.Path()), "backup.db")
	if err := laptop.db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	picture := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	restored := &machine{t: t, name: "restored", now: laptop.now, ring: laptop.ring}
	restored.open(backup)
	for range 2 {
		restored.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	restored.mustHave(bucket, picture)
	desk.mustHave(bucket, picture)
	sameState(t, restored, desk)
}

func (b *datedBucket) List(ctx context.Context, prefix string) ([]Object, error) {
	objects, err := b.simBucket.List(ctx, prefix)
	for i := range objects {
		objects[i].Modified = b.stored
	}
	return objects, err
}
