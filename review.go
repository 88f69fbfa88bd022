package prep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Review is one answer of a person to a card. Its fields are its identity.
type Review struct {
	Card       ID
	Time       int64 // Unix milliseconds
	Stream     ID    // who wrote it
	Rating     int   // 1 again, 2 hard, 3 good, 4 easy; 0 with ReviewReset
	Day        Day
	Duration   int // milliseconds from the question to the grade
	Kind       ReviewKind
	Confidence int // 1-5, before the reveal; 0: not asked
	Place      int // 1-100: where in the days that its interval may be moved to the card comes back; 0: drawn

	line int64 // event.seq of a line that says more than these fields; else 0
}

// ReviewKind says what a review does to the schedule.
type ReviewKind int

// Scheduled reviews move the memory; cram reviews do not; a reset makes the card new again.
const (
	ReviewScheduled ReviewKind = 0
	ReviewCram      ReviewKind = 1
	ReviewReset     ReviewKind = 2
)

// MaxPlace is the last place of a review in the days that its interval may be moved to.
const MaxPlace = 100

// reviewLine is the wire form of a review.
type reviewLine struct {
	Kind       string `json:"k"`
	Card       ID     `json:"i"`
	Time       int64  `json:"at"`
	Day        Day    `json:"d"`
	Rating     int    `json:"g,omitempty"`
	Duration   int    `json:"ms,omitempty"`
	Review     int    `json:"x,omitempty"`
	Confidence int    `json:"c,omitempty"`
	Place      int    `json:"p,omitempty"`
}

// appendLine appends the review's line. It is what encoding/json makes of reviewLine, ten times faster:
// a first sync encodes a million.
func (r Review) appendLine(b []byte) []byte {
	b = append(b, `{"k":"rev","i":"`...)
	b = append(b, r.Card.String()...)
	b = append(b, `","at":`...)
	b = strconv.AppendInt(b, r.Time, 10)
	b = append(b, `,"d":`...)
	b = strconv.AppendInt(b, int64(r.Day), 10)
	for _, field := range []struct {
		name  string
		value int
	}{{`,"g":`, r.Rating}, {`,"ms":`, r.Duration}, {`,"x":`, int(r.Kind)}, {`,"c":`, r.Confidence}, {`,"p":`, r.Place}} {
		if field.value != 0 {
			b = append(b, field.name...)
			b = strconv.AppendInt(b, int64(field.value), 10)
		}
	}
	return append(b, '}')
}

// Line returns the exact line of the review's event.
func (r Review) Line() []byte { return r.appendLine(make([]byte, 0, 96)) }

// decodeReview reads a review's line. whole is false when encoding it again gives another line: it says more
// than a Review can hold.
func decodeReview(stream ID, line []byte) (r Review, whole bool, err error) {
	var l reviewLine
	if err := json.Unmarshal(line, &l); err != nil {
		return Review{}, false, fmt.Errorf("review: %w", err)
	}
	r = Review{
		Card: l.Card, Time: l.Time, Stream: stream, Rating: l.Rating, Day: l.Day, Duration: l.Duration,
		Kind: ReviewKind(l.Review), Confidence: l.Confidence, Place: l.Place,
	}
	return r, bytes.Equal(r.Line(), line), r.check()
}

// check refuses a review that no person can have made.
func (r Review) check() error {
	switch {
	case r.Card == 0:
		return errors.New("review: no card")
	case r.Kind < 0 || r.Kind > ReviewReset:
		return fmt.Errorf("review of %s: kind %d", r.Card, r.Kind)
	case r.Kind == ReviewReset && r.Rating != 0, r.Kind != ReviewReset && (r.Rating < 1 || r.Rating > 4):
		return fmt.Errorf("review of %s: rating %d", r.Card, r.Rating)
	case r.Duration < 0, r.Confidence < 0 || r.Confidence > 5:
		return fmt.Errorf("review of %s: duration %d, confidence %d", r.Card, r.Duration, r.Confidence)
	case r.Place < 0 || r.Place > MaxPlace:
		return fmt.Errorf("review of %s: place %d", r.Card, r.Place)
	}
	return nil
}

// AddReview appends the review to the history and marks the card's memory for computing. It reports false
// where the very same review was there.
func (tx *Tx) AddReview(r Review) (bool, error) {
	if r.Stream == 0 {
		stream, err := tx.Stream()
		if err != nil {
			return false, err
		}
		if r.Stream = stream; tx.author.stream != 0 {
			r.Stream = tx.author.stream
		}
	}
	if err := r.check(); err != nil {
		return false, err
	}
	held, err := tx.unpublished()
	if err != nil {
		return false, err
	}
	return tx.addReview(r, held)
}

func (tx *Tx) addReview(r Review, held any) (bool, error) {
	stream, err := tx.streamNumber(r.Stream)
	if err != nil {
		return false, err
	}
	added, err := tx.insert(`insert into review (card, time, stream, rating, day, duration, kind, confidence, place, line, held)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
		int64(r.Card), r.Time, stream, r.Rating, int64(r.Day), r.Duration, int64(r.Kind), r.Confidence, r.Place, r.line, held)
	if err != nil || !added {
		return false, err
	}
	if err := tx.undoEarly(r); err != nil {
		return false, err
	}
	return true, tx.forget(r.Card)
}
