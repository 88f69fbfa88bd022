package sync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"prep"
)

// payloadVersion is the version of payloads, heads and markers that this program writes and reads.
const payloadVersion = 1

// A batchHeader is the first line of the payload of a batch or a fold. The lines after it are events, each the exact
// line that its writer made. A line {"from":"<stream>"} says who wrote those that follow it; before the first such
// line it is the stream of the batch itself.
type batchHeader struct {
	Version int      `json:"v"`
	Stream  prep.ID  `json:"stream"`
	First   uint32   `json:"first"`
	Last    uint32   `json:"last"`
	Prev    string   `json:"prev,omitempty"`   // chain hash of the batch before the first
	Wall    int64    `json:"wall"`             // the writer's clock, Unix milliseconds
	Server  int64    `json:"server,omitempty"` // the storage's clock then; 0: it has none
	Chains  []string `json:"chains,omitempty"` // of a fold: the chain hash of every batch that it replaces
}

const fromPrefix = `{"from":"`

// encodePayload returns the payload with the events.
func encodePayload(header batchHeader, events []prep.Event) ([]byte, error) {
	first, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	size := len(first) + 1
	for _, e := range events {
		size += len(e.Line) + 1
	}
	payload := make([]byte, 0, size+size/8)
	payload = append(append(payload, first...), '\n')
	writer := header.Stream
	for _, e := range events {
		if e.Stream != writer {
			writer = e.Stream
			payload = append(payload, fromPrefix+writer.String()+"\"}\n"...)
		}
		if bytes.IndexByte(e.Line, '\n') >= 0 || bytes.HasPrefix(e.Line, []byte(fromPrefix)) {
			return nil, fmt.Errorf("event %s: its line cannot travel", e.ID())
		}
		payload = append(append(payload, e.Line...), '\n')
	}
	return payload, nil
}

// A batch is an opened payload. Its events are parts of the payload.
type batch struct {
	batchHeader
	lines []byte
}

// decodePayload reads the header of a payload and makes sure of its form.
func decodePayload(payload []byte) (batch, error) {
	line, rest, found := bytes.Cut(payload, []byte{'\n'})
	var b batch
	if !found {
		return batch{}, fmt.Errorf("payload: %w: no first line", ErrTampered)
	}
	if err := json.Unmarshal(line, &b.batchHeader); err != nil {
		return batch{}, fmt.Errorf("payload: %w: first line: %w", ErrTampered, err)
	}
	if b.Version > payloadVersion {
		return batch{}, fmt.Errorf("payload: %w: version %d", ErrNewerFormat, b.Version)
	}
	if n := len(b.Chains); b.First == 0 || b.Last < b.First || n != 0 && uint32(n) != b.Last-b.First+1 {
		return batch{}, fmt.Errorf("payload: %w: batches %d to %d with %d chain hashes", ErrTampered, b.First, b.Last, n)
	}
	b.lines = rest
	return b, b.each(func(prep.ID, []byte) error { return nil })
}

// each calls f with every event and its writer.
func (b batch) each(f func(writer prep.ID, line []byte) error) error {
	writer := b.Stream
	for rest := b.lines; len(rest) > 0; {
		line, after, found := bytes.Cut(rest, []byte{'\n'})
		if !found || len(line) == 0 {
			return fmt.Errorf("payload: %w: a line is cut short", ErrTampered)
		}
		rest = after
		if id, from := bytes.CutPrefix(line, []byte(fromPrefix)); from {
			parsed, err := prep.ParseID(string(bytes.TrimSuffix(id, []byte(`"}`))))
			if err != nil {
				return fmt.Errorf("payload: %w: %w", ErrTampered, err)
			}
			writer = parsed
			continue
		}
		if err := f(writer, line); err != nil {
			return err
		}
	}
	return nil
}

// chainAt returns the chain hash of one of the batches that an object holds.
func (b batch) chainAt(n uint32) (string, error) {
	if n < b.First || n > b.Last || len(b.Chains) == 0 {
		return "", errors.New("no chain hash")
	}
	return b.Chains[n-b.First], nil
}
