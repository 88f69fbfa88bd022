package fit

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// The log of each size is made by one kind of learner; TestCompare measures all kinds beside fsrs-rs.
func BenchmarkFit(b *testing.B) {
	for _, targets := range []int{20_000, 1_000_000} {
		log := learners()["quick"].log(1, targets)
		b.Run(fmt.Sprint(targets), func(b *testing.B) {
			set, err := NewSet(log)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Fit(b.Context(), set, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(set.Reviews()), "reviews")
		})
	}
}

func BenchmarkNewSet(b *testing.B) {
	log := learners()["quick"].log(1, 1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewSet(log); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(log)), "reviews")
}

// allocatedBy returns how many bytes work allocates in all. What it holds at any one time is less.
func allocatedBy(work func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

// TestMemory holds the set, the fit and the log itself below 400 bytes a review, counting all that is ever allocated.
func TestMemory(t *testing.T) {
	log := learners()["usual"].log(8, 50_000)
	bytes := allocatedBy(func() { mustFit(t, mustSet(t, log)) })/float64(len(log)) + float64(unsafe.Sizeof(Review{}))
	t.Logf("%.0f bytes a review", bytes)
	if bytes > 400 {
		t.Errorf("%.0f bytes a review, want at most 400", bytes)
	}
}

func BenchmarkReadLog(b *testing.B) {
	var text strings.Builder
	text.WriteString(header)
	for _, r := range learners()["usual"].log(1, 75_000) {
		fmt.Fprintf(&text, "%d,%d,%d,%d,%d\n", r.Card, r.Time, r.Rating, r.Stage, r.Duration)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	rows := 0
	for b.Loop() {
		log, err := ReadLog(strings.NewReader(text.String()), Clock{berlin, 4})
		if err != nil {
			b.Fatal(err)
		}
		rows = len(log.Reviews)
	}
	b.ReportMetric(float64(rows), "reviews")
}

// A validation is five fits, and three rounds of predictions for each.
func BenchmarkValidate(b *testing.B) {
	set := mustSet(b, learners()["quick"].log(1, 20_000))
	for b.Loop() {
		if _, err := Validate(b.Context(), set, Defaults(), Rival{Parameters: Defaults()}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
