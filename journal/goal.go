package journal

import (
	"database/sql"
	"fmt"
	"strings"

	"prep"
)

// Goal is what a failure led to: something realistic, with a day and milestones.
type Goal struct {
	ID         prep.ID     `json:"id"`
	Entry      prep.ID     `json:"entry,omitzero"` // the failure it comes from; zero: none
	Text       string      `json:"text"`
	Due        *Date       `json:"due,omitempty"`
	Done       *Date       `json:"done,omitempty"`    // the day it was reached
	Dropped    string      `json:"dropped,omitempty"` // why it was given up
	Added      int64       `json:"added"`             // Unix milliseconds
	Milestones []Milestone `json:"milestones,omitempty"`
}

// Milestone is a step on the way to a goal.
type Milestone struct {
	ID   prep.ID `json:"id"`
	Text string  `json:"text"`
	Due  *Date   `json:"due,omitempty"`
	Done *Date   `json:"done,omitempty"`
}

// Open reports whether the goal is neither reached nor given up.
func (g Goal) Open() bool { return g.Done == nil && g.Dropped == "" }

// Progress counts the milestones that are done, of all; a goal without any is its own only one.
func (g Goal) Progress() (done, total int) {
	for _, m := range g.Milestones {
		if m.Done != nil {
			done++
		}
	}
	if len(g.Milestones) == 0 {
		if g.Done != nil {
			return 1, 1
		}
		return 0, 1
	}
	return done, len(g.Milestones)
}

// Overdue returns what of an open goal should have been done before a day: its milestones, then itself.
func (g Goal) Overdue(today prep.Day) []string {
	var late []string
	if !g.Open() {
		return nil
	}
	for _, m := range g.Milestones {
		if m.Done == nil && m.Due != nil && m.Due.Day < today {
			late = append(late, m.Text)
		}
	}
	if g.Due != nil && g.Due.Day < today {
		late = append(late, g.Text)
	}
	return late
}

// ParseMilestone reads "text@DATE", or a text alone. words reads days that are not written as dates; it may be
// nil.
func ParseMilestone(s string, words DateWords) (Milestone, error) {
	text, date, dated := cutLast(s, "@")
	m := Milestone{Text: cleanLine(text)}
	if m.Text == "" {
		return Milestone{}, fmt.Errorf("milestone %q: no text", s)
	}
	if !dated {
		return m, nil
	}
	day, err := prep.ParseDay(strings.TrimSpace(date))
	if err != nil && words != nil {
		day, err = words(strings.TrimSpace(date))
	}
	if err != nil {
		return Milestone{}, fmt.Errorf("milestone %q: %w", m.Text, err)
	}
	m.Due = &Date{day}
	return m, nil
}

func cutLast(s, divider string) (before, after string, found bool) {
	if i := strings.LastIndex(s, divider); i >= 0 {
		return s[:i], s[i+len(divider):], true
	}
	return s, "", false
}

// AddGoal writes a goal with its milestones and returns its id.
func AddGoal(tx *prep.Tx, g Goal) (prep.ID, error) {
	if g.Text = cleanLine(g.Text); g.Text == "" {
		return 0, fmt.Errorf("add goal: no text")
	}
	if g.Entry != 0 {
		if _, err := Get(tx, g.Entry); err != nil {
			return 0, fmt.Errorf("add goal: %w", err)
		}
	}
	id := prep.NewID()
	_, err := tx.Set(prep.Goals, id, prep.Fields{
		"entry": g.Entry, "text": g.Text, "due": dayOrNil(g.Due), "added": tx.Now.UnixMilli(),
	})
	if err != nil {
		return 0, fmt.Errorf("add goal: %w", err)
	}
	for _, m := range g.Milestones {
		if _, err := AddMilestone(tx, id, m); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// AddMilestone adds a step to a goal.
func AddMilestone(tx *prep.Tx, goal prep.ID, m Milestone) (prep.ID, error) {
	if m.Text = cleanLine(m.Text); m.Text == "" {
		return 0, fmt.Errorf("add milestone: no text")
	}
	id := prep.NewID()
	_, err := tx.Set(prep.Milestones, id, prep.Fields{"goal": goal, "text": m.Text, "due": dayOrNil(m.Due)})
	if err != nil {
		return 0, fmt.Errorf("add milestone: %w", err)
	}
	return id, nil
}

func dayOrNil(d *Date) any {
	if d == nil {
		return nil
	}
	return d.Day
}

// GetGoal reads a goal with its milestones; prep.ErrNotFound where there is none.
func GetGoal(tx *prep.Tx, id prep.ID) (Goal, error) {
	goals, err := goalsWhere(tx, "g.id = ?", int64(id))
	if err == nil && len(goals) == 0 {
		err = prep.ErrNotFound
	}
	if err != nil {
		return Goal{}, fmt.Errorf("goal %s: %w", id, err)
	}
	return goals[0], nil
}

// FindGoal reads the goal whose id begins with prefix. An *AmbiguousError lists the candidates.
func FindGoal(tx *prep.Tx, prefix string) (Goal, error) {
	id, err := FindID(tx, prep.Goals, prefix)
	if err != nil {
		return Goal{}, err
	}
	return GetGoal(tx, id)
}

// Goals returns the open goals, the next due first, and after them the closed ones if they are wanted.
func Goals(tx *prep.Tx, closed bool) ([]Goal, error) {
	where := "1"
	if !closed {
		where = "g.done is null and g.dropped = ''"
	}
	goals, err := goalsWhere(tx, where)
	if err != nil {
		return nil, fmt.Errorf("list goals: %w", err)
	}
	return goals, nil
}

// GoalsOf returns the goals that come from an entry.
func GoalsOf(tx *prep.Tx, entry prep.ID) ([]Goal, error) {
	goals, err := goalsWhere(tx, "g.entry = ?", int64(entry))
	if err != nil {
		return nil, fmt.Errorf("goals of entry %s: %w", entry, err)
	}
	return goals, nil
}

func goalsWhere(tx *prep.Tx, where string, args ...any) ([]Goal, error) {
	var goals []Goal
	at := map[prep.ID]int{}
	err := tx.Each(func(scan func(...any) error) error {
		var g Goal
		var id, entry int64
		var due, done sql.NullInt64
		err := scan(&id, &entry, &g.Text, &due, &done, &g.Dropped, &g.Added)
		g.ID, g.Entry, g.Due, g.Done = prep.ID(id), prep.ID(entry), dateOf(due), dateOf(done)
		at[g.ID] = len(goals)
		goals = append(goals, g)
		return err
	}, `select g.id, g.entry, g.text, g.due, g.done, g.dropped, g.added from goal g where `+where+`
		order by g.done is not null or g.dropped != '', g.due is null, g.due, g.added, g.id`, args...)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var m Milestone
		var id, goal int64
		var due, done sql.NullInt64
		err := scan(&id, &goal, &m.Text, &due, &done)
		m.ID, m.Due, m.Done = prep.ID(id), dateOf(due), dateOf(done)
		if i, known := at[prep.ID(goal)]; known {
			goals[i].Milestones = append(goals[i].Milestones, m)
		}
		return err
	}, "select id, goal, text, due, done from milestone order by due is null, due, text, id")
	return goals, err
}
