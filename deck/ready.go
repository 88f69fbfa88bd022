package deck

import (
	"cmp"
	"fmt"
	"slices"

	"prep"
	"prep/deck/fit"
)

// Target is a day on which cards are to be known.
type Target struct {
	Date  prep.Day
	Query Expr    // the cards that matter; nil: all
	Goal  float64 // wanted recall on the date; 0: DefaultGoal
}

// DefaultGoal is the recall on the date that a target asks for if it says nothing.
const DefaultGoal = 0.95

// The goals that can be planned for: at 1 nobody arrives, and below a half nobody has to plan.
const lowestGoal, highestGoal = 0.5, 0.99

// PlanError says why nothing can be planned for a target.
type PlanError struct {
	Why  string
	Part string // of the target, to be changed: date, recall or query
}

func (e *PlanError) Error() string { return e.Why }

// longestPlan is how many days before the date a plan begins.
const longestPlan = 365

// A ReadyCard is a card as a plan begins with it. Days count from today.
type ReadyCard struct {
	Model *fit.Model // of its deck
	State fit.State  // the zero State for a new card
	Last  int        // the last review; at most 0, and 0 keeps the card from being asked today
	From  int        // the first day on which it may be asked
}

// ReadyOptions say for what and within what to plan.
type ReadyOptions struct {
	Days    int     // until the date; reviews are on day 0, today, to Days-1
	Goal    float64 // wanted recall on the date
	New     int     // new cards a day
	Reviews int     // reviews a day
	Habits  Habits
}

// ReadyDay is what a day of a plan costs, expected.
type ReadyDay struct {
	New     int     `json:"new"`
	Reviews float64 `json:"reviews"`
	Minutes float64 `json:"minutes"`
}

// ReadyPlan is a plan for some cards, in their order.
type ReadyPlan struct {
	Recall []float64 // on the date, with no review before it; 0 for a new card
	First  []int     // the day of the next review; a card that needs none, or has none within the limits: -1
	Gain   []float64 // of recall on the date for a second of study, were the card asked on the first day that it can be
	Days   []ReadyDay

	Expected         float64 // mean recall on the date if the plan is followed
	NewBelow         int     // new cards, all of which the goal is ahead of
	NewOut, KnownOut int     // cards below the goal for which the limits leave no room
}

// A plan is made like this.
//
// What a card needs. For a memory just reviewed, with so many days left, a table holds the seconds of study that are
// still expected to go into it, and when the next review is best. From the date backward (dynamic programming over
// readyTable's grid): a memory that will be at the goal on the date costs nothing, any other the seconds of a review on
// the best later day with what its success and its failure cost from there, and after the last day the recall that is
// missing. So a review is planned late enough to leave a memory that lasts, early enough to be repeated if it fails,
// and the fewest seconds that reach the goal are chosen.
//
// When. Left alone, nearly every card is best asked on the last days. So a day's seconds cost more the fuller it is:
// each card, the most gain for a second first, takes the day on which it costs least with what is there already, and
// with the prices that come out of it the table and all choices are made again, several times, each round on the mean
// of the loads so far (fictitious play, which settles where hard choices would swing from one day to another).
const (
	readyRounds = 6
	// A card so near to the goal is let be: those well above it make up for it.
	readyNear = 0.01
	// A card's recall on the date is worth so many times the seconds of a review, a fortieth is worth one; more where
	// that does not bring the mean to the goal.
	readyWorth, mostWorth = 40, 2000
	// A second costs so much more on a day that is as full as the mean of days, twice as much more on one twice as full.
	readyPrice = 0.5
)

// Prepare plans the reviews of cards until a date. Only cards whose recall on the date would be below the goal are
// asked. The same cards and options give the same plan.
func Prepare(cards []ReadyCard, opts ReadyOptions) ReadyPlan {
	p := preparation{cards: cards, opts: opts, tables: map[*fit.Model]*readyTable{}}
	p.plan.Recall, p.plan.Gain = make([]float64, len(cards)), make([]float64, len(cards))
	p.plan.First = make([]int, len(cards))
	p.plan.Days = make([]ReadyDay, opts.Days)
	p.prices, p.first, p.follow = make([]float64, opts.Days), make([]load, opts.Days), make([]load, opts.Days)
	for day := range p.prices {
		p.prices[day] = 1
	}
	costs := readyCosts{opts.Habits.NewSeconds, opts.Habits.PassSeconds, opts.Habits.FailSeconds}
	for i, c := range cards {
		p.plan.First[i] = -1
		if p.tables[c.Model] == nil {
			table := newReadyTable(c.Model, costs, opts.Goal-readyNear, opts.Days)
			p.tables[c.Model] = table
			p.order = append(p.order, table)
		}
		if c.State != (fit.State{}) {
			p.plan.Recall[i] = c.Model.Recall(c.State, float64(opts.Days-c.Last))
		}
		if c.State == (fit.State{}) {
			p.plan.NewBelow++
		}
		if p.plan.Recall[i] < opts.Goal-readyNear {
			p.below = append(p.below, p.need(i))
		}
	}
	p.rank()
	worth := float64(readyWorth)
	for round := 0; round < readyRounds; round++ {
		for _, table := range p.order {
			table.worth = worth * costs.pass
			table.lookAhead(p.prices)
		}
		p.assign(round)
		p.followUp(round)
		p.reprice()
		if round < readyRounds-1 {
			continue
		}
		if p.expect(); p.plan.Expected < opts.Goal && worth < mostWorth && p.plan.NewOut+p.plan.KnownOut == 0 {
			worth, round = worth*4, round-2
		}
	}
	for day := range p.plan.Days {
		p.plan.Days[day].Reviews += p.follow[day].reviews
		p.plan.Days[day].Minutes = (p.first[day].seconds + p.follow[day].seconds) / 60
	}
	return p.plan
}

