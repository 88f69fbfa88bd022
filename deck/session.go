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
