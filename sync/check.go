package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"prep"
)

// Report is what a check of the repository found.
type Report struct {
	Streams  int       `json:"streams"`
	Files    int       `json:"files"`   // of cards and attempts
	Objects  int       `json:"objects"` // that heads list, and pieces of files
	Bytes    int64     `json:"bytes"`
	Events   int       `json:"events"`   // different ones; only a full check counts them
	Lacking  int       `json:"lacking"`  // events of this machine that a full check did not find, though they should be there
	Orphans  []string  `json:"orphans"`  // objects that no head lists, such as those of an interrupted push, and pieces of no file
	Problems []Problem `json:"problems"` // none: all is well
}

// Problem is an object that is not as it should be.
type Problem struct {
	Key    string  `json:"key"`
	Stream prep.ID `json:"stream"`
	Text   string  `json:"text"`
}

// Check looks whether everything that the heads list is in the bucket, by name and size, and every file; a full check
// reads, opens and compares all of it. It changes nothing there; a file that is missing is sent by the next sync.
func (e *Engine) Check(ctx context.Context, full bool) (Report, error) {
	var report Report
	_, err := e.locked(ctx, func(s *run) error {
		var err error
		report, err = s.check(ctx, full)
		return err
	})
	return report, err
}

type checking struct {
	*run
	report Report
	sizes  map[string]int64
	events map[prep.EventID]struct{} // that a full check found
}

func (s *run) check(ctx context.Context, full bool) (Report, error) {
	if err := s.load(ctx); err != nil {
		return Report{}, err
	}
	if err := s.list(ctx); err != nil {
		return Report{}, err
	}
	if err := s.checkMarker(ctx, SyncOptions{}); err != nil {
		return Report{}, err
	}
	c := &checking{run: s, sizes: map[string]int64{}, events: map[prep.EventID]struct{}{}}
	if err := checkMarkerObject(ctx, s.bucket, s.ring); err != nil {
		c.problem(MarkerKey(s.ring.Repo), 0, err)
	}
	objects, err := s.bucket.List(ctx, batchesPrefix)
	if err != nil {
		return Report{}, err
	}
	for _, object := range objects {
		if _, err := ParseKey(object.Key); err == nil {
			c.sizes[object.Key] = object.Size
		}
	}
	for i, id := range s.heads {
		if err := c.stream(ctx, id, full); err != nil {
			return Report{}, err
		}
		s.report(Progress{Phase: "checking", Done: i + 1, Total: len(s.heads)})
	}
	for _, id := range s.known() {
		if _, listed := s.listed[HeadKey(id)]; !listed && id != s.stream {
			c.problem(HeadKey(id), id, ErrNotFound)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.sizes)) {
		if _, waiting := s.own.Grave[key]; !waiting {
			c.report.Orphans = append(c.report.Orphans, key)
		}
	}
	if err := c.files(ctx, full); err != nil {
		return Report{}, err
	}
	if full {
		c.report.Events = len(c.events)
		err = c.lacking(ctx)
	}
	return c.report, err
}

func (c *checking) problem(key string, stream prep.ID, err error) {
	c.report.Problems = append(c.report.Problems, Problem{Key: key, Stream: stream, Text: err.Error()})
}

func (c *checking) stream(ctx context.Context, id prep.ID, full bool) error {
	c.report.Streams++
	body, _, err := c.bucket.Get(ctx, HeadKey(id), MaxObject)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTooLarge) {
		c.problem(HeadKey(id), id, err)
		return nil
	}
	if err != nil {
		return err
	}
	h, err := c.openHead(id, body)
	if err != nil {
		c.problem(HeadKey(id), id, err)
		return nil
	}
	var wanted []object
	var keys []string
	for _, o := range h.Objects {
		key := o.key(id)
		size, there := c.sizes[key]
		delete(c.sizes, key)
		c.report.Objects++
		c.report.Bytes += size
		switch {
		case !there:
			c.problem(key, id, ErrNotFound)
		case size != int64(o.Size):
			c.problem(key, id, fmt.Errorf("%w: %d bytes instead of %d", ErrTampered, size, o.Size))
		default:
			wanted, keys = append(wanted, o), append(keys, key)
		}
	}
	if !full {
		return nil
	}
	r := &reading{run: c.run, head: h, row: row{id: id}}
	return c.fetch(ctx, keys, func(i int, got fetched) error {
		b, err := r.open(wanted[i], got)
		if err == nil {
			err = linked(h, wanted[i], b)
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrTampered), errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotFound),
			errors.Is(err, ErrNewerFormat), errors.Is(err, ErrEpochUnknown):
			c.problem(keys[i], id, err)
			return nil
		default:
			return err
		}
		return b.each(func(writer prep.ID, line []byte) error {
			c.events[prep.EventIDOf(writer, line)] = struct{}{}
			return nil
		})
	})
}

// linked makes sure that an object's chain hashes are those of its head.
func linked(h *head, o object, b batch) error {
	prev := ""
	for _, before := range h.Objects {
		if before.Last == o.First-1 {
			prev = before.Chain
		}
	}
	chain := chainAfter(b.Prev, o.Hash)
	if len(b.Chains) > 0 {
		chain = b.Chains[len(b.Chains)-1]
	}
	if b.Prev != prev || chain != o.Chain {
		return fmt.Errorf("%w: its chain is not that of its head", ErrTampered)
	}
	return nil
}

// lacking counts the events of this machine that the bucket should have and has not.
func (c *checking) lacking(ctx context.Context) error {
	return c.db.View(ctx, func(tx *prep.Tx) error {
		return tx.EachHeld(func(e prep.Event) error {
			if _, found := c.events[e.ID()]; !found {
				c.report.Lacking++
			}
			return nil
		})
	})
}

// Repair reads again what Check found wrong, publishes what the bucket lacks, and deletes what an interrupted push of
// this machine left and pieces of no file. Nothing local is deleted.
func (e *Engine) Repair(ctx context.Context) (Report, Result, error) {
	var report Report
	result, err := e.locked(ctx, func(s *run) error {
		var err error
		if report, err = s.check(ctx, true); err != nil {
			return err
		}
		if err := s.prepareRepair(ctx, report); err != nil {
			return err
		}
		if err := s.sync(ctx, SyncOptions{}); err != nil {
			return err
		}
		return s.removeStrays(ctx)
	})
	return report, result, err
}

func (s *run) prepareRepair(ctx context.Context, report Report) error {
	now := s.now().UnixMilli()
	for _, key := range report.Orphans {
		if name, err := ParseKey(key); err == nil && name.ID == s.stream {
			if s.own.Grave == nil {
				s.own.Grave = map[string]int64{}
			}
			s.own.Grave[key] = now
		}
	}
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		again := map[prep.ID]bool{}
		for _, problem := range report.Problems {
			if problem.Stream == s.stream {
				s.own.Lost = true
			} else {
				again[problem.Stream] = true
			}
		}
		for _, id := range s.known() {
			if report.Lacking > 0 { // somewhere the bucket has less than we believe
				again[id] = true
			}
		}
		if report.Lacking > 0 {
			s.own.Lost = true
		}
		for id := range again {
			if err := tx.Exec("update stream set reread = 1, etag = '' where id = ?", int64(id)); err != nil {
				return err
			}
		}
		return setLocalJSON(tx, localOwn, s.own)
	})
}
