package sync_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"prep"
	"prep/sync"
)

func TestKeyStores(t *testing.T) {
	for _, test := range []struct {
		name  string
		setup func()
		open  func(folder string) sync.KeyStore
		files int // that hold keys afterwards
	}{
		{"files", keyring.MockInit, sync.KeyFiles, 2},
		{"the system's keyring", keyring.MockInit, sync.MachineKeys, 0},
		{"a system without one", func() { keyring.MockInitWithError(errors.New("no bus")) }, sync.MachineKeys, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.setup()
			folder := filepath.Join(t.TempDir(), "prep")
			store, ctx := test.open(folder), t.Context()
			if _, err := store.Load(ctx, 1); !errors.Is(err, sync.ErrNoKeyring) {
				t.Errorf("before: %v, want ErrNoKeyring", err)
			}
			if err := store.Forget(ctx, 1); err != nil {
				t.Errorf("forget nothing: %v", err)
			}
			one, two := sync.NewKeyring(1), sync.NewKeyring(2)
			for _, ring := range []sync.Keyring{one, two, one.Rotate()} {
				if err := store.Save(ctx, ring); err != nil {
					t.Fatal(err)
				}
				back, err := store.Load(ctx, ring.Repo)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(ring, back); diff != "" {
					t.Errorf("keyring (-want +got):\n%s", diff)
				}
			}
			files, _ := filepath.Glob(filepath.Join(folder, "*"))
			if len(files) != test.files {
				t.Errorf("files %q, want %d", files, test.files)
			}
			for _, file := range files {
				if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s: %v, %v, want 0600", file, info.Mode(), err)
				}
			}
			if err := store.Forget(ctx, 1); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Load(ctx, 1); !errors.Is(err, sync.ErrNoKeyring) {
				t.Errorf("after forget: %v, want ErrNoKeyring", err)
			}
			if _, err := store.Load(ctx, 2); err != nil {
				t.Errorf("the other repository's: %v", err)
			}
		})
	}
}

// The keyring of the system may fall asleep between two savings: the newer keyring counts, wherever it went.
func TestTheNewestKeyringCounts(t *testing.T) {
	folder, ctx := t.TempDir(), t.Context()
	store := sync.MachineKeys(folder)
	first := sync.NewKeyring(1)
	keyring.MockInit()
	if err := store.Save(ctx, first); err != nil {
		t.Fatal(err)
	}
	second := first.Rotate()
	file := sync.KeyFiles(folder) // what Save falls back to
	if err := file.Save(ctx, second); err != nil {
		t.Fatal(err)
	}
	if back, err := store.Load(ctx, 1); err != nil || back.Current != second.Current {
		t.Errorf("current epoch %s, %v, want %s", back.Current, err, second.Current)
	}
	third := second.Rotate()
	if err := store.Save(ctx, third); err != nil { // awake again: the file goes
		t.Fatal(err)
	}
	if back, err := store.Load(ctx, 1); err != nil || back.Current != third.Current {
		t.Errorf("current epoch %s, %v, want %s", back.Current, err, third.Current)
	}
	if _, err := file.Load(ctx, 1); !errors.Is(err, sync.ErrNoKeyring) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestKeyFilesThatAreNotOurs(t *testing.T) {
	folder, ctx := t.TempDir(), t.Context()
	store := sync.KeyFiles(folder)
	if err := store.Save(ctx, sync.NewKeyring(2)); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*.key"))
	for _, test := range []struct {
		name string
		text []byte
	}{
		{"empty", nil},
		{"another format", []byte("hello")},
		{"of another repository", mustRead(t, files[0])},
	} {
		place := filepath.Join(folder, prep.ID(1).String()+".key")
		if err := os.WriteFile(place, test.text, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(ctx, 1); !errors.Is(err, sync.ErrTampered) {
			t.Errorf("%s: %v, want ErrTampered", test.name, err)
		}
	}
}

// Keys never show in what is printed.
func TestKeysDoNotPrint(t *testing.T) {
	ring := sync.NewKeyring(1)
	key := ring.Keys[ring.Current]
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		text := fmt.Sprintf(format+format, ring, key)
		for _, shown := range []string{fmt.Sprintf("%x", [32]byte(key))[:8], fmt.Sprintf("%d %d %d", key[0], key[1], key[2])} {
			if strings.Contains(text, shown) {
				t.Errorf("%s shows the key: %s", format, text)
			}
		}
	}
}

func mustRead(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
