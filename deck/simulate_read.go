package deck

import (
	"fmt"

	"prep"
	"prep/deck/fit"
)

// habitAnswers is how many of the newest answers tell a person's habits.
const habitAnswers = 50_000

// The habits of somebody of whom nothing is known yet, counted as so many answers (means of the collections that
// FSRS's authors simulate with).
const priorAnswers = 20

var commonHabits = Habits{
	First: [4]float64{0.24, 0.09, 0.50, 0.17}, Passed: [3]float64{0.22, 0.63, 0.15},
	NewSeconds: 20, PassSeconds: 8, FailSeconds: 25,
}

// ReadHabits returns how the owner of the database answers.
func ReadHabits(tx *prep.Tx) (Habits, error) { return readHabits(tx, habitAnswers) }

// readHabits asks so many of the newest answers.
func readHabits(tx *prep.Tx, answers int) (Habits, error) {
	var first [4]float64
	var passed [3]float64
	var fresh, pass, fail struct{ cards, seconds float64 }
	err := tx.Each(func(scan func(...any) error) error {
		var rating int
		var milliseconds float64
		var known bool
		if err := scan(new(int64), &rating, &milliseconds, &known); err != nil {
			return err
		}
		switch {
		case !known:
			first[rating-1]++
			fresh.cards, fresh.seconds = fresh.cards+1, fresh.seconds+milliseconds/1000
		case rating == int(Again):
			fail.cards, fail.seconds = fail.cards+1, fail.seconds+milliseconds/1000
		default:
			passed[rating-2]++
			pass.cards, pass.seconds = pass.cards+1, pass.seconds+milliseconds/1000
		}
		return nil
	}, `select min(r.time), r.rating, sum(r.duration),
			exists (select 1 from review e where e.card = r.card and e.day < r.day and e.undone = 0 and e.kind = 0)
		from (select card, time, day, rating, duration from review where undone = 0 and kind = 0 and duration > 0
			order by day desc, time desc limit ?) r
		group by r.card, r.day`, answers) // beside min() SQLite gives the rating of the earliest row
	if err != nil {
		return Habits{}, fmt.Errorf("read habits: %w", err)
	}
	h := commonHabits
	share(h.First[:], first[:])
	share(h.Passed[:], passed[:])
	h.NewSeconds = mean(h.NewSeconds, fresh.cards, fresh.seconds)
	h.PassSeconds = mean(h.PassSeconds, pass.cards, pass.seconds)
	h.FailSeconds = mean(h.FailSeconds, fail.cards, fail.seconds)
	return h, nil
}

// share turns counts into shares, with what is common as a few answers more.
func share(common, counts []float64) {
	total := float64(priorAnswers)
	for _, n := range counts {
		total += n
	}
	for i, n := range counts {
		common[i] = (n + common[i]*priorAnswers) / total
	}
}

func mean(common, cards, seconds float64) float64 {
	return (seconds + common*priorAnswers) / (cards + priorAnswers)
}

// Simulated is what a simulation of the present state needs.
type Simulated struct {
	Cards    []SimulatedCard
	Habits   Habits
	Settings Settings
	Model    *fit.Model
}

// ReadSimulation returns the cards that match a query (nil: all) and are not suspended, as they stand, with the
// habits of their owner. The memories must be fresh.
func ReadSimulation(tx *prep.Tx, query Expr) (Simulated, error) {
	book, err := openBook(tx)
	if err != nil {
		return Simulated{}, err
	}
	sim := Simulated{Settings: book.settings, Model: fit.NewModel(book.settings.Parameters)}
	if sim.Habits, err = ReadHabits(tx); err != nil {
		return Simulated{}, err
	}
	where, args := restriction(query, book)
	err = tx.Each(func(scan func(...any) error) error {
		var c SimulatedCard
		var last, due int
		if err := scan(&c.State.Stability, &c.State.Difficulty, &last, &due); err != nil {
			return err
		}
		if c.State.Stability > 0 {
			c.Last, c.Due = min(last-int(book.today), 0), due-int(book.today)
		}
		sim.Cards = append(sim.Cards, c)
		return nil
	}, `select m.stability, m.difficulty, m.last, m.due from memory m join card c on c.id = m.card
		where c.suspended = 0`+where+" order by m.state = 0, m.due_time, m.card", args...)
	if err != nil {
		return Simulated{}, fmt.Errorf("simulate: %w", err)
	}
	return sim, nil
}
