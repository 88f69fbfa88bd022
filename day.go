package prep

import (
	"fmt"
	"time"
)

// Day is a study day: local calendar days since 1970-01-01, each ending at the rollover hour of the next
// morning. A review keeps its Day, so what counted as a day never changes when its owner travels.
type Day int

// DefaultRollover is the local hour at which a study day ends.
const DefaultRollover = 4

// DayOf returns the study day of t in t's own location. The wall clock decides, so the day of a change to
// summer time is one day like any other.
func DayOf(t time.Time, rollover int) Day {
	year, month, day := t.Date()
	if t.Hour() < rollover {
		day--
	}
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Date returns midnight UTC of the day's calendar date.
func (d Day) Date() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start returns the instant at which the day begins in the location.
func (d Day) Start(loc *time.Location, rollover int) time.Time {
	year, month, day := d.Date().Date()
	return time.Date(year, month, day, rollover, 0, 0, 0, loc)
}

// String returns the day as 2006-01-02.
func (d Day) String() string { return d.Date().Format(time.DateOnly) }

// ParseDay reads a day written as 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("day %q: want a date such as 2026-11-02", s)
	}
	return Day(t.Unix() / 86400), nil
}