// preparation is a plan in the making.
type preparation struct {
	cards  []ReadyCard
	opts   ReadyOptions
	tables map[*fit.Model]*readyTable
	order  []*readyTable // the tables as they were first met
	below  []need        // the cards below the goal

	prices        []float64 // by day
	first, follow []load    // by day: the next reviews of the cards, and the mean of what follows them
	plan          ReadyPlan
}

// load is what is planned for a day.
type load struct {
	seconds, reviews float64
	fresh            int
}

// need is a card below the goal.
type need struct {
	card  int
	table *readyTable
	from  int // the first day on which it can be asked
	place int // of its memory; -1 for a new card
	last  int
	sight [4]int32 // for a new card: the states after each first rating
}

func (p *preparation) need(card int) need {
	c := p.cards[card]
	n := need{card: card, table: p.tables[c.Model], place: -1, last: c.Last, from: max(c.From, 0)}
	if c.State != (fit.State{}) {
		n.place, n.from = n.table.place(c.State), max(c.Last+1, c.From, 0)
		return n
	}
	for r := Again; r <= Easy; r++ {
		state := c.Model.Next(fit.State{}, 0, int(r))
		if r < Easy {
			state = c.Model.Next(state, 0, int(Good)) // the last learning step
		}
		n.sight[r-1] = int32(n.table.place(state))
	}
	return n
}

// on returns the seconds that a need's review takes on a day, and what is expected to follow it.
func (p *preparation) on(n *need, day int) (seconds, then float64) {
	t := n.table
	ahead := t.ahead[(p.opts.Days-day)*gridStates:][:gridStates]
	if n.place < 0 {
		for i, share := range p.opts.Habits.First {
			then += share * ahead[n.sight[i]]
		}
		return t.costs.fresh, then
	}
	r := t.after(n.place, t.gap(day-n.last))
	return r.cost, r.recall*ahead[r.pass] + (1-r.recall)*ahead[r.fail]
}

// rank puts the cards that gain most for a second first, by what a review on the first possible day would leave missing
// on the date.
func (p *preparation) rank() {
	for i := range p.below {
		n := &p.below[i]
		if n.from >= p.opts.Days {
			continue
		}
		t := n.table
		short := t.missing[(p.opts.Days-n.from)*gridStates:][:gridStates]
		seconds, missing := t.costs.fresh, 0.0
		if n.place < 0 {
			for i, share := range p.opts.Habits.First {
				missing += share * short[n.sight[i]]
			}
		} else {
			r := t.after(n.place, t.gap(n.from-n.last))
			seconds, missing = r.cost, r.recall*short[r.pass]+(1-r.recall)*short[r.fail]
		}
		p.plan.Gain[n.card] = (p.opts.Goal - readyNear - p.plan.Recall[n.card] - missing) / seconds
	}
	slices.SortStableFunc(p.below, func(a, b need) int { return cmp.Compare(p.plan.Gain[b.card], p.plan.Gain[a.card]) })
}

// Check refuses a target for which nothing can be planned today, with a *PlanError.
func (t Target) Check(today prep.Day) error {
	refuse := func(part, format string, args ...any) error {
		return &PlanError{Why: fmt.Sprintf(format, args...), Part: part}
	}
	switch {
	case t.Date < today:
		return refuse("date", "the date %s has passed", t.Date)
	case t.Date == today:
		return refuse("date", "the date is today: no day is left to plan")
	case t.Date-today > longestPlan:
		return refuse("date", "the date is %d days away: its plan begins on %s", t.Date-today, t.Date-longestPlan)
	case !(t.goal() >= lowestGoal && t.goal() <= highestGoal): // so written, NaN is refused
		return refuse("recall", "recall wanted on the day: %v, want %v to %v", t.Goal, lowestGoal, highestGoal)
	}
	return nil
}

func (t Target) goal() float64 {
	if t.Goal == 0 {
		return DefaultGoal
	}
	return t.Goal
}
