package journal

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// dueNow names what comes back now.
func (db *testDB) dueNow() map[string]Ask {
	db.t.Helper()
	asks := map[string]Ask{}
	db.do(func(tx *prep.Tx) error {
		due, total, err := Today(tx, 0)
		if total != len(due) {
			db.t.Errorf("counted %d, read %d", total, len(due))
		}
		for _, d := range due {
			asks[d.Title] = d.Ask
			alone, err := DueToday(tx, d.ID)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(&d, alone); diff != "" {
				db.t.Errorf("alone: %s", diff)
			}
		}
		return err
	})
	return asks
}

func TestComingBack(t *testing.T) {
	db := openTest(t)
	start := db.now
	id := db.add(Entry{Title: "x"})
	see := func() { db.do(func(tx *prep.Tx) error { return See(tx, id) }) }
	check := func(days int, want Ask) {
		t.Helper()
		db.now = start.AddDate(0, 0, days)
		wanted := map[string]Ask{}
		if want != "" {
			wanted["x"] = want
		}
		if diff := cmp.Diff(wanted, db.dueNow()); diff != "" {
			t.Errorf("after %d days: %s", days, diff)
		}
	}
	check(0, "")
	check(1, AskReflect)
	check(3, AskReflect) // not seen yet
	see()
	check(4, "")
	check(7, AskReflect) // the next stage, with the first open question
	db.change(id, func(e *Entry) {
		whole := release()
		whole.ID, whole.Added, whole.Title, whole.Change, whole.Happened = e.ID, e.Added, "x", "", nil
		*e = whole
	})
	check(7, AskChange)
	see()
	check(8, "")
	check(30, AskChange)
	db.change(id, func(e *Entry) { e.Change = "Since then." })
	check(30, AskProof)
	db.change(id, func(e *Entry) { e.Proof = "It worked." })
	check(30, "")
	check(400, "") // no day, no anniversary
}

func TestAnniversary(t *testing.T) {
	db := openTest(t)
	e := release()
	e.Title, e.Proof, e.Happened = "leap", "It worked.", day("2024-02-29")
	id := db.add(e)
	e.Title, e.Happened = "december", day("2025-12-29")
	db.add(e)
	at := func(date string, want map[string]Ask) {
		t.Helper()
		db.now = day(date).Date().Add(12 * time.Hour)
		if diff := cmp.Diff(want, db.dueNow()); diff != "" {
			t.Errorf("on %s: %s", date, diff)
		}
	}
	leap, december := map[string]Ask{"leap": AskAnniversary}, map[string]Ask{"december": AskAnniversary}
	none := map[string]Ask{}
	at("2027-02-27", none)
	at("2027-02-28", leap)
	at("2027-03-06", leap)
	db.do(func(tx *prep.Tx) error { return See(tx, id) })
	at("2027-03-06", none)
	at("2027-03-07", none)
	at("2028-02-28", none)
	at("2028-02-29", leap)
	at("2026-12-28", none)
	at("2026-12-29", december)
	at("2027-01-04", december) // last year's, still within its week
	at("2027-01-05", none)
}

func TestDueShowsLessonFirst(t *testing.T) {
	db := openTest(t)
	e := release()
	e.Impact = ""
	db.add(e)
	db.now = db.now.AddDate(0, 0, 1)
	later := db.add(Entry{Title: "Later"})
	db.now = db.now.AddDate(0, 0, 1)
	db.do(func(tx *prep.Tx) error {
		due, total, err := Today(tx, 1)
		if err != nil || len(due) != 1 || total != 2 {
			t.Fatalf("%v of %d, %v", due, total, err)
		}
		d := due[0]
		if d.Lesson != e.Lesson || d.Change != e.Change || d.Next != "impact" || d.Since.String() != "2026-11-03" {
			t.Errorf("%+v", d)
		}
		if diff := cmp.Diff([]string{"impact"}, d.Gaps); diff != "" {
			t.Error(diff)
		}
		if due, _, err := Today(tx, 0); err != nil || len(due) != 2 || due[1].ID != later || due[1].Next != "goal" {
			t.Errorf("%+v, %v", due, err)
		}
		if due, err := DueToday(tx, prep.NewID()); due != nil || err != nil {
			t.Errorf("%+v, %v", due, err)
		}
		return nil
	})
}

// The days that are looked up are those that looking at every entry finds.
func TestAnniversaryDays(t *testing.T) {
	db := openTest(t)
	whole := release()
	whole.Change, whole.Proof = "I ask.", "It worked."
	first := *day("2019-12-20")
	happened := map[string]prep.Day{}
	db.do(func(tx *prep.Tx) error {
		for i := range prep.Day(800) {
			e := whole
			e.Title, e.Happened = fmt.Sprint("day ", i), new(first+i)
			happened[e.Title] = *e.Happened
			if _, err := Add(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	for _, now := range []string{
		"2020-02-29", "2021-01-01", "2021-02-28", "2021-03-01", "2021-03-06", "2022-01-03", "2022-12-31", "2023-01-05", "2024-02-28", "2024-02-29", "2024-03-01",
		"2024-03-06", "2025-02-28", "2025-03-03", "2025-07-07",
	} {
		db.now = day(now).Date().Add(12 * time.Hour)
		want := map[string]Ask{}
		for title, on := range happened {
			if w := (&waiting{}); w.anniversary(on, *day(now), 0) {
				want[title] = AskAnniversary
			}
		}
		got := map[string]Ask{}
		db.do(func(tx *prep.Tx) error {
			due, _, err := Today(tx, 0)
			for _, d := range due {
				got[d.Title] = d.Ask
			}
			return err
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("on %s: %s", now, diff)
		}
	}
}
