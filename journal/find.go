package journal

import (
	"errors"
	"fmt"
	"strings"

	"prep"
)

// findable says, for each table that a person names rows of, what a list of candidates shows.
var findable = map[prep.Table]string{
	prep.Entries: "title",
	prep.Answers: "question",
	prep.Targets: "trim(company || ' ' || role)",
	prep.Goals:   "text",
}

// AmbiguousError says that a prefix names more than one row.
type AmbiguousError struct {
	Table      prep.Table
	Prefix     string
	Candidates []Candidate // at most ten
}

// Candidate is one row that a prefix could mean.
type Candidate struct {
	ID   prep.ID `json:"id"`
	Text string  `json:"text"`
}

func (e *AmbiguousError) Error() string {
	names := make([]string, len(e.Candidates))
	for i, c := range e.Candidates {
		names[i] = c.ID.String()
	}
	return fmt.Sprintf("%s %q: could be %s", e.Table, e.Prefix, strings.Join(names, ", "))
}

// Unwrap makes the error a prep.ErrAmbiguous.
func (e *AmbiguousError) Unwrap() error { return prep.ErrAmbiguous }

// FindID returns the id of the row of entry, answer, target or goal that begins with prefix. Errors:
// prep.ErrNotFound, and an *AmbiguousError that lists what begins so.
func FindID(tx *prep.Tx, table prep.Table, prefix string) (prep.ID, error) {
	shown, known := findable[table]
	if !known {
		return 0, fmt.Errorf("%s %q: not found by prefix", table, prefix)
	}
	from, to, err := prep.IDRange(prefix)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", table, err)
	}
	var found []Candidate
	err = tx.Each(func(scan func(...any) error) error {
		var id int64
		var c Candidate
		err := scan(&id, &c.Text)
		c.ID = prep.ID(id)
		found = append(found, c)
		return err
	}, "select id, "+shown+" from "+string(table)+" where id between ? and ? order by id limit 10", int64(from), int64(to))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s %q: %w", table, prefix, err)
	case len(found) == 0:
		return 0, fmt.Errorf("%s %q: %w", table, prefix, prep.ErrNotFound)
	case len(found) > 1:
		return 0, &AmbiguousError{Table: table, Prefix: prefix, Candidates: found}
	}
	return found[0].ID, nil
}

// idsWhere runs a query whose only column is an id.
func idsWhere(tx *prep.Tx, query string, args ...any) ([]prep.ID, error) {
	var ids []prep.ID
	err := tx.Each(func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, prep.ID(id))
		return err
	}, query, args...)
	return ids, err
}

// notFound reports whether the row is simply not there.
func notFound(err error) bool { return errors.Is(err, prep.ErrNotFound) }
