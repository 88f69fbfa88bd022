package deck_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// withPictures is a database with the files of pictures that have these texts as bytes.
func withPictures(t *testing.T, now *time.Time, contents ...string) (*prep.DB, []prep.Media) {
	t.Helper()
	db := decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), func() time.Time { return *now })
	files := make([]prep.Media, len(contents))
	for i, content := range contents {
		var err error
		if files[i], err = db.StoreMedia(strings.NewReader(content), "gif"); err != nil {
			t.Fatal(err)
		}
	}
	return db, files
}

func change(t *testing.T, db *prep.DB, f func(*prep.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// TestImportWithPictures: what a picture holds is part of what the file says, where it lies is not.
func TestImportWithPictures(t *testing.T) {
	now := decktest.Noon
	db, files := withPictures(t, &now, "a", "b")
	doc, err := deck.ParseMarkdown("go.md", []byte("Q: ![x](1.gif)\nA: one ![y](2.gif)\n\nQ: two\nA: three"))
	if err != nil {
		t.Fatal(err)
	}
	imported := func(want deck.Imported) []prep.ID {
		t.Helper()
		var done deck.Imported
		change(t, db, func(tx *prep.Tx) (err error) {
			done, err = deck.Import(tx, doc)
			return err
		})
		if done.Added != want.Added || done.Changed != want.Changed || done.Unchanged != want.Unchanged {
			t.Errorf("%d added, %d changed, %d unchanged; want %+v", done.Added, done.Changed, done.Unchanged, want)
		}
		return done.IDs
	}
	card := func(id prep.ID) (card deck.Card) {
		t.Helper()
		change(t, db, func(tx *prep.Tx) (err error) {
			card, err = deck.Get(tx, id)
			return err
		})
		return card
	}
	rows := func(want int) {
		t.Helper()
		change(t, db, func(tx *prep.Tx) error {
			files, err := tx.AllMedia()
			if len(files) != want {
				t.Errorf("%d rows of files, want %d", len(files), want)
			}
			return err
		})
	}

	// A prep that kept no pictures imported it, and its owner edited the card.
	ids := imported(deck.Imported{Added: 2})
	doc.Notes[0].ID, doc.Notes[1].ID = ids[0], ids[1]
	change(t, db, func(tx *prep.Tx) error {
		_, err := deck.Edit(tx, ids[0], deck.Note{Kind: deck.Question, Front: "Mine ![x](1.gif)", Back: "one"})
		return err
	})
	doc.Files = deck.Files{"1.gif": files[0], "2.gif": files[1]}
	imported(deck.Imported{Changed: 1, Unchanged: 1})
	if c := card(ids[0]); c.Front != "Mine ![x]("+files[0].Link()+")" || c.Back != "one" {
		t.Errorf("the pictures of an old import: %q, %q", c.Front, c.Back)
	}
	rows(1)
	imported(deck.Imported{Unchanged: 2})

	doc.Notes[0].Front, doc.Files = "![x](moved.gif)", deck.Files{"moved.gif": files[0], "2.gif": files[1]}
	imported(deck.Imported{Unchanged: 2})
	doc.Files["moved.gif"] = files[1]
	imported(deck.Imported{Changed: 1, Unchanged: 1})
	if c := card(ids[0]); c.Front != "![x]("+files[1].Link()+")" || c.Back != "one ![y]("+files[1].Link()+")" {
		t.Errorf("another picture: %q, %q", c.Front, c.Back)
	}
	rows(2)
}

// TestUnusedFiles: a file is unused when nothing that is there refers to it, nor anything that was a month ago.
func TestUnusedFiles(t *testing.T) {
	now := decktest.Noon
	db, files := withPictures(t, &now, "card", "code", "answer", "removed", "nothing", "attempt", "no attempt")
	attempt := prep.NewID()
	files[5].Attempt, files[6].Attempt = attempt, prep.NewID()
	var removed prep.ID
	change(t, db, func(tx *prep.Tx) error {
		for _, file := range files {
			if _, err := tx.AddMedia(file); err != nil {
				return err
			}
		}
		into, _, err := deck.NewDeck(tx, "d")
		if err != nil {
			return err
		}
		ids, err := deck.AddAll(tx, into.ID, []deck.Note{
			{Kind: deck.Reversed, Front: "![a](" + files[0].Link() + ")", Back: "`" + files[1].Link() + "`"},
			{Kind: deck.Question, Front: "r", Back: "![a](" + files[3].Link() + ") ![b](media/aaaaaaaaaaaac.png)"},
		})
		if err != nil {
			return err
		}
		removed = ids[1]
		if _, err := tx.Set(prep.Attempts, attempt, prep.Fields{"time": 1}); err != nil {
			return err
		}
		_, err = tx.Set(prep.Answers, prep.NewID(), prep.Fields{"text": "see ![a](" + files[2].Link() + ")"})
		return err
	})
	unused := func(want ...prep.Media) {
		t.Helper()
		change(t, db, func(tx *prep.Tx) error {
			got, err := deck.UnusedFiles(tx)
			var ids, wanted []prep.ID
			for _, m := range got {
				ids = append(ids, m.ID)
			}
			for _, m := range want {
				wanted = append(wanted, m.ID)
			}
			if !sameIDs(ids, wanted) {
				t.Errorf("unused %v, want %v", ids, wanted)
			}
			return err
		})
	}
	unused(files[4], files[6])
	change(t, db, func(tx *prep.Tx) error { return deck.Remove(tx, removed) })
	now = now.Add(deck.KeptDeleted - time.Minute)
	unused(files[4], files[6])
	now = now.Add(2 * time.Minute)
	unused(files[3], files[4], files[6])
	change(t, db, func(tx *prep.Tx) error { return tx.Delete(prep.MediaFiles, files[3].ID) })

	// The card comes back with its picture.
	change(t, db, func(tx *prep.Tx) error { return deck.Restore(tx, removed.String()) })
	unused(files[4], files[6])
	change(t, db, func(tx *prep.Tx) error {
		_, err := tx.Media(files[3].ID)
		return err
	})

	// Another machine may have pruned what is shown here.
	change(t, db, func(tx *prep.Tx) error {
		if err := tx.Delete(prep.MediaFiles, files[0].ID); err != nil {
			return err
		}
		file, err := deck.StoredFile(tx, files[0].ID)
		if err != nil || file.Hash != files[0].Hash {
			t.Errorf("a deleted file: %+v, %v", file, err)
		}
		n, err := deck.RestoreFiles(tx)
		if n != 1 {
			t.Errorf("%d files restored, want 1", n)
		}
		return err
	})
}

func sameIDs(a, b []prep.ID) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[prep.ID]bool{}
	for _, id := range a {
		in[id] = true
	}
	for _, id := range b {
		if !in[id] {
			return false
		}
	}
	return true
}
