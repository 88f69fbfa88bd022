package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"prep"
)

// A plan is the own stream as a push is about to make it.
type plan struct {
	head   *head
	chains string // what is added to the own chain
	chain  string // the chain hash at its end
	first  bool   // the head has never been written

	rewrite bool // it replaces the whole stream
	purge   bool // and what it replaces must not stay
}

// plan begins from the own stream as it is.
func (s *run) plan() *plan {
	h := &head{
		Version: payloadVersion, MinReader: payloadVersion, Stream: s.stream, Device: s.device, App: s.app,
		Objects: []object{}, Seen: map[prep.ID]cursor{}, Missing: s.missing(), Retired: s.retired, Nonce: newNonce(),
		Files: s.media.Lacking,
	}
	for id, r := range s.rows {
		if id != s.stream && r.cursor.Last > 0 && !r.reread {
			h.Seen[id] = r.cursor
		}
	}
	p := &plan{head: h, first: s.own.Head == nil}
	if !p.first {
		h.Objects = slices.Clone(s.own.Head.Objects)
	}
	p.chain = s.own.Head.end().Chain
	return p
}

func (p *plan) lastBatch() uint32 { return p.head.end().Last }

// push publishes what the bucket does not have.
func (s *run) push(ctx context.Context) error {
	for {
		chunks, more, err := s.claim(ctx)
		if err != nil {
			return err
		}
		p := s.plan()
		if len(chunks) == 0 && !s.changed(p.head) {
			return nil
		}
		size := 0
		for i, events := range chunks {
			s.report(Progress{Phase: "writing", Done: i, Total: len(chunks)})
			chunks[i] = nil // sealed, it is not needed any more
			if err := s.putBatches(ctx, p, events); err != nil {
				return err
			}
			size = max(size, p.head.Objects[len(p.head.Objects)-1].Size)
			s.result.Pushed += len(events)
			s.report(Progress{Phase: "writing", Done: i + 1, Total: len(chunks)})
		}
		if err := s.putHead(ctx, p, len(chunks) > 1 || size >= s.limits.foldSize); err != nil {
			return err
		}
		if !more {
			return nil
		}
	}
}

// claim takes up what is to be published, as much as one write of the head may bring. Committed before anything is
// sent: events that are made meanwhile are not among them.
func (s *run) claim(ctx context.Context) (chunks [][]prep.Event, more bool, err error) {
	if s.waiting == 0 {
		return nil, false, nil
	}
	c := &chunker{size: s.limits.chunk, limit: s.limits.round}
	err = s.db.Update(ctx, func(tx *prep.Tx) error {
		if err := s.dateBack(tx); err != nil {
			return err
		}
		if _, err := tx.Claim(c.add); err != nil {
			return err
		}
		s.own.Claiming = true
		return setLocalJSON(tx, localOwn, s.own)
	})
	if err == nil {
		s.noteDated()
	}
	return c.chunks, c.full, err
}

// A chunker divides events into batches.
type chunker struct {
	size   int // bytes of a batch
	limit  int // batches; 0: no limit
	chunks [][]prep.Event
	used   int // bytes of the last one
	full   bool
}

// add takes an event, or reports false when there is no room.
func (c *chunker) add(e prep.Event) (bool, error) {
	if len(c.chunks) == 0 || c.used+len(e.Line) > c.size && c.used > 0 {
		if c.limit > 0 && len(c.chunks) == c.limit {
			c.full = true
			return false, nil
		}
		c.chunks, c.used = append(c.chunks, nil), 0
	}
	last := len(c.chunks) - 1
	c.chunks[last] = append(c.chunks[last], e)
	c.used += len(e.Line) + 1
	return true, nil
}

