package deck_test

import (
	"bytes"
	"context"
	"fmt"
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

// BenchmarkImport reads and imports a file of 100,000 cards into an empty database.
func BenchmarkImport(b *testing.B) {
	var text bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&text, "Q: What is fact %d about, and why does it matter to whoever reads it tomorrow?\nA: It is about %d.\n\n", i, i*7)
	}
	for b.Loop() {
		b.StopTimer()
		db := decktest.Open(b)
		b.StartTimer()
		doc, err := deck.ParseMarkdown("facts.md", text.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		err = db.Update(context.Background(), func(tx *prep.Tx) error {
			done, err := deck.Import(tx, doc)
			b.ReportMetric(float64(done.Added), "cards")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReviewBytes reports how many bytes of the database a review takes: what 100,000 of them add to it.
func BenchmarkReviewBytes(b *testing.B) {
	size := func(reviews int) int64 {
		db := decktest.Open(b)
		decktest.Fill(b, db, 1, decktest.Size{Decks: 10, Cards: 10_000, Reviews: reviews})
		var bytes int64
		err := deck.Read(context.Background(), db, func(tx *prep.Tx) error {
			return tx.Get("select page_count * page_size from pragma_page_count, pragma_page_size", nil, &bytes)
		})
		if err != nil {
			b.Fatal(err)
		}
		return bytes
	}
	for b.Loop() {
		b.ReportMetric(float64(size(100_000)-size(0))/100_000, "bytes/review")
	}
}
