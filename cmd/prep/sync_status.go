package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/sync"
)

func syncStatusCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "say when the last sync was, what waits, and which machines there are",
		Description: `Asks the database of this machine only: it works, and is right, without a network.

Examples:
  prep sync status
  prep sync status --json | jq .pending`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncStatus(c.Context, e)
		},
	}
}

// syncStatusJSON is what `prep sync status --json` prints.
type syncStatusJSON struct {
	Repo      prep.ID      `json:"repo"`
	Remote    storage      `json:"remote"`
	Last      *time.Time   `json:"last,omitempty"`
	Pending   int          `json:"pending"`
	Files     int          `json:"files"` // pictures and recordings to send
	Conflicts int          `json:"conflicts"`
	Failed    *setback     `json:"background,omitempty"` // the last sync in the background, where it failed
	Devices   []deviceJSON `json:"devices"`
}

// deviceJSON is a machine of the repository.
type deviceJSON struct {
	Stream  prep.ID    `json:"stream"`
	Name    string     `json:"name"`
	This    bool       `json:"this"`
	Seen    *time.Time `json:"seen,omitempty"`     // when it last wrote
	ClockMS *int64     `json:"clock_ms,omitempty"` // how far its clock is ahead of the storage's, in milliseconds
	Missing bool       `json:"missing"`            // some of what it wrote is not in the storage
	Trouble string     `json:"trouble,omitempty"`
	Retired bool       `json:"retired"`
}

// joined returns the state of this machine's sync; sync.ErrNotJoined where there is none.
func (e *env) joined(ctx context.Context) (*prep.DB, sync.Status, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, sync.Status{}, err
	}
	status, err := sync.ReadStatus(ctx, db)
	if err == nil && status.Repo == 0 {
		err = sync.ErrNotJoined
	}
	return db, status, err
}

func runSyncStatus(ctx context.Context, e *env) error {
	db, status, err := e.joined(ctx)
	if err != nil {
		return err
	}
	where, err := remembered(ctx, db)
	if err != nil {
		return err
	}
	var failed *setback
	err = db.View(ctx, func(tx *prep.Tx) error {
		failed, err = readSetback(tx)
		return err
	})
	if err != nil {
		return err
	}
	if failed != nil && failed.Time.Before(status.Last) { // one by hand was done since
		failed = nil
	}
	if e.json {
		document := syncStatusJSON{
			Repo: status.Repo, Remote: where, Pending: status.Pending, Files: status.Files, Conflicts: status.Conflicts, Failed: failed,
			Devices: deviceDocuments(status.Devices),
		}
		if !status.Last.IsZero() {
			document.Last = &status.Last
		}
		return e.printJSON(document)
	}
	now := e.Clock()
	var b strings.Builder
	fmt.Fprintf(&b, "repository  %s\n", where)
	last := "never"
	if !status.Last.IsZero() {
		last = ago(now.Sub(status.Last))
	}
	fmt.Fprintf(&b, "last sync   %s\n", last)
	unsent := plural(status.Pending, "change")
	if status.Files > 0 {
		unsent += ", " + plural(status.Files, "file")
	}
	fmt.Fprintf(&b, "to send     %s\n", unsent)
	if failed != nil {
		fmt.Fprintf(&b, "background  %s: %s\n", ago(now.Sub(failed.Time)), visible(failed.Error))
	}
	if status.Conflicts > 0 {
		fmt.Fprintf(&b, "conflicts   %s: prep sync conflicts\n", number(status.Conflicts))
	}
	for i, device := range status.Devices {
		title := ""
		if i == 0 {
			title = "machines"
		}
		fmt.Fprintf(&b, "%-10s  %s\n", title, deviceText(device, now))
	}
	return e.printf("%s", b.String())
}

func deviceDocuments(devices []sync.Device) []deviceJSON {
	documents := make([]deviceJSON, len(devices))
	for i, d := range devices {
		documents[i] = deviceJSON{Stream: d.Stream, Name: d.Name, This: d.This, Missing: d.Missing, Trouble: d.Trouble, Retired: d.Retired}
		if !d.Seen.IsZero() {
			documents[i].Seen = &d.Seen
		}
		if d.Skew != nil {
			ahead := d.Skew.Milliseconds()
			documents[i].ClockMS = &ahead
		}
	}
	return documents
}

// noticedSkew is the difference of a clock that is worth a word.
const noticedSkew = 5 * time.Minute

// deviceText is a machine in a line.
func deviceText(d sync.Device, now time.Time) string {
	text := fmt.Sprintf("%s  %s", d.Stream.Short(), visible(d.Name))
	if d.This {
		return text + " (this machine)"
	}
	if d.Retired {
		text += ", retired"
	}
	if !d.Seen.IsZero() {
		text += ", wrote " + ago(now.Sub(d.Seen))
	}
	if d.Skew != nil && d.Skew.Abs() > noticedSkew {
		direction := "ahead"
		if *d.Skew < 0 {
			direction = "behind"
		}
		text += fmt.Sprintf(", its clock is %s %s", d.Skew.Abs().Round(time.Minute), direction)
	}
	switch {
	case d.Trouble != "":
		text += ", cannot be read: " + visible(d.Trouble)
	case d.Missing:
		text += ", some of it is not in the storage"
	}
	return text
}