// putBatches stores the events as the next batch of the stream, or as several where one would be too large.
func (s *run) putBatches(ctx context.Context, p *plan, events []prep.Event) error {
	next := p.lastBatch() + 1
	sealed, err := s.seal(batchHeader{First: next, Last: next, Prev: p.chain}, events)
	if errors.Is(err, ErrTooLarge) && len(events) > 1 {
		half := len(events) / 2
		if err := s.putBatches(ctx, p, events[:half]); err != nil {
			return err
		}
		return s.putBatches(ctx, p, events[half:])
	}
	if err != nil {
		return err
	}
	hash := BatchHash(sealed)
	p.chain = chainAfter(p.chain, hash)
	p.chains += p.chain
	return s.putObject(ctx, p, object{First: next, Last: next, Hash: hash, Size: len(sealed), Chain: p.chain}, sealed)
}

func (s *run) seal(header batchHeader, events []prep.Event) ([]byte, error) {
	header.Version, header.Stream = payloadVersion, s.stream
	header.Wall, header.Server = s.db.Now().UnixMilli(), s.server()
	payload, err := encodePayload(header, events)
	if err != nil {
		return nil, err
	}
	return s.sealer.Seal(batchSealKey(s.stream, header.First, header.Last), payload)
}

func (s *run) putObject(ctx context.Context, p *plan, o object, sealed []byte) error {
	if _, err := s.bucket.Put(ctx, o.key(s.stream), sealed, PutOptions{}); err != nil {
		return err
	}
	p.head.Objects = append(p.head.Objects, o)
	return nil
}

// changed reports whether the head has to be written though there is nothing to publish: the first one, so that the
// others know this machine, and one that says something else of it.
func (s *run) changed(next *head) bool {
	now := s.own.Head
	return now == nil || now.Device != next.Device || !slices.Equal(now.Missing, next.Missing) ||
		!slices.Equal(now.Retired, next.Retired) || !maps.Equal(now.Files, next.Files)
}

// putHead writes the own head: from then on what it lists is published. What is about to be written is remembered
// first, so that after a lost answer the head that is found can be told from somebody else's. whole batches are not
// taken up by the next fold.
func (s *run) putHead(ctx context.Context, p *plan, whole bool) error {
	p.head.Wall, p.head.Server = s.db.Now().UnixMilli(), s.server()
	payload, err := p.head.encode()
	if err != nil {
		return err
	}
	key := HeadKey(s.stream)
	sealed, err := s.sealer.Seal(key, payload)
	if err != nil {
		return err
	}
	s.own.Pending = &pending{Head: p.head, Chains: p.chains, Whole: whole, Rewrite: p.rewrite, Purge: p.purge}
	if err := s.saveOwn(ctx); err != nil {
		return err
	}
	etag, err := s.putHeadObject(ctx, key, sealed, p.first)
	if errors.Is(err, ErrExists) { // our own retry was faster, or somebody writes as we do
		if err := s.load(ctx); err != nil {
			return err
		}
		if err := s.checkOwnHead(ctx); err != nil {
			return err
		}
		if s.own.Head == nil || s.own.Head.Nonce != p.head.Nonce {
			return errForked
		}
		return nil
	}
	if err != nil {
		return err
	}
	return s.settle(ctx, etag)
}

// putHeadObject stores the head; the very first only where no other is, if the storage can.
func (s *run) putHeadObject(ctx context.Context, key string, sealed []byte, first bool) (string, error) {
	if first {
		var unconditional bool
		err := s.db.View(ctx, func(tx *prep.Tx) error {
			_, err := tx.Local(localUnconditional, &unconditional)
			return err
		})
		if err != nil {
			return "", err
		}
		if !unconditional {
			etag, err := s.bucket.Put(ctx, key, sealed, PutOptions{IfAbsent: true})
			if errors.Is(err, ErrConflict) { // two requests at once, one of them ours: try once more
				etag, err = s.bucket.Put(ctx, key, sealed, PutOptions{IfAbsent: true})
			}
			if !errors.Is(err, ErrConditionUnsupported) {
				return etag, err
			}
			err = s.db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(localUnconditional, 1) })
			if err != nil {
				return "", fmt.Errorf("remember what the storage cannot do: %w", err)
			}
		}
	}
	return s.bucket.Put(ctx, key, sealed, PutOptions{})
}
