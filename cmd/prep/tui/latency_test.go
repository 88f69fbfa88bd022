package tui

import (
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"prep"
	"prep/deck/decktest"
)

// largeCopy opens a copy of the large database: what is answered in it is gone afterwards.
func largeCopy(b *testing.B) *prep.DB {
	b.Helper()
	from, err := os.Open(large(b).Path())
	if err != nil {
		b.Fatal(err)
	}
	defer from.Close()
	path := filepath.Join(b.TempDir(), "prep.db")
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		b.Fatal(err)
	}
	if err := to.Close(); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	return decktest.OpenAt(b, path, func() time.Time { return decktest.Noon.Add(time.Since(start)) })
}

// sitting is a person at the keys, who measures each.
type sitting struct {
	*review
	took map[string][]time.Duration
}

// press is a key until the screen that follows from it: Update, its Cmd with the commit, Update with what the Cmd
// brings, and View.
func (s *sitting) press(name string, key tea.KeyPressMsg) {
	start := time.Now()
	_, cmd := s.Update(key)
	settle(s.review, cmd)
	s.View()
	s.took[name] = append(s.took[name], time.Since(start))
}

func letter(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

// BenchmarkSitting is a session of 1,200 keys and more in a database of 100,000 cards and 1,000,000 reviews: each
// card is revealed and graded, some grades are taken back, some cards looked at closely, put off, or hidden. It
// reports percentiles of the time from a key to the screen, over all and by what the key does. 60 frames a second
// leave 16 ms.
func BenchmarkSitting(b *testing.B) {
	db := largeCopy(b)
	took := map[string][]time.Duration{}
	for b.Loop() {
		b.StopTimer()
		s := &sitting{begin(b, db), took}
		random := rand.New(rand.NewPCG(1, 2))
		b.StartTimer()
		for range 600 {
			if s.summary != nil {
				b.Fatalf("the session ended after %d keys", len(took["reveal"])*2)
			}
			if s.trouble != "" {
				b.Fatal(s.trouble)
			}
			s.press("reveal", tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
			s.press("grade", letter('1'+rune(random.IntN(4))))
			switch random.IntN(20) {
			case 0, 1:
				s.press("undo", letter('u'))
			case 2:
				s.press("info", letter('i'))
				s.press("back", tea.KeyPressMsg{Code: tea.KeyEscape})
			case 3:
				s.press("skip", letter('-'))
			case 4:
				s.press("bury", letter('b'))
			case 5:
				s.press("flag", letter('f'))
			}
		}
	}
	all := []time.Duration{}
	for name, times := range took {
		all = append(all, times...)
		b.ReportMetric(percentile(times, 99), name+"-p99-ms")
	}
	b.ReportMetric(percentile(all, 50), "p50-ms")
	b.ReportMetric(percentile(all, 99), "p99-ms")
	b.ReportMetric(percentile(all, 100), "max-ms")
	b.ReportMetric(float64(len(all))/float64(b.N), "keys")
}

// percentile returns milliseconds.
func percentile(times []time.Duration, percent int) float64 {
	slices.Sort(times)
	return float64(times[(len(times)-1)*percent/100].Microseconds()) / 1000
}
