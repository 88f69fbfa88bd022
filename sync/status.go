package sync

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"prep"
)

// Status is what a machine knows of its repository without asking the bucket.
type Status struct {
	Repo      prep.ID   // zero: this machine does not sync
	Last      time.Time // when the last sync ended; zero: there was none
	Pending   int       // events to be published
	Files     int       // files that are here and may not be in the bucket
	Conflicts int       // texts that wait for a decision
	Devices   []Device  // this machine first, then those written to last
}

// Device is a machine of the repository, or rather a stream: a machine whose disk was copied or restored has
// written several.
type Device struct {
	Stream  prep.ID
	Name    string
	This    bool
	Seen    time.Time      // when it last wrote; zero: not known
	Skew    *time.Duration // its clock minus the storage's; nil: not known
	Missing bool           // some of what it wrote is not in the bucket any more, or does not open
	Trouble string         // why it does not open
	Retired bool
}

// ReadStatus returns what the database knows of its repository.
func ReadStatus(ctx context.Context, db *prep.DB) (Status, error) {
	var status Status
	err := db.View(ctx, func(tx *prep.Tx) error {
		var err error
		if status.Repo, err = tx.Repo(); err != nil || status.Repo == 0 {
			return err
		}
		var last int64
		if known, err := tx.Local(localLast, &last); err != nil {
			return err
		} else if known {
			status.Last = time.UnixMilli(last)
		}
		if status.Pending, err = tx.Unpublished(); err != nil {
			return err
		}
		unheld, err := tx.Unheld()
		if err != nil {
			return err
		}
		status.Files = len(db.MediaHere(unheld))
		if err := tx.Get("select count(*) from conflict", nil, &status.Conflicts); err != nil {
			return err
		}
		status.Devices, err = readDevices(tx)
		return err
	})
	if err != nil {
		return Status{}, fmt.Errorf("read the state of the sync: %w", err)
	}
	return status, nil
}

func readDevices(tx *prep.Tx) ([]Device, error) {
	own, err := tx.Stream()
	if err != nil {
		return nil, err
	}
	this := Device{Stream: own, This: true}
	if _, err := tx.Local(localDevice, &this.Name); err != nil {
		return nil, err
	}
	var devices []Device
	err = tx.Each(func(scan func(...any) error) error {
		var d Device
		var id, seen int64
		var skew sql.NullInt64
		if err := scan(&id, &d.Name, &seen, &skew, &d.Missing, &d.Trouble, &d.Retired); err != nil {
			return err
		}
		if d.Stream = prep.ID(id); d.Stream == own {
			return nil
		}
		if seen != 0 {
			d.Seen = time.UnixMilli(seen - skew.Int64) // by the clock that all machines share
		}
		if skew.Valid {
			difference := time.Duration(skew.Int64) * time.Millisecond
			d.Skew = &difference
		}
		devices = append(devices, d)
		return nil
	}, `select id, device, seen_time, skew, missing, trouble, retired from stream
		where etag != '' or last > 0 or reread = 1 or trouble != ''`)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(devices, func(a, b Device) int { return b.Seen.Compare(a.Seen) })
	return append([]Device{this}, devices...), nil
}

// Rename gives this machine another name. The others learn it with the next sync.
func Rename(ctx context.Context, db *prep.DB, name string) error {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name))
	if name == "" || len(name) > 100 {
		return fmt.Errorf("device name %q: want 1 to 100 characters", name)
	}
	return db.Update(ctx, func(tx *prep.Tx) error { return tx.SetLocal(localDevice, name) })
}

// Retire declares that a stream is not in use any more, on every machine. What it wrote stays. prep.ErrNotFound: no
// such stream; that of this machine cannot be retired from here.
func Retire(ctx context.Context, db *prep.DB, stream prep.ID) error {
	return db.Update(ctx, func(tx *prep.Tx) error {
		own, err := tx.Stream()
		if err != nil {
			return err
		}
		if stream == own {
			return fmt.Errorf("retire %s: this is the machine in front of you", stream.Short())
		}
		var known int
		if err := tx.Get("select 1 from stream where id = ? and etag != ''", []any{int64(stream)}, &known); err != nil {
			return fmt.Errorf("retire %s: %w", stream.Short(), err)
		}
		var retired []prep.ID
		if err := localJSON(tx, localRetired, &retired); err != nil {
			return err
		}
		if !slices.Contains(retired, stream) {
			retired = append(retired, stream)
		}
		if err := setLocalJSON(tx, localRetired, retired); err != nil {
			return err
		}
		return tx.Exec("update stream set retired = 1 where id = ?", int64(stream))
	})
}
