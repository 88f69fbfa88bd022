// Package sync carries the events of the local database to other machines and back, through a bucket that it trusts
// with nothing: what is stored there is sealed, and a bucket that loses, keeps or swaps objects can add events but
// never take one away.
package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"prep"
)

// SyncOptions are a person's answers to what a sync may ask.
type SyncOptions struct {
	// Reupload fills a bucket that was wiped since the last sync from this machine.
	Reupload bool

	// EventsFirst sends files after the events, for a sync that has to end soon: a long recording holds up no review.
	EventsFirst bool
}

// run is one sync.
type run struct {
	*Engine
	result Result

	listed map[string]string // ETag by key: everything under h/
	heads  []prep.ID         // streams that have a head, in the order of the listing
	rows   map[prep.ID]row

	stream prep.ID // this machine's
	own    own
	chains string
	device string

	waiting int       // events to be published
	purged  bool      // the bucket holds, in this machine's name, what was purged since
	retired []prep.ID // streams that this machine declares retired
	slots   map[prep.ID]slotCopy

	media     mediaState
	unheld    []prep.Media      // files that the bucket may lack
	discarded []prep.Media      // files that were deleted, and may be in the bucket or here
	listing   map[string]Object // the pieces of files in the bucket; nil: not listed yet

	skew      time.Duration // how far this machine's clock is ahead of the storage's
	skewKnown bool          // a folder has no clock
	dated     int           // reviews that were dated back
}

// errForked ends a push whose stream turned out to have another writer. The sync begins again as a new one.
var errForked = errors.New("another machine writes under the stream of this one")

// Sync reads what the other machines have written and writes what they do not have. Nothing local is ever deleted.
// ErrWiped and ErrForeign ask for a decision; ErrRunning says that another sync is at it.
func (e *Engine) Sync(ctx context.Context, opts SyncOptions) (Result, error) {
	return e.locked(ctx, func(s *run) error {
		err := s.sync(ctx, opts)
		if errors.Is(err, errForked) {
			err = s.sync(ctx, opts)
		}
		return err
	})
}

func (s *run) sync(ctx context.Context, opts SyncOptions) error {
	if err := s.load(ctx); err != nil {
		return err
	}
	if err := s.list(ctx); err != nil {
		return err
	}
	if err := s.checkMarker(ctx, opts); err != nil {
		return err
	}
	if err := s.keepSlots(ctx); err != nil {
		return err
	}
	if err := s.checkOwnHead(ctx); err != nil {
		return err
	}
	if err := s.checkGone(ctx); err != nil {
		return err
	}
	if err := s.pull(ctx); err != nil {
		return err
	}
	if !opts.EventsFirst {
		if err := s.sendFiles(ctx); err != nil {
			return err
		}
	}
	if s.own.Lost || s.purged {
		if err := s.rewrite(ctx); err != nil {
			return err
		}
	}
	if err := s.push(ctx); err != nil {
		return err
	}
	if opts.EventsFirst {
		if err := s.sendFiles(ctx); err != nil {
			return err
		}
	}
	if err := s.discardFiles(ctx); err != nil {
		return err
	}
	if err := s.fold(ctx); err != nil {
		return err
	}
	if err := s.bury(ctx); err != nil {
		return err
	}
	return s.finish(ctx)
}

// load reads what this machine remembers.
func (s *run) load(ctx context.Context) error {
	return s.db.View(ctx, func(tx *prep.Tx) error {
		repo, err := tx.Repo()
		if err != nil {
			return err
		}
		if repo == 0 {
			return ErrNotJoined
		}
		if repo != s.ring.Repo {
			return fmt.Errorf("repository %s: %w: the keys are those of %s", repo, ErrForeign, s.ring.Repo)
		}
		if s.stream, err = tx.Stream(); err != nil {
			return err
		}
		if err := s.loadLocal(tx); err != nil {
			return err
		}
		if s.waiting, err = tx.Unpublished(); err != nil {
			return err
		}
		if s.purged, err = tx.PurgedInBucket(); err != nil {
			return err
		}
		s.rows, err = readRows(tx)
		return err
	})
}

