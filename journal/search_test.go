package journal

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func (db *testDB) search(query string, limit int) []Hit {
	db.t.Helper()
	q, err := ParseQuery(query, nil)
	if err != nil {
		db.t.Fatal(err)
	}
	var hits []Hit
	db.do(func(tx *prep.Tx) (err error) {
		hits, err = Search(tx, q, limit)
		return err
	})
	return hits
}

// The index has the columns that the ranking counts on, each of them a field or the tags.
func TestIndexColumns(t *testing.T) {
	db := openTest(t)
	db.do(func(tx *prep.Tx) error {
		var columns []string
		err := tx.Each(func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			columns = append(columns, name)
			return err
		}, "select name from pragma_table_info('entry_text')")
		if diff := cmp.Diff(indexColumns, columns); diff != "" {
			t.Error(diff)
		}
		return err
	})
	for _, name := range indexColumns {
		if _, field := FieldNamed(name); !field && name != "tags" {
			t.Errorf("column %s is no field", name)
		}
	}
	if len(indexColumns) != len(fields)+1 {
		t.Errorf("%d columns, %d fields", len(indexColumns), len(fields))
	}
}

func TestSearchRanks(t *testing.T) {
	db := openTest(t)
	filler := "something else entirely that fills the page "
	db.add(Entry{Title: "In an impact", Impact: filler + "deadline"})
	db.add(Entry{Title: "In the lesson", Lesson: "A deadline is a promise."})
	db.add(Entry{Title: "Deadline in the title"})
	db.add(Entry{Title: "In a goal, often", Goal: strings.Repeat("deadline ", 3)})
	for i := range 20 {
		db.add(Entry{Title: fmt.Sprint("Other ", i), Goal: filler})
	}
	var order []string
	for _, hit := range db.search("deadline", 0) {
		order = append(order, hit.Title)
	}
	want := []string{"Deadline in the title", "In the lesson", "In a goal, often", "In an impact"}
	// Title and lesson weigh the same: the one written later stands first.
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	if hits := db.search("deadline", 2); len(hits) != 2 {
		t.Errorf("%d hits, want 2", len(hits))
	}
	rare := db.search("something deadline", 0)
	if len(rare) != 1 || rare[0].Title != "In an impact" {
		t.Errorf("%+v", rare)
	}
	if all := db.search("title:other", 0); len(all) != 20 || all[0].Score <= 0 {
		t.Errorf("%d hits", len(all))
	}
}

func TestSnippets(t *testing.T) {
	db := openTest(t)
	words := strings.Fields(strings.Repeat("filler ", 40))
	db.add(Entry{
		Title: "Snippet", Goal: "A café\nin Zürich.",
		Impact: strings.Join(words, " ") + " the naïve estimates of Zürich " + strings.Join(words, " "),
	})
	hits := db.search("zurich naive estim", 0)
	if len(hits) != 1 || len(hits[0].Snippets) != 2 {
		t.Fatalf("%+v", hits)
	}
	first, second := hits[0].Snippets[0], hits[0].Snippets[1]
	if first.Field != "impact" || second.Field != "goal" {
		t.Errorf("fields %s, %s", first.Field, second.Field)
	}
	if got := first.Mark("[", "]"); !strings.HasPrefix(got, "… filler the [naïve] [estimates] of [Zürich] filler") || !strings.HasSuffix(got, "filler …") {
		t.Error(got)
	}
	if got := second.Mark("[", "]"); got != "A café in [Zürich]." {
		t.Error(got)
	}
}

// An entry that changed is found by its new words and no more by its old ones.
func TestSearchFollowsEdits(t *testing.T) {
	db := openTest(t)
	id := db.add(Entry{Title: "First words"})
	db.change(id, func(e *Entry) { e.Title = "Second thoughts" })
	if hits := db.search("first", 0); len(hits) != 0 {
		t.Errorf("%d hits for the old title", len(hits))
	}
	if hits := db.search("second", 0); len(hits) != 1 {
		t.Errorf("%d hits for the new title", len(hits))
	}
	db.do(func(tx *prep.Tx) error { return Delete(tx, id) })
	if hits := db.search("second", 0); len(hits) != 0 {
		t.Errorf("%d hits for a deleted entry", len(hits))
	}
}

// fillJournal writes n entries of about 2 KB with words of a natural distribution, quickly.
func fillJournal(b *testing.B, n int) *testDB {
	db := openTest(b)
	source := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(source, 1.1, 8, 20000)
	words := func(n int) string {
		var s strings.Builder
		for range n {
			fmt.Fprintf(&s, "w%dx ", zipf.Uint64())
		}
		return s.String()
	}
	db.do(func(tx *prep.Tx) error {
		for i := range n {
			e := Entry{
				Title: words(6), Type: Types()[i%4], Goal: words(30), MyRole: words(30), Outcome: words(40), OwnFactors: words(50),
				OutsideFactors: words(30), Impact: words(40), Repair: words(40), Lesson: words(30), Tags: []string{fmt.Sprint("t", i%50)},
				Happened: new(prep.Day(20000 + i%3000)),
			}
			if i%3 == 0 {
				e.Change = words(30)
			}
			if _, err := Add(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	return db
}

func BenchmarkSearch10000(b *testing.B) {
	db := fillJournal(b, 10000)
	for name, query := range map[string]string{
		"rare word": `"w900x"`, "common word": `"w1x"`, "two words": `"w3x" "w40x"`, "prefix": "w123", "filtered": `"w5x" tag:t7 -status:changed`,
		"no words": "tag:t7 status:reflected",
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = len(db.search(query, 20))
			}
			b.ReportMetric(float64(n), "hits")
		})
	}
}

// Every entry comes back: the worst there can be. Half of them were seen at an earlier stage.
func BenchmarkToday10000(b *testing.B) {
	db := fillJournal(b, 10000)
	db.now = db.now.AddDate(0, 0, 8)
	db.do(func(tx *prep.Tx) error {
		due, _, err := Today(tx, 5000)
		for _, d := range due {
			if err := See(tx, d.ID); err != nil {
				return err
			}
		}
		return err
	})
	db.now = db.now.AddDate(0, 0, 30)
	for _, limit := range []int{5, 0} {
		b.Run(fmt.Sprint("limit ", limit), func(b *testing.B) {
			for b.Loop() {
				db.do(func(tx *prep.Tx) error {
					_, total, err := Today(tx, limit)
					if total != 10000 {
						b.Errorf("%d come back", total)
					}
					return err
				})
			}
		})
	}
}
