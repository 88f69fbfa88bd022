package deck_test

import (
	"context"
	"testing"

	"prep"
	"prep/deck"
)

func view(b *testing.B, f func(*prep.Tx) error) {
	b.Helper()
	db := large(b)
	for b.Loop() {
		if err := db.View(context.Background(), f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStreak(b *testing.B) {
	view(b, func(tx *prep.Tx) error {
		days, err := deck.Streak(tx)
		b.ReportMetric(float64(days.Total), "days")
		return err
	})
}

func BenchmarkForecast(b *testing.B) {
	view(b, func(tx *prep.Tx) error {
		ahead, err := deck.Forecast(tx, nil, 30)
		b.ReportMetric(float64(ahead.Backlog), "overdue")
		return err
	})
}

func BenchmarkStats(b *testing.B) {
	view(b, func(tx *prep.Tx) error {
		stats, err := deck.ReadStats(tx, nil)
		b.ReportMetric(float64(stats.Calibration.Reviews), "predictions")
		return err
	})
}
