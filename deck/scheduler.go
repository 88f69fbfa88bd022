package deck

import (
	"fmt"
	"math"
	"time"

	"prep"
)

// Memory is what a card's reviews add up to: the scheduler's state of the card. It is a pure function of the
// reviews in order and of the Scheduling in force, so it is a cache and never travels. The zero Memory is
// that of a new card.
type Memory struct {
	State      State
	Step       int     // of the learning or relearning steps
	Stability  float64 // days in which recall falls to 90%; 0 for a new card
	Difficulty float64 // 1 to 10; 0 for a new card
	Reps       int     // reviews in all
	Lapses     int     // times the card was forgotten after it had left the learning steps
	LastTime   int64   // the last review in Unix milliseconds
	LastDay    prep.Day
	DueTime    int64    // Unix milliseconds for a step within the day, kept across the rollover; else 0
	DueDay     prep.Day // the day from which the card is due; with a DueTime, the day of the review
}

// Wait returns the time from the last review until the card is due, whole days as 24 hours.
func (m Memory) Wait() time.Duration {
	if m.DueTime != 0 {
		return time.Duration(m.DueTime-m.LastTime) * time.Millisecond
	}
	return time.Duration(m.DueDay-m.LastDay) * day
}

// Review is one answer to a card.
type Review struct {
	Time   int64    // Unix milliseconds
	Day    prep.Day // the study day where and when it was made
	Rating Rating
	Place  int // 1-100: where in the range of its interval the card comes back; 0: drawn
}

// draw is where in the range of an interval a review puts a card that had so many before, as a share of 2^32.
func (r Review) draw(card prep.ID, reps int) uint64 {
	if r.Place > 0 {
		return placeDraw(r.Place)
	}
	return fuzzDraw(card, reps)
}

// Scheduling is what a deck's owner can choose about the intervals of its cards.
type Scheduling struct {
	Parameters      Parameters
	Retention       float64 // probability of recall at which a card is due
	MaxInterval     int     // days
	LearningSteps   Steps
	RelearningSteps Steps
	Fuzz            bool // spread the due days of cards learned together
	EasyDays        EasyDays
}

// DefaultScheduling returns the scheduling of a deck that chose nothing.
func DefaultScheduling() Scheduling {
	return Scheduling{
		Parameters:      DefaultParameters(),
		Retention:       0.9,
		MaxInterval:     maxStability,
		LearningSteps:   Steps{time.Minute, 10 * time.Minute},
		RelearningSteps: Steps{10 * time.Minute},
		Fuzz:            true,
	}
}

// Check returns an error that names the first choice that cannot be followed.
func (c Scheduling) Check() error {
	if err := c.Parameters.Check(); err != nil {
		return err
	}
	if !(c.Retention >= 0.7 && c.Retention <= 0.99) { // so written, NaN is refused
		return fmt.Errorf("retention %v: want 0.7 to 0.99", c.Retention)
	}
	if c.MaxInterval < 1 || c.MaxInterval > maxStability {
		return fmt.Errorf("maximum interval %d: want 1 to %d days", c.MaxInterval, maxStability)
	}
	if err := c.LearningSteps.check(); err != nil {
		return fmt.Errorf("learning %w", err)
	}
	if err := c.RelearningSteps.check(); err != nil {
		return fmt.Errorf("relearning %w", err)
	}
	return nil
}

// Scheduler computes memories under one Scheduling. Any number of goroutines may share it.
type Scheduler struct {
	scheduling       Scheduling
	model            *model
	daysPerStability float64
}

// NewScheduler returns the scheduler of a Scheduling that passes Check.
func NewScheduler(c Scheduling) (*Scheduler, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	m := newModel(c.Parameters)
	return &Scheduler{c, m, m.daysPerStability(c.Retention)}, nil
}

// Next returns the memory after a review. The card only seeds the fuzz of one without a place. Days count by the study day: a
// review on an earlier day than the last one, after the clock was set back, counts as one on the same day.
// A rating that is none of the four changes nothing.
func (s *Scheduler) Next(m Memory, review Review, card prep.ID) Memory {
	if !review.Rating.Valid() {
		return m
	}
	return s.next(s.outlook(m, review.Day), m, review, card)
}

// Preview returns the memory after each rating, Again first, for a card that is looked at now, where all days are
// drawn. The interval of Hard is never longer than that of Good, and Easy's is longer than Good's unless both are
// the maximum.
func (s *Scheduler) Preview(m Memory, time int64, day prep.Day, card prep.ID) [4]Memory {
	return s.preview(m, time, day, card, places{})
}

