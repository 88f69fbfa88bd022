package deck

import "math"

// assign gives each card the day on which its next review costs least.
func (p *preparation) assign(round int) {
	even := p.even(round)
	clear(p.first)
	for day := range p.plan.Days {
		p.plan.Days[day] = ReadyDay{}
	}
	p.plan.NewOut, p.plan.KnownOut = 0, 0
	for i := range p.below {
		n := &p.below[i]
		best, chosen, took := math.Inf(1), -1, 0.0
		for day := n.from; day < p.opts.Days; day++ {
			if p.full(n, day) {
				continue
			}
			seconds, then := p.on(n, day)
			cost := seconds*price(p.first[day].seconds+p.follow[day].seconds, even) + then
			if cost < best {
				best, chosen, took = cost, day, seconds
			}
		}
		p.plan.First[n.card] = chosen
		if chosen < 0 {
			if n.place < 0 {
				p.plan.NewOut++
			} else {
				p.plan.KnownOut++
			}
			continue
		}
		p.first[chosen].seconds += took
		if n.place < 0 {
			p.first[chosen].fresh++
			p.plan.Days[chosen].New++
		} else {
			p.first[chosen].reviews++
			p.plan.Days[chosen].Reviews++
		}
	}
}

// full says that a day has no room for a card within the limits.
func (p *preparation) full(n *need, day int) bool {
	if n.place < 0 {
		return p.first[day].fresh >= p.opts.New
	}
	return p.first[day].reviews+p.follow[day].reviews+1 > float64(p.opts.Reviews)
}

// even is the seconds that a day has on average; in the first round, with each card asked once.
func (p *preparation) even(round int) float64 {
	total := 0.0
	for day := range p.opts.Days {
		total += p.first[day].seconds + p.follow[day].seconds
	}
	if round == 0 {
		for i := range p.below {
			if p.below[i].place < 0 {
				total += p.opts.Habits.NewSeconds
			}
			total += p.opts.Habits.PassSeconds
		}
	}
	return max(total/float64(p.opts.Days), p.opts.Habits.PassSeconds)
}

// price is what a second costs on a day with so many seconds planned.
func price(seconds, even float64) float64 {
	return 1 + readyPrice*seconds/even
}

// followUp adds the reviews that are expected after the next ones to the mean of the rounds so far: the share of cards
// in each state moves on through the table from today to the date.
func (p *preparation) followUp(round int) {
	follow := make([]load, p.opts.Days)
	for _, t := range p.order {
		shares := make([]float64, (p.opts.Days+1)*gridStates) // by days left
		for i := range p.below {
			n := &p.below[i]
			day := p.plan.First[n.card]
			if n.table != t || day < 0 {
				continue
			}
			left := shares[(p.opts.Days-day)*gridStates:]
			if n.place < 0 {
				for i, share := range p.opts.Habits.First {
					left[n.sight[i]] += share
				}
				continue
			}
			r := t.after(n.place, t.gap(day-n.last))
			left[r.pass] += r.recall
			left[r.fail] += 1 - r.recall
		}
		for left := p.opts.Days; left > 1; left-- {
			for state := range gridStates {
				share, days := shares[left*gridStates+state], int(t.next[left*gridStates+state])
				if share == 0 || days == 0 {
					continue
				}
				r := t.after(state, t.gap(days))
				day := p.opts.Days - left + days
				follow[day].seconds += share * r.cost
				follow[day].reviews += share
				then := shares[(left-days)*gridStates:]
				then[r.pass] += share * r.recall
				then[r.fail] += share * (1 - r.recall)
			}
		}
	}
	for day := range follow {
		weight := 1 / float64(round+1)
		p.follow[day].seconds += weight * (follow[day].seconds - p.follow[day].seconds)
		p.follow[day].reviews += weight * (follow[day].reviews - p.follow[day].reviews)
	}
}

// reprice sets the prices after the loads of the days.
func (p *preparation) reprice() {
	even := p.even(1)
	for day := range p.prices {
		p.prices[day] = price(p.first[day].seconds+p.follow[day].seconds, even)
	}
}

// expect works out the mean recall on the date if the plan is followed.
func (p *preparation) expect() {
	sum := 0.0
	for _, recall := range p.plan.Recall {
		sum += recall
	}
	for _, t := range p.order {
		recall := t.expected(p.opts.Days)
		for i := range p.below {
			n := &p.below[i]
			day := p.plan.First[n.card]
			if n.table != t || day < 0 {
				continue
			}
			sum -= p.plan.Recall[n.card]
			ahead := recall[(p.opts.Days-day)*gridStates:]
			if n.place < 0 {
				for i, share := range p.opts.Habits.First {
					sum += share * ahead[n.sight[i]]
				}
				continue
			}
			r := t.after(n.place, t.gap(day-n.last))
			sum += r.recall*ahead[r.pass] + (1-r.recall)*ahead[r.fail]
		}
	}
	p.plan.Expected = sum / float64(max(len(p.cards), 1))
}
