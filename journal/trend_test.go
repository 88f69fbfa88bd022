package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestTrends(t *testing.T) {
	db := openTest(t)
	db.do(func(tx *prep.Tx) error {
		goal, err := AddQuestion(tx, "missed a goal")
		if err != nil {
			return err
		}
		for _, a := range []Attempt{
			{Card: goal, Time: 3000, Seconds: 90, Rating: 4, Marks: Marks{Sections: map[string]float64{"lesson": 0, "repair": 5}}},
			{Card: goal, Time: 1000, Seconds: 150},
			{Card: 5, Time: 2000, Seconds: 60, Rating: 3},
			{Time: 9000},
		} {
			if _, err := AddAttempt(tx, a); err != nil {
				return err
			}
		}
		trends, err := Trends(tx)
		want := []Trend{
			{Card: goal, Question: AskOf("missed a goal"), Times: []int64{1000, 3000}, Seconds: []float64{150, 90}, Ratings: []int{0, 4}, Sections: []int{0, 2}},
			{Card: 5, Times: []int64{2000}, Seconds: []float64{60}, Ratings: []int{3}, Sections: []int{0}},
		}
		if diff := cmp.Diff(want, trends); diff != "" {
			t.Error(diff)
		}
		return err
	})
}
