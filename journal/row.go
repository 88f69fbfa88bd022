package journal

import (
	"database/sql"
	"strings"

	"prep"
)

// entryColumns are the columns that scanEntry reads: the facts, then the fields in their order.
var entryColumns = func() string {
	names := []string{
		"e.id", "e.happened", "e.type", "e.sting_then", "e.sting_now", "e.severity", "e.shareable", "e.starred", "e.tags",
		"e.lesson_kind", "e.questions", "e.competencies", "e.again", "e.added",
	}
	for _, f := range fields {
		names = append(names, "e."+f.Name)
	}
	return strings.Join(names, ", ")
}()

// scanEntry reads a row of entryColumns.
func scanEntry(scan func(...any) error) (Entry, error) {
	var e Entry
	var id, again int64
	var happened, then, now, severity sql.NullInt64
	var tags, questions, competencies string
	into := []any{
		&id, &happened, &e.Type, &then, &now, &severity, &e.Shareable, &e.Starred, &tags,
		&e.LessonKind, &questions, &competencies, &again, &e.Added,
	}
	for _, f := range fields {
		into = append(into, f.text(&e))
	}
	if err := scan(into...); err != nil {
		return Entry{}, err
	}
	e.ID, e.Again = prep.ID(id), prep.ID(again)
	if happened.Valid {
		e.Happened = new(prep.Day(happened.Int64))
	}
	e.StingThen, e.StingNow, e.Severity = scale(then), scale(now), scale(severity)
	e.Tags = strings.Fields(tags)
	e.Questions, e.Competencies = lines(questions), lines(competencies)
	return e, nil
}

func scale(n sql.NullInt64) *int {
	if !n.Valid {
		return nil
	}
	return new(int(n.Int64))
}

// lines splits a list that is stored one member a line.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// entryFacts returns the columns of an entry whose last writer wins.
func entryFacts(e Entry) prep.Fields {
	facts := prep.Fields{
		"happened": nil, "type": string(e.Type),
		"sting_then": number(e.StingThen), "sting_now": number(e.StingNow), "severity": number(e.Severity),
		"shareable": e.Shareable, "starred": e.Starred, "tags": strings.Join(e.Tags, " "), "lesson_kind": string(e.LessonKind),
		"questions": strings.Join(e.Questions, "\n"), "competencies": strings.Join(e.Competencies, "\n"),
		"again": e.Again, "added": e.Added,
	}
	if e.Happened != nil {
		facts["happened"] = *e.Happened
	}
	for _, f := range fields {
		if !f.Long {
			facts[f.Name] = f.Of(e)
		}
	}
	return facts
}

// number is a scale as Tx.Set takes it: nil empties the column.
func number(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}
