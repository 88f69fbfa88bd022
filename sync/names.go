package sync

import (
	"fmt"
	"strconv"
	"strings"

	"prep"
)

// keyRoot begins every key of this format of a repository. What follows it is the name that an envelope is bound to.
const keyRoot = "v1/"

// The prefixes to list: everything that a sync needs to know at first, the batches, and the pieces of files.
const (
	headsPrefix   = keyRoot + "h/"
	batchesPrefix = keyRoot + "o/"
	piecesPrefix  = keyRoot + "m/"
)

// hashLength is the number of hex digits of a batch's hash in its name: 64 bits of the SHA-256 of the sealed bytes.
const hashLength = 16

// fileNameLength is the number of hex digits of a file's name, see Sealer.fileName: 128 bits.
const fileNameLength = 32

// NameKind says what an object is.
type NameKind int

// The kinds of objects in a repository.
const (
	MarkerName NameKind = iota + 1 // h/0.<repo>: says that this is a repository, and which
	SlotName                       // h/1.<slot>: the keyring under one passphrase
	HeadName                       // h/2.<stream>: what a stream has published
	BatchName                      // o/<stream>/<first>-<last>-<h>: events
	PieceName                      // m/<name>-<piece>: a piece of a file of a card or an attempt
)

// Name is the parsed key of an object.
type Name struct {
	Kind NameKind
	ID   prep.ID // of the repository, the slot or the stream

	// Only a batch has these: the numbers of the first and the last batch that it holds, equal unless it is a fold,
	// and the first 16 hex digits of the SHA-256 of its sealed bytes.
	First, Last uint32
	Hash        string

	// Only a piece has these: the name of its file, 32 hex digits that only the repository's machines can compute, and
	// which piece it is, from 0.
	File  string
	Piece uint16
}

// Key returns the key under which the object is stored, relative to the prefix of the bucket.
func (n Name) Key() string {
	switch n.Kind {
	case MarkerName, SlotName, HeadName:
		return fmt.Sprintf("%s%d.%s", headsPrefix, n.Kind-MarkerName, n.ID)
	case BatchName:
		return fmt.Sprintf("%s%s/%08x-%08x-%s", batchesPrefix, n.ID, n.First, n.Last, n.Hash)
	case PieceName:
		return fmt.Sprintf("%s%s-%04x", piecesPrefix, n.File, n.Piece)
	}
	return ""
}

// ParseKey reads a key. Only what Key could have written is accepted, so that one object has one name.
func ParseKey(key string) (Name, error) {
	name, ok := parseName(key)
	if !ok || name.Key() != key {
		return Name{}, fmt.Errorf("key %q: %w: not the name of an object of prep", key, ErrKey)
	}
	return name, nil
}

func parseName(key string) (name Name, ok bool) {
	if rest, found := strings.CutPrefix(key, headsPrefix); found {
		digit, id, _ := strings.Cut(rest, ".")
		kind, err := strconv.Atoi(digit)
		name.Kind = MarkerName + NameKind(kind)
		if err != nil || name.Kind < MarkerName || name.Kind > HeadName {
			return Name{}, false
		}
		name.ID, err = prep.ParseID(id)
		return name, err == nil
	}
	if rest, found := strings.CutPrefix(key, piecesPrefix); found {
		file, digits, _ := strings.Cut(rest, "-")
		piece, err := strconv.ParseUint(digits, 16, 16)
		return Name{Kind: PieceName, File: file, Piece: uint16(piece)}, err == nil && isHex(file, fileNameLength)
	}
	rest, found := strings.CutPrefix(key, batchesPrefix)
	stream, rest, cut := strings.Cut(rest, "/")
	parts := strings.Split(rest, "-")
	if !found || !cut || len(parts) != 3 || !isHex(parts[2], hashLength) {
		return Name{}, false
	}
	id, err := prep.ParseID(stream)
	if err != nil {
		return Name{}, false
	}
	first, errFirst := strconv.ParseUint(parts[0], 16, 32)
	last, errLast := strconv.ParseUint(parts[1], 16, 32)
	name = Name{Kind: BatchName, ID: id, First: uint32(first), Last: uint32(last), Hash: parts[2]}
	return name, errFirst == nil && errLast == nil && first <= last
}

// isHex reports whether the text is that many hex digits in small letters.
func isHex(text string, length int) bool {
	return len(text) == length && strings.Trim(text, "0123456789abcdef") == ""
}

// MarkerKey returns the key of the object that says which repository this is.
func MarkerKey(repo prep.ID) string { return Name{Kind: MarkerName, ID: repo}.Key() }

// SlotKey returns the key of a key slot.
func SlotKey(slot prep.ID) string { return Name{Kind: SlotName, ID: slot}.Key() }

// HeadKey returns the key of a stream's head.
func HeadKey(stream prep.ID) string { return Name{Kind: HeadName, ID: stream}.Key() }

// BatchKey returns the key of the batches first to last of a stream, named after their sealed bytes.
func BatchKey(stream prep.ID, first, last uint32, sealed []byte) string {
	return Name{Kind: BatchName, ID: stream, First: first, Last: last, Hash: BatchHash(sealed)}.Key()
}
