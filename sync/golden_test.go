package sync

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// TestGoldenBucketOpens reads a bucket that the first version of this format wrote: what was written then must open for
// ever. PREP_WRITE_GOLDEN=1 writes a new one, which is right only for a new version of the format, beside the old ones.
func TestGoldenBucketOpens(t *testing.T) {
	const folder, state = "testdata/bucket-v1", "testdata/bucket-v1.txt"
	if os.Getenv("PREP_WRITE_GOLDEN") != "" {
		writeGolden(t, folder, state)
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
	result := fresh.sync(bucket)
	want, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), dump(t, fresh.db)); diff != "" {
		t.Errorf("the golden bucket (%+v) reads otherwise:\n%s", result, diff)
	}
	report, err := fresh.engine(bucket).Check(t.Context(), true)
	if err != nil || len(report.Problems)+report.Lacking > 0 {
		t.Errorf("check: %+v, %v", report, err)
	}
}

// writeGolden makes a bucket in which every kind of event and of object occurs.
func writeGolden(t *testing.T, folder, state string) {
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
	laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
	desk.now = desk.now.Add(20 * time.Second)
	laptop.init(bucket)
	desk.join(bucket)
	card, entry, gone := prep.NewID(), prep.NewID(), prep.NewID()
	laptop.card(card, "What did the release teach you?")
	laptop.card(gone, "a card that goes")
	laptop.update(func(tx *prep.Tx) error {
		_, err := tx.Set(prep.Entries, entry, prep.Fields{"title": "The release that was nine days late", "lesson": "Say it on the day I know."})
		return err
	})
	both := func() {
		for range 2 {
			laptop.syncSmall(bucket)
			desk.syncSmall(bucket)
		}
	}
	both()
	for i := range 6 { // folds
		laptop.review(card, 1+i%4)
		laptop.syncSmall(bucket)
		desk.review(card, 4-i%4)
		desk.syncSmall(bucket)
	}
	both()
	laptop.update(func(tx *prep.Tx) error {
		last, err := tx.LastReview()
		if err != nil {
			return err
		}
		return tx.UndoReview(last)
	})
	for _, m := range []*machine{laptop, desk} { // a text that two write at once
		m.update(func(tx *prep.Tx) error {
			_, err := tx.Set(prep.Entries, entry, prep.Fields{"lesson": "The lesson as " + m.name + " sees it."})
			return err
		})
	}
	laptop.update(func(tx *prep.Tx) error { return tx.Delete(prep.Cards, gone) })
	desk.card(gone, "a card that goes, and is edited meanwhile") // the edit survives
	relayed := prep.NewID()
	desk.update(func(tx *prep.Tx) error { // what another machine wrote, and what a later version will write
		for _, line := range []string{
			`{"k":"rev","i":"` + card.String() + `","at":1790000000000,"d":20717,"g":3,"ms":4200}`,
			`{"k":"set","t":"card","i":"` + card.String() + `","h":1,"f":{"colour":"red"}}`,
			`{"k":"teleport","i":"` + card.String() + `"}`,
		} {
			if _, err := tx.Apply(relayed, []byte(line), relayed); err != nil {
				return err
			}
		}
		return tx.Release(relayed)
	})
	both()
	sameState(t, laptop, desk)
	if err := os.WriteFile(state, []byte(strings.Join(dump(t, laptop.db), "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
