package deck

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"prep/deck/fit"
)

// Habits are how a person answers and how long it takes, as far as a simulation needs them.
type Habits struct {
	First  [4]float64 // share of each rating, Again first, at the first sight of a card
	Passed [3]float64 // share of Hard, Good and Easy among the cards recalled
	// Seconds that a card takes on one day, its steps included.
	NewSeconds, PassSeconds, FailSeconds float64
}

// SimulatedCard is a card as a simulation begins with it.
type SimulatedCard struct {
	State fit.State // the zero State for a new card
	Last  int       // days from the first simulated day to the last review; at most 0
	Due   int       // and to the day on which it is due; may be below 0
}

// SimulationOptions say what to simulate.
type SimulationOptions struct {
	Days        int
	Retention   float64
	New         int // new cards a day, as long as there are some
	Reviews     int // reviews a day
	MaxInterval int // days
	Seed        uint64
}

// SimulatedDay is one day of a simulation.
type SimulatedDay struct {
	New     int     `json:"new"`
	Reviews int     `json:"reviews"`
	Waiting int     `json:"waiting"` // cards that were due beyond the limit
	Minutes float64 `json:"minutes"`
	Known   float64 `json:"known"` // cards that would be recalled at the end of the day, expected
}

// Simulate plays days of study: each card that is due is recalled with the probability that FSRS-6 gives it, and
// answered as the person does. The same cards and options give the same days.
func Simulate(model *fit.Model, cards []SimulatedCard, habits Habits, opts SimulationOptions) []SimulatedDay {
	run := simulation{
		model: model, habits: habits, opts: opts,
		random: rand.New(rand.NewPCG(opts.Seed, uint64(len(cards)))),
		cards:  slices.Clone(cards), due: make([][]int32, opts.Days),
		// A sum over all cards a day is most of the work of a large collection: beyond some size the days
		// between are drawn as a straight line.
		stride: max(1, len(cards)*opts.Days/8_000_000),
	}
	for i, card := range run.cards {
		if card.State == (fit.State{}) {
			run.fresh = append(run.fresh, int32(i))
		} else {
			run.schedule(int32(i), card.Due)
		}
	}
	days := make([]SimulatedDay, opts.Days)
	for day := range days {
		days[day] = run.day(day)
	}
	interpolate(days, run.stride)
	return days
}

type simulation struct {
	model  *fit.Model
	habits Habits
	opts   SimulationOptions
	random *rand.Rand
	cards  []SimulatedCard
	fresh  []int32   // new cards, in order
	due    [][]int32 // by day
	late   []int32   // due before today
	stride int
}

// schedule puts a card on the day on which it is due; one beyond the end is never asked.
func (s *simulation) schedule(card int32, day int) {
	if day = max(day, 0); day < len(s.due) {
		s.due[day] = append(s.due[day], card)
	}
}

func (s *simulation) day(today int) SimulatedDay {
	var d SimulatedDay
	waiting := append(s.late, s.due[today]...)
	s.due[today] = nil
	if len(waiting) > s.opts.Reviews {
		slices.SortStableFunc(waiting, func(a, b int32) int { return cmp.Compare(s.overdue(b, today), s.overdue(a, today)) })
	}
	d.Reviews = min(len(waiting), s.opts.Reviews)
	d.Waiting = len(waiting) - d.Reviews
	seconds := 0.0
	for _, card := range waiting[:d.Reviews] {
		seconds += s.review(card, today)
	}
	s.late = waiting[d.Reviews:]
	d.New = min(len(s.fresh), s.opts.New)
	for _, card := range s.fresh[:d.New] {
		seconds += s.learn(card, today)
	}
	s.fresh = s.fresh[d.New:]
	d.Minutes = seconds / 60
	if today%s.stride == 0 || today == len(s.due)-1 {
		d.Known = s.known(today)
	}
	return d
}

func (s *simulation) overdue(card int32, today int) float64 {
	c := s.cards[card]
	return float64(today-c.Last) / float64(max(c.Due-c.Last, 1))
}

// learn shows a new card; one that is not known at once is repeated until it is.
func (s *simulation) learn(card int32, today int) (seconds float64) {
	c := &s.cards[card]
	rating := draw(s.random, s.habits.First[:]) + 1
	c.State = s.model.Next(c.State, 0, rating)
	if rating < int(Easy) {
		c.State = s.model.Next(c.State, 0, int(Good)) // the last learning step
	}
	s.wait(card, today)
	return s.habits.NewSeconds
}

