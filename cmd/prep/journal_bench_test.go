package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
	"prep/journal"
)

// BenchmarkJournal runs whole commands, from opening the database to closing it, on 10,000 entries of 2 KB of which
// each comes back today: the worst there can be. The start of the process comes on top. With PREP_BENCH_DIR the
// database is kept there.
func BenchmarkJournal(b *testing.B) {
	home := os.Getenv("PREP_BENCH_DIR")
	if home == "" {
		home = b.TempDir()
	}
	home = filepath.Join(home, "journal")
	clock := func() time.Time { return decktest.Noon }
	if _, err := os.Stat(filepath.Join(home, "prep.db")); err != nil {
		fillJournal(b, filepath.Join(home, "prep.db"), 10_000)
	}
	for _, line := range []string{
		"", "journal today", "journal today --json", "journal search --limit 20 w90x", "journal search --limit 20 w2x tag:t7",
		"journal list --limit 20", "journal patterns",
		"journal add w7x w90x w300x w1000x --tag t3",
		"journal add w7x w90x w300x w1000x w44x w45x w77x --tag t3 --sting 4 --date yesterday --no-card --lesson w200x",
	} {
		b.Run("prep "+line, func(b *testing.B) {
			for b.Loop() {
				var out, messages bytes.Buffer
				e := &env{
					Stdin: &bytes.Buffer{}, Stdout: &out, Stderr: &messages, Clock: clock,
					Getenv: func(name string) string { return map[string]string{"PREP_HOME": home}[name] },
				}
				if status := run(context.Background(), e, strings.Fields(line)); status != statusDone {
					b.Fatalf("prep %s: status %d: %s", line, status, &messages)
				}
			}
		})
	}
}

// fillJournal writes entries with words of a natural distribution.
func fillJournal(b *testing.B, path string, entries int) {
	db := decktest.OpenAt(b, path, func() time.Time { return decktest.Noon.AddDate(0, 0, -31) })
	source := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(source, 1.1, 8, 20_000)
	words := func(n int) string {
		var s strings.Builder
		for range n {
			fmt.Fprintf(&s, "w%dx ", zipf.Uint64())
		}
		return s.String()
	}
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		for i := range entries {
			e := journal.Entry{
				Title: words(6), Type: journal.Types()[i%4], Goal: words(30), MyRole: words(30), Outcome: words(40), OwnFactors: words(50),
				OutsideFactors: words(30), Impact: words(40), Repair: words(40), Lesson: words(30), Tags: []string{fmt.Sprint("t", i%50)},
				Happened: new(prep.Day(17_000 + i%3_000)), StingThen: new(i % 6),
			}
			if i%3 == 0 {
				e.Change = words(30)
			}
			if _, err := journal.Add(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = deck.AddStarter(context.Background(), db)
	}
	if err != nil {
		b.Fatal(err)
	}
}
