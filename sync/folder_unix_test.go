//go:build unix

package sync

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func folderAt(t *testing.T, place string) *folderBucket {
	t.Helper()
	bucket, err := Open(t.Context(), "file://"+filepath.ToSlash(place), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return bucket.(*folderBucket)
}

func mustPut(t *testing.T, bucket Bucket, key, body string) {
	t.Helper()
	if _, err := bucket.Put(t.Context(), key, []byte(body), PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

func keysOf(t *testing.T, bucket Bucket) []string {
	t.Helper()
	objects, err := bucket.List(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, object := range objects {
		keys = append(keys, object.Key)
	}
	return keys
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Others leave files in a shared folder. They are not objects, and they stay.
func TestFolderIgnoresForeignFiles(t *testing.T) {
	place := t.TempDir()
	foreign := []string{
		".DS_Store", "v1/.DS_Store", "v1/h/.syncthing.2.aaa.tmp", "v1/h/~syncthing~2.aaa.tmp", ".stfolder/marker", ".stversions/v1/h/2.aaa",
		"v1/h/2.aaa.sync-conflict-20261123-101112-ABCDEFG", "Thumbs.db", "v1/desktop.ini", "v1/h/" + temporary + "HALF",
	}
	for _, name := range foreign {
		write(t, filepath.Join(place, name), "not ours")
	}
	bucket := folderAt(t, place)
	mustPut(t, bucket, "v1/h/2.aaa", "ours")
	if keys := keysOf(t, bucket); !slices.Equal(keys, []string{"v1/h/2.aaa"}) {
		t.Errorf("listed %q", keys)
	}
	for _, name := range foreign {
		if _, err := os.Stat(filepath.Join(place, name)); err != nil {
			t.Errorf("a foreign file is gone: %v", err)
		}
	}
}

// A link in the folder, planted or copied, neither shows nor leads anywhere.
func TestFolderFollowsNoLinks(t *testing.T) {
	outside, place := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret"), "secret")
	bucket := folderAt(t, place)
	mustPut(t, bucket, "v1/real", "body")
	for link, target := range map[string]string{
		"v1/out": filepath.Join(outside, "secret"), "v1/dir": outside, "v1/up": "../../..", "v1/in": "real",
	} {
		if err := os.Symlink(target, filepath.Join(place, link)); err != nil {
			t.Fatal(err)
		}
	}
	if keys := keysOf(t, bucket); !slices.Equal(keys, []string{"v1/real"}) {
		t.Errorf("listed %q", keys)
	}
	for _, key := range []string{"v1/out", "v1/in", "v1/dir", "v1/dir/secret", "v1/up/etc/passwd"} {
		if body, _, err := bucket.Get(t.Context(), key, 100); err == nil {
			t.Errorf("get %s reads %q", key, body)
		}
	}
	for _, key := range []string{"v1/dir/new", "v1/up/new"} {
		if _, err := bucket.Put(t.Context(), key, []byte("x"), PutOptions{}); err == nil {
			t.Errorf("put %s wrote", key)
		}
		if err := bucket.Delete(t.Context(), "v1/dir/secret"); err == nil {
			t.Error("delete through a link says that it is done")
		}
	}
	// A link in the place of an object is replaced, not written through.
	mustPut(t, bucket, "v1/out", "ours")
	if text, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(text) != "secret" {
		t.Errorf("outside: %q, %v", text, err)
	}
	if body, _, err := bucket.Get(t.Context(), "v1/out", 100); err != nil || string(body) != "ours" {
		t.Errorf("inside: %q, %v", body, err)
	}
}

func TestFolderIsItsOwnersOnly(t *testing.T) {
	place := t.TempDir()
	mustPut(t, folderAt(t, place), "v1/h/2.aaa", "body")
	err := filepath.WalkDir(filepath.Join(place, "v1"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if info, err := entry.Info(); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A stick with FAT knows no hard links: the condition is then looked at, and nothing is lost.
func TestFolderWithoutHardLinks(t *testing.T) {
	bucket := folderAt(t, t.TempDir())
	bucket.link = func(string, string) error { return &os.LinkError{Op: "link", Err: syscall.EPERM} }
	absent := PutOptions{IfAbsent: true}
	if _, err := bucket.Put(t.Context(), "v1/a", []byte("first"), absent); err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Put(t.Context(), "v1/a", []byte("second"), absent); !errors.Is(err, ErrExists) {
		t.Errorf("a second time: %v, want ErrExists", err)
	}
	if body, _, err := bucket.Get(t.Context(), "v1/a", 100); err != nil || string(body) != "first" {
		t.Errorf("%q is stored, %v", body, err)
	}
	if keys := keysOf(t, bucket); !slices.Equal(keys, []string{"v1/a"}) {
		t.Errorf("listed %q", keys)
	}
}

// A write that fails leaves the old object and no rubbish.
func TestFolderWriteIsWholeOrNothing(t *testing.T) {
	place := t.TempDir()
	bucket := folderAt(t, place)
	mustPut(t, bucket, "v1/h/a", "old")
	// A file size limit makes the disk full for this process in the middle of the body.
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	small := limit
	small.Cur = 1000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	_, err := bucket.Put(t.Context(), "v1/h/a", make([]byte, 5000), PutOptions{})
	if restored := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); restored != nil {
		t.Fatal(restored)
	}
	if err == nil {
		t.Fatal("5000 bytes were stored where 1000 fit")
	}
	if body, _, err := bucket.Get(t.Context(), "v1/h/a", 100); err != nil || string(body) != "old" {
		t.Errorf("afterwards %q is stored, %v", body, err)
	}
	entries, err := os.ReadDir(filepath.Join(place, "v1", "h"))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestFolderErrors(t *testing.T) {
	for _, test := range []struct {
		operation string
		err       error
		want      error
	}{
		{"put", syscall.ENOSPC, ErrFull},
		{"put", syscall.EDQUOT, ErrFull},
		{"put", fs.ErrPermission, ErrDenied},
		{"put", fs.ErrNotExist, ErrNoBucket},
		{"put", syscall.EROFS, ErrRefused},
		{"get", fs.ErrNotExist, ErrNotFound},
		{"get", syscall.EIO, ErrUnreachable},
		{"get", syscall.ESTALE, ErrUnreachable},
	} {
		err := folderError(test.operation, "v1/a", &fs.PathError{Op: "write", Path: "x", Err: test.err})
		if !errors.Is(err, test.want) || !errors.Is(err, test.err) {
			t.Errorf("%s: %v: %v, want %v", test.operation, test.err, err, test.want)
		}
	}
}

// The folder of a remote is made when asked to, but not the disk that it would be on.
func TestFolderIsMadeOnlyWhenAsked(t *testing.T) {
	place := filepath.Join(t.TempDir(), "new folder #1")
	address := "file://" + strings.NewReplacer(" ", "%20", "#", "%23").Replace(filepath.ToSlash(place))
	if _, err := Open(t.Context(), address, Options{}); !errors.Is(err, ErrNoBucket) {
		t.Errorf("a folder that is not there: %v, want ErrNoBucket", err)
	}
	if _, err := Open(t.Context(), address+"/deeper", Options{Create: true}); err == nil {
		t.Error("a folder in a folder that is not there was made")
	}
	for range 2 {
		if _, err := Open(t.Context(), address, Options{Create: true}); err != nil {
			t.Error(err)
		}
	}
	if info, err := os.Stat(place); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("made: %v, %v", info, err)
	}
}

// A listing that was stopped is an error, not a short listing.
func TestFolderListingStops(t *testing.T) {
	bucket := folderAt(t, t.TempDir())
	for _, key := range []string{"v1/a", "v1/b", "v1/c"} {
		mustPut(t, bucket, key, key)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if objects, err := bucket.List(ctx, ""); !errors.Is(err, context.Canceled) || objects != nil {
		t.Errorf("list: %v, %v", objects, err)
	}
}
