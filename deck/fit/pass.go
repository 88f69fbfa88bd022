package fit

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A part is the reviews of a set that a computation looks at: of some cards all up to the last target with a rank
// below end. Its targets are weighed as in a fit, the recent ones most, or all the same.
type part struct {
	set    *Set
	stride int   // every stride-th card
	end    int32 // rank of the first target that is too late
	flat   bool  // weigh all the same
}

// before is the part with the first n targets.
func (s *Set) before(n int) part { return part{set: s, stride: 1, end: int32(n)} }

// sample is the part's targets on every n-th of its cards. Weights do not change. As neighbouring cards have like
// histories, the sample has some of every kind.
func (p part) sample(n int) part {
	p.stride *= n
	return p
}

// weight of a target: 0.25 + 0.75·x³, where x goes from 0 for the first to 1 for the last, as in fsrs-rs.
func (p *part) weight(rank int32) float64 {
	if p.flat {
		return 1
	}
	x := float64(rank) / float64(max(p.end-1, 1))
	return 0.25 + 0.75*x*x*x
}

// cards returns how many cards the part goes through; some may have no target in it.
func (p *part) cards() int { return (p.set.Cards() + p.stride - 1) / p.stride }

// card returns the bounds of the n-th card's reviews up to its last target; from == to if it has none.
func (p *part) card(n int) (from, to int) {
	from, to = int(p.set.start[n*p.stride]), int(p.set.start[n*p.stride+1])
	for to > from && (p.set.rank[to-1] < 0 || p.set.rank[to-1] >= p.end) {
		to--
	}
	return from, to
}

// chunkCards is how many cards are worked on at a time.
const chunkCards = 512

// chunks calls work for every chunk of n cards, from up to before to, on all cores, and returns the results in order.
func chunks[T any](n int, work func(from, to int) T) []T {
	starts := make([]int, (n+chunkCards-1)/chunkCards)
	for i := range starts {
		starts[i] = i * chunkCards
	}
	return eachOf(starts, func(from *int) T { return work(*from, min(*from+chunkCards, n)) })
}

// eachOf calls work for every item, on all cores, and returns the results in the order of the items.
func eachOf[S, T any](items []S, work func(*S) T) []T {
	results := make([]T, len(items))
	var next atomic.Int64
	run := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(items) {
				return
			}
			results[i] = work(&items[i])
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(items)) - 1 {
		wait.Go(run)
	}
	run()
	wait.Wait()
	return results
}
