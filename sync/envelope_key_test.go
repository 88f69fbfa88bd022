package sync_test

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"prep/sync"
)

// sealPlain seals a plaintext of the test's choice as the comment in envelope.go describes it, from the description
// alone: that what it makes opens also shows that the description is complete.
func sealPlain(t testing.TB, ring sync.Keyring, key string, plain []byte) []byte {
	t.Helper()
	master := ring.Keys[ring.Current]
	repo := binary.BigEndian.AppendUint64(nil, uint64(ring.Repo))
	secret, err := hkdf.Key(sha256.New, master[:], repo, "prep object v1", 32)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := chacha20poly1305.NewX(secret)
	if err != nil {
		t.Fatal(err)
	}
	header := append([]byte("PREP\x01\x00"), binary.BigEndian.AppendUint64(nil, uint64(ring.Current))...)
	nonce := make([]byte, 24)
	_, _ = rand.Read(nonce)
	additional := append(append(append([]byte(nil), header...), repo...), key[len("v1/"):]...)
	return aead.Seal(append(header, nonce...), nonce, plain, additional)
}

func TestTheDescriptionOfTheEnvelopeIsComplete(t *testing.T) {
	ring := goldenRing(t)
	// A zstd frame with one raw block: magic, single segment of 5 bytes, last block of 5 bytes, "hello".
	frame := append([]byte{0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 5<<3 | 1, 0, 0}, "hello"...)
	got, err := sealer(t, ring).Open(headKey, sealPlain(t, ring, headKey, framed(frame)), 0)
	if err != nil || string(got) != "hello" {
		t.Errorf("opens as %q, %v, want hello", got, err)
	}
}
