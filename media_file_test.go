package prep

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReceiveMedia: what another machine's row says is believed only as far as the bytes agree.
func TestReceiveMedia(t *testing.T) {
	db, elsewhere := openTest(t), openTest(t)
	m, err := elsewhere.StoreMedia(strings.NewReader("a recording"), "wav")
	if err != nil {
		t.Fatal(err)
	}
	bring := func(text string) error {
		return db.ReceiveMedia(m, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	if err := db.VerifyMedia(m); !errors.Is(err, ErrNotFound) {
		t.Errorf("not here: %v", err)
	}
	for _, text := range []string{"", "a recordinG", "a recording and more"} {
		if err := bring(text); !errors.Is(err, ErrMediaDamaged) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if left, err := os.ReadDir(db.MediaFolder()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := bring("a recording"); err != nil || !db.HasMedia(m) || db.VerifyMedia(m) != nil {
		t.Errorf("received: %v", err)
	}
	if err := os.WriteFile(db.MediaPath(m), []byte("a recordinG"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := db.VerifyMedia(m); !errors.Is(err, ErrMediaDamaged) || !db.HasMedia(m) {
		t.Errorf("damaged: %v", err)
	}
	for range 2 {
		if err := db.RemoveMedia(m); err != nil || db.HasMedia(m) {
			t.Errorf("removed: %v", err)
		}
	}
}

// TestMediaRowsAreNotTrusted: a row is read field by field from other machines, and names a file here.
func TestMediaRowsAreNotTrusted(t *testing.T) {
	db := openTest(t)
	good, err := db.StoreMedia(strings.NewReader("x"), "png")
	if err != nil || good.Check() != nil {
		t.Fatal(err, good.Check())
	}
	for name, change := range map[string]func(*Media){
		"a path":       func(m *Media) { m.Type = "/../../prep.db" },
		"no type":      func(m *Media) { m.Type = "" },
		"no hash":      func(m *Media) { m.Hash = "" },
		"capital hash": func(m *Media) { m.Hash = strings.ToUpper(m.Hash) },
		"another hash": func(m *Media) { m.ID++ },
		"negative":     func(m *Media) { m.Size = -1 },
		"enormous":     func(m *Media) { m.Size = MaxMedia + 1 },
	} {
		bad := good
		change(&bad)
		if bad.Check() == nil || db.HasMedia(bad) || db.VerifyMedia(bad) == nil || db.ReceiveMedia(bad, func(io.Writer) error { return nil }) == nil {
			t.Errorf("%s passed: %+v", name, bad)
		}
	}
}

// TestMediaIsNotPurged: without its row nobody could find its pieces.
func TestMediaIsNotPurged(t *testing.T) {
	db := openTest(t)
	m, err := db.StoreMedia(strings.NewReader("x"), "png")
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *Tx) error {
		_, err := tx.AddMedia(m)
		if tx.Purge(MediaFiles, m.ID) == nil {
			t.Error("a file was purged")
		}
		_, there := tx.Media(m.ID)
		return errors.Join(err, there)
	})
}

// TestDiscardedMedia: a deleted file stays to be cleaned up until somebody says that nothing is left of it, and again
// when the bucket may be another one.
func TestDiscardedMedia(t *testing.T) {
	db := openTest(t)
	m, err := db.StoreMedia(strings.NewReader("sound"), "wav")
	if err != nil {
		t.Fatal(err)
	}
	m.Attempt = 5
	update(t, db, func(tx *Tx) error {
		want := func(n int) {
			t.Helper()
			found, err := tx.DiscardedMedia()
			if err != nil || len(found) != n {
				t.Errorf("%d files to clean up, %v; want %d", len(found), err, n)
			}
			if n == 1 && (found[0].Hash != m.Hash || found[0].Attempt != 5 || found[0].Size != m.Size || found[0].Type != "wav") {
				t.Errorf("%+v, want %+v", found[0], m)
			}
		}
		_, err := tx.AddMedia(m)
		want(0)
		err = errors.Join(err, tx.Delete(MediaFiles, m.ID))
		want(1)
		err = errors.Join(err, tx.ReleaseMedia(m.ID))
		want(0)
		err = errors.Join(err, tx.ReleaseMedia(0))
		want(1)
		_, back := tx.AddMedia(m)
		want(0)
		return errors.Join(err, back)
	})
}

// TestNewMediaIsCleared: half a file that a killed prep left goes a day later.
func TestNewMediaIsCleared(t *testing.T) {
	db := openTest(t)
	if _, err := db.StoreMedia(strings.NewReader("x"), "png"); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{".new-old": 25 * time.Hour, ".new-young": time.Hour} {
		path := filepath.Join(db.MediaFolder(), name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, db.Now().Add(-age), db.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.StoreMedia(strings.NewReader("y"), "png"); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(db.MediaFolder())
	if err != nil || len(left) != 3 || left[0].Name() != ".new-young" {
		t.Errorf("left: %v, %v", left, err)
	}
}
