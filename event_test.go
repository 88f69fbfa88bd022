package prep

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// stranger signs events of another machine.
var stranger = DerivedID("test", "stranger")

func apply(t testing.TB, db *DB, lines ...string) {
	t.Helper()
	update(t, db, func(tx *Tx) error {
		for _, line := range lines {
			if _, err := tx.Apply(stranger, []byte(line), stranger); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestNewerEventsAreKept: what this version does not know is in the log to the letter, and does as much as is
// understood of it.
func TestNewerEventsAreKept(t *testing.T) {
	db := openTest(t)
	id := ID(7).String()
	lines := []string{
		`{"k":"set","t":"card","i":"` + id + `","h":100,"f":{"front":"known","shine":"new field","ord":"not a number"}}`,
		`{"k":"set","t":"dream","i":"` + id + `","h":100,"f":{"title":"new table"}}`,
		`{"k":"blink","why":"new kind"}`,
		`{"k":"rev","i":"` + id + `","at":5,"d":20000,"g":3,"mood":"fine"}`,
		`{"k":"rev","i":"` + id + `","at":6,"d":20000,"g":9}`,
		`{"k":"set","t":"card","i":"` + id + `","h":9223372036854775807,"f":{"front":"from the end of time"}}`,
		`{"k":"set","t":"card","i":17}`,
		`not json at all`,
	}
	apply(t, db, lines...)
	apply(t, db, lines...)
	view(t, db, func(tx *Tx) error {
		var front string
		if err := tx.Get("select front from card where id = 7", nil, &front); err != nil || front != "known" {
			t.Errorf("front %q, %v; want what is known of it", front, err)
		}
		var kept, opaque int
		if err := tx.Get("select count(*), sum(opaque) from event", nil, &kept, &opaque); err != nil {
			return err
		}
		if kept != len(lines) || opaque != len(lines) {
			t.Errorf("%d events kept, %d of them opaque; want %d", kept, opaque, len(lines))
		}
		reviews, err := tx.Reviews(7)
		if err != nil {
			return err
		}
		if len(reviews) != 1 || reviews[0].Rating != 3 {
			t.Errorf("reviews %+v, want the one that is understood", reviews)
		}
		return nil
	})
	// The review that says more than its columns is undone by its own name.
	update(t, db, func(tx *Tx) error {
		last, err := tx.LastReview()
		if err != nil {
			return err
		}
		return tx.UndoReview(last)
	})
	view(t, db, func(tx *Tx) error {
		reviews, err := tx.Reviews(7)
		if len(reviews) != 0 {
			t.Errorf("after its undo: %+v", reviews)
		}
		return err
	})
}

func TestConcurrentTextsAreBothKept(t *testing.T) {
	db := openTest(t)
	entry := ID(9)
	update(t, db, func(tx *Tx) error {
		_, err := tx.Set(Entries, entry, Fields{"title": "late", "lesson": "first"})
		return err
	})
	var shown map[string]EventID
	view(t, db, func(tx *Tx) (err error) {
		shown, err = tx.Shown(entry)
		return err
	})
	for _, text := range []string{"from the laptop", "from the desktop"} { // two editors opened on one version
		update(t, db, func(tx *Tx) error {
			_, err := tx.Set(Entries, entry, Fields{"lesson": Text{text, []EventID{shown["lesson"]}}})
			return err
		})
	}
	var versions []Version
	view(t, db, func(tx *Tx) error {
		var conflicts int
		var lesson string
		if err := tx.Get("select lesson, (select count(*) from conflict) from entry", nil, &lesson, &conflicts); err != nil {
			return err
		}
		if lesson != "from the desktop" || conflicts != 1 {
			t.Errorf("lesson %q, %d conflicts; want the newest and 1", lesson, conflicts)
		}
		var err error
		versions, err = tx.Versions(Entries, entry, "lesson")
		return err
	})
	if len(versions) != 3 || !versions[0].Current || !versions[1].Current || versions[2].Current {
		t.Fatalf("versions %+v, want three, the newer two current", versions)
	}
	update(t, db, func(tx *Tx) error {
		_, err := tx.Set(Entries, entry, Fields{"lesson": Text{"both", []EventID{versions[0].Event, versions[1].Event}}})
		return err
	})
	view(t, db, func(tx *Tx) error {
		var conflicts int
		if err := tx.Get("select count(*) from conflict", nil, &conflicts); err != nil || conflicts != 0 {
			t.Errorf("%d conflicts after both were merged, %v", conflicts, err)
		}
		return nil
	})
}

func TestWhatAMachineAddsByItselfLosesToPeople(t *testing.T) {
	db := openTest(t)
	origin := DerivedID("test", "built-in")
	add := func(tx *Tx, text string) (bool, error) {
		return tx.As(origin, 0).Set(Cards, 5, Fields{"front": text})
	}
	update(t, db, func(tx *Tx) error {
		if added, err := add(tx, "built in"); err != nil || !added {
			t.Errorf("first: added %v, %v", added, err)
		}
		if _, err := tx.Set(Cards, 5, Fields{"front": "mine"}); err != nil {
			return err
		}
		if _, err := add(tx, "built in"); err != nil {
			return err
		}
		var front string
		if err := tx.Get("select front from card where id = 5", nil, &front); err != nil || front != "mine" {
			t.Errorf("front %q, %v; want the person's", front, err)
		}
		if err := tx.Delete(Cards, 5); err != nil {
			return err
		}
		if added, err := add(tx, "built in"); err != nil || added {
			t.Errorf("added again after it was deleted: %v, %v", added, err)
		}
		return nil
	})
}

// TestReviewLine: the fast encoder writes what encoding/json would, and reads it back.
func TestReviewLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Review{
			Card: ID(rapid.Int64Range(1, 1<<62).Draw(t, "card")), Time: rapid.Int64().Draw(t, "time"), Stream: stranger,
			Rating: rapid.IntRange(1, 4).Draw(t, "rating"), Day: Day(rapid.IntRange(-1000, 100000).Draw(t, "day")),
			Duration: rapid.IntRange(0, 1e6).Draw(t, "duration"), Kind: ReviewKind(rapid.IntRange(0, 1).Draw(t, "kind")),
			Confidence: rapid.IntRange(0, 5).Draw(t, "confidence"), Place: rapid.IntRange(0, MaxPlace).Draw(t, "place"),
		}
		slow, err := json.Marshal(reviewLine{"rev", r.Card, r.Time, r.Day, r.Rating, r.Duration, int(r.Kind), r.Confidence, r.Place})
		if err != nil {
			t.Fatal(err)
		}
		if string(slow) != string(r.Line()) {
			t.Fatalf("line %s, want %s", r.Line(), slow)
		}
		back, whole, err := decodeReview(stranger, r.Line())
		if err != nil || !whole || back != r {
			t.Fatalf("read back %+v, %v, %v; want %+v", back, whole, err, r)
		}
	})
}

func FuzzApply(f *testing.F) {
	f.Add(`{"k":"set","t":"card","i":"aaaaaaaaaaaab","h":1,"f":{"front":"x"}}`)
	f.Add(`{"k":"rev","i":"aaaaaaaaaaaab","at":5,"d":1,"g":3}`)
	f.Add(`{"k":"undo","i":"aaaaaaaaaaaab","h":1,"at":5,"r":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}`)
	f.Add(`{"k":"del","t":"entry","i":"aaaaaaaaaaaab","h":4611686018427387904,"s":["aaaaaaaaaaaaaaaaaaaaaaaaaa"]}`)
	db := openTest(f)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n") {
			return // a batch divides its lines by it
		}
		apply(t, db, line)
		update(t, db, func(tx *Tx) error { // and whatever it was, a person can still write
			_, err := tx.Set(Cards, 3, Fields{"front": line})
			return err
		})
	})
}
