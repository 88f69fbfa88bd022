package deck

import (
	"fmt"
	"slices"
	"time"

	"prep"
)

// Stats is what a person's reviews and cards say. Reviews of deleted cards count as the work that they were,
// reviews taken back do not; crammed ones count as work but test nothing.
type Stats struct {
	Today     prep.Day
	Cards     CardCounts
	Studied   []StudyDay // the days with an answer, the oldest first
	Streak    StudyDays
	Ahead     DueDays
	Retention []Retention // today, week, month, year, all
	Buttons   Buttons
	Hours     [24]Hour // by the local hour, in the zone of now

	// Of the cards that are in the schedule: not new, not suspended.
	Stability, Difficulty, Retrievability, Interval Histogram

	Calibration Calibration
	Confidence  [5]Tested // how often an answer was known that its owner was 1-5 sure of

	Decks, Tags []Group // by name; a card with two tags is in both
}

// forecastDays is how far the forecast of the statistics looks.
const forecastDays = 30

// matureDays is the interval in days from which a card counts as mature.
const matureDays = 21

// Tested counts answers and how many of them were known: hard, good or easy.
type Tested struct{ Known, Total int }

func (t *Tested) add(r Rating) {
	t.Total++
	if r > Again {
		t.Known++
	}
}

func (t *Tested) join(other Tested) {
	t.Known += other.Known
	t.Total += other.Total
}

// Rate returns the share that was known; ok is false when nothing was tested.
func (t Tested) Rate() (rate float64, ok bool) {
	if t.Total == 0 {
		return 0, false
	}
	return float64(t.Known) / float64(t.Total), true
}

// StudyDay is what was done on one study day.
type StudyDay struct {
	Day           prep.Day
	Answers       int
	New           int // cards answered for the first time
	Time          time.Duration
	Young, Mature Tested // true retention
}

// Retention is the true retention of a period: of the first answer to a card on a day, at least one study day
// after the answer before and once the card is past its learning steps, the share that was known. An answer less
// than 21 days after the one before is young, else mature.
type Retention struct {
	Period        string
	Days          int // up to today and with it; 0: all
	Young, Mature Tested
}

// All returns young and mature together.
func (r Retention) All() Tested {
	r.Young.join(r.Mature)
	return r.Young
}

// Buttons counts each rating, Again first, of cards in their learning and relearning steps, and of young and mature
// ones.
type Buttons struct{ Learning, Young, Mature [4]int }

// Hour is what was done in one hour of the day.
type Hour struct {
	Answers int
	Tested  Tested // true retention
}

// Group is a deck or a tag.
type Group struct {
	Name    string
	Cards   int
	New     int // cards never answered
	Due     int // cards due now
	Answers int
	Tested  Tested // true retention
}

// ReadStats returns the statistics of the cards that match a query; nil means everything. The memories must be
// fresh.
func ReadStats(tx *prep.Tx, query Expr) (Stats, error) {
	book, err := openBook(tx)
	if err != nil {
		return Stats{}, err
	}
	s := Stats{Today: book.today}
	cards := book.newCardCount(&s)
	reviews := book.newReviewCount(&s, cards)
	if err := book.readPacked(query, cards, reviews); err != nil {
		return Stats{}, fmt.Errorf("statistics of %w", err)
	}
	var days []prep.Day
	for _, d := range slices.Backward(s.Studied) {
		if d.Day <= s.Today+daysAhead {
			days = append(days, d.Day)
		}
	}
	if s.Streak, err = streak(tx, days, s.Today); err != nil {
		return Stats{}, fmt.Errorf("streak: %w", err)
	}
	return s, nil
}

// Day returns what was done on a day.
func (s Stats) Day(d prep.Day) StudyDay {
	i, found := slices.BinarySearchFunc(s.Studied, d, func(have StudyDay, want prep.Day) int { return int(have.Day - want) })
	if !found {
		return StudyDay{Day: d}
	}
	return s.Studied[i]
}

// Total adds up the days from first to last.
func (s Stats) Total(first, last prep.Day) (sum StudyDay) {
	for _, d := range s.Studied {
		if d.Day >= first && d.Day <= last {
			sum.Answers += d.Answers
			sum.New += d.New
			sum.Time += d.Time
			sum.Young.join(d.Young)
			sum.Mature.join(d.Mature)
		}
	}
	return sum
}

func retention(studied []StudyDay, today prep.Day) []Retention {
	periods := []Retention{{Period: "today", Days: 1}, {Period: "week", Days: 7}, {Period: "month", Days: 30}, {Period: "year", Days: 365}, {Period: "all"}}
	for _, d := range studied {
		for i := range periods {
			p := &periods[i]
			if p.Days == 0 || d.Day > today-prep.Day(p.Days) && d.Day <= today {
				p.Young.join(d.Young)
				p.Mature.join(d.Mature)
			}
		}
	}
	return periods
}
