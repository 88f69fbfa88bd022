package prep

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
)

// ID names a row on every machine: 64 random bits, written as 13 lower-case base32 characters.
// In SQLite it is an INTEGER, so it can be a rowid; the sign bit has no meaning.
type ID int64

// idLength is the length of a whole ID in base32, idPrefix the shortest part of one that a person may type.
const (
	idLength = 13
	idPrefix = 4
)

const idAlphabet = "abcdefghijklmnopqrstuvwxyz234567"

var idEncoding = base32.NewEncoding(idAlphabet).WithPadding(base32.NoPadding)

// NewID draws a random ID. It is never zero: zero means "no row".
func NewID() ID {
	for {
		var b [8]byte
		_, _ = rand.Read(b[:]) // crypto/rand never fails: it ends the program instead
		if id := ID(binary.BigEndian.Uint64(b[:])); id != 0 {
			return id
		}
	}
}

// DerivedID is the ID that every machine gives to the same source: the first 64 bits of the SHA-256 of its
// parts. Imported and built-in rows have such IDs, so adding them twice, or on two machines, is once.
func DerivedID(parts ...string) ID {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return ID(binary.BigEndian.Uint64(sum[:]))
}

// String returns the 13 characters of the ID.
func (id ID) String() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(id))
	return idEncoding.EncodeToString(b[:])
}

// Short returns the first characters of the ID that are enough at a prompt in most databases.
func (id ID) Short() string { return id.String()[:8] }

// ParseID reads a whole ID.
func ParseID(s string) (ID, error) {
	if len(s) != idLength {
		return 0, fmt.Errorf("id %q: want %d characters", s, idLength)
	}
	b, err := idEncoding.DecodeString(strings.ToLower(s))
	if err != nil {
		return 0, fmt.Errorf("id %q: only a-z and 2-7", s)
	}
	id := ID(binary.BigEndian.Uint64(b))
	if id.String() != strings.ToLower(s) { // the last character holds four bits: the fifth must be zero
		return 0, fmt.Errorf("id %q: not an id", s)
	}
	return id, nil
}

// IDRange returns the smallest and the largest ID that begin with prefix (4 to 13 characters), so that a
// look-up by prefix is a range of the primary key.
func IDRange(prefix string) (from, to ID, err error) {
	prefix = strings.ToLower(prefix)
	if len(prefix) < idPrefix || len(prefix) > idLength {
		return 0, 0, fmt.Errorf("id %q: want %d to %d characters", prefix, idPrefix, idLength)
	}
	var low, bits uint64
	for i, r := range []byte(prefix) {
		value := strings.IndexByte(idAlphabet, r)
		if value < 0 {
			return 0, 0, fmt.Errorf("id %q: only a-z and 2-7", prefix)
		}
		if i == idLength-1 { // 64 bits are 12 characters of five and one of four
			if value&1 != 0 {
				return 0, 0, fmt.Errorf("id %q: not an id", prefix)
			}
			low, bits = low<<4|uint64(value>>1), bits+4
			continue
		}
		low, bits = low<<5|uint64(value), bits+5
	}
	rest := 64 - bits
	low <<= rest
	return ID(low), ID(low | (1<<rest - 1)), nil
}

// MarshalText and UnmarshalText make an ID its 13 characters in JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the 13 characters of an ID.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(string(text))
	*id = parsed
	return err
}
