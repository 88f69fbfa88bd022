package journal

import (
	"fmt"

	"prep"
	"prep/journal/lint"
)

// SetClaim notes what its owner makes of a figure, by the key that lint gives it, wherever it is told.
func SetClaim(tx *prep.Tx, key string, state lint.ClaimState) error {
	switch state {
	case lint.Open, lint.Confirmed, lint.Unverifiable, lint.Retracted:
	default:
		return fmt.Errorf("claim %q: state %q: want confirmed, cannot confirm or retracted", key, state)
	}
	if key == "" {
		return fmt.Errorf("claim: no figure")
	}
	_, err := tx.Set(prep.Claims, prep.DerivedID("claim", key), prep.Fields{"key": key, "state": string(state)})
	if err != nil {
		return fmt.Errorf("claim %q: %w", key, err)
	}
	return nil
}

// ClaimStates returns what its owner makes of each figure, by key.
func ClaimStates(tx *prep.Tx) (map[string]lint.ClaimState, error) {
	states := map[string]lint.ClaimState{}
	err := tx.Each(func(scan func(...any) error) error {
		var key, state string
		err := scan(&key, &state)
		states[key] = lint.ClaimState(state)
		return err
	}, "select key, state from claim")
	if err != nil {
		return nil, fmt.Errorf("read claims: %w", err)
	}
	return states, nil
}

// Figure is a number that answers tell.
type Figure struct {
	Key     string          `json:"key"`
	State   lint.ClaimState `json:"state,omitempty"`
	Quotes  []string        `json:"quotes"` // as written, each once
	Answers []prep.ID       `json:"answers"`
}

// Figures lists the numbers of all answers, in the order in which they are told.
func Figures(tx *prep.Tx) ([]Figure, error) {
	answers, err := ListAnswers(tx, AnswerFilter{})
	if err != nil {
		return nil, err
	}
	states, err := ClaimStates(tx)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	at := map[string]int{}
	for _, a := range answers {
		for _, claim := range lint.Claims(a.Text) {
			i, known := at[claim.Key]
			if !known {
				i = len(figures)
				at[claim.Key] = i
				figures = append(figures, Figure{Key: claim.Key, State: states[claim.Key]})
			}
			f := &figures[i]
			if !contains(f.Quotes, claim.Quote) {
				f.Quotes = append(f.Quotes, claim.Quote)
			}
			if len(f.Answers) == 0 || f.Answers[len(f.Answers)-1] != a.ID {
				f.Answers = append(f.Answers, a.ID)
			}
		}
	}
	return figures, nil
}
