package deck

import (
	"runtime"
	"slices"
	"sync"

	"prep"
)

// rebuild writes the memory of each card from its reviews. One goroutine reads the histories, the others replay
// them: of a large database each takes about as long as the other.
func (b *book) rebuild(cards map[prep.ID]staleCard, progress func(done, total int)) error {
	replays := b.startReplays(len(cards))
	batch := newBatch()
	err := b.tx.EachStale(func(id prep.ID, answers []prep.Answer) error {
		card, live := cards[id]
		if !live {
			return nil
		}
		if batch.add(id, card.deck, answers); batch.full() {
			replays.jobs <- batch
			batch = newBatch()
		}
		return nil
	})
	replays.jobs <- batch
	memories := replays.end()
	if err != nil {
		return err
	}
	if err := b.tx.Exec("delete from memory where card in (select card from stale)"); err != nil {
		return err
	}
	ids := make([]prep.ID, 0, len(cards))
	for id := range cards {
		ids = append(ids, id)
	}
	slices.Sort(ids) // in the order of the table: its pages are written once
	for i, id := range ids {
		if err := b.write(id, cards[id], memories[id]); err != nil { // the zero Memory of a card without reviews is new
			return err
		}
		if progress != nil {
			progress(i+1, len(cards))
		}
	}
	return nil
}

// batch is the histories of some cards, one behind the other.
type batch struct {
	reviews []Review
	cards   []batchCard
}

type batchCard struct {
	id, deck prep.ID
	end      int // of its reviews; they begin where those of the card before end
}

// batchReviews is about how many reviews a batch holds: enough to make handing it over cheap.
const batchReviews = 8192

func newBatch() *batch { return &batch{reviews: make([]Review, 0, batchReviews+1024)} }

func (b *batch) full() bool { return len(b.reviews) >= batchReviews }

func (b *batch) add(id, deck prep.ID, answers []prep.Answer) {
	b.reviews = scheduled(b.reviews, answers)
	b.cards = append(b.cards, batchCard{id, deck, len(b.reviews)})
}

// scheduled appends the reviews that move a memory: those after the last reset, without the crammed ones.
func scheduled(into []Review, answers []prep.Answer) []Review {
	begin := len(into)
	for _, a := range answers {
		switch a.Kind {
		case prep.ReviewReset:
			into = into[:begin]
		case prep.ReviewScheduled:
			into = append(into, reviewOf(a))
		}
	}
	return into
}

// reviewOf returns what the scheduler knows of an answer.
func reviewOf(a prep.Answer) Review {
	return Review{Time: a.Time, Day: a.Day, Rating: Rating(a.Rating), Place: a.Place}
}

// replays is the goroutines that turn batches into memories.
type replays struct {
	jobs     chan *batch
	workers  sync.WaitGroup
	found    sync.Mutex
	memories map[prep.ID]Memory
}

func (b *book) startReplays(cards int) *replays {
	r := &replays{jobs: make(chan *batch, 2), memories: map[prep.ID]Memory{}}
	for range min(runtime.GOMAXPROCS(0), 1+cards/1000) {
		r.workers.Go(func() { r.work(b.schedulers) })
	}
	return r
}

func (r *replays) work(schedulers schedulers) {
	rebuilds := map[*Scheduler]*Rebuild{}
	for batch := range r.jobs {
		memories := make([]Memory, len(batch.cards))
		begin := 0
		for i, card := range batch.cards {
			scheduler := schedulers.of(card.deck)
			if rebuilds[scheduler] == nil {
				rebuilds[scheduler] = scheduler.NewRebuild()
			}
			memories[i] = rebuilds[scheduler].Replay(batch.reviews[begin:card.end], card.id)
			begin = card.end
		}
		r.found.Lock()
		for i, card := range batch.cards {
			r.memories[card.id] = memories[i]
		}
		r.found.Unlock()
	}
}

// end waits for the last batch and returns the memories.
func (r *replays) end() map[prep.ID]Memory {
	close(r.jobs)
	r.workers.Wait()
	return r.memories
}
