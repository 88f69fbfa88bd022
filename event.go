package prep

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// EventID names an event by its content: the first 16 bytes of SHA-256(origin stream, 0, exact line). The
// same event has the same name on every machine, so applying it twice is once.
type EventID [16]byte

var eventEncoding = base32.NewEncoding(idAlphabet).WithPadding(base32.NoPadding)

// EventIDOf names the line as written by the stream.
func EventIDOf(stream ID, line []byte) EventID {
	buffer := make([]byte, 9, 9+len(line))
	binary.BigEndian.PutUint64(buffer, uint64(stream)) // the stream's 8 bytes and one zero
	sum := sha256.Sum256(append(buffer, line...))
	return EventID(sum[:16])
}

// String returns the 26 characters of the name.
func (id EventID) String() string { return eventEncoding.EncodeToString(id[:]) }

// MarshalText writes the 26 characters of the name.
func (id EventID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the 26 characters of the name.
func (id *EventID) UnmarshalText(text []byte) error {
	b, err := eventEncoding.DecodeString(string(text))
	if err != nil || len(b) != len(id) {
		return fmt.Errorf("event id %q: want 26 characters", text)
	}
	*id = EventID(b)
	return nil
}

// The kinds of events. A line of another kind is kept and passed on, and applied after an upgrade.
const (
	kindSet    = "set"   // fields, and versions of long texts
	kindDelete = "del"   // a row is gone, as far as its author had seen
	kindBack   = "back"  // a deleted row is back
	kindPurge  = "purge" // nothing is to be known of a row any more
	kindUndo   = "undo"  // a review is taken back
	kindReview = "rev"   // see review.go
)

// maxLine is the most bytes that the line of an event may have: whatever is in it, it fits into one sealed object.
const maxLine = 6 << 20

// change is the line of every event but a review: one JSON object, no spaces, keys as declared.
type change struct {
	Kind    string                     `json:"k"`
	Table   Table                      `json:"t,omitempty"`
	Entity  ID                         `json:"i"`
	Stamp   Stamp                      `json:"h"`
	Fields  map[string]json.RawMessage `json:"f,omitempty"` // last writer wins, by stamp and stream
	Texts   map[string]string          `json:"v,omitempty"` // versions of long texts
	Parents map[string][]EventID       `json:"p,omitempty"` // by field: the versions that this one replaces
	Seen    []EventID                  `json:"s,omitempty"` // what a delete or its return had seen
	Time    int64                      `json:"at,omitempty"`
	Review  *EventID                   `json:"r,omitempty"`

	stored map[string]any // Fields as they are stored, of a change made here
}

// encode returns the line. Maps are written in the order of their keys, so the same change is the same line.
func (c change) encode() ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(c); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// decodeChange reads a line. whole is false when the line says something that this version does not know:
// another kind or table, another field, a value of another type.
func decodeChange(line []byte) (c change, whole bool, err error) {
	if err := json.Unmarshal(line, &c); err != nil {
		return change{}, false, fmt.Errorf("event: %w", err)
	}
	if c.Stamp < 0 || c.Stamp > maxStamp {
		return change{}, false, fmt.Errorf("event of %s: stamp %d", c.Entity, c.Stamp)
	}
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	whole = strict.Decode(new(change)) == nil
	switch c.Kind {
	case kindSet, kindDelete, kindBack, kindPurge:
		if _, known := columns[c.Table]; !known || c.Entity == 0 {
			return c, false, nil
		}
	case kindUndo:
		return c, whole && c.Review != nil, nil
	default:
		return c, false, nil
	}
	for name, raw := range c.Fields {
		column, known := c.Table.find(name)
		if !known || column.kind == long {
			whole = false
			delete(c.Fields, name)
		} else if _, ok := column.fromJSON(raw); !ok {
			whole = false
			delete(c.Fields, name)
		}
	}
	for name := range c.Texts {
		if column, known := c.Table.find(name); !known || column.kind != long {
			whole = false
			delete(c.Texts, name)
		}
	}
	return c, whole, nil
}
