package journal

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"prep"
)

// Ask says what an entry comes back for.
type Ask string

// What an entry comes back for, in the order in which it does.
const (
	AskReflect     Ask = "reflect"     // after a day: the reflection is not finished
	AskChange      Ask = "change"      // after a week: did the change happen?
	AskProof       Ask = "proof"       // after a month: is there a proof yet?
	AskAnniversary Ask = "anniversary" // a year or more ago, within the last week
)

// Question is the sentence that the reminder asks.
func (a Ask) Question() string {
	switch a {
	case AskReflect:
		return "Finish reflecting?"
	case AskChange:
		return "Did the change happen? What do you do since?"
	case AskProof:
		return "Has it worked on a later occasion?"
	default:
		return "A year on: what would you tell yourself of then?"
	}
}

// stages say after how many days an entry comes back, and with which question from then on.
var stages = []struct {
	days int
	ask  Ask
}{{1, AskReflect}, {7, AskChange}, {30, AskProof}}

// anniversaryDays is how long an anniversary waits to be seen.
const anniversaryDays = 7

// Due is an entry that comes back today. Lesson and change stand first, so that reopening it does not begin
// with dwelling on it.
type Due struct {
	Head
	Ask    Ask      `json:"ask"`
	Since  Date     `json:"since"`             // the day on which it came back
	Years  int      `json:"years,omitempty"`   // of an anniversary
	Lesson string   `json:"lesson,omitempty"`  // what was learnt so far
	Change string   `json:"change,omitempty"`  // and what is done since
	Next   string   `json:"next,omitempty"`    // the field that is asked for first
	Gaps   []string `json:"missing,omitempty"` // the fields that an answer still needs
}

// Today returns the entries that come back today, the one that waits longest first. It is derived: an entry
// leaves by being answered, or by being seen (See) until its next stage.
func Today(tx *prep.Tx) ([]Due, error) {
	waiting, err := waitingToday(tx)
	if err != nil {
		return nil, fmt.Errorf("entries to come back to: %w", err)
	}
	due := make([]Due, len(waiting))
	for i, w := range waiting {
		e, err := Get(tx, w.id)
		if err != nil {
			return nil, fmt.Errorf("entries to come back to: %w", err)
		}
		due[i] = Due{Head: headOf(e), Ask: w.ask, Since: Date{w.since}, Years: w.years, Lesson: e.Lesson, Change: e.Change}
		for _, f := range Missing(e) {
			due[i].Gaps = append(due[i].Gaps, f.Name)
		}
		switch w.ask {
		case AskReflect:
			due[i].Next = Unreflected(e)[0].Name
		case AskChange, AskProof:
			due[i].Next = string(w.ask)
		}
	}
	return due, nil
}

// CountToday counts what Today returns, without reading it.
func CountToday(tx *prep.Tx) (int, error) {
	waiting, err := waitingToday(tx)
	if err != nil {
		return 0, fmt.Errorf("entries to come back to: %w", err)
	}
	return len(waiting), nil
}

// waiting is an entry that comes back.
type waiting struct {
	id    prep.ID
	added int64
	ask   Ask
	since prep.Day
	years int
}

// waitingToday finds the entries that come back today, reading of each only whether it is answered.
func waitingToday(tx *prep.Tx) ([]waiting, error) {
	rollover, err := rolloverOf(tx)
	if err != nil {
		return nil, err
	}
	seen, err := seenDays(tx)
	if err != nil {
		return nil, err
	}
	day := prep.DayOf(tx.Now, rollover)
	var all []waiting
	err = tx.Each(func(scan func(...any) error) error {
		var id int64
		var w waiting
		var happened sql.NullInt64
		var reflected, changed, proven bool
		if err := scan(&id, &w.added, &happened, &reflected, &changed, &proven); err != nil {
			return err
		}
		w.id = prep.ID(id)
		added := prep.DayOf(time.UnixMilli(w.added).In(tx.Now.Location()), rollover)
		open := map[Ask]bool{AskReflect: !reflected, AskChange: !changed, AskProof: !proven}
		if w.stage(open, added, day, seen[w.id]) || w.anniversary(happened, day, seen[w.id]) {
			all = append(all, w)
		}
		return nil
	}, "select e.id, e.added, e.happened, "+reflectedSQL+", e.change != '', e.proof != '' from entry e where not ("+reflectedSQL+
		" and e.change != '' and e.proof != '') or strftime('%m-%d', e.happened * 86400, 'unixepoch') in ("+
		strings.Repeat("?, ", anniversaryDays)+"?)", anniversaryDates(day)...)
	slices.SortStableFunc(all, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.added, b.added))
	})
	return all, err
}

// anniversaryDates lists the dates whose anniversary may still wait, so that the query reads few entries. The
// 29th of February stands for the 28th in common years.
func anniversaryDates(day prep.Day) []any {
	var dates []any
	for back := range anniversaryDays {
		dates = append(dates, (day - prep.Day(back)).String()[5:])
	}
	return append(dates, "02-29")
}

// stage tells whether the entry comes back on a day with the first open question of the stages reached, being
// written on added and last seen on seen.
func (w *waiting) stage(open map[Ask]bool, added, day, seen prep.Day) bool {
	reached := 0
	for reached < len(stages) && day >= added+prep.Day(stages[reached].days) {
		reached++
	}
	for _, stage := range stages[:reached] {
		since := added + prep.Day(stages[reached-1].days)
		if open[stage.ask] && since > seen {
			w.ask, w.since = stage.ask, since
			return true
		}
	}
	return false
}

// anniversary tells whether the entry comes back because of its date.
func (w *waiting) anniversary(happened sql.NullInt64, day, seen prep.Day) bool {
	if !happened.Valid {
		return false
	}
	on := prep.Day(happened.Int64)
	years := day.Date().Year() - on.Date().Year()
	for _, n := range []int{years, years - 1} { // around new year it was last year's
		since := anniversary(on, n)
		if n >= 1 && since <= day && day < since+anniversaryDays && since > seen {
			w.ask, w.since, w.years = AskAnniversary, since, n
			return true
		}
	}
	return false
}

// anniversary returns the same date some years later; the 29th of February becomes the 28th.
func anniversary(day prep.Day, years int) prep.Day {
	date := day.Date()
	later := date.AddDate(years, 0, 0)
	if later.Day() != date.Day() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return prep.Day(later.Unix() / 86400)
}

// See notes that the entry was seen today: it does not come back before its next stage. The mark stays on
// this machine; another one asks once more, which costs a key press and no event.
func See(tx *prep.Tx, entry prep.ID) error {
	day, err := today(tx)
	if err == nil {
		err = tx.SetLocal(seenPrefix+entry.String(), int64(day))
	}
	if err != nil {
		return fmt.Errorf("mark entry %s as seen: %w", entry, err)
	}
	return nil
}

const seenPrefix = "entry.seen "

// seenDays reads the day on which each entry was last seen here.
func seenDays(tx *prep.Tx) (map[prep.ID]prep.Day, error) {
	seen := map[prep.ID]prep.Day{}
	err := tx.Each(func(scan func(...any) error) error {
		var key string
		var day int64
		if err := scan(&key, &day); err != nil {
			return err
		}
		if id, err := prep.ParseID(strings.TrimPrefix(key, seenPrefix)); err == nil {
			seen[id] = prep.Day(day)
		}
		return nil
	}, "select key, value from local where key between ?1 and ?1 || '~'", seenPrefix)
	return seen, err
}