func (s *simulation) review(card int32, today int) (seconds float64) {
	c := &s.cards[card]
	elapsed := today - c.Last
	seconds = s.habits.PassSeconds
	rating := draw(s.random, s.habits.Passed[:]) + int(Hard)
	if s.random.Float64() >= s.model.Recall(c.State, float64(elapsed)) {
		rating, seconds = int(Again), s.habits.FailSeconds
	}
	c.State = s.model.Next(c.State, elapsed, rating)
	if rating == int(Again) {
		c.State = s.model.Next(c.State, 0, int(Good)) // the relearning step
	}
	s.wait(card, today)
	return seconds
}

// wait schedules a card that was answered today.
func (s *simulation) wait(card int32, today int) {
	c := &s.cards[card]
	days := math.Round(s.model.Interval(c.State, s.opts.Retention))
	c.Last, c.Due = today, today+int(min(max(days, 1), float64(s.opts.MaxInterval)))
	s.schedule(card, c.Due)
}

func (s *simulation) known(today int) (sum float64) {
	for _, c := range s.cards {
		if c.State != (fit.State{}) {
			sum += s.model.Recall(c.State, float64(today-c.Last))
		}
	}
	return sum
}

// draw returns the index of a share with the probability that it has.
func draw(random *rand.Rand, shares []float64) int {
	x := random.Float64()
	for i, share := range shares[:len(shares)-1] {
		if x -= share; x < 0 {
			return i
		}
	}
	return len(shares) - 1
}

// interpolate fills in Known between the days on which it was counted.
func interpolate(days []SimulatedDay, stride int) {
	for from := 0; from < len(days)-1; from += stride {
		to := min(from+stride, len(days)-1)
		for day := from + 1; day < to; day++ {
			share := float64(day-from) / float64(to-from)
			days[day].Known = days[from].Known + share*(days[to].Known-days[from].Known)
		}
	}
}

// Outcome sums a simulation up.
type Outcome struct {
	Retention float64 `json:"retention"`
	Reviews   float64 `json:"reviews_a_day"`
	Minutes   float64 `json:"minutes_a_day"`
	Known     float64 `json:"known"`   // at the end
	Cost      float64 `json:"minutes"` // of study for each card known at the end
}

// Sum returns what the days come to.
func Sum(days []SimulatedDay, retention float64) Outcome {
	o := Outcome{Retention: retention}
	if len(days) == 0 {
		return o
	}
	minutes := 0.0
	for _, d := range days {
		minutes += d.Minutes
		o.Reviews += float64(d.Reviews+d.New) / float64(len(days))
	}
	o.Minutes, o.Known = minutes/float64(len(days)), days[len(days)-1].Known
	if o.Known > 0 {
		o.Cost = minutes / o.Known
	}
	return o
}

// The retentions among which the best is looked for, and the cards that are enough to find it.
const (
	lowestRetention, highestRetention = 0.70, 0.97
	retentionStep                     = 0.01
	sampledCards                      = 2000
)

// BestRetention returns the outcome at the retention at which a minute of study buys most knowledge, and the one
// at the retention of opts, both simulated with the same sample of the cards.
func BestRetention(model *fit.Model, cards []SimulatedCard, habits Habits, opts SimulationOptions) (best, present Outcome) {
	if every := (len(cards) + sampledCards - 1) / sampledCards; every > 1 {
		var sample []SimulatedCard
		for i := 0; i < len(cards); i += every {
			sample = append(sample, cards[i])
		}
		cards = sample
		opts.New, opts.Reviews = (opts.New+every-1)/every, (opts.Reviews+every-1)/every
	}
	at := func(retention float64) Outcome {
		opts.Retention = retention
		return Sum(Simulate(model, cards, habits, opts), retention)
	}
	present = at(opts.Retention)
	best = present
	for step := range int(math.Round((highestRetention-lowestRetention)/retentionStep)) + 1 {
		if found := at(lowestRetention + float64(step)*retentionStep); found.Known > 0 && found.Cost < best.Cost {
			best = found
		}
	}
	best.Retention = math.Round(best.Retention*100) / 100
	return best, present
}
