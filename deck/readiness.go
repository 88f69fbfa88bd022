package deck

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"prep"
	"prep/deck/fit"
)

// Readiness is how a person stands before a target: what is known of its cards on the date if nothing more is done, and
// what a plan takes to reach the goal. Every number is a count, a mean recall from 0 to 1, or minutes.
type Readiness struct {
	Today    prep.Day `json:"-"`
	Date     prep.Day `json:"-"`
	DaysLeft int      `json:"days_left"`
	Goal     float64  `json:"goal"`

	Cards  int     `json:"cards"`
	New    int     `json:"never_seen"`
	Ready  int     `json:"ready"`       // cards at or above the goal on the date
	Recall float64 `json:"recall"`      // mean on the date as things stand
	Ahead  float64 `json:"recall_plan"` // mean on the date if the plan is followed

	Topics []Topic `json:"topics"` // the weakest first

	Days    []ReadyDay `json:"days"` // the plan, today first, as it was when the day began
	Minutes float64    `json:"minutes_a_day"`
	Left    int        `json:"left_today"` // cards of today's part that were not asked yet

	NewLimit      int  `json:"new_limit"`
	ReviewLimit   int  `json:"review_limit"`
	Out           int  `json:"beyond_limits"` // cards below the goal for which the limits leave no room
	NewNeeded     int  `json:"new_limit_needed,omitempty"`
	ReviewsNeeded int  `json:"review_limit_needed,omitempty"`
	Paused        bool `json:"paused"` // a pause holds today
}

// Topic is a tag among the cards of a target.
type Topic struct {
	Tag    string  `json:"tag"` // "" for cards without one
	Cards  int     `json:"cards"`
	New    int     `json:"never_seen"`
	Ready  int     `json:"ready"`
	Recall float64 `json:"recall"` // mean on the date as things stand
}

// ReadReadiness returns how things stand before a target that passes its Check. The memories must be fresh. Where no card
// matches, the error is a *PlanError.
func ReadReadiness(tx *prep.Tx, target Target) (Readiness, error) {
	book, err := openBook(tx)
	if err != nil {
		return Readiness{}, err
	}
	if err := target.Check(book.today); err != nil {
		return Readiness{}, err
	}
	cards, err := book.readied(target.Query)
	if err != nil {
		return Readiness{}, err
	}
	if len(cards) == 0 {
		if target.Query == nil || target.Query == (All{}) {
			return Readiness{}, &PlanError{Why: "there are no cards", Part: "query"}
		}
		return Readiness{}, &PlanError{Why: fmt.Sprintf("no card matches %q", target.Query), Part: "query"}
	}
	habits, err := readHabits(tx, readyAnswers)
	if err != nil {
		return Readiness{}, err
	}
	opts := ReadyOptions{
		Days: int(target.Date - book.today), Goal: target.goal(), Habits: habits,
		New: book.settings.NewLimit, Reviews: book.settings.ReviewLimit,
	}
	plan := Prepare(mornings(cards), opts)
	s := Readiness{
		Today: book.today, Date: target.Date, DaysLeft: opts.Days, Goal: opts.Goal,
		Ahead: plan.Expected, Days: plan.Days, NewLimit: opts.New, ReviewLimit: opts.Reviews,
		Out: plan.NewOut + plan.KnownOut,
	}
	_, s.Paused = book.settings.Pauses.On(book.today)
	for _, d := range plan.Days {
		s.Minutes += d.Minutes / float64(len(plan.Days))
	}
	for i, c := range cards {
		if plan.First[i] == 0 && !(c.State != New && c.last >= book.today) {
			s.Left++
		}
	}
	s.count(cards)
	if s.Out > 0 {
		s.limits(cards, plan, opts)
	}
	return s, nil
}

// count sums the cards up as they stand.
func (s *Readiness) count(cards []readied) {
	topics := map[string]*Topic{}
	for _, c := range cards {
		recall, fresh, ready := 0.0, 0, 0
		if c.now == (fit.State{}) {
			fresh = 1
		} else {
			recall = c.morning.Model.Recall(c.now, float64(s.Date-c.last))
		}
		if recall >= s.Goal {
			ready = 1
		}
		s.Cards++
		s.New += fresh
		s.Ready += ready
		s.Recall += recall
		tags := c.topics()
		if len(tags) == 0 {
			tags = []string{""}
		}
		for _, tag := range tags {
			t := topics[tag]
			if t == nil {
				t = &Topic{Tag: tag}
				topics[tag] = t
			}
			t.Cards++
			t.New += fresh
			t.Ready += ready
			t.Recall += recall
		}
	}
	s.Recall /= float64(max(s.Cards, 1))
	s.Topics = []Topic{}
	for _, t := range topics {
		t.Recall /= float64(t.Cards)
		s.Topics = append(s.Topics, *t)
	}
	slices.SortFunc(s.Topics, func(a, b Topic) int {
		return cmp.Or(cmp.Compare(a.Recall, b.Recall), cmp.Compare(a.Tag, b.Tag))
	})
}

// limits finds the limits with which every card below the goal has a day: the new cards spread evenly, and as many
// reviews as the fullest day then has.
func (s *Readiness) limits(cards []readied, plan ReadyPlan, opts ReadyOptions) {
	opts.New = max(opts.New, (plan.NewBelow+opts.Days-1)/opts.Days)
	opts.Reviews = math.MaxInt32
	fullest := 0.0
	for _, d := range Prepare(mornings(cards), opts).Days {
		fullest = max(fullest, d.Reviews)
	}
	if plan.NewOut > 0 {
		s.NewNeeded = opts.New
	}
	if n := int(math.Ceil(fullest)); n > s.ReviewLimit {
		s.ReviewsNeeded = n
	}
}

// Weakest returns the topics with the lowest recall on the date, at most so many.
func (s Readiness) Weakest(most int) []Topic { return s.Topics[:min(most, len(s.Topics))] }
