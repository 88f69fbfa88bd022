package journal

import (
	"cmp"
	"database/sql"
	"encoding/json"
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

// anniversaryWait is how many days an anniversary waits to be seen.
const anniversaryWait = 7

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

// Today returns the entries that come back today, the one that waits longest first, at most limit of them (0: all),
// and how many there are. It is derived: an entry leaves by being answered, or by being seen (See) until its next
// stage.
func Today(tx *prep.Tx, limit int) (due []Due, total int, err error) {
	waiting, err := waitingToday(tx, "1")
	total = len(waiting)
	if err == nil && limit > 0 && total > limit {
		waiting = waiting[:limit]
	}
	if err == nil {
		due, err = read(tx, waiting)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("entries to come back to: %w", err)
	}
	return due, total, nil
}

// DueToday tells whether an entry comes back today; nil: it does not.
func DueToday(tx *prep.Tx, entry prep.ID) (*Due, error) {
	waiting, err := waitingToday(tx, "e.id = ?", int64(entry))
	if err != nil || len(waiting) == 0 {
		return nil, err
	}
	due, err := read(tx, waiting)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	return &due[0], nil
}

// missingSQL lists what Missing does, as words: the entry itself need not be read.
var missingSQL = func() string {
	var names []string
	for _, f := range Missing(Entry{}) {
		names = append(names, "case when e."+f.Name+" = '' then '"+f.Name+" ' else '' end")
	}
	return strings.Join(names, " || ")
}()

// read reads what is shown of the entries that wait.
func read(tx *prep.Tx, waiting []waiting) ([]Due, error) {
	ids := make([]int64, len(waiting))
	place := map[prep.ID]int{}
	due := make([]Due, len(waiting))
	for i, w := range waiting {
		ids[i], place[w.id] = int64(w.id), i
		due[i] = Due{Ask: w.ask, Since: Date{w.since}, Years: w.years}
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var lesson, change, missing string
		head, err := scanHead(func(into ...any) error { return scan(append(into, &lesson, &change, &missing)...) })
		d := &due[place[head.ID]]
		d.Head, d.Lesson, d.Change, d.Gaps = head, lesson, change, strings.Fields(missing)
		switch d.Ask {
		case AskReflect:
			i := slices.IndexFunc(d.Gaps, func(name string) bool { return mustField(name).reflection() })
			d.Next = d.Gaps[i]
		case AskChange, AskProof:
			d.Next = string(d.Ask)
		}
		return err
	}, "select "+headColumns+", e.lesson, e.change, "+missingSQL+" from entry e where e.id in (select value from json_each(?))", string(list))
	return due, err
}

// waiting is an entry that comes back.
type waiting struct {
	id    prep.ID
	added int64
	ask   Ask
	since prep.Day
	years int
}

// openSQL says with a bit for each stage whether its question is still open.
var openSQL = "iif(" + reflectedSQL + ", 0, 1) + iif(e.change = '', 2, 0) + iif(e.proof = '', 4, 0)"

// waitingToday finds the entries that come back today among those that a condition chooses, reading of each only
// what is open.
func waitingToday(tx *prep.Tx, where string, args ...any) ([]waiting, error) {
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
	staged := map[prep.ID]bool{}
	var id, added, open any // any is read fastest, and there may be 10,000 of them
	err = tx.Each(func(scan func(...any) error) error {
		if err := scan(&id, &added, &open); err != nil {
			return err
		}
		w := waiting{id: prep.ID(id.(int64)), added: added.(int64)}
		written := prep.DayOf(time.UnixMilli(w.added).In(tx.Now.Location()), rollover)
		if w.stage(open.(int64), written, day, seen[w.id]) {
			all = append(all, w)
			staged[w.id] = true
		}
		return nil
	}, "select e.id, e.added, "+openSQL+" from entry e where "+where+" and (e.proof = '' or e.change = '' or not "+reflectedSQL+")", args...)
	if err != nil {
		return nil, err
	}
	days, err := anniversaryDays(tx, day)
	if err != nil {
		return nil, err
	}
	err = tx.Each(func(scan func(...any) error) error {
		var id, happened int64
		var w waiting
		err := scan(&id, &w.added, &happened)
		if w.id = prep.ID(id); !staged[w.id] && w.anniversary(prep.Day(happened), day, seen[w.id]) {
			all = append(all, w)
		}
		return err
	}, "select e.id, e.added, e.happened from entry e where "+where+" and e.happened in (select value from json_each(?))", append(args, days)...)
	slices.SortStableFunc(all, func(a, b waiting) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.added, b.added))
	})
	return all, err
}

// anniversaryDays lists, as JSON, the days whose anniversary may still wait: those of the last week in each year back to
// that of the first entry. They are looked up in the index of entry, which is quicker than to look at each entry's day. The
// 29th of February stands for the 28th in common years.
func anniversaryDays(tx *prep.Tx, day prep.Day) (string, error) {
	var first sql.NullInt64
	if err := tx.Get("select min(happened) from entry", nil, &first); err != nil || !first.Valid {
		return "[]", err
	}
	days := []prep.Day{}
	for year := prep.Day(first.Int64).Date().Year(); year < day.Date().Year(); year++ {
		for back := range anniversaryWait {
			date := (day - prep.Day(back)).Date()
			same := time.Date(date.Year()-day.Date().Year()+year, date.Month(), date.Day(), 0, 0, 0, 0, time.UTC)
			days = append(days, prep.Day(same.Unix()/86400))
			if same.Month() == time.February && same.Day() == 28 {
				days = append(days, prep.Day(same.Unix()/86400)+1)
			}
		}
	}
	list, err := json.Marshal(days)
	return string(list), err
}

// stage tells whether the entry comes back on a day with the first open question of the stages reached (openSQL), being
// written on added and last seen on seen.
func (w *waiting) stage(open int64, added, day, seen prep.Day) bool {
	reached := 0
	for reached < len(stages) && day >= added+prep.Day(stages[reached].days) {
		reached++
	}
	for i, stage := range stages[:reached] {
		since := added + prep.Day(stages[reached-1].days)
		if open&(1<<i) != 0 && since > seen {
			w.ask, w.since = stage.ask, since
			return true
		}
	}
	return false
}

// anniversary tells whether the entry comes back because of its date.
func (w *waiting) anniversary(on, day, seen prep.Day) bool {
	years := day.Date().Year() - on.Date().Year()
	for _, n := range []int{years, years - 1} { // around new year it was last year's
		since := anniversary(on, n)
		if n >= 1 && since <= day && day < since+anniversaryWait && since > seen {
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
