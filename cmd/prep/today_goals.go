package main

import (
	"fmt"

	"prep"
	"prep/journal"
)

// overdueJSON is a goal of which something is overdue.
type overdueJSON struct {
	ID   prep.ID  `json:"id"`
	Text string   `json:"text"`
	Late []string `json:"late"` // its milestones, or itself
}

func overdueGoals(tx *prep.Tx, day prep.Day) ([]overdueJSON, error) {
	overdue := []overdueJSON{}
	goals, err := journal.Goals(tx, false)
	for _, g := range goals {
		if late := g.Overdue(day); len(late) > 0 {
			overdue = append(overdue, overdueJSON{g.ID, g.Text, late})
		}
	}
	return overdue, err
}

// nextTarget is the next interview; nil where there is none to come.
func nextTarget(tx *prep.Tx, day prep.Day) (*journal.Target, error) {
	targets, err := journal.Targets(tx)
	for _, t := range targets {
		if t.Date != nil && t.Date.Day >= day {
			return &t, err
		}
	}
	return nil, err
}

// goalLines tell of the goals that are overdue.
func goalLines(goals []overdueJSON, line func(name, text, command string)) {
	for i, g := range goals {
		switch i {
		case 0:
			line("goals", "overdue: "+summary(g.Late[0], 25), "prep goal list")
		case 3:
			line("", fmt.Sprintf("and %d more", len(goals)-i), "")
			return
		default:
			line("", "overdue: "+summary(g.Late[0], 25), "")
		}
	}
}

// targetLine tells of the next interview.
func targetLine(t todayJSON, line func(name, text, command string)) {
	day, err := prep.ParseDay(t.Day)
	if t.Target == nil || err != nil {
		return
	}
	line("interview", summary(t.Target.Name(), 20)+" "+daysUntil(*t.Target, day), "prep brief "+t.Target.ID.Short())
}
