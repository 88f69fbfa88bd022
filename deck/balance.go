package deck

import (
	"fmt"
	"slices"

	"prep"
)

// balance chooses, for each rating of a card that is asked now, a day on which few cards are due, and returns
// its place. The load of other cards is nothing that a replay could find again: it decides here, once, and the
// review keeps the place.
func (b *book) balance(card Card, m Memory, load *dayLoad) (places, error) {
	if !b.settings.Balance {
		return places{}, nil
	}
	at, err := b.schedulers.of(card.Deck).balance(m, b.today, card.ID, func(first, last prep.Day) ([]int, error) {
		return load.over(b, card, m, first, last)
	})
	if err != nil {
		return places{}, fmt.Errorf("balance the days of card %s: %w", card.ID, err)
	}
	return at, nil
}

// balance chooses the places of a card by the cards that load counts on each day from the first to the last.
// Good comes first, being the usual answer: Again and Hard may not be later than it, and Easy is.
func (s *Scheduler) balance(m Memory, today prep.Day, card prep.ID, load func(first, last prep.Day) ([]int, error)) (at places, err error) {
	look, draw := s.outlook(m, today), fuzzDraw(card, m.Reps)
	within := splitmix64(draw) >> 32
	var days [Easy + 1]int // until the card comes back; 0 after a step
	for _, r := range []Rating{Good, Hard, Again, Easy} {
		if _, _, _, step := s.step(m, r); step {
			continue
		}
		span := s.span(look, m, r)
		days[r] = span.at(draw)
		all := slices.DeleteFunc(span.comebacks(), func(c comeback) bool {
			return r < Good && days[r+1] > 0 && c.days > days[r+1] ||
				r == Easy && c.days <= days[Good] && c.days < s.scheduling.MaxInterval
		})
		if len(all) == 0 {
			continue
		}
		first, last := today+prep.Day(all[0].days), today+prep.Day(all[len(all)-1].days)
		cards, err := load(first, last)
		if err != nil {
			return places{}, err
		}
		chosen := lightest(all, cards, s.scheduling.EasyDays.shares(first, len(cards)), draw)
		days[r], at[r-1] = chosen.days, chosen.place(within)
	}
	return at, nil
}

// lightest returns the day that is least full for a share of the load that its weekday should have, or of
// several the one drawn. Fewer cards are due the later a day is, because more reviews are still to come that will
// end there: who took the emptiest day would make every interval longer (by 12% in the year of the test). So a day
// counts by how far it is below the straight line through all of them.
func lightest(all []comeback, cards []int, shares []float64, draw uint64) comeback {
	const alike = 1e-6
	rise := trend(cards, shares)
	var best []comeback
	least := 0.0
	for _, c := range all {
		day := c.days - all[0].days
		full := float64(cards[day]+1)/shares[day] - rise*float64(day)
		if len(best) == 0 || full < least-alike {
			best, least = append(best[:0], c), full
		} else if full < least+alike {
			best = append(best, c)
		}
	}
	return best[draw*uint64(len(best))>>32]
}

// trend is by how many cards the load rises from day to day: the slope of the line with the least squares, each day
// weighed by its share.
func trend(cards []int, shares []float64) float64 {
	var w, x, y, xx, xy float64
	for i, share := range shares {
		if share == 0 {
			continue
		}
		day, load := float64(i), float64(cards[i]) // share times the load for a whole share
		w += share
		x += share * day
		y += load
		xx += share * day * day
		xy += load * day
	}
	if d := w*xx - x*x; d > 0 {
		return (w*xy - x*y) / d
	}
	return 0
}
