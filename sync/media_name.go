package sync

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"prep"
)

// A file of a card or an attempt is in the bucket as pieces, each an object of its own under v1/m/. They are named after
// the file's content, so that two machines that have the same file store it once, but through a key: the bucket's owner
// can neither look whether a file that he knows is there, nor see that two repositories hold the same one. An object is
// sealed under its own key, so that a piece in the place of another does not open.
//
//	name of the file = first 16 bytes of HMAC-SHA256(key, SHA-256 of the file), in hex
//	key              = HKDF-SHA256(secret = the master key of an epoch, salt = the repository's id (8), info = "prep media name v1")
const fileNameInfo = "prep media name v1"

// pieceSize is how many bytes of a file are in a piece; the last has what is left. Pictures and recordings hardly
// compress: sealed and padded a piece is at most 1/32 larger, below MaxObject.
const pieceSize = 6 << 20

// fileName returns the name of a file's pieces in an epoch. hash is the SHA-256 of its bytes, in hex.
func (s *Sealer) fileName(epoch prep.ID, hash string) (string, error) {
	sum, err := hex.DecodeString(hash)
	if err != nil {
		return "", fmt.Errorf("file %q: its hash: %w", hash, err)
	}
	key, err := s.fileNameKey(epoch)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(sum)
	return hex.EncodeToString(mac.Sum(nil))[:fileNameLength], nil
}

func (s *Sealer) fileNameKey(epoch prep.ID) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if key, known := s.nameKeys[epoch]; known {
		return key, nil
	}
	master, known := s.ring.Keys[epoch]
	if !known {
		return nil, ErrEpochUnknown
	}
	salt := binary.BigEndian.AppendUint64(nil, uint64(s.repo))
	key, err := hkdf.Key(sha256.New, master[:], salt, fileNameInfo, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the names of epoch %s: %w", epoch, err)
	}
	s.nameKeys[epoch] = key
	return key, nil
}

// epochs returns the current one, under which everything is written, and then the others.
func (s *Sealer) epochs() []prep.ID {
	all := []prep.ID{s.ring.Current}
	for _, epoch := range slices.Sorted(maps.Keys(s.ring.Keys)) {
		if epoch != s.ring.Current {
			all = append(all, epoch)
		}
	}
	return all
}

// filePieces is where the pieces of a file are, or are to be.
type filePieces struct {
	prep.Media
	size  int      // bytes of a piece
	names []string // by epoch, the current one first
}

// pieces returns the places of a file's pieces. It fails where the row cannot be that of a file.
func (e *Engine) pieces(m prep.Media) (filePieces, error) {
	f := filePieces{Media: m, size: e.limits.piece}
	if err := m.Check(); err != nil {
		return f, err
	}
	for _, epoch := range e.sealer.epochs() {
		name, err := e.sealer.fileName(epoch, m.Hash)
		if err != nil {
			return f, fmt.Errorf("file %s: %w", m.Name(), err)
		}
		f.names = append(f.names, name)
	}
	return f, nil
}

// count is how many pieces the file has; an empty file has an empty one.
func (f filePieces) count() int { return max(1, int((f.Size+int64(f.size)-1)/int64(f.size))) }

// length is the number of bytes in a piece.
func (f filePieces) length(piece int) int {
	return int(min(int64(f.size), f.Size-int64(piece)*int64(f.size)))
}

// key is the place of a piece under one of the names.
func (f filePieces) key(name string, piece int) string {
	return Name{Kind: PieceName, File: name, Piece: uint16(piece)}.Key()
}

// current is where a piece is written.
func (f filePieces) current(piece int) string { return f.key(f.names[0], piece) }

// keys are all places where a piece may be, the likeliest first.
func (f filePieces) keys(piece int) []string {
	keys := make([]string, len(f.names))
	for i, name := range f.names {
		keys[i] = f.key(name, piece)
	}
	return keys
}

// found returns where a listing has a piece, empty where it has not.
func (f filePieces) found(listed map[string]Object, piece int) string {
	for _, key := range f.keys(piece) {
		if _, there := listed[key]; there {
			return key
		}
	}
	return ""
}

// whole reports whether a listing has every piece.
func (f filePieces) whole(listed map[string]Object) bool {
	for piece := range f.count() {
		if f.found(listed, piece) == "" {
			return false
		}
	}
	return true
}
