package main

import (
	"context"
	"time"

	"prep"
	"prep/sync"
)

// Automatic sync (auto = true under [sync]): a command that leaves something to send starts `prep sync --background`
// as a process of its own and ends. So the command is never delayed and never fails because of it; what does not
// arrive within the deadline is sent after a later command.
const (
	backgroundDeadline = 3 * time.Second
	backgroundPause    = time.Minute // after a try that failed
	failedKey          = "sync.background_failed"
)

// syncSoon starts a sync in the background where one is wanted and something waits. Whatever is in the way of it is
// for the next `prep sync` to tell.
func (e *env) syncSoon(ctx context.Context) {
	if e.db == nil || e.background == nil || ctx.Err() != nil {
		return
	}
	config, err := e.config()
	if err != nil || !config.Sync.Auto {
		return
	}
	var failed int64
	waits := false
	err = e.db.View(ctx, func(tx *prep.Tx) error {
		if repo, err := tx.Repo(); err != nil || repo == 0 {
			return err
		}
		n, err := tx.Unpublished()
		if err != nil {
			return err
		}
		waits = n > 0
		_, err = tx.Local(failedKey, &failed)
		return err
	})
	if err != nil || !waits || e.Clock().Sub(time.UnixMilli(failed)).Abs() < backgroundPause {
		return
	}
	args := []string{"sync", "--background"}
	if e.home != "" {
		args = append(args, "--home", e.home)
	}
	_ = e.background(args)
}

// runBackgroundSync is the process that syncSoon starts. It never says anything.
func runBackgroundSync(ctx context.Context, e *env) error {
	soon, cancel := context.WithTimeout(ctx, backgroundDeadline)
	defer cancel()
	repo, err := e.repository(soon, false, nil)
	if err == nil {
		_, err = repo.engine.Sync(soon, sync.SyncOptions{})
	}
	if e.db == nil {
		return nil
	}
	var failed any
	if err != nil {
		failed = e.Clock().UnixMilli()
	}
	_ = e.db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(failedKey, failed) })
	return nil
}
