package journal

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"prep"
)

// Target is an interview to be ready for.
type Target struct {
	ID      prep.ID  `json:"id"`
	Company string   `json:"company"`
	Role    string   `json:"role,omitempty"`
	Round   string   `json:"round,omitempty"` // the round, or who asks
	Date    *Date    `json:"date,omitempty"`
	Time    *int64   `json:"time,omitempty"`   // Unix milliseconds, where the hour is known
	Zone    string   `json:"zone,omitempty"`   // IANA time zone of the interview
	Query   string   `json:"query,omitempty"`  // the cards that matter for it
	Goal    *float64 `json:"goal,omitempty"`   // wanted recall on the day, 0-1; nil: 0.95
	Values  string   `json:"values,omitempty"` // what the company says that it values
	Notes   string   `json:"notes,omitempty"`
	Job     string   `json:"job,omitempty"` // text of the advertisement
	Added   int64    `json:"added"`         // Unix milliseconds
}

// Name is the company and the role.
func (t Target) Name() string { return strings.TrimSpace(t.Company + " " + t.Role) }

const targetColumns = "t.id, t.company, t.role, t.round, t.date, t.time, t.zone, t.query, t.goal, t.company_values, t.notes, t.job, t.added"

func scanTarget(scan func(...any) error) (Target, error) {
	var t Target
	var id int64
	var date, at sql.NullInt64
	var goal sql.NullFloat64
	err := scan(&id, &t.Company, &t.Role, &t.Round, &date, &at, &t.Zone, &t.Query, &goal, &t.Values, &t.Notes, &t.Job, &t.Added)
	t.ID, t.Date = prep.ID(id), dateOf(date)
	if at.Valid {
		t.Time = &at.Int64
	}
	if goal.Valid {
		t.Goal = &goal.Float64
	}
	return t, err
}

func dateOf(n sql.NullInt64) *Date {
	if !n.Valid {
		return nil
	}
	return &Date{prep.Day(n.Int64)}
}

// clean brings a target into the form in which it is stored.
func (t Target) clean() Target {
	t.Company, t.Role, t.Round = cleanLine(t.Company), cleanLine(t.Role), cleanLine(t.Round)
	t.Zone, t.Query = cleanLine(t.Zone), cleanLine(t.Query)
	t.Values, t.Notes, t.Job = cleanText(t.Values), cleanText(t.Notes), cleanText(t.Job)
	return t
}

// Check refuses what no target can be.
func (t Target) Check() error {
	if t.Name() == "" {
		return fmt.Errorf("target: neither company nor role")
	}
	if t.Zone != "" {
		if _, err := time.LoadLocation(t.Zone); err != nil {
			return fmt.Errorf("time zone %q: want a name such as Europe/Berlin", t.Zone)
		}
	}
	if t.Goal != nil && (*t.Goal <= 0 || *t.Goal >= 1) {
		return fmt.Errorf("wanted recall %g: want more than 0 and less than 1", *t.Goal)
	}
	return nil
}

// columns are the columns of a target, its long texts apart.
func (t Target) columns() prep.Fields {
	f := prep.Fields{
		"company": t.Company, "role": t.Role, "round": t.Round, "date": nil, "time": nil, "zone": t.Zone, "query": t.Query,
		"goal": nil, "company_values": t.Values,
	}
	if t.Date != nil {
		f["date"] = t.Date.Day
	}
	if t.Time != nil {
		f["time"] = *t.Time
	}
	if t.Goal != nil {
		f["goal"] = *t.Goal
	}
	return f
}

// AddTarget writes a new target and returns its id.
func AddTarget(tx *prep.Tx, t Target) (prep.ID, error) {
	t = t.clean()
	if err := t.Check(); err != nil {
		return 0, fmt.Errorf("add target: %w", err)
	}
	columns := t.columns()
	columns["notes"], columns["job"], columns["added"] = t.Notes, t.Job, tx.Now.UnixMilli()
	for name, value := range columns { // what is empty anyway is not said
		if value == nil || value == "" {
			delete(columns, name)
		}
	}
	id := prep.NewID()
	if _, err := tx.Set(prep.Targets, id, columns); err != nil {
		return 0, fmt.Errorf("add target: %w", err)
	}
	return id, nil
}