func (s *Scheduler) preview(m Memory, time int64, day prep.Day, card prep.ID, at places) [4]Memory {
	var after [4]Memory
	look := s.outlook(m, day)
	for r := Again; r <= Easy; r++ {
		after[r-1] = s.next(look, m, Review{Time: time, Day: day, Rating: r, Place: at.after(r)}, card)
	}
	return after
}

// Retrievability returns the probability that the card is recalled on a day, 0 for a new card.
func (s *Scheduler) Retrievability(m Memory, day prep.Day) float64 {
	return s.model.retrievability(trace{m.Stability, m.Difficulty}, elapsed(m, day))
}

// Interval returns the days, before fuzz, in which a memory of this stability falls to the retention.
func (s *Scheduler) Interval(stability float64) int {
	days := math.Round(stability * s.daysPerStability)
	return int(clamp(days, 1, float64(s.scheduling.MaxInterval)))
}

func (s *Scheduler) outlook(m Memory, day prep.Day) *outlook {
	return &outlook{model: s.model, day: day, before: trace{m.Stability, m.Difficulty}, elapsed: elapsed(m, day)}
}

// elapsed is the study days since the last review. They end after a century: go-fsrs counts them in
// nanoseconds, which end after three.
func elapsed(m Memory, day prep.Day) int {
	return int(min(max(day-m.LastDay, 0), maxStability))
}

// next applies one review of an outlook.
func (s *Scheduler) next(look *outlook, m Memory, review Review, card prep.ID) Memory {
	after, rest := look.after(review.Rating), s.rest(look, m, review.Rating, review.draw(card, m.Reps))
	if m.State == Reviewing && review.Rating == Again {
		m.Lapses++
	}
	m.State, m.Step = rest.state, rest.step
	m.Stability, m.Difficulty = after.stability, after.difficulty
	m.Reps++
	m.LastTime, m.LastDay = review.Time, review.Day
	m.DueDay, m.DueTime = review.Day+prep.Day(rest.days), 0
	if rest.days == 0 {
		m.DueTime = review.Time + rest.delay.Milliseconds()
	}
	return m
}

// rest is the state in which a rating leaves a card, and for how long: days, or a delay within the day.
type rest struct {
	state State
	step  int
	days  int
	delay time.Duration
}

// rest follows the steps, and gives the card its interval once it is past them.
func (s *Scheduler) rest(look *outlook, m Memory, r Rating, draw uint64) rest {
	if state, step, delay, ok := s.step(m, r); ok {
		return rest{state, step, min(wholeDays(delay), s.scheduling.MaxInterval), delay}
	}
	return rest{state: Reviewing, days: s.span(look, m, r).at(draw)}
}

// span is the days on which an interval may end.
type span struct {
	scheduling *Scheduling
	from       prep.Day
	interval   int // before fuzz
	good       int // for Easy that of Good, which it exceeds at the same draw; else 0
	least      int // longer than the step of days in which a rating below leaves the card
}

// span returns the days of a rating that leads to an interval. Good's is no shorter than a step of days after
// Hard, and Easy's is longer than what Good gives now or after the steps. That Good's interval is no shorter
// than Hard's follows from their stabilities: fuzz keeps the order.
func (s *Scheduler) span(look *outlook, m Memory, r Rating) span {
	days := span{scheduling: &s.scheduling, from: look.day, interval: s.Interval(look.after(r).stability)}
	if r < Good {
		return days
	}
	_, _, delay, _ := s.step(m, Hard)
	days.least = wholeDays(delay)
	if r == Easy {
		_, _, delay, _ := s.step(m, Good)
		days.least = max(days.least, wholeDays(delay)) + 1
		days.good = s.Interval(look.after(Good).stability)
	}
	return days
}

// at returns the interval at a draw, in days.
func (p span) at(draw uint64) int {
	days := max(p.fuzz(p.interval, draw), p.least)
	if p.good > 0 {
		days = max(days, p.fuzz(p.good, draw)+1)
	}
	return min(days, p.scheduling.MaxInterval)
}

func (p span) fuzz(interval int, draw uint64) int {
	if !p.scheduling.Fuzz {
		return interval
	}
	return p.scheduling.EasyDays.fuzz(interval, p.scheduling.MaxInterval, draw, p.from)
}

// step returns the step that a rating leads to; ok is false when the card waits for an interval instead.
func (s *Scheduler) step(m Memory, r Rating) (state State, step int, delay time.Duration, ok bool) {
	switch {
	case m.State == New || m.State == Learning:
		step, delay, ok = s.scheduling.LearningSteps.after(m.Step, r)
		return Learning, step, delay, ok
	case m.State == Relearning || r == Again:
		step, delay, ok = s.scheduling.RelearningSteps.after(m.Step, r)
		return Relearning, step, delay, ok
	}
	return Reviewing, 0, 0, false
}
