package sync

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
)

// file adds a file with its row: a recording where there is an attempt, otherwise a picture.
func (m *machine) file(content string, attempt prep.ID) prep.Media {
	m.t.Helper()
	kind := "png"
	if attempt != 0 {
		kind = "wav"
	}
	stored, err := m.db.StoreMedia(strings.NewReader(content), kind)
	if err != nil {
		m.t.Fatal(err)
	}
	stored.Attempt = attempt
	m.update(func(tx *prep.Tx) error {
		_, err := tx.AddMedia(stored)
		return err
	})
	return stored
}

func (m *machine) fetch(bucket Bucket, id prep.ID) error {
	m.t.Helper()
	m.now = m.now.Add(time.Minute)
	return m.small(bucket).FetchMedia(context.Background(), id)
}

func (m *machine) mustHave(bucket Bucket, file prep.Media) {
	m.t.Helper()
	if err := m.fetch(bucket, file.ID); err != nil {
		m.t.Fatalf("%s: %v", m.name, err)
	}
	if err := m.db.VerifyMedia(file); err != nil {
		m.t.Fatalf("%s: %v", m.name, err)
	}
}

func (m *machine) deleteFile(file prep.Media) {
	m.t.Helper()
	m.update(func(tx *prep.Tx) error { return tx.Delete(prep.MediaFiles, file.ID) })
}

// pieces returns the keys of the pieces in the bucket.
func pieces(t testing.TB, bucket Bucket) []string {
	t.Helper()
	objects, err := bucket.List(t.Context(), piecesPrefix)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, object := range objects {
		keys = append(keys, object.Key)
	}
	return keys
}

// together is two machines of one repository on a bucket that does what it is told. Files are in pieces of 40 bytes.
func together(t testing.TB) (bucket *simBucket, laptop, desk *machine) {
	t.Helper()
	laptop, desk = newMachine(t, "laptop"), newMachine(t, "desk")
	bucket = newSimBucket(newRandom(1), func() time.Time { return laptop.now })
	laptop.init(bucket)
	desk.join(bucket)
	for range 2 {
		laptop.syncSmall(bucket)
		desk.syncSmall(bucket)
	}
	clear(bucket.requests)
	return bucket, laptop, desk
}

// longContent takes several pieces, the last of them a short one.
var longContent = strings.Repeat("a longer picture ", 8)

// counted runs something and returns how many requests it took, by method.
func counted(bucket *simBucket, f func()) map[string]int {
	clear(bucket.requests)
	f()
	made := map[string]int{}
	for method, n := range bucket.requests {
		made[method] = n
	}
	return made
}

func wantRequests(t *testing.T, what string, got map[string]int, list, get, put, del int) {
	t.Helper()
	if got["LIST"] != list || got["GET"] != get || got["PUT"] != put || got["DELETE"] != del {
		t.Errorf("%s: %v, want %d LIST, %d GET, %d PUT, %d DELETE", what, got, list, get, put, del)
	}
}

func TestFilesAreFetchedWhenNeeded(t *testing.T) {
	bucket, laptop, desk := together(t)
	var picture, empty prep.Media
	n := (len(longContent) + 39) / 40
	picture, empty = laptop.file(longContent, 0), laptop.file("", 0)
	wantRequests(t, "first push", counted(bucket, func() { laptop.syncSmall(bucket) }), 2, 0, n+1+2, 0)
	wantRequests(t, "nothing new", counted(bucket, func() { laptop.syncSmall(bucket) }), 1, 0, 0, 0)
	wantRequests(t, "rows alone arrive", counted(bucket, func() { desk.syncSmall(bucket) }), 1, 2, 0, 0)
	wantRequests(t, "nothing new there", counted(bucket, func() { desk.syncSmall(bucket) }), 1, 0, 0, 0)
	if desk.db.HasMedia(picture) || desk.db.HasMedia(empty) {
		t.Error("the file came before somebody needed it")
	}
	wantRequests(t, "fetch", counted(bucket, func() { desk.mustHave(bucket, picture) }), 0, n, 0, 0)
	wantRequests(t, "fetch again", counted(bucket, func() { desk.mustHave(bucket, picture) }), 0, 0, 0, 0)
	desk.mustHave(bucket, empty)
	info, err := os.Stat(desk.db.MediaPath(picture))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file %v, %v", info, err)
	}
	wantRequests(t, "nothing new after it", counted(bucket, func() { desk.syncSmall(bucket) }), 1, 0, 0, 0)
	if err := desk.fetch(bucket, prep.NewID()); !errors.Is(err, prep.ErrNotFound) {
		t.Errorf("no such row: %v", err)
	}
}

