package deck

import (
	"fmt"
	"strconv"
	"strings"

	"prep"
)

// CatchUp spreads what was overdue on its first day over the days from then on. Which day a card gets follows from
// its id, so every machine agrees and there is nothing to keep count of; a card that is reviewed leaves the plan.
type CatchUp struct {
	From prep.Day
	Days int
}

// SettingCatchUp is the setting that holds the plan; prep review --catch-up writes it.
const SettingCatchUp = "catch_up"

// longestCatchUp bounds a plan in days.
const longestCatchUp = 365

// ParseCatchUp reads a plan as String writes it: 2026-11-02 7.
func ParseCatchUp(s string) (CatchUp, error) {
	first, days, _ := strings.Cut(s, " ")
	from, err := prep.ParseDay(first)
	if err != nil {
		return CatchUp{}, err
	}
	n, err := strconv.Atoi(days)
	if err != nil || n < 1 || n > longestCatchUp {
		return CatchUp{}, fmt.Errorf("catch up over %q: want 1 to %d days", days, longestCatchUp)
	}
	return CatchUp{From: from, Days: n}, nil
}

func (c CatchUp) String() string {
	if c.Days == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d", c.From, c.Days)
}

// day returns the day on which a card of the backlog is asked, and whether it is of the backlog.
func (c CatchUp) day(card prep.ID, due, last prep.Day) (prep.Day, bool) {
	if c.Days == 0 || due >= c.From || last >= c.From {
		return 0, false
	}
	return c.From + prep.Day(splitmix64(uint64(card)^uint64(c.From))%uint64(c.Days)), true
}

// waits reports whether the plan keeps a card for a later day.
func (c CatchUp) waits(card prep.ID, due, last, today prep.Day) bool {
	day, backlog := c.day(card, due, last)
	return backlog && day > today
}

// CatchUpDay is what one day of a plan costs.
type CatchUpDay struct {
	Day     prep.Day
	Backlog int // cards of the pile
	Due     int // cards that come due by themselves
}

// SetCatchUp plans the overdue pile over so many days from today, 0 for no plan, and returns what each day costs as
// far as it is known today.
func SetCatchUp(tx *prep.Tx, days int) ([]CatchUpDay, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	plan := CatchUp{From: book.today, Days: days}
	if err := SetSetting(tx, SettingCatchUp, plan.String()); err != nil {
		return nil, err
	}
	if days == 0 {
		return nil, nil
	}
	return book.catchUpDays(plan)
}

func (b *book) catchUpDays(plan CatchUp) ([]CatchUpDay, error) {
	costs := make([]CatchUpDay, plan.Days)
	for i := range costs {
		costs[i].Day = plan.From + prep.Day(i)
	}
	err := b.tx.Each(func(scan func(...any) error) error {
		var card, due, last int64
		if err := scan(&card, &due, &last); err != nil {
			return err
		}
		if day, backlog := plan.day(prep.ID(card), prep.Day(due), prep.Day(last)); backlog {
			costs[day-plan.From].Backlog++
		} else {
			costs[max(prep.Day(due)-plan.From, 0)].Due++
		}
		return nil
	}, `select m.card, m.due, m.last from memory m join card c on c.id = m.card
		where `+queued+`m.state in (1, 2, 3) and m.due_time = 0 and m.due < ? and c.suspended = 0`, int64(plan.From)+int64(plan.Days))
	if err != nil {
		return nil, fmt.Errorf("plan to catch up: %w", err)
	}
	return costs, nil
}
