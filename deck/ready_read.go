package deck

import (
	"fmt"
	"strings"

	"prep"
	"prep/deck/fit"
)

// readyAnswers is how many of the newest answers tell a plan a person's times and grades: it is made at each start of
// a session.
const readyAnswers = 2000

// readied is a card that matters for a target.
type readied struct {
	Queued
	tags    string
	now     fit.State // as it stands; the zero State for a new card
	steps   bool      // in a step within the day, which comes as its time does
	morning ReadyCard // as it stood when today began
}

// readied returns the cards that match a query (nil: all), suspended ones apart, by id. What was reviewed today counts in now
// only: the plan of a day is made of what was known when it began, so that it stays the same all day and on every
// machine.
func (b *book) readied(query Expr) ([]readied, error) {
	where, args := restriction(query, b)
	models := map[*Scheduler]*fit.Model{}
	var cards []readied
	texts := map[string]string{} // each text of tags once
	err := b.tx.Each(func(scan func(...any) error) error {
		var c readied
		var card, note, deck, state, last, dueTime, buried int64
		var tags []byte
		if err := scan(&card, &note, &deck, &state, &c.now.Stability, &c.now.Difficulty, &last, &dueTime, &buried, &tags); err != nil {
			return err
		}
		text, seen := texts[string(tags)]
		if !seen {
			text = string(tags)
			texts[text] = text
		}
		c.tags = text
		c.Card, c.Note, c.Deck, c.State = prep.ID(card), prep.ID(note), prep.ID(deck), State(state)
		c.last, c.steps = prep.Day(last), c.State != New && dueTime != 0
		scheduler := b.schedulers.of(c.Deck)
		if models[scheduler] == nil {
			models[scheduler] = fit.NewModel(scheduler.scheduling.Parameters)
		}
		c.morning = ReadyCard{Model: models[scheduler], State: c.now, From: int(buried - int64(b.today))}
		if c.State != New {
			c.morning.Last = int(c.last - b.today)
		}
		cards = append(cards, c)
		return nil
	}, `select m.card, iif(c.note = 0, c.id, c.note), m.deck, m.state, m.stability, m.difficulty, m.last, m.due_time, c.buried, c.tags
		from card c cross join memory m on m.card = c.id where c.suspended = 0`+where+" order by c.id", args...)
	if err != nil {
		return nil, fmt.Errorf("read the cards of a target: %w", err)
	}
	for i := range cards {
		if c := &cards[i]; c.State != New && c.last >= b.today {
			if err := b.rewind(c); err != nil {
				return nil, err
			}
		}
	}
	return cards, nil
}

// rewind gives a card that was reviewed today the memory with which it began the day.
func (b *book) rewind(c *readied) error {
	reviews, err := b.tx.Reviews(c.Card)
	if err != nil {
		return fmt.Errorf("read the reviews of card %s: %w", c.Card, err)
	}
	var answers []prep.Answer
	for _, r := range reviews {
		if r.Day < b.today {
			answers = append(answers, r.Answer())
		}
	}
	m := b.schedulers.of(c.Deck).Replay(scheduled(nil, answers), c.Card)
	c.morning.State, c.morning.Last = fit.State{Stability: m.Stability, Difficulty: m.Difficulty}, 0
	if m.State != New {
		c.morning.Last = int(m.LastDay - b.today)
	}
	return nil
}

// mornings are the cards as a plan of the day begins with them.
func mornings(cards []readied) []ReadyCard {
	plain := make([]ReadyCard, len(cards))
	for i, c := range cards {
		plain[i] = c.morning
	}
	return plain
}

// topics are the tags of a card.
func (c readied) topics() []string { return strings.Fields(c.tags) }
