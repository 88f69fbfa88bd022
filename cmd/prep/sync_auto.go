package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	backgroundKey      = "sync.background"
)

// A setback is a sync in the background that failed: the fact of this machine under backgroundKey, until one succeeds.
type setback struct {
	Time  time.Time `json:"time"`
	Error string    `json:"error"`
}

// readSetback returns the last sync in the background if it failed, nil otherwise.
func readSetback(tx *prep.Tx) (*setback, error) {
	var text string
	known, err := tx.Local(backgroundKey, &text)
	if err != nil || !known {
		return nil, err
	}
	var s setback
	if json.Unmarshal([]byte(text), &s) != nil { // it only delays the next try
		return nil, nil
	}
	return &s, nil
}

// syncSoon starts a sync in the background where one is wanted and something waits. Whatever is in the way of it
// shows in `prep sync status`.
func (e *env) syncSoon(ctx context.Context) {
	if e.db == nil || e.background == nil || ctx.Err() != nil {
		return
	}
	config, err := e.config()
	if err != nil || !config.Sync.Auto {
		return
	}
	wanted := false
	err = e.db.View(ctx, func(tx *prep.Tx) error {
		if repo, err := tx.Repo(); err != nil || repo == 0 {
			return err
		}
		failed, err := readSetback(tx)
		if err != nil || failed != nil && e.Clock().Sub(failed.Time).Abs() < backgroundPause {
			return err
		}
		waiting, err := tx.Unpublished()
		wanted = waiting > 0
		return err
	})
	if err != nil || !wanted {
		return
	}
	args := []string{"sync", "--background"}
	if e.home != "" {
		args = append(args, "--home", e.home)
	}
	_ = e.background(args)
}

// runBackgroundSync is the process that syncSoon starts. It never says anything and starts no other.
func runBackgroundSync(ctx context.Context, e *env) error {
	e.background = nil
	soon, cancel := context.WithTimeout(ctx, backgroundDeadline)
	defer cancel()
	repo, err := e.repository(soon, false, nil)
	if err == nil {
		err = syncInTurn(soon, repo.engine)
	}
	if e.db == nil || errors.Is(err, sync.ErrRunning) { // the other one may fail or not, this one did not
		return nil
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("not done within %s", backgroundDeadline)
	}
	var outcome any
	if err != nil {
		outcome = jsonText(setback{Time: e.Clock(), Error: err.Error()})
	}
	_ = e.db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(backgroundKey, outcome) })
	return nil
}

// syncInTurn waits for another sync of this machine, which may have begun before our events were written.
func syncInTurn(ctx context.Context, engine *sync.Engine) error {
	for {
		_, err := engine.Sync(ctx, sync.SyncOptions{EventsFirst: true})
		if !errors.Is(err, sync.ErrRunning) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}
