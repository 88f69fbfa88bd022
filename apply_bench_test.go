package prep

import (
	"context"
	"testing"
)

// BenchmarkApplyReviews applies 100,000 reviews of another machine, 20 to a card, as a first sync does.
func BenchmarkApplyReviews(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		db := openTest(b)
		other, card := NewID(), NewID()
		lines := make([][]byte, 100_000)
		for i := range lines {
			if i%20 == 0 {
				card = NewID()
			}
			r := Review{Card: card, Time: 1_790_000_000_000 + int64(i)*60_000, Rating: 1 + i%4, Day: Day(20717 + i/1440), Duration: 900 + i%7000}
			lines[i] = r.Line()
		}
		b.StartTimer()
		err := db.Update(context.Background(), func(tx *Tx) error {
			for _, line := range lines {
				if _, err := tx.Apply(other, line, other); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
