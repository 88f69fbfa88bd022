package fit

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"testing"
)

// near says whether two numbers differ by no more than a share of the larger.
func near(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*max(math.Abs(a), math.Abs(b), 1e-12)
}

// The vectors are what fsrs-rs computes for 360 histories.
func TestModelMatchesFsrsRs(t *testing.T) {
	file, err := os.Open("testdata/fsrs6.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Sets []struct {
			Parameters Parameters
			Retention  float64 `json:"desired_retention"`
			Histories  [][]struct {
				Rating                          int
				Elapsed                         int `json:"elapsed_days"`
				Stability, Difficulty, Interval float64
			}
		}
	}
	if err := json.NewDecoder(unzip).Decode(&vectors); err != nil {
		t.Fatal(err)
	}
	histories, worst := 0, 0.0
	for _, set := range vectors.Sets {
		m := NewModel(set.Parameters)
		for _, history := range set.Histories {
			histories++
			var s State
			for i, r := range history {
				s = m.Next(s, r.Elapsed, r.Rating)
				for name, pair := range map[string][2]float64{
					"stability":  {s.Stability, r.Stability},
					"difficulty": {s.Difficulty, r.Difficulty},
					"interval":   {m.Interval(s, set.Retention), r.Interval},
				} {
					if !near(pair[0], pair[1], 1e-4) {
						t.Fatalf("history %d, review %d: %s %v, fsrs-rs has %v", histories, i+1, name, pair[0], pair[1])
					}
					worst = max(worst, math.Abs(pair[0]-pair[1])/pair[1])
				}
			}
		}
	}
	if histories != 360 {
		t.Errorf("%d histories, want 360", histories)
	}
	t.Logf("%d histories, largest relative difference %.1e", histories, worst)
}

func TestRecall(t *testing.T) {
	m := NewModel(Defaults())
	s := State{Stability: 12, Difficulty: 5}
	if got := m.Recall(s, 12); !near(got, 0.9, 1e-12) {
		t.Errorf("recall after as many days as the stability is %v, want 0.9", got)
	}
	if got := m.Recall(s, 0); got != 1 {
		t.Errorf("recall at once is %v, want 1", got)
	}
	for _, retention := range []float64{0.7, 0.9, 0.97} {
		if got := m.Recall(s, m.Interval(s, retention)); !near(got, retention, 1e-12) {
			t.Errorf("recall after the interval for %v is %v", retention, got)
		}
	}
}
