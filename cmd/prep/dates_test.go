package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"prep"
)

// monday is 2026-11-02.
var monday = day("2026-11-02")

func day(s string) prep.Day {
	d, err := prep.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestPastDay(t *testing.T) {
	tests := []struct{ words, want string }{
		{"2026-11-02", "2026-11-02"},
		{"2024-02-29", "2024-02-29"},
		{"today", "2026-11-02"},
		{"now", "2026-11-02"},
		{"  Yesterday ", "2026-11-01"},
		{"last friday", "2026-10-30"},
		{"friday", "2026-10-30"},
		{"on Friday", "2026-10-30"},
		{"Fri", "2026-10-30"},
		{"last monday", "2026-10-26"},
		{"previous sunday", "2026-11-01"},
		{"3 days ago", "2026-10-30"},
		{"a day ago", "2026-11-01"},
		{"one week ago", "2026-10-26"},
		{"two weeks ago", "2026-10-19"},
		{"last week", "2026-10-26"},
		{"1 month ago", "2026-10-02"},
		{"last month", "2026-10-02"},
		{"a year ago", "2025-11-02"},
		{"12 months ago", "2025-11-02"},
		{"november 2", "2026-11-02"},
		{"2 November", "2026-11-02"},
		{"november 3rd", "2025-11-03"},
		{"Nov 1", "2026-11-01"},
		{"1st november, 2020", "2020-11-01"},
		{"Dec 24, 2025", "2025-12-24"},
		{"29 february", "2024-02-29"},
	}
	for _, test := range tests {
		got, err := pastDay(test.words, monday)
		if err != nil || got.String() != test.want {
			t.Errorf("%q: %v, %v, want %s", test.words, got, err, test.want)
		}
	}
}

func TestFutureDay(t *testing.T) {
	tests := []struct{ words, want string }{
		{"today", "2026-11-02"},
		{"tomorrow", "2026-11-03"},
		{"friday", "2026-11-06"},
		{"next friday", "2026-11-06"},
		{"next monday", "2026-11-09"},
		{"in 3 weeks", "2026-11-23"},
		{"in a month", "2026-12-02"},
		{"10 days from now", "2026-11-12"},
		{"next week", "2026-11-09"},
		{"next year", "2027-11-02"},
		{"november 1", "2027-11-01"},
		{"november 2", "2026-11-02"},
		{"24 dec", "2026-12-24"},
		{"29 february", "2028-02-29"},
		{"2026-01-01", "2026-01-01"}, // an interview that has been
		{"yesterday", "2026-11-01"},
	}
	for _, test := range tests {
		got, err := futureDay(test.words, monday)
		if err != nil || got.String() != test.want {
			t.Errorf("%q: %v, %v, want %s", test.words, got, err, test.want)
		}
	}
}

// The library would take each of these for some day.
func TestRefusedDates(t *testing.T) {
	for _, words := range []string{
		"", " ", "never", "soon", "febuary 3", "the day before yesterday", "last fridya", "friday morning", "3 days",
		"last 3 days", "three fridays ago", "monday", "this friday", "11/02/2026", "2.11.2026", "2026-02-30", "2026-13-01",
		"2026-1-1", "26-11-02", "20261102", "12", "3rd", "9:30", "at 5pm", "yesterday at 5pm", "5 minutes ago", "1 hour ago",
		"december", "last december", "30 february", "99999 days ago", "9999 years ago", "0001-01-01", "in", "ago", "from now",
		"-3 days ago", "1.5 days ago", "tomorrow", "next friday", "2026-11-03", "today\x00", "letzten Freitag", "٣ days ago",
	} {
		if got, err := pastDay(words, monday); err == nil {
			t.Errorf("%q is %v", words, got)
		} else if _, hint := classify(err); hint == "" {
			t.Errorf("%q: %v, without a hint", words, err)
		}
	}
}

func TestMonthsEndWithTheMonth(t *testing.T) {
	tests := []struct{ today, words, want string }{
		{"2026-03-31", "1 month ago", "2026-02-28"},
		{"2024-03-31", "last month", "2024-02-29"},
		{"2026-05-31", "3 months ago", "2026-02-28"},
		{"2024-02-29", "1 year ago", "2023-02-28"},
		{"2026-12-31", "3 months ago", "2026-09-30"},
	}
	for _, test := range tests {
		got, err := pastDay(test.words, day(test.today))
		if err != nil || got.String() != test.want {
			t.Errorf("%s, %q: %v, %v, want %s", test.today, test.words, got, err, test.want)
		}
	}
}

// Days and weeks are counted, whatever the day.
func TestCountedDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today := prep.Day(rapid.IntRange(int(day("2000-01-01")), int(day("2100-01-01"))).Draw(t, "today"))
		n := rapid.IntRange(0, 999).Draw(t, "n")
		unit := rapid.SampledFrom([]string{"day", "days", "week", "weeks"}).Draw(t, "unit")
		size := prep.Day(1)
		if strings.HasPrefix(unit, "week") {
			size = 7
		}
		past, err := pastDay(strconv.Itoa(n)+" "+unit+" ago", today)
		if err != nil || past != today-prep.Day(n)*size {
			t.Fatalf("%d %s before %v is %v, %v", n, unit, today, past, err)
		}
		future, err := futureDay("in "+strconv.Itoa(n)+" "+unit, today)
		if err != nil || future != today+prep.Day(n)*size {
			t.Fatalf("in %d %s from %v is %v, %v", n, unit, today, future, err)
		}
		weekday := time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday"))
		last, err := pastDay("last "+weekday.String(), today)
		if err != nil || last.Date().Weekday() != weekday || last >= today || last < today-7 {
			t.Fatalf("last %s before %v is %v, %v", weekday, today, last, err)
		}
		for _, same := range []func(string, prep.Day) (prep.Day, error){pastDay, futureDay} {
			if got, err := same(past.String(), today); past.Date().Year() >= firstYear && (err != nil || got != past) {
				t.Fatalf("%v is %v, %v", past, got, err)
			}
		}
	})
}

// known holds every word and figure that a date may consist of.
var known = regexp.MustCompile(`^(?i:[0-9]{1,4}|[0-9]{1,2}(st|nd|rd|th)|[0-9]{4}-[0-9]{2}-[0-9]{2}|on|in|from|now|ago|today|yesterday|` +
	`tomorrow|last|past|previous|next|coming|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|` +
	`(day|week|month|year)s?|(mon|tues?|wed(nes)?|thu(r|rs)?|fri|sat(ur)?|sun)(day)?|` +
	`jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)$`)

// Garbage never becomes a day: every word of what is understood is one of the words above.
func FuzzDay(f *testing.F) {
	for _, words := range []string{
		"last friday", "3 days ago", "2026-11-02", "2 november", "november 2nd, 2026", "in a week", "10 days from now",
		"febuary 3", "12th", "now now", "on today", "next next", "a a ago", "may 5", "5 may 99",
	} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		for _, read := range []func(string, prep.Day) (prep.Day, error){pastDay, futureDay} {
			got, err := read(words, monday)
			if err != nil {
				continue
			}
			if year := got.Date().Year(); year < firstYear || year > lastYear {
				t.Errorf("%q is %v", words, got)
			}
			for _, word := range strings.Fields(strings.ReplaceAll(words, ",", " ")) {
				if !known.MatchString(word) {
					t.Errorf("%q is %v, but what is %q?", words, got, word)
				}
			}
		}
	})
}
