package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"prep"
	remote "prep/sync"
)

// A mediaSource is the repository from which files are fetched, opened when the first one is needed.
type mediaSource struct {
	mutex sync.Mutex
	repo  *repository
}

// fetchMedia brings the file of a card or an attempt to this machine, unless it is here. It says nothing, and takes as
// long as the context allows. Errors: prep.ErrNotFound where there is no such file, sync.ErrNotJoined on a machine
// without a repository, sync.ErrNotSent while the bucket does not have it, and those of the storage.
func (e *env) fetchMedia(ctx context.Context, db *prep.DB, id prep.ID) error {
	var m prep.Media
	err := db.View(ctx, func(tx *prep.Tx) error {
		var err error
		m, err = tx.Media(id)
		return err
	})
	if err != nil || db.HasMedia(m) {
		return err
	}
	repo, err := e.media.open(ctx, e)
	if errors.Is(err, remote.ErrNotJoined) {
		return fmt.Errorf("file %s is not on this machine: %w", m.Name(), err)
	}
	if err != nil {
		return err
	}
	return repo.engine.FetchMedia(ctx, id)
}

// open opens the repository of this machine, at the first call.
func (s *mediaSource) open(ctx context.Context, e *env) (*repository, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.repo != nil {
		return s.repo, nil
	}
	repo, err := e.repository(ctx, false, nil)
	if err == nil {
		s.repo = repo
	}
	return repo, err
}