// list answers with one request everything that a sync has to know first.
func (s *run) list(ctx context.Context) error {
	objects, err := s.bucket.List(ctx, headsPrefix)
	if err != nil {
		return err
	}
	s.measureClock()
	s.listed, s.heads = map[string]string{}, nil
	for _, object := range objects {
		name, err := ParseKey(object.Key)
		if err != nil {
			continue // another program's
		}
		s.listed[object.Key] = object.ETag
		if name.Kind == HeadName {
			s.heads = append(s.heads, name.ID)
		}
	}
	return nil
}

// checkMarker makes sure that this is the repository we know. A listing may be older than the marker, so that one
// which lacks it is not believed without a second look.
func (s *run) checkMarker(ctx context.Context, opts SyncOptions) error {
	key := MarkerKey(s.ring.Repo)
	if _, here := s.listed[key]; here {
		return nil
	}
	_, _, err := s.bucket.Get(ctx, key, maxMarker)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return err
	}
	for other := range s.listed {
		if strings.HasPrefix(other, headsPrefix+"0.") {
			return fmt.Errorf("%w: %s", ErrForeign, strings.TrimPrefix(other, headsPrefix+"0."))
		}
	}
	if !opts.Reupload {
		return ErrWiped
	}
	return s.restoreRepository(ctx)
}

// checkGone looks for heads that were there before. One that a listing lacks is asked for; if it is gone, everything
// that the bucket had under it is published again.
func (s *run) checkGone(ctx context.Context) error {
	for _, id := range s.known() {
		if _, here := s.listed[HeadKey(id)]; here || id == s.stream {
			continue
		}
		_, _, err := s.bucket.Get(ctx, HeadKey(id), MaxObject)
		if err == nil {
			continue
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		err = s.update(ctx, func(tx *prep.Tx) error {
			if err := tx.Release(id); err != nil {
				return err
			}
			if err := tx.ReleaseMedia(0); err != nil { // who knows what else is gone
				return err
			}
			return forgetStream(tx, id, false)
		})
		if err != nil {
			return err
		}
		s.rows[id] = row{id: id}
	}
	return nil
}

// update is a transaction after which something may wait to be published that did not before.
func (s *run) update(ctx context.Context, f func(*prep.Tx) error) error {
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		var err error
		if s.waiting, err = tx.Unpublished(); err != nil {
			return err
		}
		s.purged, err = tx.PurgedInBucket()
		return err
	})
}

// known returns the streams of which something was read, in the order of their ids.
func (s *run) known() []prep.ID {
	var ids []prep.ID
	for id, r := range s.rows {
		if r.known() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// forgetStream makes the next sync read the stream from its start.
func forgetStream(tx *prep.Tx, id prep.ID, reread bool) error {
	return tx.Exec(`update stream set last = 0, chain = '', etag = '', reread = ?, missing = 0, trouble = ''
		where id = ?`, reread, int64(id))
}

// finish counts what waits for a person and remembers when this was.
func (s *run) finish(ctx context.Context) error {
	now := s.db.Now()
	if server := s.bucket.Clock(); !server.IsZero() {
		if skew := now.Sub(server); skew.Abs() > skewNoticed {
			s.note("the clock of this machine is %s", skewText(skew))
		}
	}
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		if err := tx.Get("select count(*) from conflict", nil, &s.result.Conflicts); err != nil {
			return err
		}
		return tx.SetLocal(localLast, now.UnixMilli())
	})
}

func (s *run) note(format string, values ...any) {
	if text := fmt.Sprintf(format, values...); !slices.Contains(s.result.Notes, text) {
		s.result.Notes = append(s.result.Notes, text)
	}
}

// skewText says how far a clock is off, in the largest unit that fits.
func skewText(skew time.Duration) string {
	direction := "ahead"
	if skew < 0 {
		direction = "behind"
	}
	skew = skew.Abs()
	switch {
	case skew >= 48*time.Hour:
		return fmt.Sprintf("%d days %s", skew/(24*time.Hour), direction)
	case skew >= time.Hour:
		return fmt.Sprintf("%d h %s", skew/time.Hour, direction)
	}
	return fmt.Sprintf("%d min %s", skew/time.Minute, direction)
}
