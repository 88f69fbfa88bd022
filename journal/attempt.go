package journal

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"

	"prep"
)

// Attempt is one time that an answer was practised aloud.
type Attempt struct {
	ID      prep.ID `json:"id"`
	Card    prep.ID `json:"card,omitzero"`   // the question's card
	Answer  prep.ID `json:"answer,omitzero"` // the answer told; zero: none was written
	Target  prep.ID `json:"target,omitzero"`
	Time    int64   `json:"time"` // Unix milliseconds
	Seconds float64 `json:"seconds"`
	Rating  int     `json:"rating,omitempty"` // how it went, 1-5; 0: not said
	Marks   Marks   `json:"marks,omitzero"`
}

// Marks say what was told.
type Marks struct {
	Sections  map[string]float64 `json:"sections,omitempty"`   // seconds by section; 0: said, not timed
	FollowUps map[string]bool    `json:"follow_ups,omitempty"` // questions asked next, and whether they were answered well
	Tips      []string           `json:"tips,omitempty"`       // those of the five tips that a listener ticked
	Note      string             `json:"note,omitempty"`
	By        string             `json:"by,omitempty"`      // who listened
	Words     int                `json:"words,omitempty"`   // spoken, of a transcript
	Fillers   int                `json:"fillers,omitempty"` // um, uh, like … of a transcript
}

// AddAttempt writes an attempt and returns its id.
func AddAttempt(tx *prep.Tx, a Attempt) (prep.ID, error) {
	switch {
	case math.IsNaN(a.Seconds) || math.IsInf(a.Seconds, 0) || a.Seconds < 0:
		return 0, fmt.Errorf("add attempt: %g seconds", a.Seconds)
	case a.Rating < 0 || a.Rating > 5:
		return 0, fmt.Errorf("add attempt: rating %d: want 1 to 5", a.Rating)
	}
	marks, err := json.Marshal(a.Marks)
	if err != nil {
		return 0, fmt.Errorf("add attempt: %w", err)
	}
	if a.ID == 0 {
		a.ID = prep.NewID()
	}
	if a.Time == 0 {
		a.Time = tx.Now.UnixMilli()
	}
	columns := prep.Fields{
		"card": a.Card, "answer": a.Answer, "target": a.Target, "time": a.Time, "seconds": a.Seconds, "marks": string(marks),
	}
	if a.Rating > 0 {
		columns["rating"] = a.Rating
	}
	if _, err := tx.Set(prep.Attempts, a.ID, columns); err != nil {
		return 0, fmt.Errorf("add attempt: %w", err)
	}
	return a.ID, nil
}

// Attempts returns the attempts at a question's card, or all where it is zero, the newest first.
func Attempts(tx *prep.Tx, card prep.ID) ([]Attempt, error) {
	var attempts []Attempt
	err := tx.Each(func(scan func(...any) error) error {
		var a Attempt
		var id, card, answer, target int64
		var seconds sql.NullFloat64
		var rating sql.NullInt64
		var marks string
		if err := scan(&id, &card, &answer, &target, &a.Time, &seconds, &rating, &marks); err != nil {
			return err
		}
		a.ID, a.Card, a.Answer, a.Target = prep.ID(id), prep.ID(card), prep.ID(answer), prep.ID(target)
		a.Seconds, a.Rating = seconds.Float64, int(rating.Int64)
		_ = json.Unmarshal([]byte(marks), &a.Marks) // marks of a newer version are shown as far as they are known
		attempts = append(attempts, a)
		return nil
	}, "select id, card, answer, target, time, seconds, rating, marks from attempt where ? in (0, card) order by time desc, id", int64(card))
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	return attempts, nil
}

// DeleteAttempt takes an attempt away.
func DeleteAttempt(tx *prep.Tx, id prep.ID) error { return tx.Delete(prep.Attempts, id) }

// paceAttempts is how many transcripts tell a person's pace.
const paceAttempts = 20

// Pace returns the words a minute that the newest transcripts measured, 0 without one.
func Pace(tx *prep.Tx) (int, error) {
	attempts, err := Attempts(tx, 0)
	if err != nil {
		return 0, err
	}
	words, seconds, n := 0, 0.0, 0
	for _, a := range attempts {
		if a.Marks.Words > 0 && a.Seconds > 0 && n < paceAttempts {
			words, seconds, n = words+a.Marks.Words, seconds+a.Seconds, n+1
		}
	}
	if seconds == 0 {
		return 0, nil
	}
	return int(math.Round(float64(words) * 60 / seconds)), nil
}
