package prep

import (
	"context"
	"errors"
	"testing"
)

// TestClaimPassesErrorsOn: what goes wrong in take is not taken for "enough", and claims nothing.
func TestClaimPassesErrorsOn(t *testing.T) {
	db := openTest(t)
	broken := errors.New("broken")
	update(t, db, func(tx *Tx) error {
		if err := tx.Join(NewID()); err != nil {
			return err
		}
		if _, err := tx.Set(Cards, 3, Fields{"front": "x"}); err != nil {
			return err
		}
		_, err := tx.AddReview(Review{Card: 3, Time: 1, Day: 1, Rating: 3})
		return err
	})
	for name, take := range map[string]func(Event) (bool, error){
		"first":  func(Event) (bool, error) { return false, broken },
		"review": func(e Event) (bool, error) { return true, map[bool]error{true: broken}[e.Line[6] == 'r'] },
	} {
		err := db.Update(context.Background(), func(tx *Tx) error {
			_, err := tx.Claim(take)
			return err
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v, want what take said", name, err)
		}
	}
	update(t, db, func(tx *Tx) error {
		n, err := tx.Claim(func(Event) (bool, error) { return true, nil })
		if n != 2 {
			t.Errorf("claimed %d, want both events", n)
		}
		return err
	})
}
