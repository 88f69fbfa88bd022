package fit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A learner is a made-up person whose memory follows FSRS-6 exactly. Cards are scheduled with the default parameters,
// as for anyone who has not fitted theirs, and come a little early or late.
type learner struct {
	memory    Parameters
	retention float64    // that the scheduler aims at
	days      int        // over which cards are first met and reviewed
	begin     [4]float64 // shares of the first grades
	recalled  [3]float64 // shares of Hard, Good and Easy among what is remembered
}

// learners are people of different kinds; their logs are what fits are compared on.
func learners() map[string]learner {
	usual := learner{
		memory: Defaults(), retention: 0.9, days: 500,
		begin: [4]float64{0.25, 0.1, 0.5, 0.15}, recalled: [3]float64{0.1, 0.75, 0.15},
	}
	quick, slow, steep := usual, usual, usual
	quick.memory = Parameters{
		0.9, 2.4, 5.5, 14, 5.6, 0.7, 2.4, 0.02, 2.2, 0.2, 1.1,
		1.8, 0.08, 0.35, 1.9, 0.5, 2.4, 0.4, 0.2, 0.12, 0.12,
	}
	quick.retention = 0.85
	slow.memory = Parameters{
		0.1, 0.5, 1.1, 3.5, 7.1, 0.6, 3.4, 0.01, 1.4, 0.1, 0.6,
		1.2, 0.05, 0.2, 1.3, 0.75, 1.4, 0.7, 0.05, 0.04, 0.25,
	}
	slow.recalled = [3]float64{0.25, 0.7, 0.05}
	steep.memory = Parameters{
		0.3, 1.5, 4, 20, 6.2, 1.1, 2.6, 0.1, 1.6, 0.35, 1.6,
		1, 0.12, 0.45, 2.4, 0.3, 3.2, 0.9, 0.5, 0.3, 0.45,
	}
	steep.retention, steep.days = 0.8, 900
	return map[string]learner{"usual": usual, "quick": quick, "slow": slow, "steep": steep}
}

// log makes a review log with at least so many targets, in the order of time.
func (l learner) log(seed uint64, targets int) []Review {
	random := rand.New(rand.NewPCG(seed, 0))
	var log []Review
	for card, made := int64(1), 0; made < targets; card++ {
		start := len(log)
		log = l.card(random, card, log)
		for i := start + 1; i < len(log); i++ {
			if log[i].Day > log[i-1].Day {
				made++
			}
		}
	}
	slices.SortFunc(log, func(a, b Review) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Card, b.Card))
	})
	return log
}

// card appends the reviews of one card.
func (l learner) card(random *rand.Rand, card int64, log []Review) []Review {
	memory, scheduler := NewModel(l.memory), NewModel(Defaults())
	var truth, belief State
	const firstDay = 19000
	day := firstDay + random.IntN(l.days)
	last, stage, rating := 0, New, 0
	for day < firstDay+l.days {
		seconds := int64(5+random.IntN(16)) * 3600
		for again := true; again; { // until the card is done for the day
			elapsed := day - last
			switch {
			case truth == (State{}):
				elapsed, rating = 0, 1+draw(random, l.begin[:])
			case random.Float64() > memory.Recall(truth, float64(elapsed)):
				rating = 1
			case elapsed == 0 && stage != New && random.Float64() < 0.15:
				rating = 1 // a slip within the day, which no forgetting curve tells of
			default:
				rating = 2 + draw(random, l.recalled[:])
			}
			seconds += 60 + int64(random.IntN(500))
			ms := (int64(day)*86400 + seconds) * 1000
			log = append(log, Review{
				Card: card, Time: ms, Day: int32(day), Rating: uint8(rating), Stage: stage,
				Duration: int32(2000 + random.IntN(15000)),
			})
			truth, belief = memory.Next(truth, elapsed, rating), scheduler.Next(belief, elapsed, rating)
			last = day
			again = rating == 1 || stage == New && rating == 2
			switch {
			case !again:
				stage = Reviewing
			case stage == New:
				stage = Learning
			case stage == Reviewing:
				stage = Relearning
			}
		}
		interval := scheduler.Interval(belief, l.retention) * (0.9 + 0.2*random.Float64())
		day = last + max(int(math.Round(interval)), 1)
		if random.Float64() < 0.3 {
			day += int(random.ExpFloat64() * 0.15 * float64(day-last+2))
		}
	}
	return log
}

// draw returns an index with a chance in proportion to its share.
func draw(random *rand.Rand, shares []float64) int {
	x := random.Float64()
	for i, share := range shares {
		if x -= share; x < 0 {
			return i
		}
	}
	return len(shares) - 1
}
