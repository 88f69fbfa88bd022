package sync

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"prep"
	"prep/sync/s3test"
)

// noise is what cannot be compressed, always the same for a seed.
func noise(seed uint64, size int64) io.Reader {
	var key [32]byte
	key[0] = byte(seed)
	return io.LimitReader(rand.NewChaCha8(key), size)
}

// big adds a file that takes pieces of the real size.
func (m *machine) big(seed uint64, size int64) prep.Media {
	m.t.Helper()
	stored, err := m.db.StoreMedia(noise(seed, size), "wav")
	if err != nil {
		m.t.Fatal(err)
	}
	stored.Attempt = 1
	m.update(func(tx *prep.Tx) error {
		_, err := tx.AddMedia(stored)
		return err
	})
	return stored
}

// TestPiecesFit: what cannot be compressed, and what is padded worst, stays below the size of an object.
func TestPiecesFit(t *testing.T) {
	ring := NewKeyring(5)
	sealer, err := NewSealer(ring)
	if err != nil {
		t.Fatal(err)
	}
	key := Name{Kind: PieceName, File: strings.Repeat("0", fileNameLength)}.Key()
	largest := 0
	for _, size := range []int64{pieceSize, pieceSize - 1, pieceSize - 1<<17, 4<<20 + 1} {
		body, err := io.ReadAll(noise(uint64(size), size))
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := sealer.Seal(key, body)
		if err != nil {
			t.Fatal(err)
		}
		if largest = max(largest, len(sealed)); len(sealed) > MaxObject || len(sealed) > int(size)*33/32+1024 {
			t.Errorf("%d bytes become %d", size, len(sealed))
		}
		if opened, err := sealer.Open(key, sealed, len(body)); err != nil || !bytes.Equal(opened, body) {
			t.Errorf("%d bytes do not come back: %v", size, err)
		}
	}
	t.Logf("the largest sealed piece has %d bytes of %d", largest, MaxObject)
}

// TestFilesOnRealServers: a file of three pieces through a network that fails, and the requests that it takes when the
// network does not.
func TestFilesOnRealServers(t *testing.T) {
	s3test.Each(t, func(t *testing.T, server *s3test.Server) {
		r := newRemote(t, server)
		bucket := r.open(t)
		laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
		laptop.init(bucket)
		desk.join(bucket)
		for range 2 {
			laptop.sync(bucket)
			desk.sync(bucket)
		}
		cost := func(what string, requests int, do func()) {
			t.Helper()
			r.faults.Reset()
			do()
			if traffic := r.faults.Traffic(); traffic.Requests != requests {
				t.Errorf("%s: %d requests %v, want %d", what, traffic.Requests, traffic.ByMethod, requests)
			}
		}
		file := laptop.big(1, 2*pieceSize+100)
		cost("send", 2+3+2, func() { laptop.sync(bucket) })
		cost("nothing new", 1, func() { laptop.sync(bucket) })
		cost("its row arrives", 3, func() { desk.sync(bucket) })
		fetch := func(m *machine) error { return m.engine(bucket).FetchMedia(t.Context(), file.ID) }
		cost("fetch", 3, func() {
			if err := fetch(desk); err != nil {
				t.Fatal(err)
			}
		})
		if err := desk.db.VerifyMedia(file); err != nil {
			t.Error(err)
		}
		laptop.deleteFile(file)
		cost("delete", 2+2+3, func() { laptop.sync(bucket) })
		if left := pieces(t, bucket); len(left) > 0 {
			t.Errorf("left: %q", left)
		}

		// The same through a network that fails, until it has worked.
		random := newRandom(11)
		file = laptop.big(2, pieceSize+100)
		r.faults.Choose = func(int, *http.Request) s3test.Fault { return drawFault(random) }
		done := func(what string, do func() error) {
			t.Helper()
			for range 200 {
				if do() == nil {
					return
				}
			}
			t.Fatalf("%s: never", what)
		}
		for _, m := range []*machine{laptop, desk} {
			done("sync", func() error {
				_, err := m.engine(bucket).Sync(t.Context(), SyncOptions{})
				return err
			})
		}
		done("fetch", func() error { return fetch(desk) })
		r.faults.Choose = nil
		if err := desk.db.VerifyMedia(file); err != nil {
			t.Error(err)
		}
	})
}

// TestMust14NoPlaintextOfFiles: neither the bytes of a file, nor its name, type or hash are in the bucket, and two
// repositories that hold the same file have no name in common.
func TestMust14NoPlaintextOfFiles(t *testing.T) {
	var names []string
	for range 2 {
		laptop := newMachine(t, "laptop")
		bucket := newSimBucket(newRandom(1), func() time.Time { return laptop.now })
		laptop.init(bucket)
		file := laptop.file("zanzibar, the bytes of a picture", 0)
		laptop.sync(bucket)
		laptop.ring = laptop.ring.Rotate()
		laptop.update(func(tx *prep.Tx) error { return tx.ReleaseMedia(0) })
		dropKind(bucket, PieceName)
		laptop.sync(bucket)
		if found := pieces(t, bucket); len(found) != 1 || slices.Contains(names, found[0]) {
			t.Errorf("names %q after %q", found, names)
		} else {
			names = append(names, found...)
		}
		for key, body := range bucket.objects {
			for _, text := range []string{"zanzibar", "picture", file.ID.String(), file.Hash, file.Hash[:16], "." + file.Type} {
				if bytes.Contains(body, []byte(text)) || strings.Contains(key, text) {
					t.Errorf("%s holds %q", key, text)
				}
			}
		}
	}
}

// TestLongFilesTakeLittleMemory: of a file of 100 MiB one piece is in memory at a time, both ways; what packs a piece
// takes more than the piece itself.
func TestLongFilesTakeLittleMemory(t *testing.T) {
	bucket := folderBucketIn(t)
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	laptop.init(bucket)
	desk.join(bucket)
	file := laptop.big(3, 100<<20)
	peak := func(what string, do func()) {
		t.Helper()
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		var highest uint64
		ctx, stop := context.WithCancel(t.Context())
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			for ctx.Err() == nil {
				time.Sleep(5 * time.Millisecond)
				runtime.GC() // so that only what is in use counts
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				highest = max(highest, now.HeapAlloc)
			}
		}()
		do()
		stop()
		<-watched
		t.Logf("%s: %d MiB", what, (highest-min(highest, before.HeapAlloc))>>20)
		if highest > before.HeapAlloc+128<<20 {
			t.Errorf("%s: %d MiB", what, (highest-before.HeapAlloc)>>20)
		}
	}
	peak("send", func() { laptop.sync(bucket) })
	desk.sync(bucket)
	peak("fetch", func() {
		if err := desk.engine(bucket).FetchMedia(t.Context(), file.ID); err != nil {
			t.Error(err)
		}
	})
	if err := desk.db.VerifyMedia(file); err != nil {
		t.Error(err)
	}
}