// TestTheSameFileTwiceIsStoredOnce, whichever machine brings it.
func TestTheSameFileTwiceIsStoredOnce(t *testing.T) {
	bucket, laptop, desk := together(t)
	laptop.file(longContent, 0)
	desk.file(longContent, 0)
	laptop.syncSmall(bucket)
	before := pieces(t, bucket)
	wantRequests(t, "the other has it too", counted(bucket, func() { desk.syncSmall(bucket) }), 2, 2, 2, 0)
	if got := pieces(t, bucket); !slices.Equal(got, before) {
		t.Errorf("%q, want %q", got, before)
	}
}

// TestFilesComeBeforeTheirEvents: who reads the row finds the bytes; a sync in a hurry sends the events first.
func TestFilesComeBeforeTheirEvents(t *testing.T) {
	for _, hurry := range []bool{false, true} {
		bucket, laptop, _ := together(t)
		laptop.file(longContent, 0)
		var order []string
		logged := &loggedPuts{simBucket: bucket, log: &order}
		if _, err := laptop.small(logged).Sync(t.Context(), SyncOptions{EventsFirst: hurry}); err != nil {
			t.Fatal(err)
		}
		isPiece := func(key string) bool { return strings.HasPrefix(key, piecesPrefix) }
		first, last := slices.IndexFunc(order, isPiece), slices.IndexFunc(order, func(key string) bool { return !isPiece(key) })
		if (last < first) != hurry {
			t.Errorf("in a hurry %v: %q", hurry, order)
		}
	}
}

type loggedPuts struct {
	*simBucket
	log *[]string
}

func (b *loggedPuts) Put(ctx context.Context, key string, body []byte, opts PutOptions) (string, error) {
	*b.log = append(*b.log, key)
	return b.simBucket.Put(ctx, key, body, opts)
}

