package deck

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"prep"
)

// TestStatsReadInOrder: the pass over the reviews follows the key of their table. Sorting a million of them takes
// seconds, and their order within a card is the order of time.
func TestStatsReadInOrder(t *testing.T) {
	ctx := context.Background()
	db, err := prep.Open(ctx, filepath.Join(t.TempDir(), "prep.db"), prep.Options{Clock: func() time.Time { return time.Unix(1e9, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(ctx, func(tx *prep.Tx) error {
		plan := ""
		err := tx.Each(func(scan func(...any) error) error {
			var id, parent, unused int
			var step string
			err := scan(&id, &parent, &unused, &step)
			plan += step + "\n"
			return err
		}, "explain query plan "+packedReviews+packedReviewsEnd, 0, 1)
		if !strings.Contains(plan, "SEARCH r USING PRIMARY KEY") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("plan:\n%s", plan)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCalibrationSample: of many reviews about the right share of cards is replayed, the same ones each time.
func TestCalibrationSample(t *testing.T) {
	scheduler, err := NewScheduler(DefaultScheduling())
	if err != nil {
		t.Fatal(err)
	}
	for reviews, want := range map[int]int{0: 10_000, calibrationReviews: 10_000, 10 * calibrationReviews: 1_000} {
		c, again := newCalibrator(), newCalibrator()
		c.expect(reviews)
		again.expect(reviews)
		for i := range 10_000 {
			card := prep.DerivedID("sample", strconv.Itoa(i))
			one, two := c.replay(card, scheduler.model), again.replay(card, scheduler.model)
			if (one.calibrator == nil) != (two.calibrator == nil) {
				t.Fatalf("card %s is in one sample only", card)
			}
		}
		if c.cards < want*9/10 || c.cards > want*11/10 || c.sampled != (reviews > calibrationReviews) {
			t.Errorf("of %d reviews: %d of 10,000 cards, sampled %v; want about %d", reviews, c.cards, c.sampled, want)
		}
	}
}
