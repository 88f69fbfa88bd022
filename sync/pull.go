package sync

import (
	"context"
	"errors"
	"time"

	"prep"
)

// pull reads every head that changed, and of each stream what is new.
func (s *run) pull(ctx context.Context) error {
	var keys []string
	var ids []prep.ID
	for _, id := range s.heads {
		if id != s.stream && s.rows[id].etag != s.listed[HeadKey(id)] {
			ids, keys = append(ids, id), append(keys, HeadKey(id))
		}
	}
	heads := make([]fetched, len(keys))
	err := s.fetch(ctx, keys, func(i int, got fetched) error {
		heads[i] = got
		s.report(Progress{Phase: "reading", Done: i + 1, Total: len(keys)})
		if errors.Is(got.err, ErrNotFound) || errors.Is(got.err, ErrTooLarge) {
			return nil
		}
		return got.err
	})
	if err != nil {
		return err
	}
	for i, id := range ids {
		if errors.Is(heads[i].err, ErrNotFound) {
			continue // listed and gone: the next listing tells
		}
		if err := s.pullStream(ctx, id, heads[i]); err != nil {
			return err
		}
	}
	return nil
}

// pullStream reads a stream up to its head. Doing it twice is doing it once.
func (s *run) pullStream(ctx context.Context, id prep.ID, got fetched) error {
	nonce := ""
	for try := 1; ; try++ {
		if got.err != nil {
			return s.quarantine(ctx, id, s.listed[HeadKey(id)], got.err)
		}
		h, err := s.openHead(id, got.body)
		if err != nil {
			return s.quarantine(ctx, id, got.etag, err)
		}
		r := &reading{run: s, head: h, etag: got.etag, row: s.rows[id], last: try == readTries || h.Nonce == nonce}
		r.row.id, nonce = id, h.Nonce
		again, err := r.read(ctx)
		if err != nil || !again {
			return err
		}
		// An object is gone: it was folded while we were reading, and the new head knows where its events are.
		got.body, got.etag, got.err = s.bucket.Get(ctx, HeadKey(id), MaxObject)
		if errors.Is(got.err, ErrNotFound) {
			return nil
		}
		if got.err != nil && !errors.Is(got.err, ErrTooLarge) {
			return got.err
		}
	}
}

// reading is one pass over the objects of a stream.
type reading struct {
	*run
	head *head
	etag string
	row  row
	last bool // no more tries: an object that is gone is a hole

	whole   bool   // from the start
	hole    bool   // something cannot be read
	later   bool   // the rest cannot be read by this machine today: it lacks a key, or is too old
	trouble string // what does not open
}

// read applies what is new and reports true when the head has to be read again first.
func (r *reading) read(ctx context.Context) (again bool, err error) {
	if r.row.cursor.Last > 0 && !r.head.holds(r.row.cursor) {
		r.row.reread = true // rolled back, or another branch: read it all
	}
	if r.row.reread {
		if err := r.doubt(ctx); err != nil {
			return false, err
		}
	}
	var wanted []object
	var keys []string
	for _, o := range r.head.Objects {
		if r.whole || o.Last > r.row.cursor.Last {
			wanted, keys = append(wanted, o), append(keys, o.key(r.row.id))
		}
	}
	otherBranch := false
	if len(wanted) > 0 {
		r.report(Progress{Phase: "reading", Device: r.head.Device, Total: len(wanted)})
	}
	err = r.fetch(ctx, keys, func(i int, got fetched) error {
		b, err := r.open(wanted[i], got)
		switch {
		case errors.Is(err, ErrNotFound) && !r.last:
			again = true
			return errStop
		case errors.Is(err, ErrNotFound):
			r.hole = true
			return nil
		case errors.Is(err, ErrEpochUnknown), errors.Is(err, ErrNewerFormat):
			r.later, r.trouble = true, err.Error()
			r.result.KeysChanged = r.result.KeysChanged || errors.Is(err, ErrEpochUnknown)
			return errStop
		case errors.Is(err, ErrTampered), errors.Is(err, ErrTooLarge):
			r.hole, r.trouble = true, err.Error()
			return nil
		case err != nil:
			return err
		}
		if otherBranch = !r.continues(b); otherBranch {
			return errStop
		}
		r.report(Progress{Phase: "applying", Device: r.head.Device, Done: i, Total: len(wanted)})
		if err := r.apply(ctx, b, wanted[i]); err != nil {
			return err
		}
		r.report(Progress{Phase: "applying", Device: r.head.Device, Done: i + 1, Total: len(wanted)})
		return nil
	})
	if err != nil || again {
		return again, err
	}
	if otherBranch {
		r.row.reread = true
		return r.read(ctx)
	}
	return false, r.end(ctx)
}

// doubt begins to read the stream from its start. Until the end its cursor stays: a crash in between must not make it
// vouch for what was not compared yet (!).
func (r *reading) doubt(ctx context.Context) error {
	r.whole, r.row.reread, r.hole = true, true, false
	return r.db.Update(ctx, func(tx *prep.Tx) error {
		if err := tx.Doubt(r.row.id); err != nil {
			return err
		}
		if err := tx.ReleaseMedia(0); err != nil { // a bucket that was rolled back may lack files too
			return err
		}
		if err := tx.Exec("update stream set reread = ? where id = ?", r.rules.lateCursor, int64(r.row.id)); err != nil {
			return err
		}
		return r.begin(tx)
	})
}

