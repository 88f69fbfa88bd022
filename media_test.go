package prep

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestMediaIsNamedAfterItsBytes(t *testing.T) {
	db := openTest(t)
	stored, err := db.StoreMedia(strings.NewReader("a picture"), "PNG")
	if err != nil {
		t.Fatal(err)
	}
	again, err := db.StoreMedia(strings.NewReader("a picture"), "png")
	if err != nil || again != stored {
		t.Errorf("stored again %+v, %v; want %+v", again, err, stored)
	}
	if id, ok := ParseMediaLink(stored.Link()); !ok || id != stored.ID {
		t.Errorf("link %q read back as %s, %v", stored.Link(), id, ok)
	}
	info, err := os.Stat(db.MediaPath(stored))
	if err != nil || info.Mode().Perm() != 0o600 || !db.HasMedia(stored) {
		t.Errorf("file %v, %v", info, err)
	}
	update(t, db, func(tx *Tx) error {
		added, err := tx.AddMedia(stored)
		if err != nil || !added {
			t.Errorf("added %v, %v", added, err)
		}
		if added, err := tx.AddMedia(stored); err != nil || added {
			t.Errorf("added twice %v, %v", added, err)
		}
		got, err := tx.Media(stored.ID)
		if got.Added = 0; got != stored {
			t.Errorf("row %+v, want %+v", got, stored)
		}
		return err
	})
}

// TestMediaHeld: what the bucket has is not believed any more when somebody says something of the row.
func TestMediaHeld(t *testing.T) {
	db := openTest(t)
	stored, err := db.StoreMedia(strings.NewReader("sound"), "wav")
	if err != nil {
		t.Fatal(err)
	}
	stored.Attempt = 5
	unheld := func(tx *Tx, want int) {
		t.Helper()
		if files, err := tx.Unheld(); err != nil || len(files) != want {
			t.Errorf("%d files wait, %v; want %d", len(files), err, want)
		}
	}
	update(t, db, func(tx *Tx) error {
		_, err := tx.AddMedia(stored)
		unheld(tx, 1)
		err = errors.Join(err, tx.Hold(stored.ID))
		unheld(tx, 0)
		err = errors.Join(err, tx.Delete(MediaFiles, stored.ID))
		unheld(tx, 0)
		_, again := tx.AddMedia(stored)
		unheld(tx, 1)
		return errors.Join(err, again, tx.Hold(stored.ID), tx.ReleaseMedia(0))
	})
}

func TestMediaRefuses(t *testing.T) {
	db := openTest(t)
	for _, extension := range []string{"", "p/ng", "..", "averylongone", "p ng"} {
		if _, err := db.StoreMedia(strings.NewReader("x"), extension); err == nil {
			t.Errorf("type %q passed", extension)
		}
	}
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("gone")))
	if _, err := db.StoreMedia(broken, "png"); err == nil {
		t.Error("half a file passed")
	}
	if _, err := db.StoreMedia(io.LimitReader(zeros{}, MaxMedia+5), "png"); !errors.Is(err, ErrTooLong) {
		t.Errorf("too long a file: %v", err)
	}
	if left, err := os.ReadDir(db.MediaFolder()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for _, link := range []string{"media/../prep.db", "media/aaaaaaaaaaaaa", "x/aaaaaaaaaaaaa.png", "media/aaaaaaaaaaaaa.p/g", "media/AAAAAAAAAAAAA.png"} {
		if _, ok := ParseMediaLink(link); ok {
			t.Errorf("link %q passed", link)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
