package sync

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/crypto/chacha20poly1305"

	"prep"
)

// sealFrame seals a ready frame, as somebody can who has the keys and means harm.
func sealFrame(t testing.TB, ring Keyring, key string, frame []byte) []byte {
	t.Helper()
	sealer, err := NewSealer(ring)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := sealer.Seal(key, nil) // for its header
	if err != nil {
		t.Fatal(err)
	}
	aead, err := sealer.cipher(ring.Current)
	if err != nil {
		t.Fatal(err)
	}
	name, err := boundName(key)
	if err != nil {
		t.Fatal(err)
	}
	plain := append(binary.BigEndian.AppendUint32(nil, uint32(len(frame))), frame...)
	header := sealed[:headerSize+chacha20poly1305.NonceSizeX]
	return aead.Seal(slices.Clone(header), header[headerSize:], plain, sealer.additional(header, name))
}

// bomb is a small frame that unpacks to a gigabyte, without saying so.
func bomb(t testing.TB) []byte {
	t.Helper()
	var frame bytes.Buffer
	encoder, err := zstd.NewWriter(&frame, zstd.WithWindowSize(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 1024 {
		if _, err := encoder.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := encoder.Close(); err != nil {
		t.Fatal(err)
	}
	return frame.Bytes()
}

// TestMust07HostileObjects: whatever stands in the place of an object, the stream it belongs to is set aside, all
// others go on, memory stays bounded, and once the owner writes again everything is everywhere.
func TestMust07HostileObjects(t *testing.T) {
	type harm func(t *testing.T, bucket *simBucket, laptop, desk *machine, key string)
	random := newRandom(3)
	for name, harm := range map[string]harm{
		"truncated": func(_ *testing.T, b *simBucket, _, _ *machine, key string) {
			b.objects[key] = b.objects[key][:len(b.objects[key])/2]
		},
		"empty":   func(_ *testing.T, b *simBucket, _, _ *machine, key string) { b.objects[key] = nil },
		"flipped": func(_ *testing.T, b *simBucket, _, _ *machine, key string) { b.objects[key][60] ^= 0x10 },
		"swapped": func(t *testing.T, b *simBucket, _, desk *machine, key string) {
			other := batchOf(t, b, desk)
			if strings.HasPrefix(key, headsPrefix) {
				other = HeadKey(desk.status().Devices[0].Stream)
			}
			b.objects[key] = slices.Clone(b.objects[other])
		},
		"noise": func(_ *testing.T, b *simBucket, _, _ *machine, key string) {
			for i := range b.objects[key] {
				b.objects[key][i] = byte(random.Uint32())
			}
		},
		"oversize": func(_ *testing.T, b *simBucket, _, _ *machine, key string) {
			b.objects[key] = append([]byte(envelopeMagic), make([]byte, MaxObject+1)...)
		},
		"bomb": func(t *testing.T, b *simBucket, laptop, _ *machine, key string) {
			name, err := ParseKey(key)
			if err != nil {
				t.Fatal(err)
			}
			if name.Kind == HeadName {
				b.objects[key] = sealFrame(t, laptop.ring, key, bomb(t))
				return
			}
			b.objects[key] = sealFrame(t, laptop.ring, batchSealKey(name.ID, name.First, name.Last), bomb(t))
			vouch(t, b, laptop.ring, name, b.objects[key])
		},
		"wrong epoch": func(_ *testing.T, b *simBucket, _, _ *machine, key string) {
			binary.BigEndian.PutUint64(b.objects[key][6:], 12345)
		},
		"newer envelope": func(_ *testing.T, b *simBucket, _, _ *machine, key string) { b.objects[key][4] = 9 },
		"no payload": func(t *testing.T, b *simBucket, laptop, _ *machine, key string) {
			name, err := ParseKey(key)
			if err != nil || name.Kind == HeadName {
				b.objects[key] = sealFrame(t, laptop.ring, key, []byte("no frame"))
				return
			}
			b.objects[key] = sealFrame(t, laptop.ring, batchSealKey(name.ID, name.First, name.Last), []byte("no frame"))
			vouch(t, b, laptop.ring, name, b.objects[key])
		},
	} {
		for _, target := range []string{"batch", "head"} {
			t.Run(name+" "+target, func(t *testing.T) {
				bucket, laptop, desk := filled(t)
				reader := newMachine(t, "reader")
				reader.join(bucket)
				key := batchOf(t, bucket, laptop)
				if target == "head" {
					key = HeadKey(laptop.status().Devices[0].Stream)
				}
				healthy := maps.Clone(bucket.objects)
				bucket.objects[key] = slices.Clone(bucket.objects[key])
				harm(t, bucket, laptop, desk, key)

				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				result := reader.sync(bucket)
				runtime.ReadMemStats(&after)
				if grown := after.TotalAlloc - before.TotalAlloc; grown > 400<<20 {
					t.Errorf("%d MiB allocated", grown>>20)
				}
				if len(result.Notes) == 0 {
					t.Error("nobody was told")
				}
				want := countEvents(t, desk.db)
				if got := countEvents(t, reader.db); got == 0 || got >= want {
					t.Errorf("%d of %d events arrived: want those of the other stream", got, want)
				}
				if status := reader.status(); !slices.ContainsFunc(status.Devices, func(d Device) bool { return d.Trouble != "" }) {
					t.Errorf("the status does not say so: %+v", status.Devices)
				}
				if result := reader.sync(bucket); result.Pushed > 0 {
					t.Errorf("a second sync pushed %d events", result.Pushed)
				}

				if name == "wrong epoch" || name == "newer envelope" { // nobody asks for what only this reader cannot read
					bucket.objects[key] = healthy[key]
				}
				for range 3 {
					for _, m := range []*machine{laptop, desk, reader} {
						m.sync(bucket)
					}
				}
				sameState(t, laptop, reader)
				sameState(t, laptop, desk)
			})
		}
	}
}

// vouch makes the stream's head list the object as it is now.
func vouch(t testing.TB, bucket *simBucket, ring Keyring, name Name, sealed []byte) {
	t.Helper()
	sealer, err := NewSealer(ring)
	if err != nil {
		t.Fatal(err)
	}
	key := HeadKey(name.ID)
	payload, err := sealer.Open(key, bucket.objects[key], 0)
	if err != nil {
		t.Fatal(err)
	}
	h, err := decodeHead(name.ID, payload)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range h.Objects {
		if o.First == name.First {
			h.Objects[i].Hash = BatchHash(sealed)
			bucket.objects[h.Objects[i].key(name.ID)] = sealed
		}
	}
	if payload, err = h.encode(); err != nil {
		t.Fatal(err)
	}
	if bucket.objects[key], err = sealer.Seal(key, payload); err != nil {
		t.Fatal(err)
	}
}

// TestMust07ReplayedHead puts an old head back in its place: it opens, and the chain and the remembered ETag tell.
func TestMust07ReplayedHead(t *testing.T) {
	bucket, laptop, desk := filled(t)
	key := HeadKey(laptop.status().Devices[0].Stream)
	old := bucket.objects[key]
	card := prep.NewID()
	laptop.card(card, "after the old head")
	laptop.sync(bucket)
	desk.sync(bucket)
	want := dump(t, desk.db)
	bucket.objects[key] = old
	for range 2 {
		desk.sync(bucket)
		laptop.sync(bucket)
	}
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	fresh.sync(bucket)
	if got := dump(t, fresh.db); !slices.Equal(want, got) {
		t.Errorf("the replay hides something: %q", different(want, got))
	}
}

// TestMust07ForeignObjects: what other programs leave in the bucket is nobody's business.
func TestMust07ForeignObjects(t *testing.T) {
	bucket, laptop, desk := filled(t)
	for i, key := range []string{"v1/h/readme.txt", "v1/h/2.short", "v1/o/notes", "v1/h/7.aaaaaaaaaaaaa", "photo.jpg", "v1/o/aaaaaaaaaaaaa/x"} {
		bucket.objects[key] = []byte(fmt.Sprint("something ", i))
	}
	laptop.card(prep.NewID(), "goes on")
	laptop.sync(bucket)
	if result := desk.sync(bucket); len(result.Notes) > 0 {
		t.Errorf("notes: %q", result.Notes)
	}
	sameState(t, laptop, desk)
}

// FuzzDecode gives anything to the readers of payloads and heads. They refuse, or what they read has the right form.
func FuzzDecode(f *testing.F) {
	stream := prep.ID(42)
	payload, err := encodePayload(batchHeader{Version: 1, Stream: stream, First: 1, Last: 2, Chains: []string{"a", "b"}}, []prep.Event{
		{Stream: stream, Line: []byte(`{"k":"rev"}`)}, {Stream: 7, Line: []byte(`{"k":"set"}`)},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(payload)
	f.Add([]byte(`{"v":1,"stream":"` + stream.String() + `","first":1,"last":1}` + "\n"))
	f.Add([]byte(`{"v":1,"min_reader":1,"stream":"` + stream.String() + `","objects":[{"first":1,"last":1,"h":"0123456789abcdef","size":1,"chain":"0123456789abcdef"}],"nonce":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if b, err := decodePayload(data); err == nil {
			var events []prep.Event
			if err := b.each(func(writer prep.ID, line []byte) error {
				events = append(events, prep.Event{Stream: writer, Line: line})
				return nil
			}); err != nil {
				t.Fatalf("it was read once: %v", err)
			}
			again, err := encodePayload(b.batchHeader, events)
			if err != nil {
				t.Fatal(err)
			}
			second, err := decodePayload(again)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			if err := second.each(func(writer prep.ID, line []byte) error {
				if events[n].Stream != writer || !bytes.Equal(events[n].Line, line) {
					t.Errorf("event %d changed", n)
				}
				n++
				return nil
			}); err != nil || n != len(events) {
				t.Errorf("%d of %d events came back: %v", n, len(events), err)
			}
		}
		if h, err := decodeHead(stream, data); err == nil {
			for _, o := range h.Objects {
				if _, err := ParseKey(o.key(stream)); err != nil {
					t.Errorf("a key that is none: %v", err)
				}
			}
		}
	})
}
