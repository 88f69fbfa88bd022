package prep

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Reviews returns the history of a card in the order in which it is replayed: time, stream, id. Reviews taken
// back are not in it.
func (tx *Tx) Reviews(card ID) ([]Review, error) {
	return tx.reviews("where r.card = ? and r.undone = 0", int64(card))
}

// LastReview returns the newest review that is not taken back; ErrNotFound before the first one.
func (tx *Tx) LastReview() (Review, error) {
	reviews, err := tx.reviews(`where (r.day, r.time) = (select day, time from review where undone = 0
		order by day desc, time desc limit 1) and r.undone = 0`)
	if err != nil {
		return Review{}, err
	}
	if len(reviews) == 0 {
		return Review{}, fmt.Errorf("last review: %w", ErrNotFound)
	}
	return reviews[len(reviews)-1], nil
}

// EachHistory calls f with the history of each card that has one, in the order in which it is replayed. The slice
// is used again for the next card.
func (tx *Tx) EachHistory(f func(card ID, reviews []Review) error) error {
	var history []Review
	flush := func() error {
		if len(history) == 0 {
			return nil
		}
		sortReviews(history)
		err := f(history[0].Card, history)
		history = history[:0]
		return err
	}
	err := tx.Each(func(scan func(...any) error) error {
		r, err := scanReview(scan)
		if err != nil {
			return err
		}
		if len(history) > 0 && history[0].Card != r.Card {
			if err := flush(); err != nil {
				return err
			}
		}
		history = append(history, r)
		return nil
	}, "select "+reviewColumns+" from review r join stream s on s.n = r.stream where r.undone = 0 order by r.card, r.time")
	if err != nil {
		return fmt.Errorf("read histories: %w", err)
	}
	return flush()
}

// Answer is as much of a review as a memory needs.
type Answer struct {
	Time   int64 // Unix milliseconds
	Day    Day
	Rating int
	Kind   ReviewKind
	Place  int // see Review
}

// Answer returns as much of the review as a memory needs.
func (r Review) Answer() Answer { return Answer{r.Time, r.Day, r.Rating, r.Kind, r.Place} }

// EachStale calls f with the history of each card whose memory must be computed, in the order in which it is
// replayed. Of a million reviews it reads a third of the columns that EachHistory does. The slice is used again
// for the next card.
func (tx *Tx) EachStale(f func(card ID, answers []Answer) error) error {
	var card ID
	var answers []Answer
	var tied []ID // cards with two reviews at one instant, which their streams put in order
	tie := false
	flush := func() error {
		if len(answers) == 0 {
			return nil
		}
		defer func() { answers, tie = answers[:0], false }()
		if tie {
			tied = append(tied, card)
			return nil
		}
		return f(card, answers)
	}
	err := tx.Each(func(scan func(...any) error) error {
		var id, at, packed int64
		if err := scan(&id, &at, &packed); err != nil {
			return err
		}
		if ID(id) != card {
			if err := flush(); err != nil {
				return err
			}
			card = ID(id)
		}
		tie = tie || len(answers) > 0 && answers[len(answers)-1].Time == at
		answers = append(answers, Answer{at, Day(packed >> 16), int(packed >> 4 & 15), ReviewKind(packed & 15), int(packed >> 8 & 255)})
		return nil
	}, `select r.card, r.time, r.day * 65536 + r.place * 256 + r.rating * 16 + r.kind from stale cross join review r on r.card = stale.card
		where r.undone = 0 order by r.card, r.time`)
	if err == nil {
		err = flush()
	}
	if err != nil {
		return fmt.Errorf("read histories: %w", err)
	}
	for _, card := range tied {
		reviews, err := tx.Reviews(card)
		if err != nil {
			return err
		}
		answers = answers[:0]
		for _, r := range reviews {
			answers = append(answers, r.Answer())
		}
		if err := f(card, answers); err != nil {
			return err
		}
	}
	return nil
}

// reviewColumns are the columns that scanReview reads.
const reviewColumns = "r.card, r.time, s.id, r.rating, r.day, r.duration, r.kind, r.confidence, r.place, r.line"

func scanReview(scan func(...any) error) (r Review, err error) {
	var card, stream, day int64
	err = scan(&card, &r.Time, &stream, &r.Rating, &day, &r.Duration, &r.Kind, &r.Confidence, &r.Place, &r.line)
	r.Card, r.Stream, r.Day = ID(card), ID(stream), Day(day)
	return r, err
}

func (tx *Tx) reviews(where string, args ...any) ([]Review, error) {
	var reviews []Review
	err := tx.Each(func(scan func(...any) error) error {
		r, err := scanReview(scan)
		reviews = append(reviews, r)
		return err
	}, "select "+reviewColumns+" from review r join stream s on s.n = r.stream "+where+" order by r.card, r.time", args...)
	if err != nil {
		return nil, fmt.Errorf("read reviews: %w", err)
	}
	sortReviews(reviews)
	return reviews, nil
}

// sortReviews puts reviews into the order of replay. Names of events are needed only where two reviews of one
// stream share an instant, which takes a cloned disk.
func sortReviews(reviews []Review) {
	slices.SortStableFunc(reviews, func(a, b Review) int {
		if order := cmp.Or(cmp.Compare(uint64(a.Card), uint64(b.Card)), cmp.Compare(a.Time, b.Time),
			cmp.Compare(uint64(a.Stream), uint64(b.Stream))); order != 0 {
			return order
		}
		x, y := EventIDOf(a.Stream, a.Line()), EventIDOf(b.Stream, b.Line())
		return bytes.Compare(x[:], y[:])
	})
}

// Instant returns the review's time.
func (r Review) Instant() time.Time { return time.UnixMilli(r.Time) }
