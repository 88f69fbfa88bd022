package deck

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"testing"

	"prep"
)

// fsrsVectors reads testdata/fsrs6.json.gz: histories with what fsrs-rs remembers after each review.
func fsrsVectors(t *testing.T) (source string, sets []fsrsSet) {
	t.Helper()
	file, err := os.Open("testdata/fsrs6.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Source string
		Sets   []fsrsSet
	}
	if err := json.NewDecoder(unzipped).Decode(&vectors); err != nil {
		t.Fatal(err)
	}
	return vectors.Source, vectors.Sets
}

type fsrsSet struct {
	Parameters []float64
	Retention  float64 `json:"desired_retention"`
	Histories  [][]struct {
		Rating                          Rating
		Elapsed                         int `json:"elapsed_days"`
		Stability, Difficulty, Interval float64
	}
}

func TestMemoryEqualsFSRS(t *testing.T) {
	const tolerance = 1e-4 // fsrs-rs computes in single precision
	_, sets := fsrsVectors(t)
	var histories, reviews int
	var worst float64
	for i, set := range sets {
		options := DefaultScheduling()
		options.Retention = set.Retention
		if n := copy(options.Parameters[:], set.Parameters); n != len(options.Parameters) {
			t.Fatalf("set %d has %d parameters", i, n)
		}
		s, err := NewScheduler(options)
		if err != nil {
			t.Fatalf("set %d: %v", i, err)
		}
		for j, history := range set.Histories {
			var m Memory
			day := m.LastDay
			for k, want := range history {
				day += prep.Day(want.Elapsed)
				m = s.Next(m, Review{Day: day, Rating: want.Rating}, 1)
				for name, pair := range map[string][2]float64{
					"stability":  {m.Stability, want.Stability},
					"difficulty": {m.Difficulty, want.Difficulty},
					"interval":   {m.Stability * s.daysPerStability, want.Interval},
				} {
					difference := math.Abs(pair[0]-pair[1]) / pair[1]
					worst = max(worst, difference)
					if !(difference <= tolerance) {
						t.Errorf("set %d history %d review %d: %s %v, fsrs-rs has %v", i, j, k, name, pair[0], pair[1])
					}
				}
				reviews++
			}
			histories++
		}
	}
	if histories != 360 {
		t.Errorf("%d histories, want 360", histories)
	}
	t.Logf("%d histories, %d reviews, largest relative difference %.1e", histories, reviews, worst)
}

// The vectors have no w17 of zero, which leaves the power of the stability alone.
func TestSameDayWithoutGrowth(t *testing.T) {
	p := DefaultParameters()
	p[17] = 0
	m := newModel(p)
	for _, before := range []float64{0.01, 0.5, 1, 20, 5000} {
		power := math.Pow(before, 1-p[19])
		for r := Again; r <= Easy; r++ {
			want := power
			if r != Again {
				want = max(power, before)
			}
			look := outlook{model: m, before: trace{before, 5}}
			if got := look.after(r).stability; math.Abs(got-want) > 1e-12*want {
				t.Errorf("%v at %v days gives %v, want %v", r, before, got, want)
			}
		}
	}
}
