package deck

import "prep"

// places is where in the range of its interval a card comes back after each rating, Again first: 1 to
// prep.MaxPlace, or 0 where the day is drawn or a step leaves nothing to choose. A review keeps the place and
// not the day, so that a replay under other parameters finds the day in another range.
type places [4]int

// after returns the place after a rating.
func (p places) after(r Rating) int { return p[r-1] }

// comeback is a day on which a rating may bring a card back.
type comeback struct {
	days        int // from today
	first, last int // the places that lead there
}

// place returns one of the places, by a draw: under other parameters, with more days, what came together is not to
// stay together.
func (c comeback) place(draw uint64) int {
	return c.first + int(draw*uint64(c.last-c.first+1)>>32)
}

// comebacks returns the days on which an interval may end, the earliest first, each as the replay of its places
// will find it; none where an interval is too short to be moved. Of more days than there are places, and of days
// that are very easy, some are out of reach.
func (p span) comebacks() []comeback {
	if low, high := FuzzRange(p.interval, p.scheduling.MaxInterval); low == high || !p.scheduling.Fuzz {
		return nil
	}
	var all []comeback
	for place := 1; place <= prep.MaxPlace; place++ {
		days := p.at(placeDraw(place))
		if n := len(all); n > 0 && all[n-1].days == days {
			all[n-1].last = place
		} else {
			all = append(all, comeback{days, place, place})
		}
	}
	return all
}
