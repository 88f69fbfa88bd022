package sync_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"prep"
	"prep/sync"
)

// goldenRing is a keyring that is no secret: objects sealed with it are checked in.
func goldenRing(t testing.TB) sync.Keyring {
	t.Helper()
	var ring sync.Keyring
	text := `{"version":1,"repo":"aaaaaaaaaaado","current":"aaaaaaaaaaacw",
		"keys":{"aaaaaaaaaaacw":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}`
	if err := json.Unmarshal([]byte(text), &ring); err != nil {
		t.Fatal(err)
	}
	return ring
}

func sealer(t testing.TB, ring sync.Keyring) *sync.Sealer {
	t.Helper()
	sealer, err := sync.NewSealer(ring)
	if err != nil {
		t.Fatal(err)
	}
	return sealer
}

func seal(t testing.TB, s *sync.Sealer, key string, payload []byte) []byte {
	t.Helper()
	sealed, err := s.Seal(key, payload)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

const headKey = "v1/h/2.aaaaaaaaaaaba"

func TestSealedOpens(t *testing.T) {
	s := sealer(t, sync.NewKeyring(prep.NewID()))
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		payload = bytes.Repeat(payload, rapid.IntRange(1, 200).Draw(t, "times"))
		sealed, err := s.Seal(headKey, payload)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Seal(headKey, payload)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(sealed, again) {
			t.Fatal("one payload sealed twice is the same: the nonce is not random")
		}
		got, err := s.Open(headKey, sealed, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, payload) {
			t.Fatalf("%d bytes come back otherwise", len(payload))
		}
	})
}

// The layout is that of the protocol, byte by byte.
func TestLayoutOfTheEnvelope(t *testing.T) {
	ring := goldenRing(t)
	sealed := seal(t, sealer(t, ring), headKey, []byte("payload"))
	want := append([]byte("PREP\x01\x00"), binary.BigEndian.AppendUint64(nil, uint64(ring.Current))...)
	if !bytes.HasPrefix(sealed, want) {
		t.Errorf("begins with %x, want %x", sealed[:14], want)
	}
	if bytes.Contains(sealed, []byte("payload")) {
		t.Error("the payload is readable")
	}
}

// What was sealed by this version must open for ever. `go test -run Golden -update-golden` writes a new one, and only
// a new version of the envelope is a reason to.
var updateGolden = flag.Bool("update-golden", false, "write the golden files in testdata anew")

