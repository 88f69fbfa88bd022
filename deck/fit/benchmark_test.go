package fit

import (
	"fmt"
	"runtime"
	"testing"
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

// The memory that a set and a fit need at most, the log that they are made from included.
func BenchmarkMemory(b *testing.B) {
	const targets = 1_000_000
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		log := learners()["quick"].log(1, targets)
		set, err := NewSet(log)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Fit(b.Context(), set, Options{}); err != nil {
			b.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(len(log)), "allocated-B/review")
		runtime.KeepAlive(log)
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
