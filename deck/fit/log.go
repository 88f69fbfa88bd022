package fit

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Clock says which study day an instant belongs to.
type Clock struct {
	Location *time.Location // nil for UTC
	Rollover int            // the local hour at which a study day ends, 0-23
}

// Day returns the study day of a time in Unix milliseconds: local calendar days since 1970-01-01.
func (c Clock) Day(ms int64) int32 {
	t := time.UnixMilli(ms).UTC()
	if c.Location != nil {
		t = t.In(c.Location)
	}
	year, month, day := t.Date()
	if t.Hour() < c.Rollover {
		day--
	}
	return int32(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// A Log is a review log as read from a file.
type Log struct {
	Reviews []Review // in the order of time; Card is an index of Cards
	Cards   []string // the card_id of each card, in the order of the file
	Manual  int      // rows with rating 0 that were dropped: entries made by hand, not reviews
	Doubled int      // rows that were dropped because the same row had come before
	Sorted  bool     // whether the rows were in the order of time
}

// The columns of a review log, as fsrs-optimizer and `prep export --reviews` write them. The last is optional.
const (
	columnCard = iota
	columnTime
	columnRating
	columnState
	columnDuration
)

var columnNames = [...]string{"card_id", "review_time", "review_rating", "review_state", "review_duration"}

// Times outside of these years in Unix milliseconds are in another unit, most likely.
const (
	earliest = 100_000_000_000   // 1973
	latest   = 4_102_444_800_000 // 2100
)

// ReadLog reads a review log in CSV: a header with the columns card_id, review_time (Unix milliseconds),
// review_rating (1-4; rows with 0 are dropped), review_state (0 new, 1 learning, 2 review, 3 relearning, 4
// filtered) and perhaps review_duration (milliseconds), in any order and among others. Rows in disorder are sorted, rows
// that are there twice count once. An error names the line.
func ReadLog(r io.Reader, clock Clock) (*Log, error) {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if bom, err := buffered.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	rows := csv.NewReader(buffered)
	rows.ReuseRecord = true
	header, err := rows.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("review log: empty")
	case err != nil:
		return nil, rowError(err)
	}
	columns, err := findColumns(header)
	if err != nil {
		return nil, err
	}
	log, cards := &Log{}, map[string]int64{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, rowError(err)
		}
		review, err := readRow(row, &columns)
		if err != nil {
			line, _ := rows.FieldPos(0)
			return nil, fmt.Errorf("review log: line %d: %w", line, err)
		}
		if review.Rating == 0 {
			log.Manual++
			continue
		}
		name := row[columns[columnCard]]
		card, seen := cards[name]
		if !seen {
			name = strings.Clone(name)
			card = int64(len(log.Cards))
			cards[name] = card
			log.Cards = append(log.Cards, name)
		}
		review.Card, review.Day = card, clock.Day(review.Time)
		log.Reviews = append(log.Reviews, review)
	}
	if len(log.Reviews) == 0 {
		return nil, errors.New("review log: no reviews in it")
	}
	log.sort()
	return log, nil
}

// findColumns returns the place of each column in the header, -1 for a duration that is not there.
func findColumns(header []string) (places [len(columnNames)]int, err error) {
	var missing []string
	for i, name := range columnNames {
		places[i] = -1
		for n, cell := range header {
			if strings.TrimSpace(cell) != name {
				continue
			}
			if places[i] >= 0 {
				return places, fmt.Errorf("review log: line 1: column %s is there twice", name)
			}
			places[i] = n
		}
		if places[i] < 0 && i != columnDuration {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return places, fmt.Errorf("review log: line 1: no column %s", strings.Join(missing, ", "))
	}
	return places, nil
}

// readRow reads all of a row but its card and its study day.
func readRow(row []string, columns *[len(columnNames)]int) (r Review, err error) {
	number := func(column int, low, high int64, want string) int64 {
		cell := strings.TrimSpace(row[columns[column]])
		n, e := strconv.ParseInt(cell, 10, 64)
		switch {
		case err != nil:
		case e != nil:
			err = fmt.Errorf("%s: %q is not a whole number", columnNames[column], cell)
		case n < low || n > high:
			err = fmt.Errorf("%s: %d is not %s", columnNames[column], n, want)
		}
		return n
	}
	if strings.TrimSpace(row[columns[columnCard]]) == "" {
		return r, errors.New("card_id: empty")
	}
	r.Time = number(columnTime, math.MinInt64, math.MaxInt64, "a time")
	switch {
	case err != nil:
	case r.Time > 0 && r.Time < earliest:
		err = fmt.Errorf("review_time: %d looks like seconds, want milliseconds", r.Time)
	case r.Time > latest:
		err = fmt.Errorf("review_time: %d is after the year 2100 in milliseconds", r.Time)
	case r.Time <= 0:
		err = fmt.Errorf("review_time: %d is not a time", r.Time)
	}
	r.Rating = uint8(number(columnRating, 0, 4, "1-4"))
	if r.Rating == 0 && err == nil {
		return r, nil // a manual entry, whose other columns need not be those of a review
	}
	r.Stage = Stage(number(columnState, int64(New), int64(Filtered), "0-4"))
	if columns[columnDuration] >= 0 && strings.TrimSpace(row[columns[columnDuration]]) != "" {
		r.Duration = int32(min(number(columnDuration, 0, math.MaxInt64, "a duration"), math.MaxInt32))
	}
	return r, err
}

// rowError gives an error of the CSV itself, which names its line, the form of the others.
func rowError(err error) error {
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return fmt.Errorf("review log: line %d: %w", bad.Line, bad.Err)
	}
	return fmt.Errorf("review log: %w", err)
}

// sort orders the reviews by time and drops those that are there twice.
func (l *Log) sort() {
	byTime := func(a, b Review) int { return cmp.Compare(a.Time, b.Time) }
	l.Sorted = slices.IsSortedFunc(l.Reviews, byTime)
	if !l.Sorted {
		slices.SortStableFunc(l.Reviews, byTime)
	}
	kept := l.Reviews[:0]
	seen := map[Review]bool{}
	for i, r := range l.Reviews {
		// Doubles have the same time, so what was seen before it no longer matters.
		if i == 0 || l.Reviews[i-1].Time != r.Time {
			clear(seen)
		}
		if seen[r] {
			l.Doubled++
			continue
		}
		if i+1 < len(l.Reviews) && l.Reviews[i+1].Time == r.Time {
			seen[r] = true
		}
		kept = append(kept, r)
	}
	l.Reviews = kept
}
