package prep

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var testNow = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func openAt(t testing.TB, path string) (*DB, error) {
	t.Helper()
	db, err := Open(context.Background(), path, Options{
		Clock: func() time.Time { return testNow }, BusyTimeout: 50 * time.Millisecond,
	})
	if err == nil {
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return db, err
}

func openTest(t testing.TB) *DB {
	t.Helper()
	db, err := openAt(t, filepath.Join(t.TempDir(), "a #1?.db")) // a name that a raw DSN would cut
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// update and view run f in a transaction that must succeed.
func update(t testing.TB, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func TestPragmas(t *testing.T) {
	db := openTest(t)
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "50", "cache_size": "-32000",
		"application_id": "1886545264", "query_only": "0",
	}
	update(t, db, func(tx *Tx) error {
		for name, value := range want {
			var got string
			if err := tx.Get("select * from pragma_"+name, nil, &got); err != nil {
				return err
			}
			if got != value {
				t.Errorf("%s is %s, want %s", name, got, value)
			}
		}
		return nil
	})
	err := db.View(context.Background(), func(tx *Tx) error { return tx.SetLocal("x", 1) })
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("a write in a view: %v, want ErrReadOnly", err)
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "prep")
	db, err := openAt(t, filepath.Join(folder, "prep.db"))
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *Tx) error { return tx.SetLocal("x", 1) })
	for name, want := range map[string]fs.FileMode{"": 0o700, "prep.db": 0o600, "prep.db-wal": 0o600, "prep.db-shm": 0o600} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%q has mode %o, want %o", name, got, want)
		}
	}
}

// sqlite makes a database of another program.
func sqlite(t *testing.T, path string, statements string) {
	t.Helper()
	pool, err := openPool(path, map[string][]string{}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAndLeavesAlone(t *testing.T) {
	cases := map[string]struct {
		make func(path string)
		want error
	}{
		"of another program": {func(path string) { sqlite(t, path, "create table t (x); pragma user_version = 3") }, ErrForeign},
		"no database":        {func(path string) { write(t, path, strings.Repeat("no database\n", 400)) }, ErrForeign},
		"newer": {func(path string) {
			sqlite(t, path, schemaSQL+"; pragma application_id = 1886545264; pragma user_version = 99")
		}, ErrNewer},
		"damaged": {func(path string) {
			sqlite(t, path, schemaSQL+"; pragma application_id = 1886545264; pragma user_version = 1")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i := 100; i < 4096; i++ { // the first page, behind the header
				text[i] = 0x7f
			}
			write(t, path, string(text))
		}, ErrDamaged},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "prep.db")
			c.make(path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := openAt(t, path); !errors.Is(err, c.want) {
				t.Fatalf("open: %v, want %v", err, c.want)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBusyDatabase(t *testing.T) {
	db := openTest(t)
	other, err := openAt(t, db.Path())
	if err != nil {
		t.Fatal(err)
	}
	update(t, db, func(tx *Tx) error {
		err := other.Update(context.Background(), func(*Tx) error { return nil })
		if !errors.Is(err, ErrBusy) {
			t.Errorf("a second writer: %v, want ErrBusy", err)
		}
		// Who only reads waits for nobody.
		return other.View(context.Background(), func(tx *Tx) error { return tx.Get("select count(*) from card", nil, new(int)) })
	})
}

func TestFullDiskKeepsWhatWasThere(t *testing.T) {
	db := openTest(t)
	var pages int
	update(t, db, func(tx *Tx) error {
		if _, err := tx.Set(Cards, 1, Fields{"front": "kept"}); err != nil {
			return err
		}
		return tx.Get("select page_count from pragma_page_count", nil, &pages)
	})
	update(t, db, func(tx *Tx) error { // SQLite answers as it does on a full disk
		return tx.Get("select * from pragma_max_page_count", nil, new(int))
	})
	if _, err := db.write.Exec("pragma max_page_count = " + itoa(pages+2)); err != nil {
		t.Fatal(err)
	}
	err := db.Update(context.Background(), func(tx *Tx) error {
		_, err := tx.Set(Cards, 2, Fields{"front": strings.Repeat("x", 100_000)})
		return err
	})
	if !errors.Is(err, ErrFull) {
		t.Fatalf("write to a full disk: %v, want ErrFull", err)
	}
	view(t, db, func(tx *Tx) error {
		var front string
		if err := tx.Get("select group_concat(front) from card", nil, &front); err != nil {
			return err
		}
		if front != "kept" {
			t.Errorf("cards %q, want the first alone", front)
		}
		return nil
	})
	if found, err := db.Check(context.Background()); err != nil || len(found) > 0 {
		t.Errorf("check: %v, %v", found, err)
	}
}
