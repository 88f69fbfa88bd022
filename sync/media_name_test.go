package sync

import (
	"testing"

	"prep"
)

// TestNamesOfFilesStay: computed with Python's hmac and hashlib from the description in media_name.go.
func TestNamesOfFilesStay(t *testing.T) {
	var key MasterKey
	for i := range key {
		key[i] = byte(i)
	}
	const repo, epoch = prep.ID(0x0123456789abcdef), prep.ID(9)
	sealer, err := NewSealer(Keyring{Repo: repo, Current: epoch, Keys: map[prep.ID]MasterKey{epoch: key}})
	if err != nil {
		t.Fatal(err)
	}
	const hash = "92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b" // of "a picture"
	for range 2 {
		if name, err := sealer.fileName(epoch, hash); err != nil || name != "e8f5e4042447405bd53f79d52f994317" {
			t.Errorf("%q, %v", name, err)
		}
	}
	if name, err := sealer.fileName(8, hash); err == nil {
		t.Errorf("an unknown epoch gives %q", name)
	}
}

func TestPiecesOfAFile(t *testing.T) {
	for _, test := range []struct {
		size        int64
		count, last int
	}{
		{0, 1, 0},
		{1, 1, 1},
		{pieceSize, 1, pieceSize},
		{pieceSize + 1, 2, 1},
		{prep.MaxMedia, 43, 4 << 20},
	} {
		f := filePieces{Media: prep.Media{Size: test.size}, size: pieceSize}
		if f.count() != test.count || f.length(test.count-1) != test.last {
			t.Errorf("%d bytes: %d pieces, the last of %d bytes; want %d and %d", test.size, f.count(), f.length(f.count()-1), test.count, test.last)
		}
	}
}
