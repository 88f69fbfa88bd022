package sync

import (
	"context"
	"errors"
	"fmt"
	"io"

	"prep"
)

// ErrNotSent says that a file's row has arrived here and its bytes are not in the bucket.
var ErrNotSent = errors.New("the bucket does not have it yet: sync the machine that has the file")

// FetchMedia brings a file to this machine, unless it is here, and keeps one piece of it in memory at a time. What is not
// the file that its row names is not kept. Errors: prep.ErrNotFound where there is no such row, ErrNotSent where the
// bucket lacks a piece, ErrTampered, ErrTooLarge, prep.ErrMediaDamaged and ErrEpochUnknown where one is not what it
// should be. After the former and what is damaged the next sync asks the other machines to send the file again.
func (e *Engine) FetchMedia(ctx context.Context, id prep.ID) error {
	var m prep.Media
	err := e.db.View(ctx, func(tx *prep.Tx) error {
		repo, err := tx.Repo()
		if err != nil {
			return err
		}
		if repo != e.ring.Repo {
			return ErrNotJoined
		}
		m, err = tx.Media(id)
		return err
	})
	if err != nil {
		return fmt.Errorf("fetch file: %w", err)
	}
	if e.db.HasMedia(m) {
		return nil
	}
	f, err := e.pieces(m)
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	fetched := e.db.ReceiveMedia(m, func(w io.Writer) error {
		for piece := range f.count() {
			e.report(Progress{Phase: "files", Done: piece, Total: f.count()})
			body, err := e.fetchPiece(ctx, f, piece)
			if err != nil {
				return err
			}
			if _, err := w.Write(body); err != nil {
				return err
			}
		}
		e.report(Progress{Phase: "files", Done: f.count(), Total: f.count()})
		return nil
	})
	if fetched != nil {
		fetched = fmt.Errorf("fetch file %s: %w", m.Name(), fetched)
	}
	lacking := isLacking(fetched)
	if fetched != nil && !lacking {
		return fetched
	}
	err = e.db.Update(ctx, func(tx *prep.Tx) error {
		if _, err := tx.Media(id); err != nil {
			return err // deleted meanwhile: the next sync takes the file away
		}
		_, err := changeMedia(tx, func(state *mediaState) {
			if delete(state.Lacking, id); lacking {
				state.Lacking[id] = e.db.Now().UnixMilli()
			}
		})
		if err != nil || lacking {
			return err
		}
		return tx.Hold(id)
	})
	return errors.Join(fetched, err)
}

// isLacking reports whether another machine may bring what this one did not get.
func isLacking(err error) bool {
	return errors.Is(err, ErrNotSent) || errors.Is(err, ErrTampered) || errors.Is(err, ErrTooLarge) || errors.Is(err, prep.ErrMediaDamaged)
}

// fetchPiece reads a piece, which may be in the bucket under the name of any epoch. One that is damaged does not hide a
// good one.
func (e *Engine) fetchPiece(ctx context.Context, f filePieces, piece int) ([]byte, error) {
	refused := ErrNotSent
	for _, key := range f.keys(piece) {
		sealed, _, err := e.bucket.Get(ctx, key, MaxObject)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err == nil {
			var body []byte
			if body, err = e.openPiece(f, piece, key, sealed); err == nil {
				return body, nil
			}
		} else if !errors.Is(err, ErrTooLarge) {
			return nil, err
		}
		refused = err
	}
	return nil, refused
}

// openPiece opens a piece that must be as long as it is in its file.
func (e *Engine) openPiece(f filePieces, piece int, key string, sealed []byte) ([]byte, error) {
	want := f.length(piece)
	body, err := e.sealer.Open(key, sealed, max(1, want)) // 0 would mean any length
	if err == nil && len(body) != want {
		err = fmt.Errorf("open %q: %w: %d bytes of a file instead of %d", key, ErrTampered, len(body), want)
	}
	return body, err
}
