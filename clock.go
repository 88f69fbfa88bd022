package prep

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// UnpublishedAfter returns the reviews that this machine made, that the bucket does not have, that are not taken back
// and that are dated after the instant, in the order of their times. Reviews of other streams are never among them:
// those of an import, of another machine, or of a stream that this machine has given up, which a copy of its disk may
// still hold and date in its own way.
func (tx *Tx) UnpublishedAfter(instant time.Time) ([]Review, error) {
	own, err := tx.ownNumber()
	if err != nil {
		return nil, err
	}
	where, args := "where r.held = 0 and r.held <= 0 and r.line = 0 and r.stream = ? and r.time > ?", []any{own, instant.UnixMilli()}
	var some bool // as a rule there are none, and the index alone tells
	if err := tx.Get("select exists (select 1 from review r "+where+")", args, &some); err != nil || !some {
		return nil, err
	}
	reviews, err := tx.reviews(where+" and r.undone = 0", args...)
	slices.SortStableFunc(reviews, func(a, b Review) int { return cmp.Compare(a.Time, b.Time) })
	return reviews, err
}

// LastOwnReview returns the time of the newest review that this machine made up to the instant and that is not taken
// back, Unix milliseconds; 0 where there is none.
func (tx *Tx) LastOwnReview(instant time.Time) (int64, error) {
	own, err := tx.ownNumber()
	if err != nil {
		return 0, err
	}
	var last int64
	err = tx.Get("select coalesce(max(time), 0) from review where undone = 0 and stream = ? and time <= ?",
		[]any{own, instant.UnixMilli()}, &last)
	if err != nil {
		return 0, fmt.Errorf("read the last review of this machine: %w", err)
	}
	return last, nil
}

// Redate takes the review back and adds it again as made at another time, Unix milliseconds, on the study day that
// this time has in the owner's location. It returns the time, which is later where that very review was made already.
// Both are ordinary events: every machine comes to the same history, whenever and in whatever order they reach it.
func (tx *Tx) Redate(r Review, at int64, rollover int) (int64, error) {
	if err := tx.UndoReview(r); err != nil {
		return 0, fmt.Errorf("date a review of %s again: %w", r.Card, err)
	}
	for r.Time = at; ; r.Time++ {
		r.Day = DayOf(time.UnixMilli(r.Time).In(tx.Now.Location()), rollover)
		added, err := tx.AddReview(r)
		if err != nil {
			return 0, fmt.Errorf("date a review of %s again: %w", r.Card, err)
		}
		if added {
			return r.Time, nil
		}
	}
}
