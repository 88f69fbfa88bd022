package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tj/go-naturaldate"

	"prep"
)

// pastDay reads the day of something that has happened: 2026-11-02, "2 november", "last friday", "3 days ago".
// What it does not understand to the last word it refuses, and so a day to come.
func pastDay(words string, today prep.Day) (prep.Day, error) {
	day, err := readDay(words, today, naturaldate.Past)
	if err == nil && day > today {
		return 0, refusedDate(words, "%s is in the future", day)
	}
	return day, err
}

// futureDay reads the day of something to come: "next friday", "in 3 weeks", 2026-11-02. Where only the words
// leave it open ("friday") it is the next one.
func futureDay(words string, today prep.Day) (prep.Day, error) {
	return readDay(words, today, naturaldate.Future)
}

// echoDay tells how a date in words was understood. A date in figures needs no echo.
func (e *env) echoDay(words string, day prep.Day) {
	if strings.TrimSpace(words) != day.String() {
		e.note("%q is %s %s", words, day.Date().Weekday(), day)
	}
}

// The phrases that go to the library. It passes over words that it does not know ("febuary 3" would be three
// o'clock today), so only what matches from the first letter to the last is let through.
var (
	figures  = regexp.MustCompile(`^[0-9]+-[0-9]+-[0-9]+$`)
	relative = regexp.MustCompile(`^(?:today|yesterday|tomorrow` +
		`|(?:last |next )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)` +
		`|(?:last|next) (?:week|month|year)` +
		`|[0-9]{1,4} (?:day|week|month|year)s? (?:ago|from now)` +
		`|in [0-9]{1,4} (?:day|week|month|year)s?)$`)
	ordinal = regexp.MustCompile(`\b([0-9]{1,2})(?:st|nd|rd|th)\b`)
	months  = regexp.MustCompile(`\b(?:month|year)s?\b`)
)

// Other spellings of the words above.
var spellings = map[string]string{
	"mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "thu": "thursday", "thur": "thursday",
	"thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
	"a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
	"eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
	"sept": "sep", "past": "last", "previous": "last", "coming": "next", "now": "today",
}

// Days with the name of a month; the library takes their numbers for hours.
var (
	withYear    = []string{"2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"}
	withoutYear = []string{"2 January", "2 Jan", "January 2", "Jan 2"}
)

// Days outside of these years are slips of the finger.
const firstYear, lastYear = 1900, 2199

func readDay(words string, today prep.Day, direction naturaldate.Direction) (prep.Day, error) {
	phrase := normal(words)
	if figures.MatchString(phrase) {
		day, err := prep.ParseDay(phrase)
		if err != nil {
			return 0, refusedDate(words, "no such day")
		}
		return inRange(words, day)
	}
	if day, ok := namedMonth(phrase, today, direction); ok {
		return inRange(words, day)
	}
	if !relative.MatchString(phrase) {
		return 0, refusedDate(words, "not understood")
	}
	now := today.Date()
	if phrase == strings.ToLower(now.Weekday().String()) {
		return 0, refusedDate(words, "today is one: say today, last %s or next %[1]s", phrase)
	}
	// Noon UTC of the study day: the library adds hours to make days, and no clock may change under it.
	then, err := naturaldate.Parse(phrase, now.Add(12*time.Hour), naturaldate.WithDirection(direction))
	if err != nil {
		return 0, refusedDate(words, "not understood")
	}
	if months.MatchString(phrase) && then.Day() != now.Day() {
		then = then.AddDate(0, 0, -then.Day()) // a month before the 31st of March: the last of February, not the 3rd of March
	}
	return inRange(words, prep.DayOf(then, 0))
}

// normal gives the words one spelling: lower case, single spaces, numbers in figures.
func normal(words string) string {
	phrase := strings.ReplaceAll(strings.ToLower(words), ",", " ")
	phrase = ordinal.ReplaceAllString(phrase, "$1")
	fields := strings.Fields(phrase)
	for i, word := range fields {
		same, known := spellings[word]
		if known && (word != "now" || i == 0) { // "now" is today, "3 days from now" is not
			fields[i] = same
		}
	}
	if len(fields) > 1 && fields[0] == "on" {
		fields = fields[1:]
	}
	return strings.Join(fields, " ")
}

// namedMonth reads days such as "2 november 2026". Without a year it is the nearest in the direction, today
// included.
func namedMonth(phrase string, today prep.Day, direction naturaldate.Direction) (prep.Day, bool) {
	for _, layout := range withYear {
		if t, err := time.Parse(layout, phrase); err == nil {
			return prep.DayOf(t, 0), true
		}
	}
	step := -1
	if direction == naturaldate.Future {
		step = 1
	}
	for _, layout := range withoutYear {
		year := today.Date().Year()
		for range 9 { // as far as from 1896 to 1904 is to the next 29th of February
			t, err := time.Parse(layout+" 2006", fmt.Sprintf("%s %d", phrase, year))
			if day := prep.DayOf(t, 0); err == nil && (day == today || (day < today) == (step < 0)) {
				return day, true
			}
			year += step
		}
	}
	return 0, false
}

func inRange(words string, day prep.Day) (prep.Day, error) {
	if year := day.Date().Year(); year < firstYear || year > lastYear {
		return 0, refusedDate(words, "the year %d is too far away", year)
	}
	return day, nil
}

func refusedDate(words, format string, args ...any) error {
	err := fmt.Errorf("date %q: %s", words, fmt.Sprintf(format, args...))
	return withHint(err, `write a date as 2026-11-02, "2 november", "last friday" or "3 days ago"`)
}
