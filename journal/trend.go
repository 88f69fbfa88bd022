package journal

import (
	"cmp"
	"fmt"
	"slices"

	"prep"
	"prep/deck"
)

// Trend is how the practice of one question goes, the oldest attempt first.
type Trend struct {
	Card     prep.ID   `json:"card"`
	Question string    `json:"question"` // as it is asked
	Times    []int64   `json:"times"`    // Unix milliseconds
	Seconds  []float64 `json:"seconds"`
	Ratings  []int     `json:"ratings"`  // 1-5; 0: not said
	Sections []int     `json:"sections"` // how many of the checklist were said
}

// Trends returns the trend of every question that was practised, the one practised last first.
func Trends(tx *prep.Tx) ([]Trend, error) {
	attempts, err := Attempts(tx, 0)
	if err != nil {
		return nil, err
	}
	at := map[prep.ID]*Trend{}
	for _, a := range slices.Backward(attempts) {
		if a.Card == 0 {
			continue
		}
		if at[a.Card] == nil {
			at[a.Card] = &Trend{Card: a.Card}
		}
		t := at[a.Card]
		t.Times = append(t.Times, a.Time)
		t.Seconds = append(t.Seconds, a.Seconds)
		t.Ratings = append(t.Ratings, a.Rating)
		t.Sections = append(t.Sections, len(a.Marks.Sections))
	}
	trends := make([]Trend, 0, len(at))
	for id, t := range at {
		card, err := deck.Get(tx, id)
		if err != nil && !notFound(err) {
			return nil, fmt.Errorf("trends: %w", err)
		}
		t.Question = card.Prompt() // a card that is gone has none
		trends = append(trends, *t)
	}
	slices.SortFunc(trends, func(a, b Trend) int {
		return cmp.Or(cmp.Compare(b.Times[len(b.Times)-1], a.Times[len(a.Times)-1]), cmp.Compare(a.Card, b.Card))
	})
	return trends, nil
}
