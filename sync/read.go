package sync

import (
	"context"
	"errors"
	"sync"
)

// fetched is an object that was read, or why not.
type fetched struct {
	body []byte
	etag string
	err  error
}

// errStop ends a fetch early, without an error.
var errStop = errors.New("stop")

// fetch reads objects, as many at a time as the protocol says, and hands them to take in the order of the keys. At
// most that many bodies are in memory. take ends it by an error; errStop is not passed on.
func (s *run) fetch(ctx context.Context, keys []string, take func(i int, got fetched) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	places := make([]chan fetched, len(keys))
	for i := range places {
		places[i] = make(chan fetched, 1)
	}
	read := func(i int) {
		body, etag, err := s.bucket.Get(ctx, keys[i], MaxObject)
		places[i] <- fetched{body, etag, err}
	}
	free := make(chan struct{}, s.limits.parallel)
	var readers sync.WaitGroup
	if s.limits.parallel > 1 {
		readers.Go(func() {
			for i := range keys {
				select {
				case free <- struct{}{}:
				case <-ctx.Done():
					return
				}
				readers.Go(func() { read(i) })
			}
		})
	}
	defer readers.Wait()
	defer cancel()
	for i := range keys {
		if s.limits.parallel <= 1 { // in one goroutine, so that a simulation can be run again
			read(i)
		}
		var got fetched
		select {
		case got = <-places[i]:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := take(i, got)
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
		if s.limits.parallel > 1 {
			<-free
		}
	}
	return nil
}
