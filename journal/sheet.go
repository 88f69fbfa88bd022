package journal

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"prep"
	"prep/journal/lint"
)

// Tips are what a listener ticks, one for each of the five approaches.
func Tips() []string {
	return []string{
		"Growth: it was told as something learnt, not as proof of being no good",
		"Story: it was one real case, with the failure and the lesson in it",
		"Humility: the shortcoming was admitted, and how far things have come",
		"Accountability: the own part came first, in plain words",
		"Resilience: it said how things got going again",
	}
}

// Sheet is what a friend needs to listen: the questions, what should be heard, what to ask next.
type Sheet struct {
	Date      Date
	Target    string // company and role; "" for none
	Questions []SheetQuestion
}

// SheetQuestion is one question of a sheet.
type SheetQuestion struct {
	Card      prep.ID
	Answer    prep.ID
	Question  string
	FollowUps []string
}

// Checks and Tips give the sheet's templates what stands below each question.
func (s Sheet) Checks() []ChecklistItem { return Checklist() }

// Tips returns the five tips.
func (s Sheet) Tips() []string { return Tips() }

// sheetFollowUps is how many questions a listener may ask next.
const sheetFollowUps = 4

// NewSheet prepares the sheet of some questions.
func NewSheet(tx *prep.Tx, picks []Pick, target prep.ID) (Sheet, error) {
	day, err := today(tx)
	if err != nil {
		return Sheet{}, fmt.Errorf("practice sheet: %w", err)
	}
	s := Sheet{Date: Date{day}}
	if target != 0 {
		t, err := GetTarget(tx, target)
		if err != nil {
			return Sheet{}, err
		}
		s.Target = t.Name()
	}
	for _, p := range picks {
		q := SheetQuestion{Card: p.Card, Answer: p.Answer, Question: cleanLine(p.Question)}
		text := ""
		if p.Answer != 0 {
			a, err := GetAnswer(tx, p.Answer)
			if err != nil {
				return Sheet{}, err
			}
			text = a.Text
		}
		q.FollowUps = FollowUps(text, sheetFollowUps)
		s.Questions = append(s.Questions, q)
	}
	return s, nil
}

// The lines of a sheet that its reader knows.
const (
	sheetListener = "listener:"
	sheetSeconds  = "- seconds:"
	sheetRating   = "- rating (1-5):"
	sheetGrade    = "- grade (again, hard, good, easy):"
	sheetNote     = "- note:"
	sheetCard     = "<!-- card "
)

// Markdown writes the sheet to be printed or filled in a text editor. ParseSheet reads it back.
func (s Sheet) Markdown() string {
	var b strings.Builder
	b.WriteString("# Practice of " + s.Date.String())
	if s.Target != "" {
		b.WriteString(" for " + s.Target)
	}
	b.WriteString("\n\n" + sheetListener + "\n")
	for i, q := range s.Questions {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s%s", i+1, q.Question, sheetCard, q.Card)
		if q.Answer != 0 {
			b.WriteString(" answer " + q.Answer.String())
		}
		b.WriteString(" -->\n\nListen for:\n\n")
		for _, item := range Checklist() {
			b.WriteString("- [ ] " + item.Said + "\n")
		}
		b.WriteString("\nWas it told well?\n\n")
		for _, tip := range Tips() {
			b.WriteString("- [ ] " + tip + "\n")
		}
		b.WriteString("\nAsk next, and tick what was answered well:\n\n")
		for _, ask := range q.FollowUps {
			b.WriteString("- [ ] " + ask + "\n")
		}
		b.WriteString("\n" + strings.Join([]string{sheetSeconds, sheetRating, sheetGrade, sheetNote}, "\n") + "\n")
	}
	return b.String()
}

//go:embed sheet.tmpl
var sheetHTML string

// WriteHTML writes the sheet as one page that needs nothing else, to be printed.
func (s Sheet) WriteHTML(w io.Writer) error {
	page, err := template.New("sheet").Parse(sheetHTML)
	if err == nil {
		err = page.Execute(w, s)
	}
	if err != nil {
		return fmt.Errorf("practice sheet: %w", err)
	}
	return nil
}

// checkNamed finds the section of a line of the checklist.
func checkNamed(said string) (lint.Section, bool) {
	for _, item := range Checklist() {
		if item.Said == said {
			return item.Section, true
		}
	}
	return "", false
}