// GetTarget reads a target; prep.ErrNotFound where there is none.
func GetTarget(tx *prep.Tx, id prep.ID) (Target, error) {
	var t Target
	t, err := scanTarget(func(into ...any) error {
		return tx.Get("select "+targetColumns+" from target t where t.id = ?", []any{int64(id)}, into...)
	})
	if err != nil {
		return Target{}, fmt.Errorf("target %s: %w", id, err)
	}
	return t, nil
}

// FindTarget reads the target that a person names: by the beginning of its id, or of its company or role if
// no other begins so. Errors: prep.ErrNotFound, and an *AmbiguousError that lists what it could be.
func FindTarget(tx *prep.Tx, name string) (Target, error) {
	all, err := Targets(tx)
	if err != nil {
		return Target{}, err
	}
	begins := func(s string) bool { return len(s) >= len(name) && strings.EqualFold(s[:len(name)], name) }
	var found []Candidate
	for _, t := range all {
		if name != "" && (begins(t.Company) || begins(t.Role) || begins(t.Name())) {
			found = append(found, Candidate{t.ID, t.Name()})
		}
	}
	switch len(found) {
	case 0:
		id, err := FindID(tx, prep.Targets, name)
		if err != nil {
			return Target{}, fmt.Errorf("target %q: %w", name, prep.ErrNotFound)
		}
		return GetTarget(tx, id)
	case 1:
		return GetTarget(tx, found[0].ID)
	}
	return Target{}, &AmbiguousError{Table: prep.Targets, Prefix: name, Candidates: found}
}

// Targets returns every target, the next interview first, those without a date last.
func Targets(tx *prep.Tx) ([]Target, error) {
	var targets []Target
	err := tx.Each(func(scan func(...any) error) error {
		t, err := scanTarget(scan)
		targets = append(targets, t)
		return err
	}, "select "+targetColumns+" from target t order by t.date is null, t.date, t.added, t.id")
	if err != nil {
		return nil, fmt.Errorf("list targets: %w", err)
	}
	return targets, nil
}

// OpenedTarget is a target as an editor shows it, with the versions of its long texts.
type OpenedTarget struct {
	Target Target
	Seen   map[string]prep.EventID
}

// OpenTarget reads a target for editing.
func OpenTarget(tx *prep.Tx, id prep.ID) (OpenedTarget, error) {
	t, err := GetTarget(tx, id)
	if err != nil {
		return OpenedTarget{}, err
	}
	seen, err := tx.Shown(id)
	if err != nil {
		return OpenedTarget{}, fmt.Errorf("target %s: %w", id, err)
	}
	return OpenedTarget{Target: t, Seen: seen}, nil
}

// SaveTarget writes what was changed in an opened target, and reports whether anything was.
func SaveTarget(tx *prep.Tx, opened OpenedTarget, edited Target) (bool, error) {
	before := opened.Target
	edited = edited.clean()
	if err := edited.Check(); err != nil {
		return false, fmt.Errorf("save target %s: %w", before.ID, err)
	}
	columns := prep.Fields{}
	old := before.columns()
	for name, value := range edited.columns() {
		if value != old[name] {
			columns[name] = value
		}
	}
	for _, text := range []struct{ name, before, after string }{{"notes", before.Notes, edited.Notes}, {"job", before.Job, edited.Job}} {
		if text.before == text.after {
			continue
		}
		version := prep.Text{Text: text.after}
		if shown, had := opened.Seen[text.name]; had {
			version.Parents = []prep.EventID{shown}
		}
		columns[text.name] = version
	}
	if len(columns) == 0 {
		return false, nil
	}
	changed, err := tx.Set(prep.Targets, before.ID, columns)
	if err != nil {
		return false, fmt.Errorf("save target %s: %w", before.ID, err)
	}
	return changed, nil
}

// DeleteTarget takes a target away. Answers and links that were made for it stay with their entries.
func DeleteTarget(tx *prep.Tx, id prep.ID) error { return tx.Delete(prep.Targets, id) }

// RestoreTarget brings a deleted target back.
func RestoreTarget(tx *prep.Tx, id prep.ID) error { return tx.Restore(prep.Targets, id) }

// Hour is when the interview begins, on the clock of its own time zone, or on that of here where it names none; "" where
// nobody knows.
func (t Target) Hour(here *time.Location) string {
	if t.Time == nil {
		return ""
	}
	at := time.UnixMilli(*t.Time)
	if zone, err := time.LoadLocation(t.Zone); err == nil && t.Zone != "" {
		return at.In(zone).Format("15:04") + " " + t.Zone
	}
	return at.In(here).Format("15:04")
}
