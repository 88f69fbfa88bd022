package journal

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestFieldTable(t *testing.T) {
	seen := map[string]bool{}
	var e Entry
	for _, f := range fields {
		if seen[f.Name] || f.Title == "" || f.Prompt == "" || f.Step == 0 || f.Weight == 0 {
			t.Errorf("%s: repeated or not whole: %+v", f.Name, f)
		}
		seen[f.Name] = true
		f.Put(&e, f.Name)
	}
	for _, f := range fields { // no two fields share a place in the entry
		if f.Of(e) != f.Name {
			t.Errorf("%s holds %q", f.Name, f.Of(e))
		}
	}
	named := []string{"lesson", "change", "proof", "own_factors"}
	for _, section := range budget {
		named = append(named, section.fields...)
		named = append(named, section.process...)
	}
	for _, wanted := range worth {
		named = slices.AppendSeq(named, maps.Keys(wanted))
	}
	for _, name := range named {
		if _, ok := FieldNamed(name); !ok && !strings.HasPrefix(name, "?") {
			t.Errorf("no field %q", name)
		}
	}
}

func TestAddGet(t *testing.T) {
	db := openTest(t)
	want := release()
	want.ID = db.add(release())
	want.Added = db.now.UnixMilli()
	if diff := cmp.Diff(want, db.get(want.ID)); diff != "" {
		t.Error(diff)
	}
	// One line is enough, and what is untidy is tidied.
	id := db.add(Entry{Title: "  Forgot\tthe   invoice ", Tags: []string{"#b", "a", "b"}, Lesson: "\r\n\n  Write it down. \r\n", Questions: []string{" ", "x", "x"}})
	got := db.get(id)
	want = Entry{ID: id, Title: "Forgot the invoice", Tags: []string{"a", "b"}, Lesson: "  Write it down.", Questions: []string{"x"}, Added: want.Added}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAddRefuses(t *testing.T) {
	db := openTest(t)
	for name, test := range map[string]struct {
		entry Entry
		says  string
	}{
		"no title":       {Entry{Lesson: "x"}, "no title"},
		"blank title":    {Entry{Title: " \n"}, "no title"},
		"type":           {Entry{Title: "x", Type: "private"}, `type "private"`},
		"sting":          {Entry{Title: "x", StingThen: new(6)}, "sting then 6: want 0 to 5"},
		"sting below":    {Entry{Title: "x", StingNow: new(-1)}, "sting now -1"},
		"severity":       {Entry{Title: "x", Severity: new(5)}, "severity 5: want 0 to 4"},
		"tag":            {Entry{Title: "x", Tags: []string{"two words"}}, `tag "two words"`},
		"lesson kind":    {Entry{Title: "x", LessonKind: "wisdom"}, `lesson kind "wisdom"`},
		"repeats nobody": {Entry{Title: "x", Again: 42}, "not found"},
	} {
		err := db.Update(context.Background(), func(tx *prep.Tx) error {
			_, err := Add(tx, test.entry)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseType(t *testing.T) {
	for s, want := range map[string]Type{"personal": Personal, "Pr": Professional, "sys": Systemic, "e": Entrepreneurial} {
		if got, err := ParseType(s); err != nil || got != want {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "p", "work", "personally"} {
		if got, err := ParseType(s); err == nil {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// Two editors that have the same entry open never overwrite each other: what only one of them changed is
// saved, and of a text that both changed both versions are kept.
func TestTwoEditors(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	var first, second Opened
	db.do(func(tx *prep.Tx) (err error) {
		if first, err = Open(tx, id); err != nil {
			return err
		}
		second, err = Open(tx, id)
		return err
	})
	save := func(o Opened, edit func(*Entry)) {
		edited := o.Entry
		edit(&edited)
		db.do(func(tx *prep.Tx) error {
			changed, err := Save(tx, o, edited)
			if !changed {
				t.Error("nothing changed")
			}
			return err
		})
	}
	save(first, func(e *Entry) { e.Lesson = "The first editor's lesson."; e.Repair = "Only the first." })
	save(second, func(e *Entry) { e.Lesson = "The second editor's lesson."; e.Impact = "Only the second." })

	got := db.get(id)
	if got.Repair != "Only the first." || got.Impact != "Only the second." || got.Lesson != "The second editor's lesson." {
		t.Errorf("repair %q, impact %q, lesson %q", got.Repair, got.Impact, got.Lesson)
	}
	db.do(func(tx *prep.Tx) error {
		versions, err := tx.Versions(prep.Entries, id, "lesson")
		if err != nil {
			return err
		}
		current := 0
		for _, v := range versions {
			if v.Current {
				current++
			}
		}
		if len(versions) != 3 || current != 2 {
			t.Errorf("%d versions, %d current; want 3 and 2", len(versions), current)
		}
		var waiting int
		if err := tx.Get("select count(*) from conflict where entity = ? and field = 'lesson'", []any{int64(id)}, &waiting); err != nil {
			return err
		}
		if waiting != 1 {
			t.Errorf("%d versions wait, want 1", waiting)
		}
		return nil
	})
	db.do(func(tx *prep.Tx) error { // saving what was opened changes nothing
		o, err := Open(tx, id)
		if err != nil {
			return err
		}
		changed, err := Save(tx, o, o.Entry)
		if changed {
			t.Error("saving the same entry changed it")
		}
		return err
	})
}

// A document of one entry is not saved over another.
func TestSaveRefusesAnotherEntry(t *testing.T) {
	db := openTest(t)
	one, two := db.add(release()), db.add(Entry{Title: "Two"})
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		opened, err := Open(tx, one)
		if err != nil {
			return err
		}
		_, err = Save(tx, opened, mustGet(t, tx, two))
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "the text is that of entry "+two.String()) {
		t.Errorf("%v", err)
	}
}

func TestDeleteRestore(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	target := prep.NewID()
	db.do(func(tx *prep.Tx) error {
		if _, err := tx.Set(prep.Targets, target, prep.Fields{"company": "Acme"}); err != nil {
			return err
		}
		if err := SetJobLink(tx, id, target, "They ship each week."); err != nil {
			return err
		}
		_, err := AddLessonCard(tx, id)
		return err
	})
	db.do(func(tx *prep.Tx) error {
		attached, err := AttachedTo(tx, id)
		if diff := cmp.Diff(Attached{Cards: 1, JobLinks: 1}, attached); diff != "" {
			t.Error(diff)
		}
		if err != nil {
			return err
		}
		return Delete(tx, id)
	})
	db.do(func(tx *prep.Tx) error {
		if _, err := Get(tx, id); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("deleted entry: %v", err)
		}
		if err := Delete(tx, id); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		if cards, err := CardsOf(tx, id); err != nil || len(cards) != 0 {
			t.Errorf("cards: %v, %v", cards, err)
		}
		trash, err := Trash(tx, prep.Entries)
		if err != nil || len(trash) != 1 || trash[0].ID != id {
			t.Errorf("trash: %v, %v", trash, err)
		}
		return Restore(tx, id)
	})
	db.do(func(tx *prep.Tx) error {
		attached, err := AttachedTo(tx, id)
		if diff := cmp.Diff(Attached{Cards: 1, JobLinks: 1}, attached); diff != "" {
			t.Error(diff)
		}
		return err
	})
	if got := db.get(id); got.Lesson != release().Lesson {
		t.Errorf("lesson %q", got.Lesson)
	}
}

// What was deleted before the entry stays deleted when the entry comes back.
func TestRestoreLeavesOldDeletes(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	db.do(func(tx *prep.Tx) error {
		_, err := AddLessonCard(tx, id)
		return err
	})
	db.do(func(tx *prep.Tx) error { return removeCard(tx, LessonCardID(id)) })
	db.now = db.now.AddDate(0, 0, 1)
	db.do(func(tx *prep.Tx) error { return Delete(tx, id) })
	db.do(func(tx *prep.Tx) error { return Restore(tx, id) })
	db.do(func(tx *prep.Tx) error {
		cards, err := CardsOf(tx, id)
		if len(cards) != 0 {
			t.Errorf("%d cards came back", len(cards))
		}
		return err
	})
}

func TestFind(t *testing.T) {
	db := openTest(t)
	one, _ := prep.ParseID("abcdeaaaaaaaa")
	two, _ := prep.ParseID("abcdfaaaaaaaa")
	db.add(Entry{ID: one, Title: "One"})
	db.add(Entry{ID: two, Title: "Two"})
	db.do(func(tx *prep.Tx) error {
		e, err := Find(tx, "ABCDE")
		if err != nil || e.Title != "One" {
			t.Errorf("%+v, %v", e, err)
		}
		var ambiguous *AmbiguousError
		_, err = Find(tx, "abcd")
		if !errors.As(err, &ambiguous) || len(ambiguous.Candidates) != 2 || !errors.Is(err, prep.ErrAmbiguous) {
			t.Errorf("ambiguous: %v", err)
		}
		if _, err := Find(tx, "zzzz"); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("unknown: %v", err)
		}
		return nil
	})
}

func TestDraftSurvives(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	var opened Opened
	db.do(func(tx *prep.Tx) (err error) {
		if opened, err = Open(tx, id); err != nil {
			return err
		}
		return KeepDraft(tx, EntryDraft(id), Draft{Text: "# half", Base: opened.Entry, Seen: opened.Seen})
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := prep.Open(context.Background(), filepath.Clean(db.Path()), prep.Options{Clock: db.DB.Now})
	if err != nil {
		t.Fatal(err)
	}
	db.DB = again
	db.do(func(tx *prep.Tx) error {
		d, has, err := ReadDraft(tx, EntryDraft(id))
		if err != nil || !has {
			t.Fatalf("draft: %v, %v", has, err)
		}
		want := Draft{Text: "# half", Base: opened.Entry, Seen: opened.Seen, Time: db.now.UnixMilli()}
		if diff := cmp.Diff(want, d); diff != "" {
			t.Error(diff)
		}
		if err := DropDraft(tx, EntryDraft(id)); err != nil {
			return err
		}
		if _, has, _ := ReadDraft(tx, EntryDraft(id)); has {
			t.Error("draft is still there")
		}
		return nil
	})
}
