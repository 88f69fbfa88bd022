package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestFindPatterns(t *testing.T) {
	db := openTest(t)
	first := db.add(release())
	other := Entry{
		Title: "Late again", Type: Professional, Happened: day("2026-10-02"), StingThen: new(2), StingNow: new(0),
		OwnFactors: "I told nobody; my estimates were wishes.", Tags: []string{"work"}, Again: first,
	}
	second := db.add(other)
	third := other
	third.Title, third.Again, third.Happened, third.Type, third.StingNow = "And again", second, day("2026-08-01"), Personal, nil
	db.add(third)
	db.do(func(tx *prep.Tx) error {
		p, err := FindPatterns(tx, Query{})
		if err != nil {
			return err
		}
		want := Patterns{
			Entries:  3,
			Types:    []Count{{"professional", 2}, {"personal", 1}},
			Statuses: []Count{{"captured", 2}, {"changed", 1}},
			Tags:     []Count{{"work", 3}},
			Causes:   []Count{{"estimates", 3}, {"nobody", 3}, {"wishes", 2}},
			Sting: []StingOver{
				{Month: "2026-08", Entries: 1, Then: new(2.0)},
				{Month: "2026-10", Entries: 2, Then: new(3.0), Now: new(0.0)},
			},
			Changes: Changes{Made: 1, Repeated: 1},
		}
		repeated := p.Repeated
		p.Repeated = nil
		if diff := cmp.Diff(want, p); diff != "" {
			t.Error(diff)
		}
		if len(repeated) != 2 || repeated[0].ID != first || repeated[0].Repeats != 2 || repeated[1].Repeats != 1 || repeated[0].Lesson == "" {
			t.Errorf("%+v", repeated)
		}
		return nil
	})
}
