package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// BenchmarkCommands runs whole commands, from opening the database to closing it, on 100,000 cards and 1,000,000
// reviews. The start of the process comes on top: prep version is nothing else. With PREP_BENCH_DIR the database
// is kept there.
func BenchmarkCommands(b *testing.B) {
	home := os.Getenv("PREP_BENCH_DIR")
	if home == "" {
		home = b.TempDir()
	}
	home = filepath.Join(home, "home")
	clock := func() time.Time { return decktest.Noon }
	path := filepath.Join(home, "prep.db")
	if _, err := os.Stat(path); err != nil {
		db := decktest.OpenAt(b, path, clock)
		decktest.Fill(b, db, 1, decktest.Size{Decks: 10, Cards: 100_000, Reviews: 1_000_000})
		if err := deck.Read(context.Background(), db, func(*prep.Tx) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	for _, line := range [][]string{{"version"}, {}, {"list", "is:due"}, {"stats"}, {"deck", "list"}} {
		name := "today"
		if len(line) > 0 {
			name = line[0]
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var out, messages bytes.Buffer
				e := &env{
					Stdin: &bytes.Buffer{}, Stdout: &out, Stderr: &messages, Clock: clock,
					Getenv: func(name string) string { return map[string]string{"PREP_HOME": home}[name] },
				}
				if status := run(context.Background(), e, line); status != statusDone {
					b.Fatalf("prep %v: status %d: %s", line, status, &messages)
				}
				b.ReportMetric(float64(bytes.Count(out.Bytes(), []byte("\n"))), "lines")
			}
		})
	}
}
