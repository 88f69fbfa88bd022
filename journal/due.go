package journal

import (
	"cmp"
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
	day, err := today(tx)
	if err != nil {
		return nil, fmt.Errorf("entries to come back to: %w", err)
	}
	seen, err := seenDays(tx)
	if err != nil {
		return nil, fmt.Errorf("entries to come back to: %w", err)
	}
	rollover, err := rolloverOf(tx)
	if err != nil {
		return nil, fmt.Errorf("entries to come back to: %w", err)
	}
	var due []Due
	err = tx.Each(func(scan func(...any) error) error {
		e, err := scanEntry(scan)
		if err != nil {
			return err
		}
		added := prep.DayOf(time.UnixMilli(e.Added).In(tx.Now.Location()), rollover)
		if d, is := dueOn(e, added, day, seen[e.ID]); is {
			due = append(due, d)
		}
		return nil
	}, "select "+entryColumns+" from entry e where ("+statusSQL+") < 3 or strftime('%m-%d', e.happened * 86400, 'unixepoch') in ("+
		strings.Repeat("?, ", anniversaryDays)+"?)", anniversaryDates(day)...)
	if err != nil {
		return nil, fmt.Errorf("entries to come back to: %w", err)
	}
	slices.SortStableFunc(due, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.Since.Day, b.Since.Day), cmp.Compare(a.Added, b.Added))
	})
	return due, nil
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

// dueOn tells whether an entry comes back on a day, being written on added and last seen on seen.
func dueOn(e Entry, added, day, seen prep.Day) (Due, bool) {
	d := Due{Head: headOf(e), Lesson: e.Lesson, Change: e.Change}
	for _, f := range Missing(e) {
		d.Gaps = append(d.Gaps, f.Name)
	}
	open := map[Ask]bool{
		AskReflect: len(Unreflected(e)) > 0,
		AskChange:  !mustField("change").Filled(e),
		AskProof:   !mustField("proof").Filled(e),
	}
	reached := 0
	for reached < len(stages) && day >= added+prep.Day(stages[reached].days) {
		reached++
	}
	for _, stage := range stages[:reached] {
		since := added + prep.Day(stages[reached-1].days)
		if open[stage.ask] && since > seen {
			d.Ask, d.Since = stage.ask, Date{since}
			d.Next = next(e, stage.ask)
			return d, true
		}
	}
	if e.Happened == nil {
		return Due{}, false
	}
	years := day.Date().Year() - e.Happened.Date().Year()
	for _, years := range []int{years, years - 1} { // around new year it was last year's
		since := anniversary(*e.Happened, years)
		if years >= 1 && since <= day && day < since+anniversaryDays && since > seen {
			d.Ask, d.Since, d.Years = AskAnniversary, Date{since}, years
			return d, true
		}
	}
	return Due{}, false
}

// next names the first field that the question asks for.
func next(e Entry, ask Ask) string {
	if ask == AskReflect {
		return Unreflected(e)[0].Name
	}
	return string(ask)
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