// open makes sure that an object is what the head says.
func (r *reading) open(o object, got fetched) (batch, error) {
	if got.err != nil {
		return batch{}, got.err
	}
	if BatchHash(got.body) != o.Hash {
		return batch{}, errDamaged
	}
	payload, err := r.sealer.Open(batchSealKey(r.row.id, o.First, o.Last), got.body, 0)
	if err != nil {
		return batch{}, err
	}
	b, err := decodePayload(payload)
	if err == nil && (b.Stream != r.row.id || b.First != o.First || b.Last != o.Last) {
		err = errDamaged
	}
	return b, err
}

// continues reports whether the object goes on from where this machine has read. A fold says so by the chain hashes
// that it replaces (!): it may have left our branch out.
func (r *reading) continues(b batch) bool {
	at := r.row.cursor
	if r.whole || at.Last == 0 || r.hole || !r.rules.foldChains {
		return true
	}
	if at.Last+1 == b.First {
		return b.Prev == at.Chain
	}
	if at.Last >= b.First && at.Last <= b.Last {
		chain, err := b.chainAt(at.Last)
		return err == nil && chain == at.Chain
	}
	return true
}

// apply adds the events of one object and moves the cursor with them, together or not at all.
func (r *reading) apply(ctx context.Context, b batch, o object) error {
	added := 0
	err := r.db.Update(ctx, func(tx *prep.Tx) error {
		added = 0
		err := b.each(func(writer prep.ID, line []byte) error {
			isNew, err := tx.Apply(writer, line, r.row.id)
			if isNew {
				added++
			}
			return err
		})
		if err == nil {
			err = r.begin(tx)
		}
		if err != nil {
			return err
		}
		if r.whole && r.rules.lateCursor || r.hole && r.rules.holeVoids {
			return nil
		}
		r.row.cursor = cursor{o.Last, o.Chain}
		return r.saveCursor(tx)
	})
	r.result.Pulled += added
	return err
}

// begunTag stands for the ETag of a head from the first of its objects that is applied until the last one.
const begunTag = "?"

// begin notes that the head which was last read whole vouches for nothing any more (!): with a bucket that is put back to
// that head, what has been read since is not in it.
func (r *reading) begin(tx *prep.Tx) error {
	if !r.rules.partVoids {
		return nil
	}
	return tx.Exec("insert into stream (id, etag) values (?, ?) on conflict (id) do update set etag = excluded.etag",
		int64(r.row.id), begunTag)
}

func (r *reading) saveCursor(tx *prep.Tx) error {
	if err := tx.Exec("insert into stream (id) values (?) on conflict (id) do nothing", int64(r.row.id)); err != nil {
		return err
	}
	return tx.Exec("update stream set last = ?, chain = ? where id = ?", r.row.cursor.Last, r.row.cursor.Chain, int64(r.row.id))
}

// end notes that the stream was read up to its head, as far as it can be.
func (r *reading) end(ctx context.Context) error {
	err := r.update(ctx, func(tx *prep.Tx) error {
		if r.whole && !r.later {
			r.row.cursor = r.head.end()
			if r.hole && r.rules.holeVoids {
				r.row.cursor = cursor{}
			}
			if err := tx.ReleaseDoubted(r.row.id); err != nil {
				return err
			}
		}
		r.row.reread = r.hole && r.rules.holeVoids || r.whole && r.later
		r.row.missing = r.hole
		if r.row.etag = r.etag; r.later {
			r.row.etag = "" // look again at every sync
		}
		if err := r.saveCursor(tx); err != nil {
			return err
		}
		err := tx.Exec(`update stream set etag = ?, reread = ?, missing = ?, trouble = ?, device = ?, seen_time = ?, skew = ?
			where id = ?`, r.row.etag, r.row.reread, r.row.missing, r.trouble, r.head.Device, r.head.Wall, r.head.skew(), int64(r.row.id))
		if err != nil {
			return err
		}
		return r.answer(tx, r.head)
	})
	if err != nil {
		return err
	}
	r.rows[r.row.id] = r.row
	if r.hole && r.trouble == "" {
		r.note("some of what %s wrote is not in the bucket any more: the other machines are asked for it", nameOf(r.head.Device, r.row.id))
	}
	if r.trouble != "" {
		r.note("some of what %s wrote cannot be read: %s", nameOf(r.head.Device, r.row.id), r.trouble)
	}
	if skew, known := r.head.skew().(int64); known && time.Duration(skew).Abs()*time.Millisecond > skewNoticed {
		r.note("the clock of %s is %s", nameOf(r.head.Device, r.row.id), skewText(time.Duration(skew)*time.Millisecond))
	}
	return nil
}

// skew is the writer's clock minus the storage's in milliseconds, nil where the storage has none.
func (h *head) skew() any {
	if h.Server == 0 {
		return nil
	}
	return h.Wall - h.Server
}

// nameOf is how a person knows a stream.
func nameOf(device string, stream prep.ID) string {
	if device != "" {
		return device
	}
	return stream.Short()
}
