package sync

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"prep"
)

// TestGoldenFilesOpen fetches the files of a bucket that the first version with files wrote: a picture, a recording of
// two pieces, and a picture of after a change of keys. What was written then must open for ever.
func TestGoldenFilesOpen(t *testing.T) {
	const folder = "testdata/bucket-v1-files"
	if os.Getenv("PREP_WRITE_GOLDEN") != "" {
		writeGoldenFiles(t, folder)
	}
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	bucket, err := Open(t.Context(), "file://"+copied, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fresh := newMachine(t, "fresh")
	fresh.join(bucket)
	fresh.sync(bucket)
	var files []prep.Media
	err = fresh.db.View(t.Context(), func(tx *prep.Tx) error {
		var err error
		files, err = tx.AllMedia()
		return err
	})
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		if err := fresh.engine(bucket).FetchMedia(t.Context(), file.ID); err != nil {
			t.Error(err)
		}
		if err := fresh.db.VerifyMedia(file); err != nil {
			t.Error(err)
		}
	}
	report, err := fresh.engine(bucket).Check(t.Context(), true)
	if err != nil || report.Files != 3 || len(report.Problems)+len(report.Orphans)+report.Lacking > 0 {
		t.Errorf("check: %+v, %v", report, err)
	}
}

func writeGoldenFiles(t *testing.T, folder string) {
	t.Helper()
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := Open(t.Context(), "file://"+absolute, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	laptop := newMachine(t, "laptop")
	laptop.init(bucket)
	laptop.file("the bytes of a picture", 0)
	silence := io.LimitReader(zeros{}, pieceSize+1000) // which compresses well: the golden bucket is small
	recording, err := laptop.db.StoreMedia(io.MultiReader(strings.NewReader("RIFF"), silence), "wav")
	if err != nil {
		t.Fatal(err)
	}
	recording.Attempt = 7
	laptop.update(func(tx *prep.Tx) error {
		_, err := tx.AddMedia(recording)
		return err
	})
	laptop.sync(bucket)
	with := Credentials{Passphrase: "correct horse", Device: "laptop", Work: testWork}
	if laptop.ring, _, err = Rotate(t.Context(), laptop.db, bucket, with); err != nil {
		t.Fatal(err)
	}
	laptop.file("the bytes of a later picture", 0)
	deleted := laptop.file("the bytes of a picture in the trash", 0)
	laptop.sync(bucket)
	laptop.deleteFile(deleted)
	laptop.sync(bucket)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
