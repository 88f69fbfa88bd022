package deck

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"prep"
)

// learnAhead is how long before its time a learning step may come when nothing else is left.
const learnAhead = 20 * time.Minute

// Session is a walk through the day's cards. It holds no answer: every grade is committed before the next
// card is known, and a new Session goes on where another was killed.
type Session struct {
	db     *prep.DB
	opts   QueueOptions
	queue  []Queued
	left   int // cards that Limit still allows; negative: no limit
	done   int
	again  prep.ID          // the card that an undo brought back
	steps  int              // cards in learning steps that are due today
	later  map[prep.ID]bool // learning steps that were skipped: they come when all else is done
	acts   []act            // what was done here, to be undone in reverse
	grades []graded         // what was answered here, for the summary
	load   dayLoad
}

// Turn is one card to be asked.
type Turn struct {
	Card     Card
	Memory   Memory
	After    [4]Memory // what each rating would make of it, Again first
	Today    prep.Day
	Progress Progress
	Cram     bool // an answer moves no memory

	// Confidence is what the person said before the reveal, 1-5; 0: not asked. Grade stores it.
	Confidence int

	places places // chosen for After
}

// Wait returns how long the card would rest after a rating.
func (t Turn) Wait(r Rating) time.Duration { return t.After[r-1].Wait() }

// WaitText says in a word what a rating would do: how long the card would rest, or with cramming, which moves
// nothing, whether it would come again.
func (t Turn) WaitText(r Rating) string {
	switch {
	case !t.Cram:
		return HumanInterval(t.Wait(r))
	case r == Again:
		return "again"
	}
	return "done"
}

// Progress counts cards: answers given in this session, and what is left of the day, with the one that is
// asked.
type Progress struct {
	Done                  int
	New, Learning, Review int
	Most                  int // answers that the limit of the session still allows; negative: no limit
}

// Left is the number of cards that wait.
func (p Progress) Left() int {
	left := p.New + p.Learning + p.Review
	if p.Most >= 0 {
		return min(left, p.Most)
	}
	return left
}

// Done says that nothing is left to ask now.
type Done struct {
	Answered int
	Next     time.Time // when the next learning step is due today; zero if none is
	Paused   *Pause    // the pause that holds today; nil if none does
	All      bool      // the day is done, not only what the session was limited to
}

func (d *Done) Error() string { return "nothing left to review" }

