package tui

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// large opens a database of 100,000 cards and 1,000,000 reviews: that in PREP_BENCH_DIR, filled if it is not there.
func large(b *testing.B) *prep.DB {
	b.Helper()
	folder := os.Getenv("PREP_BENCH_DIR")
	if folder == "" {
		folder = b.TempDir()
	}
	path := filepath.Join(folder, "large.db")
	_, err := os.Stat(path)
	start := time.Now()
	db := decktest.OpenAt(b, path, func() time.Time { return decktest.Noon.Add(time.Since(start)) })
	if err != nil {
		decktest.Fill(b, db, 1, decktest.Size{Decks: 10, Cards: 100_000, Reviews: 1_000_000})
	}
	if err := deck.Read(context.Background(), db, func(*prep.Tx) error { return nil }); err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkStart builds the session, with the person's pace, and draws the first card.
func BenchmarkStart(b *testing.B) {
	db := large(b)
	for b.Loop() {
		begin(b, db).View()
	}
}

func begin(b *testing.B, db *prep.DB) *review {
	b.Helper()
	ctx := context.Background()
	many := 1000
	session, err := deck.NewSession(ctx, db, deck.QueueOptions{New: &many})
	if err != nil {
		b.Fatal(err)
	}
	pace, err := session.Pace(ctx)
	if err != nil {
		b.Fatal(err)
	}
	m := newReview(ctx, ReviewOptions{Session: session, Clock: time.Now, Color: true, Width: 80, Height: 24, Pace: pace})
	m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	settle(m, m.Init())
	return m
}

// settle runs a Cmd and what follows from it, without the terminal.
func settle(m *review, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if value := reflect.ValueOf(msg); value.IsValid() && value.Kind() == reflect.Slice {
		for i := range value.Len() {
			if next, ok := value.Index(i).Interface().(tea.Cmd); ok {
				settle(m, next)
			}
		}
		return
	}
	if msg != nil {
		_, next := m.Update(msg)
		settle(m, next)
	}
}

// BenchmarkKeyToScreen reveals and grades card after card: the time of a key is that of Update, its Cmd with the
// commit, and View. It reports the 99th percentile.
func BenchmarkKeyToScreen(b *testing.B) {
	db := large(b)
	m := begin(b, db)
	keys := []tea.KeyPressMsg{{Code: tea.KeySpace, Text: " "}, {Code: '4', Text: "4"}}
	var took []time.Duration
	for b.Loop() {
		for _, key := range keys {
			start := time.Now()
			_, cmd := m.Update(key)
			settle(m, cmd)
			m.View()
			took = append(took, time.Since(start))
		}
		if m.summary != nil {
			b.StopTimer()
			m = begin(b, db)
			b.StartTimer()
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-max")
}

// BenchmarkMarkdown draws a card with every kind of block.
func BenchmarkMarkdown(b *testing.B) {
	theme := NewTheme(true)
	for b.Loop() {
		Markdown(sampleCard, 76, theme)
	}
}

// BenchmarkPicture scrolls a card with a picture by a line, draws it and writes the frame: what a key costs when each
// line of the picture changes. The writer is the canvas, into memory.
func BenchmarkPicture(b *testing.B) {
	for _, protocol := range []Protocol{Kitty, ITerm2, Sixel} {
		b.Run(string(protocol), func(b *testing.B) {
			photo := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
			for i := range photo.Pix {
				photo.Pix[i] = byte(i*i>>8) | 255*byte(i%4/3)
			}
			file := pngOf(b, photo)
			card := deck.Card{Kind: deck.Question, Front: "![photo](/photo.png)\n\n" + strings.Repeat("words\n\n", 20)}
			out := &paperTTY{}
			m := newReview(b.Context(), ReviewOptions{
				Clock: time.Now, Color: true, Width: 80, Height: 24, Out: out, Images: protocol,
				Picture: func(context.Context, string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil },
			})
			m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
			m.turn.Card, m.page = card, pageAnswer
			settle(m, m.pictures(nil))
			settle(m, m.pictures(silenceMsg{}))
			var took []time.Duration
			size := 0
			keys := []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyDown}, {Code: tea.KeyUp}, {Code: tea.KeyUp}}
			for b.Loop() {
				for _, key := range keys {
					out.Reset()
					start := time.Now()
					_, cmd := m.Update(key)
					settle(m, cmd)
					_, _ = m.gallery.canvas.Write([]byte(m.View().Content))
					took = append(took, time.Since(start))
					size = max(size, out.Len())
				}
			}
			if size < 1000 {
				b.Fatalf("no picture in %d bytes", size)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(float64(size)/1000, "kB-frame")
		})
	}
}

// BenchmarkReadPicture decodes and scales a photograph of 12 million pixels, in a Cmd.
func BenchmarkReadPicture(b *testing.B) {
	photo := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range photo.Y {
		photo.Y[i] = byte(i * i >> 8)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, photo, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := readPicture(b.Context(), bytes.NewReader(file.Bytes()), frame{76, 12, usualCell(), 1}, make(chan struct{}, 1))
		if err != nil || p.rows != 12 {
			b.Fatal(err)
		}
	}
}
