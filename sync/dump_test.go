package sync

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"prep"
)

// travelling are the tables whose rows must be the same on every machine.
var travelling = []string{
	"deck", "card", "job_link", "answer", "target", "goal", "milestone", "attempt", "claim", "media", "setting",
}

// dump writes everything that must be the same on every machine, a line for each row.
func dump(t testing.TB, db *prep.DB) []string {
	t.Helper()
	var lines []string
	err := db.View(context.Background(), func(tx *prep.Tx) error {
		add := func(label, query string) error {
			rows, err := tx.Query(query)
			if err != nil {
				return err
			}
			defer rows.Close()
			names, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				values, places := make([]any, len(names)), make([]any, len(names))
				for i := range values {
					places[i] = &values[i]
				}
				if err := rows.Scan(places...); err != nil {
					return err
				}
				var line strings.Builder
				line.WriteString(label)
				for i, value := range values {
					if value != nil && value != "" && value != int64(0) {
						fmt.Fprintf(&line, " %s=%v", names[i], value)
					}
				}
				lines = append(lines, line.String())
			}
			return rows.Err()
		}
		for _, table := range travelling {
			if err := add(table, "select * from "+table+" order by id"); err != nil {
				return err
			}
		}
		if err := add("entry", "select "+entryColumns+" from entry order by id"); err != nil {
			return err
		}
		if err := add("review", `select r.card, r.time, s.id as stream, r.rating, r.day, r.duration, r.kind, r.confidence,
			r.line != 0 as opaque, r.undone from review r join stream s on s.n = r.stream order by 1, 2, 3, 4, 5, 6, 7, 8, 9`); err != nil {
			return err
		}
		if err := add("conflict", "select entity, field, hex(event) as event from conflict order by 1, 2, 3"); err != nil {
			return err
		}
		if err := add("trash", "select id, kind, time from trash order by id"); err != nil {
			return err
		}
		return add("event", "select hex(e.id) as id, s.id as stream from event e join stream s on s.n = e.stream order by e.id")
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// entryColumns are those of an entry without its local row number.
const entryColumns = `id, title, happened, place, people, type, sting_then, sting_now, severity, shareable, starred, tags,
	lesson_kind, goal, stakes, outcome, tried, feelings, lesson, change, proof`
