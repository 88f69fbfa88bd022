package deck

import (
	"math"

	"prep"
)

// Replay returns the memory of a card from all its reviews, in order.
func (s *Scheduler) Replay(reviews []Review, card prep.ID) Memory {
	return replay(s, nil, reviews, card)
}

// Rebuild replays the reviews of many cards. Young cards go through the same few memories, so it keeps what
// go-fsrs answered last: about a third of its calls are spared. It is for one goroutine at a time; each
// worker makes its own.
type Rebuild struct {
	scheduler *Scheduler
	memo      memo
}

// NewRebuild returns a Rebuild of about 800 kB.
func (s *Scheduler) NewRebuild() *Rebuild { return &Rebuild{scheduler: s} }

// Replay returns the memory of a card from all its reviews, in order: the same, to the last bit, as that of
// the Scheduler.
func (b *Rebuild) Replay(reviews []Review, card prep.ID) Memory {
	return replay(b.scheduler, &b.memo, reviews, card)
}

func replay(s *Scheduler, known *memo, reviews []Review, card prep.ID) Memory {
	var m Memory
	for _, review := range reviews {
		if review.Rating.Valid() {
			look := s.outlook(m, review.Day)
			look.memo = known
			m = s.next(look, m, review, card)
		}
	}
	return m
}

const memoBits = 14

// memo holds transitions at a place that follows from where they start. A newer one takes an older one's.
type memo [1 << memoBits]transition

type transition struct {
	before  trace
	elapsed int
	rating  Rating // 0 in an empty place
	after   trace
}

// entry returns the place of a transition, whatever is in it.
func (known *memo) entry(before trace, elapsed int, r Rating) *transition {
	hash := splitmix64(math.Float64bits(before.stability))
	hash = splitmix64(hash ^ math.Float64bits(before.difficulty))
	hash = splitmix64(hash ^ uint64(elapsed)<<3 ^ uint64(r))
	return &known[hash>>(64-memoBits)]
}
