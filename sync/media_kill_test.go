package sync

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"prep"
)

// TestMust04KillWhileFilesAreSent ends a sync that sends a picture, sends a recording again of which a piece was lost and
// deletes another recording before and after each request and each commit, one after the other. The next syncs make it
// good: the bucket has the pieces of what is there and nothing of what is deleted, and both machines get every file.
func TestMust04KillWhileFilesAreSent(t *testing.T) {
	bucket, laptop, desk := together(t)
	lost := laptop.file("a recording of which a piece gets lost, and which goes on for long", 1)
	laptop.syncSmall(bucket)
	piece := pieces(t, bucket)[0]
	deleted := laptop.file(longContent+"!", 2)
	laptop.syncSmall(bucket)
	desk.syncSmall(bucket)
	delete(bucket.objects, piece)
	for _, m := range []prep.Media{lost, deleted} {
		_ = desk.fetch(bucket, m.ID) // one of them fails, and is asked for
	}
	desk.syncSmall(bucket)
	picture := laptop.file(longContent, 0)
	laptop.deleteFile(deleted)
	objects := maps.Clone(bucket.objects)
	folder := t.TempDir()
	saved := map[*machine]string{}
	for _, m := range []*machine{laptop, desk} {
		saved[m] = filepath.Join(folder, m.name+".db")
		if err := m.db.Backup(t.Context(), saved[m]); err != nil {
			t.Fatal(err)
		}
	}
	moments := 0
	attempt := func(name string, request, commit int) (died bool) {
		bucket.objects = maps.Clone(objects)
		copies := map[*machine]*machine{}
		for m, from := range saved {
			c := &machine{t: t, name: m.name, now: m.now, ring: m.ring}
			path := filepath.Join(folder, name, m.name, "prep.db")
			copyFolder(t, filepath.Join(filepath.Dir(path), "media"), m.db.MediaFolder())
			if err := copyFile(path, from); err != nil {
				t.Fatal(err)
			}
			db, err := prep.Open(t.Context(), path, prep.Options{Unsafe: true, Clock: func() time.Time {
				if c.dying != nil {
					c.dying()
				}
				return c.now
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			c.db, copies[m] = db, c
		}
		first, second := copies[laptop], copies[desk]
		died = killed(t, bucket, first, name, request, commit)
		for range 3 {
			first.syncSmall(bucket)
			second.syncSmall(bucket)
		}
		sameState(t, first, second)
		for _, m := range []*machine{first, second} {
			for _, file := range []prep.Media{lost, picture} {
				m.mustHave(bucket, file)
			}
			if m.onDisk(deleted) {
				t.Errorf("%s: what was deleted is still on %s", name, m.name)
			}
		}
		report, err := second.small(bucket).Check(t.Context(), true)
		strays := slices.ContainsFunc(report.Orphans, func(key string) bool { return strings.HasPrefix(key, piecesPrefix) })
		if err != nil || strays || len(report.Problems)+report.Lacking > 0 {
			t.Fatalf("%s: check: %+v, %v", name, report, err)
		}
		return died
	}
	if attempt("undisturbed", 0, 0) {
		t.Fatal("died without a reason")
	}
	for request := 1; attempt(fmt.Sprintf("request %d", request), request, 0); request++ {
		moments++
	}
	for commit := 1; attempt("commit "+strconv.Itoa(commit), 0, commit); commit++ {
		moments++
	}
	t.Logf("died at %d moments", moments)
	if moments < 40 {
		t.Errorf("only %d moments: the sync was not eventful", moments)
	}
}

func copyFolder(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}
