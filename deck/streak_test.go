package deck_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// journeys is a database for many histories, one at a time.
type journeys struct {
	db    *prep.DB
	clock *clock
}

func newJourneys(t *testing.T) journeys {
	t.Helper()
	c := &clock{now: decktest.Noon}
	return journeys{decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), c.Now), c}
}

// streak returns what somebody sees now who answered a card at each of the instants, each in the place that its
// location names. The database is empty again afterwards.
func (j journeys) streak(now time.Time, answers []time.Time) (deck.StudyDays, error) {
	j.clock.now = now
	var days deck.StudyDays
	rollBack := errors.New("roll back")
	err := j.db.Update(context.Background(), func(tx *prep.Tx) error {
		for _, at := range answers {
			_, err := tx.AddReview(prep.Review{
				Card: 1, Time: at.UnixMilli(), Rating: 3, Day: prep.DayOf(at, prep.DefaultRollover), Duration: 1000,
			})
			if err != nil {
				return err
			}
		}
		var err error
		if days, err = deck.Streak(tx); err != nil {
			return err
		}
		return rollBack
	})
	if errors.Is(err, rollBack) {
		err = nil
	}
	return days, err
}

func place(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestStreak(t *testing.T) {
	at := func(day int, hour int) time.Time { return time.Date(2026, 11, day, hour, 30, 0, 0, time.UTC) }
	journeys := newJourneys(t)
	samoa, tokyo, honolulu := place(t, "Pacific/Apia"), place(t, "Asia/Tokyo"), place(t, "Pacific/Honolulu")
	in := func(loc *time.Location, year, month, day, hour int) time.Time {
		return time.Date(year, time.Month(month), day, hour, 0, 0, 0, loc)
	}
	for _, c := range []struct {
		name    string
		now     time.Time
		answers []time.Time
		want    deck.StudyDays // without Last
	}{
		{"nothing", at(2, 12), nil, deck.StudyDays{}},
		{"today", at(2, 12), []time.Time{at(2, 9)}, deck.StudyDays{Current: 1, Longest: 1, Total: 1, Today: true}},
		{"alive through yesterday", at(9, 12), []time.Time{at(7, 9), at(8, 9)}, deck.StudyDays{Current: 2, Longest: 2, Total: 2}},
		{"the night belongs to the day before", at(9, 12), []time.Time{at(7, 9), at(9, 1)}, deck.StudyDays{Current: 2, Longest: 2, Total: 2}},
		{"over", at(9, 12), []time.Time{at(5, 9), at(6, 9), at(7, 9)}, deck.StudyDays{Longest: 3, Total: 3}},
		{
			"a hole", at(9, 12),
			[]time.Time{at(4, 9), at(5, 9), at(6, 9), at(8, 9), at(9, 9)},
			deck.StudyDays{Current: 2, Longest: 3, Total: 5, Today: true},
		},
		{"a clock a month ahead", at(9, 12), []time.Time{at(9, 9), at(30, 9)}, deck.StudyDays{Current: 1, Longest: 1, Total: 1, Today: true}},
		// Over the date line: 20:00 on the 2nd in Honolulu is 15:00 on the 3rd in Tokyo.
		{"east over the date line", in(tokyo, 2026, 11, 4, 14), []time.Time{
			in(honolulu, 2026, 11, 1, 20), in(honolulu, 2026, 11, 2, 20), in(tokyo, 2026, 11, 4, 13),
		}, deck.StudyDays{Current: 3, Longest: 3, Total: 3, Today: true}},
		{
			"just landed in the east", in(tokyo, 2026, 11, 4, 13),
			[]time.Time{in(honolulu, 2026, 11, 1, 20), in(honolulu, 2026, 11, 2, 20)},
			deck.StudyDays{Current: 2, Longest: 2, Total: 2},
		},
		{
			"west over the date line", in(honolulu, 2026, 11, 3, 8),
			[]time.Time{in(tokyo, 2026, 11, 3, 9), in(tokyo, 2026, 11, 4, 1), in(tokyo, 2026, 11, 4, 9)},
			deck.StudyDays{Current: 2, Longest: 2, Total: 2, Today: true},
		},
		{
			"the day that Samoa did not have", in(samoa, 2012, 1, 1, 9),
			[]time.Time{in(samoa, 2011, 12, 29, 9), in(samoa, 2011, 12, 31, 22)},
			deck.StudyDays{Current: 2, Longest: 2, Total: 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := journeys.streak(c.now, c.answers)
			if got.Last = 0; err != nil || got != c.want {
				t.Errorf("%+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestStreakCountsNoUndoneReviewAndNoReset(t *testing.T) {
	db := decktest.Open(t)
	today := prep.DayOf(decktest.Noon, prep.DefaultRollover)
	err := db.Update(context.Background(), func(tx *prep.Tx) error {
		yesterday := prep.Review{Card: 1, Time: decktest.Noon.AddDate(0, 0, -1).UnixMilli(), Rating: 3, Day: today - 1}
		undone := prep.Review{Card: 1, Time: decktest.Noon.UnixMilli(), Rating: 3, Day: today}
		reset := prep.Review{Card: 1, Time: undone.Time + 1, Day: today, Kind: prep.ReviewReset}
		for _, r := range []prep.Review{yesterday, undone, reset} {
			if _, err := tx.AddReview(r); err != nil {
				return err
			}
		}
		history, err := tx.Reviews(1)
		if err != nil {
			return err
		}
		if err := tx.UndoReview(history[1]); err != nil {
			return err
		}
		got, err := deck.Streak(tx)
		if want := (deck.StudyDays{Current: 1, Longest: 1, Total: 1, Last: today - 1}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// zones have every kind of daylight saving, half hours, and both sides of the date line.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Santiago", "Australia/Lord_Howe",
	"Asia/Kathmandu", "Asia/Tokyo", "Pacific/Honolulu", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
	"Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca", "Africa/Cairo", "Asia/Tehran",
}

// TestStreakSurvivesTravel: who never lets 23 hours pass between two answers keeps the row, wherever they are.
func TestStreakSurvivesTravel(t *testing.T) {
	journeys := newJourneys(t)
	rapid.Check(t, func(r *rapid.T) {
		now := time.Date(rapid.IntRange(2008, 2030).Draw(r, "year"), time.Month(rapid.IntRange(1, 12).Draw(r, "month")), 28, 0, 0, 0, 0, time.UTC)
		var answers []time.Time
		days := map[prep.Day]bool{}
		for range rapid.IntRange(1, 40).Draw(r, "answers") {
			now = now.Add(time.Duration(rapid.IntRange(1, 23*60-1).Draw(r, "minutes")) * time.Minute)
			now = now.In(place(t, rapid.SampledFrom(zones).Draw(r, "zone")))
			answers = append(answers, now)
			days[prep.DayOf(now, prep.DefaultRollover)] = true
		}
		got, err := journeys.streak(now, answers)
		if err != nil || got.Current != len(days) || got.Longest != len(days) || !got.Today {
			r.Fatalf("%+v, %v; want a row of %d days", got, err, len(days))
		}
	})
}

// TestStreakAtHome: in one zone the row is as long as the days, through every change of the clock, and a day
// without an answer breaks it.
func TestStreakAtHome(t *testing.T) {
	journeys := newJourneys(t)
	rapid.Check(t, func(r *rapid.T) {
		loc := place(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		first := prep.DayOf(time.Date(rapid.IntRange(2008, 2030).Draw(r, "year"), time.Month(rapid.IntRange(1, 12).Draw(r, "month")), 20, 12, 0, 0, 0, loc), 4)
		const length = 25
		missed := prep.Day(rapid.IntRange(0, length-2).Draw(r, "missed"))
		var answers []time.Time
		var now time.Time
		row := 0
		for d := range prep.Day(length) {
			now = (first + d).Start(loc, 4).Add(time.Duration(rapid.IntRange(1, 22*60).Draw(r, "minute")) * time.Minute)
			if prep.DayOf(now, 4) != first+d { // Samoa
				continue
			}
			if row++; d == missed {
				row = 0
				continue
			}
			answers = append(answers, now)
		}
		got, err := journeys.streak(now, answers)
		if err != nil || got.Current != row || got.Total != len(answers) {
			r.Fatalf("%+v, %v; want a row of %d days", got, err, row)
		}
	})
}
