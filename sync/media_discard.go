package sync

import (
	"context"
	"os"
	"time"

	"prep"
)

// The times of deleted files. A recording goes at once: whoever deletes one does not want it to be heard. A picture can
// be brought back with its card for a month.
const (
	trashTime = 30 * 24 * time.Hour
	freshTime = time.Minute // a picture this new may be one that is just being added again
)

// discardFiles deletes the bytes of deleted files, from the bucket and from this machine. It comes after the events that
// say so: a machine to which the file matters reads them, and sends it again.
func (s *run) discardFiles(ctx context.Context) error {
	var due []prep.Media
	for _, m := range s.discarded {
		if s.due(m) {
			due = append(due, m)
		}
	}
	if err := s.notice(ctx, due); err != nil || len(due) == 0 {
		return err
	}
	if err := s.listPieces(ctx); err != nil {
		return err
	}
	for _, m := range due {
		if err := s.discardFile(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// due reports whether it is time to delete the bytes of a deleted file. For a picture that is a month after this machine
// has heard of it: the stamp of the delete may be that of a clock that was wrong.
func (s *run) due(m prep.Media) bool {
	if m.Attempt != 0 {
		return true
	}
	since, known := s.media.Deleted[m.ID]
	return known && s.now().Sub(time.UnixMilli(since)) >= s.limits.trash
}

// notice remembers when this machine heard of the pictures in the trash, and of what it is about to delete: should a row
// come back, the others are asked for its file.
func (s *run) notice(ctx context.Context, due []prep.Media) error {
	var unseen []prep.ID
	for _, m := range s.discarded {
		if _, known := s.media.Deleted[m.ID]; !known && m.Attempt == 0 {
			unseen = append(unseen, m.ID)
		}
	}
	if len(unseen)+len(due) == 0 {
		return nil
	}
	now := s.now().UnixMilli()
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		return s.changeMedia(tx, func(state *mediaState) {
			for _, id := range unseen {
				state.Deleted[id] = now
			}
			for _, m := range due {
				state.Gone[m.ID] = now
			}
		})
	})
}

// discardFile deletes what there is of one file, under the names of all epochs.
func (s *run) discardFile(ctx context.Context, m prep.Media) error {
	f, err := s.pieces(m)
	if err == nil { // otherwise nothing can be stored under it
		for piece := range f.count() {
			for _, key := range f.keys(piece) {
				if _, there := s.listing[key]; !there {
					continue
				}
				if err := s.bucket.Delete(ctx, key); err != nil {
					return err
				}
				delete(s.listing, key)
			}
		}
	}
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		if deleted, err := tx.Deleted(m.ID); err != nil || !deleted { // it was brought back meanwhile
			return err
		}
		if m.Attempt == 0 && s.fresh(m) {
			return nil // the next sync looks again
		}
		if err := s.db.RemoveMedia(m); err != nil {
			return err
		}
		if err := s.changeMedia(tx, func(state *mediaState) { delete(state.Deleted, m.ID) }); err != nil {
			return err
		}
		return tx.ReleaseMedia(m.ID)
	})
}

// fresh reports whether the file was written a moment ago: somebody may be about to add its row again.
func (s *run) fresh(m prep.Media) bool {
	info, err := os.Lstat(s.db.MediaPath(m))
	if err != nil {
		return false
	}
	age := s.db.Now().Sub(info.ModTime())
	return age >= 0 && age < freshTime
}
