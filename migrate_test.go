package prep

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUpgradeAppliesWhatWasKept: a database of schema 1 that has synced with newer machines kept lines which it did
// not understand. Once it is upgraded it holds what a machine does that understood them from the start.
func TestUpgradeAppliesWhatWasKept(t *testing.T) {
	card, file := ID(7), DerivedID("a file")
	placed := fmt.Sprintf(`{"k":"rev","i":"%s","at":5000,"d":20000,"g":3,"p":37}`, card)
	back := fmt.Sprintf(`{"k":"rev","i":"%s","at":6000,"d":20000,"g":1,"p":2}`, card)
	lines := []string{
		fmt.Sprintf(`{"k":"set","t":"card","i":"%s","h":1,"f":{"front":"known"}}`, card),
		fmt.Sprintf(`{"k":"rev","i":"%s","at":4000,"d":19990,"g":3}`, card),
		placed,
		back,
		fmt.Sprintf(`{"k":"undo","i":"%s","h":2,"at":6000,"r":"%s"}`, card, EventIDOf(stranger, []byte(back))),
		fmt.Sprintf(`{"k":"set","t":"media","i":"%s","h":3,"f":{"size":12,"type":"png"}}`, file),
		fmt.Sprintf(`{"k":"set","t":"hologram","i":"%s","h":4,"f":{"depth":3}}`, card),
	}

	schema, err := os.ReadFile(filepath.Join("testdata", "schema", "1.sql"))
	if err != nil {
		t.Fatal(err)
	}
	statements := string(schema) + "; pragma application_id = 1886545264; pragma user_version = 1;" +
		fmt.Sprintf("insert into stream (n, id) values (1, 99), (2, %d); insert into local values ('stream', 1);", int64(stranger)) +
		fmt.Sprintf("insert into card (id, front) values (%d, 'known');", card) +
		fmt.Sprintf("insert into review (card, time, stream, rating, day, duration, kind, confidence) values (%d, 4000, 2, 3, 19990, 0, 0, 0);", card) +
		// As schema 1 kept the two: each under its line, the second one taken back.
		fmt.Sprintf("insert into review (card, time, stream, rating, day, duration, kind, confidence, line) values (%d, 5000, 2, 3, 20000, 0, 0, 0, 2);", card) +
		fmt.Sprintf("insert into review (card, time, stream, rating, day, duration, kind, confidence, line, undone) values (%d, 6000, 2, 1, 20000, 0, 0, 0, 3, 1);", card) +
		fmt.Sprintf("insert into undo values (%d, 6000, x'%s');", card, hexOf(EventIDOf(stranger, []byte(back))))
	for i, line := range []int{0, 2, 3, 4, 5, 6} {
		opaque := line != 0 && line != 4
		id := EventIDOf(stranger, []byte(lines[line]))
		entity := card
		if line == 5 {
			entity = 0
		}
		statements += fmt.Sprintf("insert into event values (%d, x'%s', 2, %d, '%s', %t, 2);", i+1, hexOf(id), entity, lines[line], opaque)
	}
	path := filepath.Join(t.TempDir(), "prep.db")
	sqlite(t, path, statements)
	upgraded, err := openAt(t, path)
	if err != nil {
		t.Fatal(err)
	}
	understood := openTest(t)
	apply(t, understood, lines...)

	state := func(db *DB) map[string]any {
		found := map[string]any{}
		view(t, db, func(tx *Tx) error {
			reviews, err := tx.Reviews(card)
			if err != nil {
				return err
			}
			found["reviews"] = fmt.Sprint(reviews)
			for name, query := range map[string]string{
				"all reviews": "select group_concat(time || ' ' || rating || ' ' || place || ' ' || line || ' ' || undone) from review",
				"media":       "select group_concat(id || type || size) from media",
				"lines":       "select group_concat(line || opaque, char(10)) from (select * from event order by line)",
				"held":        "select group_concat(held is null) from (select held from event order by line)",
			} {
				var text string
				if err := tx.Get("select coalesce(("+query+"), '')", nil, &text); err != nil {
					return err
				}
				found[name] = text
			}
			return nil
		})
		return found
	}
	got, want := state(upgraded), state(understood)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("understood from the start (-), upgraded (+):\n%s", diff)
	}
	view(t, upgraded, func(tx *Tx) error {
		reviews, err := tx.Reviews(card)
		if err != nil || len(reviews) != 2 || reviews[1].Place != 37 || string(reviews[1].Line()) != placed {
			t.Errorf("reviews %+v, %v", reviews, err)
		}
		var held int
		if err := tx.Get("select held from review where place = 37", nil, &held); err != nil || held != 2 {
			t.Errorf("held %d, %v: where the bucket has it is forgotten", held, err)
		}
		return nil
	})
}

func hexOf(id EventID) string { return hex.EncodeToString(id[:]) }
