package journal

import (
	"fmt"
	"strings"

	"prep"
)

// Debrief is what is told after an interview.
type Debrief struct {
	Target prep.ID
	Asked  []Asked
	Stung  string // what hurt, in one line; it becomes an entry
	Note   string // anything else, kept with the target's notes
}

// Asked is one question of the interview.
type Asked struct {
	Question string
	Answer   prep.ID // the answer told; zero: none that was written
	Rating   int     // how it went, 1-5; 0: not said
	Note     string
}

// Debriefed is what a debrief wrote.
type Debriefed struct {
	Questions []prep.ID `json:"questions"` // their cards
	Attempts  []prep.ID `json:"attempts"`
	Entry     prep.ID   `json:"entry,omitzero"` // of what stung
}

// FinishDebrief keeps what was asked: each question as a card, how it went as an attempt, what stung as a new
// entry, the note with the target.
func FinishDebrief(tx *prep.Tx, d Debrief) (Debriefed, error) {
	t, err := GetTarget(tx, d.Target)
	if err != nil {
		return Debriefed{}, fmt.Errorf("debrief: %w", err)
	}
	day, err := today(tx)
	if err != nil {
		return Debriefed{}, fmt.Errorf("debrief: %w", err)
	}
	var done Debriefed
	for _, asked := range d.Asked {
		card, err := AddQuestion(tx, asked.Question)
		if err != nil {
			return Debriefed{}, fmt.Errorf("debrief: %w", err)
		}
		done.Questions = append(done.Questions, card)
		attempt, err := AddAttempt(tx, Attempt{
			Card: card, Answer: asked.Answer, Target: d.Target, Rating: asked.Rating,
			Marks: Marks{Note: cleanLine(asked.Note), By: "interview"},
		})
		if err != nil {
			return Debriefed{}, fmt.Errorf("debrief: %w", err)
		}
		done.Attempts = append(done.Attempts, attempt)
	}
	if d.Stung = cleanLine(d.Stung); d.Stung != "" {
		done.Entry, err = Add(tx, Entry{
			Title: d.Stung, Happened: &day, Type: Professional, Place: "Interview at " + cleanLine(t.Name()), Tags: []string{"interview"},
		})
		if err != nil {
			return Debriefed{}, fmt.Errorf("debrief: %w", err)
		}
	}
	if d.Note = cleanText(d.Note); d.Note != "" {
		opened, err := OpenTarget(tx, d.Target)
		if err != nil {
			return Debriefed{}, fmt.Errorf("debrief: %w", err)
		}
		edited := opened.Target
		edited.Notes = strings.TrimSpace(edited.Notes + "\n\n" + day.String() + ": " + d.Note)
		if _, err := SaveTarget(tx, opened, edited); err != nil {
			return Debriefed{}, fmt.Errorf("debrief: %w", err)
		}
	}
	return done, nil
}
