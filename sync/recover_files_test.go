package sync

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// TestRecoverFiles: the pictures and recordings that are there come back under the names by which cards know them, also
// those that were stored before the keys were changed; one that was deleted or is not whole does not.
func TestRecoverFiles(t *testing.T) {
	if !canRecover(t) {
		return
	}
	folder := t.TempDir()
	bucket, err := Open(t.Context(), "file://"+folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	laptop := newMachine(t, "laptop")
	laptop.init(bucket)
	picture, deleted := laptop.file(longContent, 0), laptop.file("a picture that goes", 0)
	laptop.syncSmall(bucket)
	ring, _, err := Rotate(t.Context(), laptop.db, bucket, Credentials{Passphrase: "correct horse", Work: testWork})
	if err != nil {
		t.Fatal(err)
	}
	laptop.ring = ring
	before := found(t, folder, "v1/m/*")
	recording, empty := laptop.file("a recording of one piece", prep.NewID()), laptop.file("", 0)
	laptop.deleteFile(deleted)
	laptop.syncSmall(bucket)
	keys := openedByAge(t, folder, "correct horse")

	want := map[string]string{picture.Name(): longContent, recording.Name(): "a recording of one piece", empty.Name(): ""}
	got, messages, status := recoveredFiles(t, keys, folder)
	if diff := cmp.Diff(want, got); diff != "" || messages != "" || status != 0 {
		t.Errorf("status %d, messages %q, files (-want +got):\n%s", status, messages, diff)
	}

	for _, piece := range before { // of the picture and of the one that was deleted
		writeFile(t, piece, flipped(readFile(t, piece), nonceEnd))
	}
	delete(want, picture.Name())
	got, messages, status = recoveredFiles(t, keys, folder)
	if !strings.Contains(messages, "the file "+picture.Name()+" is not whole") || !strings.Contains(messages, "damaged") || status != 1 {
		t.Errorf("status %d, messages %q", status, messages)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files beside a damaged one (-want +got):\n%s", diff)
	}
}

// recoveredFiles returns what recover.py writes into a new folder, by name.
func recoveredFiles(t *testing.T, keys, folder string) (files map[string]string, messages string, status int) {
	t.Helper()
	into := filepath.Join(t.TempDir(), "media")
	out, messages, status := recovered(t, keys, folder, "--media", into)
	if out != "" {
		t.Errorf("it printed %q", out)
	}
	files = map[string]string{}
	for _, path := range found(t, into, "*") {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			t.Fatalf("%s: %v, %v", path, info, err)
		}
		files[filepath.Base(path)] = string(readFile(t, path))
	}
	return files, messages, status
}
