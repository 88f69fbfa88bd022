package deck

import (
	"context"
	"path/filepath"
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
