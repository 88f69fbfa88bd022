package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"prep"
)

// Recordings stay on the machine that made them, in its folder of recordings. With sync = true under [practice] those
// that are kept become files like the pictures of cards instead: a sync sends them, and another machine fetches one when
// it is to be played there.

// sharedRecordings returns the recordings that travel, by attempt.
func sharedRecordings(tx *prep.Tx) (map[prep.ID]prep.Media, error) {
	files, err := tx.AllMedia()
	shared := map[prep.ID]prep.Media{}
	for _, m := range files {
		if m.Attempt != 0 {
			shared[m.Attempt] = m
		}
	}
	return shared, err
}

// share makes the recording of an attempt one that travels, where the settings want that. What is in the way of it is
// told; the recording then stays where it is.
func (p *practice) share(ctx context.Context, attempt prep.ID) error {
	config, err := p.e.config()
	if err != nil || !config.Practice.Sync {
		return err
	}
	path := p.recorder.path(attempt)
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("share recording: %w", err)
	}
	defer func() { _ = file.Close() }()
	db, err := p.e.open(ctx)
	if err != nil {
		return err
	}
	stored, err := db.StoreMedia(file, "wav")
	if err != nil {
		p.e.warn("the recording stays on this machine: %v", err)
		return nil
	}
	stored.Attempt = attempt
	err = p.e.change(ctx, func(tx *prep.Tx) error {
		_, err := tx.AddMedia(stored)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("share recording: %w", err)
	}
	return nil
}

// unshare deletes the recordings of these attempts that travel: here now, from the bucket and everywhere else with the
// next syncs.
func (e *env) unshare(ctx context.Context, attempts []prep.ID) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	var gone []prep.Media
	err = e.change(ctx, func(tx *prep.Tx) error {
		shared, err := sharedRecordings(tx)
		if err != nil {
			return err
		}
		for attempt, m := range shared {
			if !slices.Contains(attempts, attempt) {
				continue
			}
			if err := tx.Delete(prep.MediaFiles, m.ID); err != nil {
				return err
			}
			gone = append(gone, m)
		}
		return nil
	})
	for _, m := range gone {
		err = errors.Join(err, db.RemoveMedia(m))
	}
	return err
}

// recording returns the file of an attempt's recording, which is fetched where it was made elsewhere.
func (e *env) recording(ctx context.Context, p practised) (string, error) {
	folder, err := e.recordings()
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, p.ID.String()+".wav")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || p.shared.ID == 0 {
		return path, err
	}
	db, err := e.open(ctx)
	if err != nil {
		return "", err
	}
	if p.Elsewhere {
		e.note("fetching the recording")
	}
	return db.MediaPath(p.shared), e.fetchMedia(ctx, db, p.shared.ID)
}
