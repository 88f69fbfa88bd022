package sync

import (
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"prep"
	"prep/sync/s3test"
)

// TestMust16Bootstrap gives a new machine the history of three others. By default it is 90,000 reviews long, with
// batches as much smaller; PREP_BOOTSTRAP_REVIEWS=1000000 is the size that the protocol speaks of, with those of every
// day.
func TestMust16Bootstrap(t *testing.T) {
	total, limits := 90_000, usual
	limits.chunk = usual.chunk * total / 1_000_000
	if text := os.Getenv("PREP_BOOTSTRAP_REVIEWS"); text != "" {
		var err error
		if total, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		limits = usual
	}
	r := newRemote(t, s3test.MinIO(t))
	bucket := r.open(t)
	random := newRandom(1)
	var first *machine
	for i := range 3 {
		m := newMachine(t, "machine "+strconv.Itoa(i))
		m.history(random, total/3)
		if i == 0 {
			first = m
			m.init(bucket)
		} else {
			m.join(bucket)
		}
		r.faults.Reset()
		peak, began := watchMemory(), time.Now()
		e := m.engine(bucket)
		e.limits = limits
		if i > 0 { // its own first: reading the others is measured below
			e.limits.parallel = 8
		}
		result, err := e.Sync(t.Context(), SyncOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: pushed %d, pulled %d, %d requests, %.1f MB up, %s, %d MiB of memory", m.name, result.Pushed, result.Pulled,
			result.Requests, float64(result.Up)/1e6, time.Since(began).Round(time.Millisecond), peak()>>20)
	}
	first.sync(bucket)

	fresh := newMachine(t, "fresh")
	r.faults.Reset()
	fresh.join(bucket)
	peak, began := watchMemory(), time.Now()
	result := fresh.sync(bucket)
	took, memory, traffic := time.Since(began), peak(), r.faults.Traffic()
	if result.Pulled != total/3*3 {
		t.Errorf("%d reviews arrived, want %d", result.Pulled, total/3*3)
	}
	t.Logf("a new machine, %d reviews, 3 streams: %d requests, %.2f MB down (%.1f bytes a review), %s, %d MiB of memory",
		result.Pulled, traffic.Requests, float64(traffic.Down)/1e6, float64(traffic.Down)/float64(result.Pulled),
		took.Round(time.Millisecond), memory>>20)
	if traffic.Requests > 60 {
		t.Errorf("%d requests, want at most 60", traffic.Requests)
	}
	if most := int64(25 * total); traffic.Down > most {
		t.Errorf("%d bytes down, want at most %d", traffic.Down, most)
	}
	if memory > 300<<20 {
		t.Errorf("%d MiB of memory, want at most 300", memory>>20)
	}
	if countEvents(t, fresh.db) != countEvents(t, first.db) {
		t.Error("the new machine does not have what the first one has")
	}
}

// history adds reviews as a person makes them: some fifty a card, minutes or months apart, seconds long.
func (m *machine) history(random *rand.Rand, reviews int) {
	m.t.Helper()
	start := m.now.Add(-5 * 365 * 24 * time.Hour)
	m.update(func(tx *prep.Tx) error {
		for done := 0; done < reviews; {
			card, at := prep.NewID(), start.Add(time.Duration(random.Int64N(int64(365*24*time.Hour))))
			for range min(10+random.IntN(80), reviews-done) {
				at = at.Add(time.Duration(math.Exp(random.NormFloat64()*3) * float64(time.Hour)))
				if at.After(m.now) {
					break
				}
				_, err := tx.AddReview(prep.Review{
					Card: card, Time: at.UnixMilli(), Rating: 1 + min(3, random.IntN(5)), Day: prep.DayOf(at, prep.DefaultRollover),
					Duration: 800 + int(math.Exp(random.NormFloat64()+8)),
				})
				if err != nil {
					return err
				}
				done++
			}
		}
		return nil
	})
}

// watchMemory samples what the process holds until the function that it returns is called, which tells the most.
func watchMemory() (peak func() uint64) {
	stop, done := make(chan struct{}), make(chan uint64)
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	base := stats.HeapInuse
	go func() {
		most := uint64(0)
		for {
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapInuse)
			select {
			case <-stop:
				done <- most - min(base, most)
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); return <-done }
}
