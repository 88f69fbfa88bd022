package deck

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"prep"
)

// simulatedHistory is a card's reviews, mostly when due, with grades as people give them.
func simulatedHistory(random *rand.Rand, s *Scheduler, card prep.ID, reviews int) []Review {
	const start = prep.Day(20000)
	history := make([]Review, 0, reviews)
	m := Memory{LastDay: start + prep.Day(random.IntN(365))}
	m.DueDay = m.LastDay
	for range reviews {
		day := m.DueDay
		if m.DueTime == 0 && m.Reps > 0 {
			day += prep.Day(random.IntN(4))
		}
		rating := Good
		switch x := random.Float64(); {
		case x < 0.12:
			rating = Again
		case x < 0.2:
			rating = Hard
		case x > 0.95:
			rating = Easy
		}
		review := Review{Time: int64(day) * dayMilli, Day: day, Rating: rating}
		history = append(history, review)
		m = s.Next(m, review, card)
	}
	return history
}

const dayMilli = 24 * int64(time.Hour/time.Millisecond)

func BenchmarkNext(b *testing.B) {
	s := newScheduler(b, nil)
	seen := s.Next(Memory{}, Review{Rating: Good}, 1)
	known := s.Next(seen, Review{Rating: Good}, 1)
	for _, c := range []struct {
		name   string
		from   Memory
		rating Rating
		days   prep.Day
	}{
		{"New", Memory{}, Good, 0},
		{"SameDay", seen, Good, 0},
		{"Review", known, Good, 12},
		{"ReviewEasy", known, Easy, 12},
		{"ReviewAgain", known, Again, 12},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Next(c.from, Review{Day: c.days, Rating: c.rating}, 1)
			}
		})
	}
}

func BenchmarkPreview(b *testing.B) {
	s := newScheduler(b, nil)
	known := s.Replay([]Review{{Rating: Good}, {Rating: Good}}, 1)
	for b.Loop() {
		s.Preview(known, 0, 12, 1)
	}
}

func BenchmarkRetrievability(b *testing.B) {
	s := newScheduler(b, nil)
	known := s.Replay([]Review{{Rating: Good}, {Rating: Good}}, 1)
	for b.Loop() {
		s.Retrievability(known, 12)
	}
}

// BenchmarkReplay is the computed part of rebuilding every memory: 100,000 cards with 10 reviews each.
func BenchmarkReplay(b *testing.B) {
	const cards, each = 100_000, 10
	s := newScheduler(b, nil)
	random := rand.New(rand.NewPCG(1, 2))
	histories := make([][]Review, cards)
	for i := range histories {
		histories[i] = simulatedHistory(random, s, prep.ID(i+1), each)
	}
	for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run(fmt.Sprintf("%d-reviews-%d-workers", cards*each, workers), func(b *testing.B) {
			for b.Loop() {
				var group sync.WaitGroup
				for w := range workers {
					group.Go(func() {
						rebuild := s.NewRebuild()
						for i := w; i < cards; i += workers {
							rebuild.Replay(histories[i], prep.ID(i+1))
						}
					})
				}
				group.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*cards*each), "ns/review")
		})
	}
}
