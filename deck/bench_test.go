package deck_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// large fills a database of 100,000 cards and 1,000,000 reviews once for all benchmarks.
func large(b *testing.B) *prep.DB {
	b.Helper()
	folder := os.Getenv("PREP_BENCH_DIR")
	if folder == "" {
		folder = b.TempDir()
	}
	path := filepath.Join(folder, "large.db")
	_, err := os.Stat(path)
	db := decktest.OpenAt(b, path, func() time.Time { return decktest.Noon })
	if err != nil {
		start := time.Now()
		decktest.Fill(b, db, 1, decktest.Size{Decks: 10, Cards: 100_000, Reviews: 1_000_000})
		b.Logf("filled in %v", time.Since(start))
	}
	if err := deck.Read(context.Background(), db, func(*prep.Tx) error { return nil }); err != nil {
		b.Fatal(err)
	}
	return db
}

func BenchmarkQueue(b *testing.B) {
	db := large(b)
	for b.Loop() {
		err := db.View(context.Background(), func(tx *prep.Tx) error {
			queue, err := deck.Queue(tx, deck.QueueOptions{})
			b.ReportMetric(float64(len(queue)), "cards")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearchDue(b *testing.B) {
	db := large(b)
	query, err := deck.ParseQuery("is:due")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		err := db.View(context.Background(), func(tx *prep.Tx) error {
			found, err := deck.Search(tx, query, 0)
			b.ReportMetric(float64(len(found)), "cards")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGradeToNext(b *testing.B) {
	db := large(b)
	ctx := context.Background()
	limit := 1 << 30
	session, err := deck.NewSession(ctx, db, deck.QueueOptions{New: &limit})
	if err != nil {
		b.Fatal(err)
	}
	turn, err := session.Next(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := session.Grade(ctx, turn, deck.Easy, time.Second); err != nil {
			b.Fatal(err)
		}
		if turn, err = session.Next(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRebuildAll(b *testing.B) {
	db := large(b)
	ctx := context.Background()
	for b.Loop() {
		err := db.Update(ctx, func(tx *prep.Tx) error {
			if err := tx.Exec("insert or ignore into stale select id from card"); err != nil {
				return err
			}
			return deck.Freshen(tx, nil)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
