package sync

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"prep"
)

// A head says what a stream has published. It is the only object that is written more than once, by one writer: the
// commit point of its pushes.
type head struct {
	Version   int                `json:"v"`
	MinReader int                `json:"min_reader"` // the oldest version that may read the stream
	Stream    prep.ID            `json:"stream"`
	Device    string             `json:"device,omitempty"`
	App       string             `json:"app,omitempty"` // version of prep
	Objects   []object           `json:"objects"`
	Seen      map[prep.ID]cursor `json:"seen,omitempty"`    // how far the writer had read the others
	Missing   []prep.ID          `json:"missing,omitempty"` // streams that it cannot read whole: whoever holds them, publish again
	Retired   []prep.ID          `json:"retired,omitempty"` // streams that are not in use any more
	Files     map[prep.ID]int64  `json:"files,omitempty"`   // files that it needed and did not find, and when, Unix milliseconds: whoever has them, send again
	Wall      int64              `json:"wall"`              // the writer's clock, Unix milliseconds
	Server    int64              `json:"server,omitempty"`  // the storage's clock then; 0: it has none
	Nonce     string             `json:"nonce"`             // fresh at every write: two heads are never the same by chance
}

// An object is a batch, or a fold of several, that a head lists. Together the objects of a head hold everything that
// the stream ever published.
type object struct {
	First uint32 `json:"first"`
	Last  uint32 `json:"last"`
	Hash  string `json:"h"`
	Size  int    `json:"size"`  // bytes sealed
	Chain string `json:"chain"` // the chain hash at Last
}

// A cursor says how far a stream was read: the number of a batch and the chain hash there. The hash tells a stream
// from another one that grew out of the same beginning.
type cursor struct {
	Last  uint32 `json:"last"`
	Chain string `json:"chain"`
}

// chainAfter returns the chain hash of a batch from that of the batch before it and the hash in its own name.
func chainAfter(prev, hash string) string {
	sum := sha256.Sum256([]byte(prev + hash))
	return hex.EncodeToString(sum[:])[:hashLength]
}

func (o object) key(stream prep.ID) string {
	return Name{Kind: BatchName, ID: stream, First: o.First, Last: o.Last, Hash: o.Hash}.Key()
}

// batchSealKey is the key that a batch is sealed under: its own without the hash, which is that of the sealed bytes.
func batchSealKey(stream prep.ID, first, last uint32) string {
	whole := Name{Kind: BatchName, ID: stream, First: first, Last: last}.Key()
	return whole[:len(whole)-1]
}

// end is the cursor of somebody who has read everything that the head lists.
func (h *head) end() cursor {
	if h == nil || len(h.Objects) == 0 {
		return cursor{}
	}
	last := h.Objects[len(h.Objects)-1]
	return cursor{Last: last.Last, Chain: last.Chain}
}

// holds reports whether the cursor lies on the head's chain, as far as the head alone can tell: inside a fold only
// the fold knows.
func (h *head) holds(c cursor) bool {
	if c.Last == 0 {
		return true
	}
	for _, o := range h.Objects {
		if o.Last >= c.Last {
			return o.Last > c.Last || o.Chain == c.Chain
		}
	}
	return false
}

func (h *head) encode() ([]byte, error) { return json.Marshal(h) }

// decodeHead reads the payload of a stream's head.
func decodeHead(stream prep.ID, payload []byte) (*head, error) {
	var h head
	if err := json.Unmarshal(payload, &h); err != nil {
		return nil, fmt.Errorf("head of %s: %w: %w", stream, ErrTampered, err)
	}
	if h.MinReader > payloadVersion {
		return nil, fmt.Errorf("head of %s: %w: needs version %d", stream, ErrNewerFormat, h.MinReader)
	}
	if h.Stream != stream {
		return nil, fmt.Errorf("head of %s: %w: it is that of %s", stream, ErrTampered, h.Stream)
	}
	next := uint32(1)
	for _, o := range h.Objects {
		if o.First != next || o.Last < o.First || !isHex(o.Hash, hashLength) || !isHex(o.Chain, hashLength) {
			return nil, fmt.Errorf("head of %s: %w: batches %d to %d after %d", stream, ErrTampered, o.First, o.Last, next-1)
		}
		next = o.Last + 1
	}
	return &h, nil
}

func newNonce() string { return rand.Text() }