func TestGoldenObjectOpens(t *testing.T) {
	const payload = `{"version":1,"stream":"aaaaaaaaaaaba"}` + "\nthe first object of prep\n"
	file := filepath.Join("testdata", "sealed-1.hex")
	if *updateGolden {
		if err := os.WriteFile(file, []byte(hex.EncodeToString(seal(t, sealer(t, goldenRing(t)), headKey, []byte(payload)))+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sealed, err := hex.DecodeString(strings.TrimSpace(string(mustRead(t, file))))
	if err != nil {
		t.Fatal(err)
	}
	got, err := sealer(t, goldenRing(t)).Open(headKey, sealed, 0)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != payload {
		t.Errorf("opens as %q, want %q", got, payload)
	}
}

// An object opens as what it was sealed as, where it was sealed, or not at all.
func TestTamperedObjects(t *testing.T) {
	ring := sync.NewKeyring(7)
	s := sealer(t, ring)
	sealed := seal(t, s, headKey, []byte("payload"))
	change := func(change func(b []byte) []byte) []byte { return change(bytes.Clone(sealed)) }
	otherRepo, rotated := ring, ring.Rotate()
	otherRepo.Repo = 8
	for _, test := range []struct {
		name   string
		sealer *sync.Sealer
		key    string
		sealed []byte
		want   error
	}{
		{"renamed", s, "v1/h/2.aaaaaaaaaaabe", sealed, sync.ErrTampered},
		{"of another repository", sealer(t, otherRepo), headKey, sealed, sync.ErrTampered},
		{"another key of that epoch", sealer(t, sync.Keyring{
			Repo: 7, Current: ring.Current, Keys: map[prep.ID]sync.MasterKey{ring.Current: {1}},
		}), headKey, sealed, sync.ErrTampered},
		{"an epoch that came later", s, headKey, seal(t, sealer(t, rotated), headKey, nil), sync.ErrEpochUnknown},
		{"an epoch that came before", sealer(t, rotated), headKey, sealed, nil},
		{"nothing", s, headKey, nil, sync.ErrTampered},
		{"cut short", s, headKey, sealed[:len(sealed)-1], sync.ErrTampered},
		{"cut to the header", s, headKey, sealed[:14], sync.ErrTampered},
		{"longer", s, headKey, append(bytes.Clone(sealed), 0), sync.ErrTampered},
		{"too long for any object", s, headKey, make([]byte, sync.MaxObject+1), sync.ErrTooLarge},
		{"a newer version", s, headKey, change(func(b []byte) []byte { b[4] = 2; return b }), sync.ErrNewerFormat},
		{"an unknown flag", s, headKey, change(func(b []byte) []byte { b[5] = 4; return b }), sync.ErrNewerFormat},
		{"version 0", s, headKey, change(func(b []byte) []byte { b[4] = 0; return b }), sync.ErrTampered},
		{"another file", s, headKey, []byte(strings.Repeat("not of prep ", 20)), sync.ErrTampered},
		{"a key of no repository", s, "h/2.x", sealed, sync.ErrKey},
	} {
		_, err := test.sealer.Open(test.key, test.sealed, 0)
		if !errors.Is(err, test.want) || test.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 0x10
		if _, err := s.Open(headKey, damaged, 0); err == nil {
			t.Errorf("opens with byte %d flipped", i)
		}
	}
}

// Whoever holds the key can still not make us unpack more than the limit.
func TestOpeningBoundsMemory(t *testing.T) {
	ring := goldenRing(t)
	s := sealer(t, ring)
	sixteen := seal(t, s, headKey, make([]byte, 16<<20))
	if _, err := s.Open(headKey, sixteen, 16<<20-1); !errors.Is(err, sync.ErrTooLarge) {
		t.Errorf("16 MiB where less is allowed: %v, want ErrTooLarge", err)
	}
	if got, err := s.Open(headKey, sixteen, 16<<20); err != nil || len(got) != 16<<20 {
		t.Errorf("16 MiB where they are allowed: %d bytes, %v", len(got), err)
	}
	if _, err := s.Seal(headKey, make([]byte, sync.MaxPayload+1)); !errors.Is(err, sync.ErrTooLarge) {
		t.Errorf("seal more than the largest payload: %v, want ErrTooLarge", err)
	}
	random := make([]byte, sync.MaxObject)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random)
	if _, err := s.Seal(headKey, random); !errors.Is(err, sync.ErrTooLarge) {
		t.Errorf("seal what does not shrink to the largest object: %v, want ErrTooLarge", err)
	}

	for _, test := range []struct {
		name  string
		plain []byte
		want  error
	}{
		{"a bomb that says its size", bomb(t, true), sync.ErrTooLarge},
		{"a bomb that does not", bomb(t, false), sync.ErrTampered},
		{"a window of 2 GiB", framed([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00}), sync.ErrTampered},
		{"a length beyond the end", []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}, sync.ErrTampered},
		{"no frame", framed(nil), sync.ErrTampered},
		{"not a frame", framed([]byte("hello, world")), sync.ErrTampered},
	} {
		sealed := sealPlain(t, ring, headKey, test.plain)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := s.Open(headKey, sealed, 0)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > sync.MaxPayload {
			t.Errorf("%s: %d MiB were allocated", test.name, spent>>20)
		}
	}
}

// bomb is 1 GiB of zeros in a few kilobytes.
func bomb(t *testing.T, says bool) []byte {
	t.Helper()
	const size = 1 << 30
	var frame bytes.Buffer
	writer, err := zstd.NewWriter(&frame, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	if says {
		writer.ResetContentSize(&frame, size)
	}
	zeros := make([]byte, 1<<20)
	for range size / len(zeros) {
		if _, err := writer.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return framed(frame.Bytes())
}

func framed(frame []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(frame))), frame...)
}

func FuzzOpen(f *testing.F) {
	ring := goldenRing(f)
	s := sealer(f, ring)
	f.Add(seal(f, s, headKey, []byte("payload")), []byte(nil))
	f.Add([]byte("PREP\x01\x00"), framed([]byte("frame")))
	f.Add([]byte(nil), framed([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x01, 0x00, 0x00}))
	// The first argument is a hostile object; the second a hostile plaintext sealed with the right key.
	f.Fuzz(func(t *testing.T, sealed, plain []byte) {
		const limit = 1 << 20
		for _, object := range [][]byte{sealed, sealPlain(t, ring, headKey, plain)} {
			payload, err := s.Open(headKey, object, limit)
			if err == nil && len(payload) > limit {
				t.Errorf("%d bytes, the limit is %d", len(payload), limit)
			}
			known := false
			for _, sentinel := range []error{sync.ErrTampered, sync.ErrEpochUnknown, sync.ErrNewerFormat, sync.ErrTooLarge} {
				known = known || errors.Is(err, sentinel)
			}
			if err != nil && !known {
				t.Errorf("an error that is none of ours: %v", err)
			}
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"1KB", 1 << 10}, {"1MB", 1 << 20}} {
		b.Run(size.name, func(b *testing.B) {
			s, payload := sealer(b, goldenRing(b)), reviewLines(size.bytes)
			b.SetBytes(int64(len(payload)))
			b.ReportAllocs()
			for b.Loop() {
				sealed := seal(b, s, headKey, payload)
				b.ReportMetric(float64(len(sealed)), "sealed-B")
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	s, payload := sealer(b, goldenRing(b)), reviewLines(1<<20)
	sealed := seal(b, s, headKey, payload)
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Open(headKey, sealed, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// reviewLines is JSON lines of the kind that a batch holds.
func reviewLines(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var lines bytes.Buffer
	at := int64(1_790_000_000_000)
	encoder := json.NewEncoder(&lines)
	for lines.Len() < size {
		at += random.Int64N(60_000)
		_ = encoder.Encode(map[string]any{
			"k": "r", "c": prep.ID(random.Uint64()), "t": at, "d": at / 86_400_000, "g": 1 + random.IntN(4), "ms": random.IntN(30_000),
		})
	}
	return lines.Bytes()
}
