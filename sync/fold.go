package sync

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"prep"
)

// fold replaces the small objects at the end of the own stream by one, so that a year of daily syncs is not a thousand
// requests for a new machine. It is made of the local log, not of the objects (!): what the bucket has lost of them
// comes back.
func (s *run) fold(ctx context.Context) error {
	small := s.own.tail()
	size := 0
	for _, o := range small {
		size += o.Size
	}
	if len(small) < s.limits.foldCount && (len(small) < 2 || size < s.limits.foldSize) {
		return nil
	}
	return s.replace(ctx, small[0].First, false)
}

// rewrite folds the whole stream: somebody cannot read all of it, or it holds what was purged.
func (s *run) rewrite(ctx context.Context) error {
	if s.own.Head.end().Last == 0 { // nothing was published
		s.own.Lost, s.purged = false, false
		return s.db.Update(ctx, func(tx *prep.Tx) error {
			return errors.Join(tx.PurgedEverywhere(), setLocalJSON(tx, localOwn, s.own))
		})
	}
	return s.replace(ctx, 1, true)
}

// replace writes what the batches from first on have brought as one fold, or as a fold and further batches where that
// would be too large, and then the head that lists them.
func (s *run) replace(ctx context.Context, first uint32, everything bool) error {
	c := &chunker{size: s.limits.chunk}
	err := s.rules.foldOf(ctx, s, everything, func(e prep.Event) error {
		_, err := c.add(e)
		return err
	})
	if err != nil {
		return err
	}
	p := s.plan()
	p.rewrite, p.purge = everything, everything && s.purged
	last := p.lastBatch()
	for len(p.head.Objects) > 0 && p.lastBatch() >= first {
		p.head.Objects = p.head.Objects[:len(p.head.Objects)-1]
	}
	header := batchHeader{First: first, Last: last, Prev: s.chainAt(first - 1)}
	for n := first; n <= last; n++ {
		header.Chains = append(header.Chains, s.chainAt(n))
	}
	if len(c.chunks) == 0 {
		c.chunks = [][]prep.Event{nil}
	}
	rest, err := s.putFold(ctx, p, header, c.chunks[0])
	if err != nil {
		return err
	}
	chunks := append([][]prep.Event{rest}, c.chunks[1:]...)
	for i, events := range chunks {
		if len(events) > 0 {
			if err := s.putBatches(ctx, p, events); err != nil {
				return err
			}
		}
		chunks[i] = nil
		s.report(Progress{Phase: "folding", Done: i + 1, Total: len(chunks)})
	}
	fold := p.head.Objects[len(p.head.Objects)-1]
	return s.putHead(ctx, p, everything || fold.Last > last || fold.Size >= s.limits.foldSize)
}

// putFold stores as many of the events as fit into one object and returns the rest.
func (s *run) putFold(ctx context.Context, p *plan, header batchHeader, events []prep.Event) (rest []prep.Event, err error) {
	sealed, err := s.seal(header, events)
	if errors.Is(err, ErrTooLarge) && len(events) > 1 {
		half := len(events) / 2
		rest, err := s.putFold(ctx, p, header, events[:half])
		return append(rest, events[half:]...), err
	}
	if err != nil {
		return nil, err
	}
	return nil, s.putObject(ctx, p, object{
		First: header.First, Last: header.Last, Hash: BatchHash(sealed), Size: len(sealed), Chain: p.chain,
	}, sealed)
}

// chainAt returns the chain hash at one of the own batches, empty before the first.
func (s *run) chainAt(n uint32) string {
	if n == 0 || int(n)*hashLength > len(s.chains) {
		return ""
	}
	return strings.Clone(s.chains[int(n-1)*hashLength : int(n)*hashLength])
}

// bury deletes what was replaced a week ago. Until then a machine that read the old head finds its objects.
func (s *run) bury(ctx context.Context) error {
	var gone []string
	for _, key := range slices.Sorted(maps.Keys(s.own.Grave)) {
		if s.now().Sub(time.UnixMilli(s.own.Grave[key])) < graveTime {
			continue
		}
		if err := s.bucket.Delete(ctx, key); err != nil {
			return err
		}
		gone = append(gone, key)
	}
	if len(gone) == 0 {
		return nil
	}
	for _, key := range gone {
		delete(s.own.Grave, key)
	}
	return s.saveOwn(ctx)
}
