package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestPractisedQuestions(t *testing.T) {
	db := openTest(t)
	db.do(func(tx *prep.Tx) error {
		goal, err := AddQuestion(tx, "missed a goal")
		if err != nil {
			return err
		}
		for _, a := range []Attempt{
			{Card: goal, Time: 3000, Seconds: 90, Rating: 4, Marks: Marks{Sections: map[string]float64{"lesson": 0, "repair": 5}}},
			{Card: goal, Time: 1000, Seconds: 150},
			{Card: goal, Time: 900, Rating: 1, Marks: Marks{Sections: map[string]float64{"lesson": 0}}},
			{Card: 5, Time: 2000, Seconds: 60, Rating: 3},
		} {
			if _, err := AddAttempt(tx, a); err != nil {
				return err
			}
		}
		all, err := PractisedQuestions(tx)
		if len(all) != 2 || all[0].Card != goal || all[0].Question != AskOf("missed a goal") || all[1].Question != "" {
			t.Fatalf("%+v", all)
		}
		if a := all[0].Attempts; len(a) != 3 || a[0].Time != 3000 || a[2].Time != 900 {
			t.Errorf("%+v", a)
		}
		trend, several := all[0].Trend()
		if diff := cmp.Diff(Trend{Seconds: -60, Sections: 1, Rating: 3}, trend); diff != "" || !several {
			t.Error(diff)
		}
		if _, several := all[1].Trend(); several {
			t.Error("one attempt has a trend")
		}
		return err
	})
}
