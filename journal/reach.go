package journal

import (
	"fmt"

	"prep"
)

// Reached is what follows from a goal that was reached.
type Reached struct {
	Goal  Goal    `json:"goal"`
	Entry prep.ID `json:"entry,omitzero"`  // the entry that has no proof yet; zero: none
	Proof string  `json:"proof,omitempty"` // what could stand there
}

// ReachGoal marks a goal as reached today, and offers it as the proof of its entry.
func ReachGoal(tx *prep.Tx, id prep.ID) (Reached, error) {
	day, err := today(tx)
	if err != nil {
		return Reached{}, fmt.Errorf("reach goal %s: %w", id, err)
	}
	if _, err := GetGoal(tx, id); err != nil {
		return Reached{}, err
	}
	if _, err := tx.Set(prep.Goals, id, prep.Fields{"done": day, "dropped": ""}); err != nil {
		return Reached{}, fmt.Errorf("reach goal %s: %w", id, err)
	}
	r := Reached{}
	if r.Goal, err = GetGoal(tx, id); err != nil || r.Goal.Entry == 0 {
		return r, err
	}
	e, err := Get(tx, r.Goal.Entry)
	if notFound(err) || err == nil && mustField("proof").Filled(e) {
		return r, nil
	}
	r.Entry, r.Proof = e.ID, ended(r.Goal.Text)+" Reached on "+day.String()+"."
	return r, err
}

// ReachMilestone marks the step as done today.
func ReachMilestone(tx *prep.Tx, id prep.ID) error {
	day, err := today(tx)
	if err == nil {
		_, err = tx.Set(prep.Milestones, id, prep.Fields{"done": day})
	}
	if err != nil {
		return fmt.Errorf("reach milestone %s: %w", id, err)
	}
	return nil
}

// DropGoal gives a goal up, and says why.
func DropGoal(tx *prep.Tx, id prep.ID, why string) error {
	if why = cleanLine(why); why == "" {
		return fmt.Errorf("drop goal %s: say why", id)
	}
	if _, err := GetGoal(tx, id); err != nil {
		return err
	}
	if _, err := tx.Set(prep.Goals, id, prep.Fields{"dropped": why, "done": nil}); err != nil {
		return fmt.Errorf("drop goal %s: %w", id, err)
	}
	return nil
}

// ReopenGoal takes back that a goal was reached or given up.
func ReopenGoal(tx *prep.Tx, id prep.ID) error {
	if _, err := GetGoal(tx, id); err != nil {
		return err
	}
	_, err := tx.Set(prep.Goals, id, prep.Fields{"dropped": "", "done": nil})
	return err
}

// DeleteGoal takes a goal away with its milestones.
func DeleteGoal(tx *prep.Tx, id prep.ID) error {
	g, err := GetGoal(tx, id)
	if err != nil {
		return err
	}
	for _, m := range g.Milestones {
		if err := tx.Delete(prep.Milestones, m.ID); err != nil {
			return fmt.Errorf("delete goal %s: %w", id, err)
		}
	}
	return tx.Delete(prep.Goals, id)
}

// RestoreGoal brings a deleted goal back with the milestones that went with it.
func RestoreGoal(tx *prep.Tx, id prep.ID) error { return restoreWhole(tx, prep.Goals, id) }
