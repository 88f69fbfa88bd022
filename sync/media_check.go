package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"prep"
)

// files looks for the pieces of every file that has a row; a full check reads them. What is missing or damaged is noted
// on this machine: the next sync sends it again, or asks the others for it.
func (c *checking) files(ctx context.Context, full bool) error {
	c.listing = nil
	if err := c.listPieces(ctx); err != nil {
		return err
	}
	var rows []prep.Media
	waiting := map[prep.ID]bool{}
	err := c.db.View(ctx, func(tx *prep.Tx) error {
		var err error
		if rows, err = tx.AllMedia(); err != nil {
			return err
		}
		unheld, err := tx.Unheld()
		for _, m := range c.db.MediaHere(unheld) {
			waiting[m.ID] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	var missing, damaged []prep.Media
	for i, m := range rows {
		f, err := c.pieces(m)
		if err != nil {
			c.problem(m.Name(), 0, err)
			continue
		}
		c.report.Files++
		keys, lost := c.found(f)
		if waiting[m.ID] && lost > 0 {
			continue // the next sync sends it
		}
		for piece, key := range keys {
			if key == "" {
				c.problem(f.current(piece), 0, fmt.Errorf("file %s: %w", m.Name(), ErrNotFound))
			}
		}
		whole := true
		if full {
			if whole, err = c.readFile(ctx, f, keys); err != nil {
				return err
			}
		}
		switch {
		case !whole:
			damaged = append(damaged, m)
		case lost > 0:
			missing = append(missing, m)
		}
		c.run.report(Progress{Phase: "checking", Done: i + 1, Total: len(rows)})
	}
	stray, err := c.strayPieces(ctx)
	if err != nil {
		return err
	}
	c.report.Orphans = append(c.report.Orphans, stray...)
	return c.missed(ctx, missing, damaged)
}

// found returns where the listing has each piece of a file, empty where it has not, and how many it lacks.
func (c *checking) found(f filePieces) (keys []string, lost int) {
	for piece := range f.count() {
		key := f.found(c.listing, piece)
		if keys = append(keys, key); key == "" {
			lost++
			continue
		}
		c.report.Objects++
		c.report.Bytes += c.listing[key].Size
	}
	return keys, lost
}

// readFile opens the pieces of a file that are there, and compares them with its row where all are.
func (c *checking) readFile(ctx context.Context, f filePieces, keys []string) (whole bool, err error) {
	var there []string
	var places []int
	for piece, key := range keys {
		if key != "" {
			there, places = append(there, key), append(places, piece)
		}
	}
	hash, whole := sha256.New(), true
	err = c.fetch(ctx, there, func(i int, got fetched) error {
		body, err := got.body, got.err
		if err == nil {
			body, err = c.openPiece(f, places[i], there[i], got.body)
		}
		switch {
		case err == nil:
			hash.Write(body)
			return nil
		case errors.Is(err, ErrTampered), errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotFound), errors.Is(err, ErrNewerFormat), errors.Is(err, ErrEpochUnknown):
			c.problem(there[i], 0, fmt.Errorf("file %s: %w", f.Name(), err))
			whole = false
			return nil
		}
		return err
	})
	if err == nil && whole && len(there) == len(keys) && hex.EncodeToString(hash.Sum(nil)) != f.Hash {
		c.problem(keys[0], 0, fmt.Errorf("file %s: %w", f.Name(), prep.ErrMediaDamaged))
		whole = false
	}
	return whole, err
}

// missed notes which files the bucket does not have, or not as they were.
func (c *checking) missed(ctx context.Context, missing, damaged []prep.Media) error {
	if len(missing)+len(damaged) == 0 {
		return nil
	}
	now := c.now().UnixMilli()
	return c.db.Update(ctx, func(tx *prep.Tx) error {
		for _, m := range slices.Concat(missing, damaged) {
			if err := tx.ReleaseMedia(m.ID); err != nil {
				return err
			}
		}
		return c.changeMedia(tx, func(state *mediaState) {
			for _, m := range slices.Concat(missing, damaged) {
				if !c.db.HasMedia(m) {
					state.Lacking[m.ID] = now
				}
			}
			for _, m := range damaged {
				state.Asked[m.ID] = true
			}
		})
	})
}

// strayPieces returns the pieces that belong to no row: not to one in the trash either, unless its time is over.
func (s *run) strayPieces(ctx context.Context) ([]string, error) {
	stray := maps.Clone(s.listing)
	var rows, deleted []prep.Media
	err := s.db.View(ctx, func(tx *prep.Tx) error {
		var err error
		if rows, err = tx.AllMedia(); err != nil || len(stray) == 0 {
			return err
		}
		deleted, err = tx.DeletedMedia()
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, m := range deleted {
		if !s.due(m) {
			rows = append(rows, m)
		}
	}
	for _, m := range rows {
		f, err := s.pieces(m)
		if err != nil {
			continue
		}
		for piece := range f.count() {
			for _, key := range f.keys(piece) {
				delete(stray, key)
			}
		}
	}
	return slices.Sorted(maps.Keys(stray)), nil
}

// removeStrays deletes the pieces that belong to no row and are older than the grave time: those of an upload whose row
// never arrived, or of a file that was deleted while another machine sent it. Where this machine may not know all rows,
// or not all keys, nothing is deleted.
func (s *run) removeStrays(ctx context.Context) error {
	var blind bool
	err := s.db.View(ctx, func(tx *prep.Tx) error {
		return tx.Get("select exists (select 1 from stream where missing = 1 or reread = 1 or trouble != '')", nil, &blind)
	})
	if err != nil || blind {
		return err
	}
	s.listing = nil
	if err := s.listPieces(ctx); err != nil {
		return err
	}
	stray, err := s.strayPieces(ctx)
	if err != nil {
		return err
	}
	for _, key := range stray {
		stored := s.listing[key].Modified
		if stored.IsZero() || s.now().Sub(stored) < graveTime {
			continue
		}
		sealed, _, err := s.bucket.Get(ctx, key, MaxObject)
		if err == nil {
			_, err = s.sealer.Open(key, sealed, 0)
		}
		switch {
		case errors.Is(err, ErrEpochUnknown), errors.Is(err, ErrNewerFormat): // of a machine that knows more
			continue
		case err == nil, errors.Is(err, ErrTampered), errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotFound):
		default:
			return err
		}
		if err := s.bucket.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}
