package sync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"prep"
)

// sendFiles stores the files that the bucket may lack and this machine has. It comes before the events that speak of
// them, so that whoever reads those finds the bytes. What an earlier try has stored is not sent again: a listing tells.
func (s *run) sendFiles(ctx context.Context) error {
	s.listing = nil
	if err := s.reviewMedia(ctx); err != nil {
		return err
	}
	here := map[prep.ID]bool{}
	for _, m := range s.db.MediaHere(s.unheld) {
		if changed, known := s.media.Damaged[m.ID]; !known || changed != changedAt(s.db.MediaPath(m)) {
			here[m.ID] = true
		}
	}
	if len(here) == 0 {
		return nil
	}
	if err := s.listPieces(ctx); err != nil {
		return err
	}
	var held []prep.ID
	var sending []filePieces
	total := 0
	for _, m := range s.unheld {
		f, err := s.pieces(m)
		switch {
		case err != nil:
			s.note("%v", err)
		case !s.media.Asked[m.ID] && f.whole(s.listing):
			held = append(held, m.ID)
		case here[m.ID]:
			sending, total = append(sending, f), total+f.count()
		}
	}
	if err := s.hold(ctx, held...); err != nil {
		return err
	}
	done := 0
	for _, f := range sending {
		if err := s.sendFile(ctx, f, func(piece int) {
			s.report(Progress{Phase: "files", Done: done + piece, Total: total})
		}); err != nil {
			return err
		}
		done += f.count()
	}
	return nil
}

// hold notes that the bucket has the files.
func (s *run) hold(ctx context.Context, ids ...prep.ID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		for _, id := range ids {
			if err := tx.Hold(id); err != nil {
				return err
			}
		}
		if len(s.media.Asked) == 0 {
			return nil
		}
		return s.changeMedia(tx, func(state *mediaState) {
			for _, id := range ids {
				delete(state.Asked, id)
			}
		})
	})
}

// listPieces reads which pieces the bucket has, once in a sync.
func (s *run) listPieces(ctx context.Context) error {
	if s.listing != nil {
		return nil
	}
	objects, err := s.bucket.List(ctx, piecesPrefix)
	if err != nil {
		return err
	}
	s.listing = map[string]Object{}
	for _, object := range objects {
		if name, err := ParseKey(object.Key); err == nil && name.Kind == PieceName {
			s.listing[object.Key] = object
		}
	}
	return nil
}

// sendFile stores the pieces of a file that are not there. One that is damaged here is never sent: whoever reads it would
// not accept it, and it might take the place of a good one.
func (s *run) sendFile(ctx context.Context, f filePieces, done func(piece int)) error {
	if err := s.db.VerifyMedia(f.Media); errors.Is(err, prep.ErrMediaDamaged) {
		s.note("%v: it is not sent", err)
		return s.db.Update(ctx, func(tx *prep.Tx) error {
			return s.changeMedia(tx, func(state *mediaState) { state.Damaged[f.ID] = changedAt(s.db.MediaPath(f.Media)) })
		})
	} else if errors.Is(err, prep.ErrNotFound) { // deleted meanwhile
		return nil
	} else if err != nil {
		return err
	}
	file, err := os.Open(s.db.MediaPath(f.Media))
	if err != nil {
		return fmt.Errorf("send file %s: %w", f.Name(), err)
	}
	defer func() { _ = file.Close() }()
	body := make([]byte, f.length(0))
	sent := false
	for piece := range f.count() {
		done(piece)
		key := f.found(s.listing, piece)
		if key != "" && !s.media.Asked[f.ID] {
			continue
		}
		body = body[:f.length(piece)]
		if _, err := file.ReadAt(body, int64(piece)*int64(f.size)); err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("send file %s: %w", f.Name(), err)
		}
		if key != "" {
			same, err := s.samePiece(ctx, key, body)
			if err != nil {
				return err
			}
			if same {
				continue
			}
		}
		sealed, err := s.sealer.Seal(f.current(piece), body)
		if err != nil {
			return err
		}
		if _, err := s.bucket.Put(ctx, f.current(piece), sealed, PutOptions{}); err != nil {
			return err
		}
		s.listing[f.current(piece)] = Object{Key: f.current(piece), Size: int64(len(sealed))}
		sent = true
	}
	done(f.count())
	if sent {
		s.result.Files++
	}
	return s.hold(ctx, f.ID)
}

// samePiece reads a piece that somebody could not read, and reports whether it is what it should be.
func (s *run) samePiece(ctx context.Context, key string, want []byte) (bool, error) {
	sealed, _, err := s.bucket.Get(ctx, key, MaxObject)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTooLarge) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	got, err := s.sealer.Open(key, sealed, max(1, len(want)))
	return err == nil && bytes.Equal(got, want), nil
}

// changedAt is when a file was last changed, in Unix nanoseconds; 0 where there is none.
func changedAt(path string) int64 {
	info, err := os.Lstat(path)
	if err != nil {
		return 0
	}
	return info.ModTime().UnixNano()
}