// TestFileThatIsNotThereYet: a clear word, and once the other machine has synced after this one has asked, it is there.
func TestFileThatIsNotThereYet(t *testing.T) {
	bucket, laptop, desk := together(t)
	picture := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	lost := pieces(t, bucket)[1]
	delete(bucket.objects, lost)
	if err := desk.fetch(bucket, picture.ID); !errors.Is(err, ErrNotSent) {
		t.Errorf("got %v, want ErrNotSent", err)
	}
	if left, err := os.ReadDir(desk.db.MediaFolder()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	desk.syncSmall(bucket) // asks
	laptop.syncSmall(bucket)
	if bucket.objects[lost] == nil {
		t.Fatal("nobody sent it again")
	}
	desk.mustHave(bucket, picture)
	desk.syncSmall(bucket)
	wantRequests(t, "who answered learns that it arrived", counted(bucket, func() { laptop.syncSmall(bucket) }), 1, 1, 0, 0)
	for _, m := range []*machine{desk, laptop} {
		wantRequests(t, m.name+" rests", counted(bucket, func() { m.syncSmall(bucket) }), 1, 0, 0, 0)
	}
}

// TestHostilePieces: whatever stands in the place of a piece, nothing of it is kept, and the machine that has the file
// puts it right once it is asked.
func TestHostilePieces(t *testing.T) {
	other := strings.Repeat("another picture. ", 8)
	for name, harm := range map[string]func(b *simBucket, key, next, others string){
		"truncated": func(b *simBucket, key, _, _ string) { b.objects[key] = b.objects[key][:len(b.objects[key])/2] },
		"empty":     func(b *simBucket, key, _, _ string) { b.objects[key] = nil },
		"flipped": func(b *simBucket, key, _, _ string) {
			b.objects[key] = slices.Clone(b.objects[key])
			b.objects[key][50] ^= 1
		},
		"oversize": func(b *simBucket, key, _, _ string) {
			b.objects[key] = append([]byte(envelopeMagic), make([]byte, MaxObject+1)...)
		},
		"the next one": func(b *simBucket, key, next, _ string) { b.objects[key] = b.objects[next] },
		"swapped": func(b *simBucket, key, next, _ string) {
			b.objects[key], b.objects[next] = b.objects[next], b.objects[key]
		},
		"of another": func(b *simBucket, key, _, others string) { b.objects[key] = b.objects[others] },
	} {
		t.Run(name, func(t *testing.T) {
			bucket, laptop, desk := together(t)
			picture := laptop.file(longContent, 0)
			laptop.syncSmall(bucket)
			mine := pieces(t, bucket)
			laptop.file(other, 0)
			laptop.syncSmall(bucket)
			desk.syncSmall(bucket)
			others := slices.DeleteFunc(pieces(t, bucket), func(key string) bool { return slices.Contains(mine, key) })
			harm(bucket, mine[0], mine[1], others[0])
			if err := desk.fetch(bucket, picture.ID); !errors.Is(err, ErrTampered) && !errors.Is(err, ErrTooLarge) {
				t.Errorf("got %v", err)
			}
			if left, err := os.ReadDir(desk.db.MediaFolder()); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
			desk.syncSmall(bucket)
			laptop.syncSmall(bucket)
			desk.mustHave(bucket, picture)
		})
	}
}

// TestPieceOfAnotherFileOfOurs: a machine of the repository itself that seals wrong bytes is not believed either.
func TestPieceOfAnotherFileOfOurs(t *testing.T) {
	bucket, laptop, desk := together(t)
	picture := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	e := laptop.small(bucket)
	for what, body := range map[string][]byte{
		"other bytes": bytes.Repeat([]byte("x"), 40), "fewer": bytes.Repeat([]byte("x"), 39), "more": bytes.Repeat([]byte("x"), 41),
	} {
		key := pieces(t, bucket)[0]
		sealed, err := e.sealer.Seal(key, body)
		if err != nil {
			t.Fatal(err)
		}
		bucket.objects[key] = sealed
		err = desk.fetch(bucket, picture.ID)
		if !errors.Is(err, ErrTampered) && !errors.Is(err, prep.ErrMediaDamaged) && !errors.Is(err, ErrTooLarge) || desk.db.HasMedia(picture) {
			t.Errorf("%s: %v", what, err)
		}
	}
	desk.syncSmall(bucket)
	laptop.syncSmall(bucket)
	desk.mustHave(bucket, picture)
}

// TestDamagedFileIsNotSent, and does not cost a listing at every sync.
func TestDamagedFileIsNotSent(t *testing.T) {
	bucket, laptop, desk := together(t)
	picture := laptop.file(longContent, 0)
	if err := os.WriteFile(laptop.db.MediaPath(picture), []byte(strings.ToUpper(longContent)), 0o600); err != nil {
		t.Fatal(err)
	}
	laptop.now = laptop.now.Add(time.Minute)
	result, err := laptop.small(bucket).Sync(t.Context(), SyncOptions{})
	if err != nil || len(result.Notes) != 1 || !strings.Contains(result.Notes[0], "damaged") {
		t.Errorf("%+v, %v", result, err)
	}
	if found := pieces(t, bucket); len(found) > 0 {
		t.Errorf("in the bucket: %q", found)
	}
	wantRequests(t, "next sync", counted(bucket, func() { laptop.syncSmall(bucket) }), 1, 0, 0, 0)
	if _, err := laptop.db.StoreMedia(strings.NewReader(longContent), "png"); err != nil { // put right by hand
		t.Fatal(err)
	}
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	desk.mustHave(bucket, picture)
}

// TestFilesAfterRotation: what was stored under an older key is found, and not sent again.
func TestFilesAfterRotation(t *testing.T) {
	bucket, laptop, desk := together(t)
	old := laptop.file(longContent, 0)
	laptop.syncSmall(bucket)
	before := pieces(t, bucket)
	laptop.ring = laptop.ring.Rotate()
	desk.ring = laptop.ring
	laptop.update(func(tx *prep.Tx) error { return tx.ReleaseMedia(0) })
	later := laptop.file("a picture of today", 0)
	wantRequests(t, "only the new one", counted(bucket, func() { laptop.syncSmall(bucket) }), 2, 0, 1+2, 0)
	desk.syncSmall(bucket)
	delete(bucket.objects, before[1]) // and a piece of the old one is sent again under the new key
	laptop.update(func(tx *prep.Tx) error { return tx.ReleaseMedia(old.ID) })
	laptop.syncSmall(bucket)
	if now := pieces(t, bucket); len(now) != len(before)+1 {
		t.Errorf("%d pieces, want %d", len(now), len(before)+1)
	}
	desk.mustHave(bucket, later)
	desk.mustHave(bucket, old)
}

// beforeDelete does something once, before the first delete.
type beforeDelete struct {
	*simBucket
	do func()
}

func (b *beforeDelete) Delete(ctx context.Context, key string) error {
	if do := b.do; do != nil {
		b.do = nil
		do()
	}
	return b.simBucket.Delete(ctx, key)
}
