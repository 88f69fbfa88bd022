package journal

import (
	"fmt"

	"prep"
	"prep/deck"
)

// Practised is a question that was practised.
type Practised struct {
	Card     prep.ID   `json:"card"`
	Question string    `json:"question"` // as it is asked; "" of a card that is gone
	Attempts []Attempt `json:"attempts"` // the newest first
}

// PractisedQuestions returns every question that was practised with its attempts, the one practised last first.
func PractisedQuestions(tx *prep.Tx) ([]Practised, error) {
	attempts, err := Attempts(tx, 0)
	if err != nil {
		return nil, err
	}
	var all []Practised
	at := map[prep.ID]int{}
	for _, a := range attempts {
		i, known := at[a.Card]
		if !known {
			card, err := deck.Get(tx, a.Card)
			if err != nil && !notFound(err) {
				return nil, fmt.Errorf("practised questions: %w", err)
			}
			i, at[a.Card] = len(all), len(all)
			all = append(all, Practised{Card: a.Card, Question: card.Prompt()})
		}
		all[i].Attempts = append(all[i].Attempts, a)
	}
	return all, nil
}

// Trend is how the last attempt differs from the mean of those before it. What was not measured in an attempt does not
// count: in an interview nobody runs a clock.
type Trend struct{ Seconds, Sections, Rating float64 }

// Trend compares the attempts at a question; false: there are not two.
func (p Practised) Trend() (Trend, bool) {
	if len(p.Attempts) < 2 {
		return Trend{}, false
	}
	difference := func(of func(Attempt) float64) float64 {
		sum, n := 0.0, 0
		for _, a := range p.Attempts[1:] {
			if v := of(a); v > 0 {
				sum, n = sum+v, n+1
			}
		}
		if last := of(p.Attempts[0]); n > 0 && last > 0 {
			return last - sum/float64(n)
		}
		return 0
	}
	return Trend{
		Seconds:  difference(func(a Attempt) float64 { return a.Seconds }),
		Sections: difference(func(a Attempt) float64 { return float64(len(a.Marks.Sections)) }),
		Rating:   difference(func(a Attempt) float64 { return float64(a.Rating) }),
	}, true
}
