package deck

import (
	"context"
	"fmt"
	"time"

	"prep"
)

// Summary is what a session came to.
type Summary struct {
	Answered int
	Cards    int           // different cards among them
	Time     time.Duration // from the questions to the grades
	Known    int           // answers to cards past their learning steps
	Recalled int           // of these, the ones that were not forgotten
	Lapses   int
	Leeches  []Card // forgotten once too often today
	Streak   int    // study days in a row with a review, today included
	Tomorrow int    // cards that will be due tomorrow, new ones apart
}

// Summary returns what was done in this session and what comes after it.
func (s *Session) Summary(ctx context.Context) (Summary, error) {
	sum := Summary{Answered: len(s.grades)}
	cards := map[prep.ID]bool{}
	for _, g := range s.grades {
		cards[g.card.ID] = true
		sum.Time += g.took
		if g.before.State == Reviewing {
			sum.Known++
			if g.rating != Again {
				sum.Recalled++
			}
		}
		if g.after.Lapses > g.before.Lapses {
			sum.Lapses++
		}
		if becameLeech(g.before, g.after) {
			sum.Leeches = append(sum.Leeches, g.card)
		}
	}
	sum.Cards = len(cards)
	err := s.update(ctx, func(b *book) (err error) {
		days, err := Streak(b.tx)
		if err != nil {
			return err
		}
		sum.Streak = days.Current
		sum.Tomorrow, err = b.dueTomorrow()
		return err
	})
	if err != nil {
		return Summary{}, fmt.Errorf("sum up the session: %w", err)
	}
	return sum, nil
}

// dueTomorrow counts the cards that will wait tomorrow if nothing more is reviewed today.
func (b *book) dueTomorrow() (n int, err error) {
	tomorrow := int64(b.today) + 1
	err = b.tx.Get(`select count(*) from memory m join card c on c.id = m.card
		where `+queued+`m.state in (1, 2, 3) and m.due <= ? and c.suspended = 0 and c.buried <= ?`,
		[]any{tomorrow, tomorrow}, &n)
	return n, err
}

// paceReviews is how many of the newest answers tell a person's pace.
const paceReviews = 300

// Pace returns how long the person takes for an answer, by their newest answers; zero before the first.
func (s *Session) Pace(ctx context.Context) (pace time.Duration, err error) {
	err = s.db.View(ctx, func(tx *prep.Tx) error {
		var milliseconds float64
		err := tx.Get(`select coalesce(avg(duration), 0) from
			(select duration from review where undone = 0 order by day desc, time desc limit ?)`, []any{paceReviews}, &milliseconds)
		pace = time.Duration(milliseconds * float64(time.Millisecond))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the pace: %w", err)
	}
	return pace, nil
}
