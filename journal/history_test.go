package journal

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestHistory(t *testing.T) {
	db := openTest(t)
	id := db.add(Entry{Title: "x", Lesson: "one"})
	for _, lesson := range []string{"two", "three"} {
		db.now = db.now.Add(time.Hour)
		db.change(id, func(e *Entry) { e.Lesson = lesson })
	}
	db.change(id, func(e *Entry) { e.Change = "since" })
	lessons := func() (texts []string, first prep.EventID) {
		db.do(func(tx *prep.Tx) error {
			history, err := History(tx, prep.Entries, id)
			for _, v := range history {
				if v.Field == "lesson" {
					texts = append(texts, v.Text)
					if v.Text == "one" {
						first = v.Event
					}
				}
			}
			return err
		})
		return texts, first
	}
	texts, first := lessons()
	if diff := cmp.Diff([]string{"three", "two", "one"}, texts); diff != "" {
		t.Error(diff)
	}
	db.do(func(tx *prep.Tx) error { return RestoreVersion(tx, prep.Entries, id, "lesson", first.String()[:8]) })
	if e := db.get(id); e.Lesson != "one" || e.Change != "since" {
		t.Errorf("lesson %q, change %q", e.Lesson, e.Change)
	}
	texts, _ = lessons()
	if diff := cmp.Diff([]string{"one", "three", "two", "one"}, texts); diff != "" {
		t.Error(diff)
	}
	db.do(func(tx *prep.Tx) error {
		if err := RestoreVersion(tx, prep.Entries, id, "", ""); !errors.Is(err, prep.ErrAmbiguous) {
			t.Errorf("any version: %v", err)
		}
		if err := RestoreVersion(tx, prep.Entries, id, "", "zzzz"); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("no version: %v", err)
		}
		if _, err := History(tx, prep.Entries, prep.NewID()); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("no entry: %v", err)
		}
		return nil
	})
}

// Restoring a version settles a text of which two versions wait.
func TestRestoreSettlesConflict(t *testing.T) {
	db := openTest(t)
	id := db.add(Entry{Title: "x", Lesson: "base"})
	var opened Opened
	db.do(func(tx *prep.Tx) (err error) {
		opened, err = Open(tx, id)
		return err
	})
	for _, lesson := range []string{"mine", "yours"} {
		edited := opened.Entry
		edited.Lesson = lesson
		db.do(func(tx *prep.Tx) error {
			_, err := Save(tx, opened, edited)
			return err
		})
	}
	db.do(func(tx *prep.Tx) error {
		history, err := History(tx, prep.Entries, id)
		if err != nil || len(history) != 3 || !history[0].Current || !history[1].Current {
			t.Fatalf("%+v, %v", history, err)
		}
		return RestoreVersion(tx, prep.Entries, id, "lesson", history[1].Event.String())
	})
	db.do(func(tx *prep.Tx) error {
		var waiting int
		err := tx.Get("select count(*) from conflict", nil, &waiting)
		if waiting != 0 || mustGet(t, tx, id).Lesson != "mine" {
			t.Errorf("%d wait, lesson %q", waiting, mustGet(t, tx, id).Lesson)
		}
		return err
	})
}