// NewSession returns a session of the day's cards.
func NewSession(ctx context.Context, db *prep.DB, opts QueueOptions) (*Session, error) {
	s := &Session{db: db, opts: opts.aimed(), left: -1}
	if opts.Limit > 0 {
		s.left = opts.Limit
	}
	err := s.update(ctx, func(b *book) (err error) {
		if s.queue, err = b.queue(s.opts); err != nil {
			return err
		}
		s.steps, err = s.countSteps(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("start review: %w", err)
	}
	return s, nil
}

// countSteps counts the cards in learning steps that are due today.
func (s *Session) countSteps(b *book) (int, error) {
	if _, paused := b.settings.Pauses.On(b.today); paused || s.opts.Cram && !s.opts.Reschedule {
		return 0, nil
	}
	return b.steps(s.opts)
}

// update runs f in a transaction in which every memory is fresh.
func (s *Session) update(ctx context.Context, f func(*book) error) error {
	return s.db.Update(ctx, func(tx *prep.Tx) error {
		book, err := openBook(tx)
		if err != nil {
			return err
		}
		if err := book.freshen(nil); err != nil {
			return err
		}
		if book.freshened {
			s.load.forget()
		}
		return f(book)
	})
}

// Next returns the card to ask now, or a *Done error. Learning steps whose time has come are first, then the
// queue; when that is empty, steps due within 20 minutes come early.
func (s *Session) Next(ctx context.Context) (Turn, error) {
	var turn Turn
	err := s.update(ctx, func(b *book) (err error) {
		turn, err = s.next(b)
		return err
	})
	return turn, err
}

func (s *Session) next(b *book) (Turn, error) {
	if s.again != 0 {
		turn, err := s.turn(b, s.again)
		s.again = 0
		if !errors.Is(err, prep.ErrNotFound) {
			return turn, err
		}
	}
	if s.left == 0 {
		return Turn{}, &Done{Answered: s.done}
	}
	now := b.tx.Now
	pause, paused := b.settings.Pauses.On(b.today)
	if paused && !s.opts.Cram {
		return Turn{}, &Done{Answered: s.done, Paused: &pause}
	}
	step, at, err := s.nextStep(b)
	if err != nil {
		return Turn{}, err
	}
	if step != 0 && !at.After(now) {
		return s.turn(b, step)
	}
	for len(s.queue) > 0 {
		card := s.queue[0].Card
		turn, err := s.turn(b, card)
		if err == nil && s.waits(turn, b) {
			return turn, nil
		}
		if err != nil && !errors.Is(err, prep.ErrNotFound) {
			return Turn{}, err
		}
		s.queue = s.queue[1:] // graded or deleted since, here or on another machine
	}
	if step != 0 && !at.After(now.Add(learnAhead)) {
		return s.early(b, step)
	}
	if len(s.later) > 0 {
		s.later = nil
		return s.next(b)
	}
	done := &Done{Answered: s.done, All: true}
	if step != 0 && b.settings.Today(at) == b.today {
		done.Next = at
	}
	return Turn{}, done
}

// nextStep is the learning step that comes next; cramming knows none.
func (s *Session) nextStep(b *book) (prep.ID, time.Time, error) {
	if s.opts.Cram && !s.opts.Reschedule {
		return 0, time.Time{}, nil
	}
	return b.nextStep(s.opts, s.later)
}

// early asks a learning step before its time, but not that of the card just answered while there is another.
func (s *Session) early(b *book, step prep.ID) (Turn, error) {
	if n := len(s.grades); n > 0 && s.grades[n-1].card.ID == step {
		but := map[prep.ID]bool{step: true}
		maps.Copy(but, s.later)
		other, at, err := b.nextStep(s.opts, but)
		if err != nil {
			return Turn{}, err
		}
		if other != 0 && !at.After(b.tx.Now.Add(learnAhead)) {
			step = other
		}
	}
	return s.turn(b, step)
}

// waits reports whether the card is still to be asked today.
func (s *Session) waits(t Turn, b *book) bool {
	if t.Card.Suspended {
		return false
	}
	due := t.Memory.State == New || t.Memory.DueTime == 0 && t.Memory.DueDay <= b.today+prep.Day(s.opts.Ahead)
	if s.opts.For != nil { // the plan's cards are seldom due
		due = t.Memory.State == New || t.Memory.DueTime == 0 && t.Memory.LastDay < b.today
	}
	return s.opts.Cram || due && t.Card.Buried <= b.today
}

// turn reads a card as it is now.
func (s *Session) turn(b *book, id prep.ID) (Turn, error) {
	card, err := Get(b.tx, id)
	if err != nil {
		return Turn{}, err
	}
	memory, err := MemoryOf(b.tx, id)
	if err != nil {
		return Turn{}, err
	}
	turn := Turn{Card: card, Memory: memory, Today: b.today, Progress: Progress{Done: s.done, Learning: s.steps, Most: s.left}}
	turn.Cram = s.opts.Cram && !s.opts.Reschedule
	if !turn.Cram {
		if turn.places, err = b.balance(card, memory, &s.load); err != nil {
			return Turn{}, err
		}
	}
	turn.After = b.schedulers.of(card.Deck).preview(memory, b.tx.Now.UnixMilli(), b.today, id, turn.places)
	if err := b.hasten(&turn, s.opts.For); err != nil {
		return Turn{}, err
	}
	for _, q := range s.queue {
		if q.State == New {
			turn.Progress.New++
		} else {
			turn.Progress.Review++
		}
	}
	if !slices.ContainsFunc(s.queue, func(q Queued) bool { return q.Card == id }) {
		switch memory.State { // one that an undo brought back; a learning one is among the steps
		case New:
			turn.Progress.New++
		case Reviewing:
			turn.Progress.Review++
		}
	}
	return turn, nil
}

// Grade commits an answer to the turn's card. took is the time from the question to the grade.
func (s *Session) Grade(ctx context.Context, turn Turn, rating Rating, took time.Duration) error {
	if !rating.Valid() {
		return fmt.Errorf("grade card %s: rating %d", turn.Card.ID, rating)
	}
	took = min(max(took, 0), longestAnswer)
	var before, after int
	var memory Memory
	err := s.update(ctx, func(b *book) (err error) {
		memory, err = b.grade(turn, rating, took, &s.load)
		if !turn.Cram {
			before, after = b.stepsOf(turn.Memory), b.stepsOf(memory)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("grade card %s: %w", turn.Card.ID, err)
	}
	s.steps += after - before
	s.done++
	if s.left > 0 {
		s.left--
	}
	if turn.Cram {
		s.crammed(turn.Card, memory.State, rating)
	} else {
		s.drop(turn.Card.ID)
		s.load.moved(turn.Memory, memory)
	}
	s.acts = append(s.acts, act{card: turn.Card.ID})
	s.grades = append(s.grades, graded{card: turn.Card, before: turn.Memory, after: memory, rating: rating, took: took})
	return nil
}

// drop takes a card off the queue, usually its head.
func (s *Session) drop(card prep.ID) {
	at := slices.IndexFunc(s.queue, func(q Queued) bool { return q.Card == card })
	switch {
	case at == 0:
		s.queue = s.queue[1:]
	case at > 0:
		s.queue = slices.Delete(s.queue, at, at+1)
	}
}

// longestAnswer bounds the duration of a review: whoever takes longer has left the desk.
const longestAnswer = 10 * time.Minute

// grade appends the review and moves the memory on from where it was, which is what replaying the whole
// history would give as long as the clock was not set back.
func (b *book) grade(turn Turn, rating Rating, took time.Duration, load *dayLoad) (Memory, error) {
	id := turn.Card.ID
	card, err := Get(b.tx, id)
	if err != nil {
		return Memory{}, err
	}
	before, err := MemoryOf(b.tx, id)
	if err != nil {
		return Memory{}, err
	}
	r := prep.Review{
		Card: id, Time: b.tx.Now.UnixMilli(), Rating: int(rating), Day: b.today,
		Duration: int(took.Milliseconds()), Confidence: turn.Confidence,
	}
	if late := before.LastTime - r.Time; late >= 0 && late < time.Second.Milliseconds() {
		r.Time = before.LastTime + 1 // the clock stands still: answers keep their order
	}
	if turn.Cram {
		return b.cram(r)
	}
	at := turn.places
	if before != turn.Memory || b.today != turn.Today { // a sync or the end of the day has come between
		if at, err = b.balance(card, before, load); err != nil {
			return Memory{}, err
		}
	}
	r.Place = at.after(rating)
	if err := b.append(&r); err != nil {
		return Memory{}, err
	}
	if r.Time <= before.LastTime {
		if err := b.freshen(nil); err != nil {
			return Memory{}, err
		}
		return MemoryOf(b.tx, id)
	}
	after := b.schedulers.of(card.Deck).Next(before, reviewOf(r.Answer()), id)
	if err := b.tagLeech(card, before, after); err != nil {
		return Memory{}, err
	}
	if err := b.write(id, staleOf(card), after); err != nil {
		return Memory{}, err
	}
	return after, b.tx.Exec("delete from stale where card = ?", int64(id))
}
