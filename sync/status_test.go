package sync

import (
	"errors"
	"testing"
	"time"

	"prep"
)

func TestStatusBeforeAndAfter(t *testing.T) {
	laptop := newMachine(t, "laptop")
	if status := laptop.status(); status.Repo != 0 || status.Pending != 0 {
		t.Errorf("before init: %+v", status)
	}
	if _, err := laptop.engineFor(t).Sync(t.Context(), SyncOptions{}); !errors.Is(err, ErrNotJoined) {
		t.Errorf("sync before init: %v, want ErrNotJoined", err)
	}
	bucket := newSimBucket(newRandom(1), func() time.Time { return laptop.now })
	laptop.card(prep.NewID(), "one")
	laptop.init(bucket)
	if status := laptop.status(); status.Pending != 1 || !status.Last.IsZero() {
		t.Errorf("after init: %+v", status)
	}
	laptop.sync(bucket)
	desk := newMachine(t, "desk")
	desk.now = laptop.now.Add(3 * time.Hour)
	desk.join(bucket)
	desk.sync(bucket)
	result := laptop.sync(bucket)
	if len(result.Notes) != 1 || result.Notes[0] != "the clock of desk is 3 h ahead" {
		t.Errorf("notes %q", result.Notes)
	}
	status := laptop.status()
	if status.Pending != 0 || status.Last.IsZero() || len(status.Devices) != 2 {
		t.Fatalf("after the sync: %+v", status)
	}
	this, other := status.Devices[0], status.Devices[1]
	if !this.This || this.Name != "laptop" || other.Name != "desk" || other.Skew == nil || other.Skew.Round(time.Hour) != 3*time.Hour {
		t.Errorf("devices %+v", status.Devices)
	}
	if off := other.Seen.Sub(laptop.now).Abs(); off > 5*time.Minute {
		t.Errorf("desk was last seen %s from now, by the clock that all share", off)
	}
}

// engineFor is an engine of a machine that has not joined anything.
func (m *machine) engineFor(t testing.TB) *Engine {
	t.Helper()
	e, err := New(m.db, folderBucketIn(t), NewKeyring(prep.NewID()), Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestRenameAndRetire(t *testing.T) {
	bucket, laptop, desk := filled(t)
	if err := Rename(t.Context(), desk.db, " study "); err != nil {
		t.Fatal(err)
	}
	desk.sync(bucket)
	laptop.sync(bucket)
	other := laptop.status().Devices[1]
	if other.Name != "study" {
		t.Errorf("the laptop calls it %q", other.Name)
	}
	if err := Retire(t.Context(), laptop.db, other.Stream); err != nil {
		t.Fatal(err)
	}
	if err := Retire(t.Context(), laptop.db, prep.NewID()); !errors.Is(err, prep.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
	if err := Retire(t.Context(), laptop.db, laptop.status().Devices[0].Stream); err == nil {
		t.Error("it retired itself")
	}
	laptop.sync(bucket)
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	fresh.sync(bucket)
	for _, device := range append(fresh.status().Devices, laptop.status().Devices...) {
		if device.Retired != (device.Stream == other.Stream) {
			t.Errorf("%s retired: %v", device.Name, device.Retired)
		}
	}
}

func TestResolveConflicts(t *testing.T) {
	bucket, laptop, desk := filled(t)
	entry := prep.NewID()
	write := func(m *machine, text string) {
		m.update(func(tx *prep.Tx) error {
			_, err := tx.Set(prep.Entries, entry, prep.Fields{"lesson": text})
			return err
		})
	}
	both := func() {
		for range 2 {
			laptop.sync(bucket)
			desk.sync(bucket)
		}
	}
	write(laptop, "first")
	both()
	write(laptop, "as the laptop has it")
	write(desk, "as the desk has it")
	both()
	conflicts, err := Conflicts(t.Context(), desk.db)
	if err != nil || len(conflicts) != 1 {
		t.Fatalf("%+v, %v", conflicts, err)
	}
	c := conflicts[0]
	if c.Table != prep.Entries || c.Entity != entry || c.Field != "lesson" || len(c.Versions) != 2 || c.Base != "first" {
		t.Errorf("%+v", c)
	}
	if err := c.Resolve(t.Context(), desk.db, "as both have it"); err != nil {
		t.Fatal(err)
	}
	both()
	sameState(t, laptop, desk)
	if got := laptop.sync(bucket); got.Conflicts != 0 {
		t.Errorf("%d conflicts are left", got.Conflicts)
	}

	// The same words written on both are no conflict, and an edit of one replaces both.
	write(laptop, "agreed")
	write(desk, "agreed")
	both()
	write(laptop, "agreed, and better")
	both()
	if left, err := Conflicts(t.Context(), desk.db); err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}

	// A delete against an edit: the edit survives, and a person decides.
	laptop.update(func(tx *prep.Tx) error { return tx.Delete(prep.Entries, entry) })
	write(desk, "edited meanwhile")
	both()
	conflicts, err = Conflicts(t.Context(), laptop.db)
	if err != nil || len(conflicts) != 1 || conflicts[0].Field != "" {
		t.Fatalf("%+v, %v", conflicts, err)
	}
	if err := conflicts[0].Keep(t.Context(), laptop.db); err != nil {
		t.Fatal(err)
	}
	both()
	if left, err := Conflicts(t.Context(), desk.db); err != nil || len(left) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
	sameState(t, laptop, desk)
}
