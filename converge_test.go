package prep

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// dump is everything that must be equal on two machines that know the same events.
func dump(t testing.TB, db *DB) map[string][]string {
	t.Helper()
	queries := map[string]string{
		"review":   "select card, time, s.id, rating, day, duration, kind, confidence, place, undone from review r join stream s on s.n = r.stream",
		"event":    "select hex(id) from event",
		"conflict": "select entity, field, hex(event) from conflict",
		"trash":    "select id, kind, time from trash",
	}
	for table, columns := range columns {
		query := "select id"
		for _, c := range columns {
			query += ", " + c.name
		}
		queries[string(table)] = query + " from " + string(table)
	}
	state := map[string][]string{}
	view(t, db, func(tx *Tx) error {
		for name, query := range queries {
			rows, err := tx.Query(query)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			names, _ := rows.Columns()
			for rows.Next() {
				values := make([]any, len(names))
				for i := range values {
					values[i] = new(any)
				}
				if err := rows.Scan(values...); err != nil {
					return err
				}
				line := ""
				for _, v := range values {
					line += fmt.Sprintf("%v|", *v.(*any))
				}
				state[name] = append(state[name], line)
			}
			if err := rows.Err(); err != nil {
				return err
			}
			slices.Sort(state[name])
		}
		return nil
	})
	return state
}

// machine is a database with a clock of its own.
type machine struct {
	db  *DB
	now time.Time
}

func newMachine(t testing.TB, skew time.Duration) *machine {
	t.Helper()
	m := &machine{now: testNow.Add(skew)}
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "prep.db"), Options{Clock: func() time.Time { return m.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m.db = db
	return m
}

// events returns everything that the machine knows.
func (m *machine) events(t testing.TB) []Event {
	t.Helper()
	var events []Event
	view(t, m.db, func(tx *Tx) error {
		keep := func(e Event) error {
			events = append(events, Event{Stream: e.Stream, Line: slices.Clone(e.Line)})
			return nil
		}
		if err := tx.eachLogged("true", nil, func(_ int64, e Event) error { return keep(e) }); err != nil {
			return err
		}
		return tx.eachReview("r.line = 0", nil, func(_ Review, e Event) error { return keep(e) })
	})
	return events
}

// act does one thing that a person does, on one of three rows.
func (m *machine) act(t *rapid.T, tx *Tx) error {
	row := ID(rapid.Int64Range(1, 3).Draw(t, "row"))
	text := rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, "text")
	m.now = m.now.Add(time.Duration(rapid.IntRange(-90, 90).Draw(t, "minutes")) * time.Minute)
	ignore := func(err error) error { return nil } // a row that is not there yet, or not any more
	switch rapid.IntRange(0, 8).Draw(t, "act") {
	case 0:
		_, err := tx.Set(Cards, row, Fields{"front": text, "kind": "cloze"})
		return ignore(err)
	case 1:
		_, err := tx.Set(Cards, 10+row, Fields{"note": row, "ord": 1})
		return ignore(err)
	case 2:
		_, err := tx.Set(Cards, row, Fields{"back": text})
		return ignore(err)
	case 3, 4:
		_, err := tx.Set(Entries, 100+row, Fields{"lesson": text, "title": text + "!"})
		return ignore(err)
	case 5:
		return ignore(tx.Delete(Entries, 100+row))
	case 6:
		return ignore(tx.Restore(Entries, 100+row))
	case 7:
		_, err := tx.AddReview(Review{Card: row, Time: tx.Now.UnixMilli(), Day: 20000, Rating: 3, Place: rapid.IntRange(0, MaxPlace).Draw(t, "chosen")})
		return err
	default:
		last, err := tx.LastReview()
		if err != nil {
			return nil
		}
		return tx.UndoReview(last)
	}
}

// TestConverges: machines that know the same events are the same, whatever the order and however often the
// events arrived.
func TestConverges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		machines := make([]*machine, rapid.IntRange(2, 3).Draw(r, "machines"))
		for i := range machines {
			machines[i] = newMachine(t, time.Duration(rapid.IntRange(-300, 300).Draw(r, "skew"))*time.Minute)
		}
		pass := func(from, to *machine, order int) {
			events := from.events(t)
			for i := range events { // a rotation and a step through all: any event may be the first
				e := events[(i*order+order)%len(events)]
				update(t, to.db, func(tx *Tx) error {
					_, err := tx.Apply(e.Stream, e.Line, e.Stream)
					return err
				})
			}
			update(t, to.db, func(tx *Tx) error {
				for _, e := range events {
					if _, err := tx.Apply(e.Stream, e.Line, e.Stream); err != nil {
						return err
					}
				}
				return nil
			})
		}
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			m := rapid.SampledFrom(machines).Draw(r, "machine")
			update(t, m.db, func(tx *Tx) error { return m.act(r, tx) })
			if rapid.IntRange(0, 4).Draw(r, "pass") == 0 {
				pass(m, rapid.SampledFrom(machines).Draw(r, "to"), rapid.SampledFrom([]int{1, 2, 3, 5}).Draw(r, "order"))
			}
		}
		for range machines {
			for i, from := range machines {
				pass(from, machines[(i+1)%len(machines)], rapid.SampledFrom([]int{1, 2, 3, 7}).Draw(r, "order"))
			}
		}
		want := dump(t, machines[0].db)
		for _, m := range machines[1:] {
			if diff := cmp.Diff(want, dump(t, m.db)); diff != "" {
				r.Fatalf("two machines differ:\n%s", diff)
			}
		}
		update(t, machines[0].db, func(tx *Tx) error { return tx.Rebuild(nil) })
		if diff := cmp.Diff(want, dump(t, machines[0].db)); diff != "" {
			r.Fatalf("rebuilt from the log it differs:\n%s", diff)
		}
	})
}
