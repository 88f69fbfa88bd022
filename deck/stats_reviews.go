package deck

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"time"

	"prep"
)

// packedReviews reads each review as one number, and those of a card as one text: rows of columns take five times as
// long. A packed review is, from its highest bits, the quarter of an hour since 1970 (so that packed reviews sort by
// time), the study day, the duration in 16 ms, and rating, kind and confidence.
//
// Left out is what a packed review cannot hold: days before 1970 or after 2149, times after 2209. The plus signs
// keep SQLite from leaving the order of the cards for the index of days.
const packedReviews = `select r.card, group_concat(((r.time / 900000 * 65536 + r.day) * 65536 + min(r.duration / 16, 65535)) * 128 +
		r.rating + 5 * r.kind + 15 * r.confidence)
	from review r where r.undone = 0 and +r.day between 0 and 65535 and +r.time between 0 and 7549747199999`

const quarter = 15 * 60 // seconds

// answer is a review unpacked.
type answer struct {
	quarter    int64 // quarters of an hour since 1970
	day        prep.Day
	took       time.Duration
	rating     Rating // 0 for a reset
	kind       prep.ReviewKind
	confidence int
}

func unpack(v int64) answer {
	code := int(v & 127)
	took := v >> 7 & 65535
	if took > 0 {
		took = took*16 + 8 // the middle of what it can have been
	}
	return answer{
		quarter: v >> 39, day: prep.Day(v >> 23 & 65535), took: time.Duration(took) * time.Millisecond,
		rating: Rating(code % 5), kind: prep.ReviewKind(code / 5 % 3), confidence: code / 15,
	}
}

// reviewCount is what one pass over the reviews counts.
type reviewCount struct {
	stats       *Stats
	days        map[prep.Day]*StudyDay
	newest      *StudyDay
	clock       localHour
	calibration *calibrator
}

// countReviews reads every review of the cards that match once.
func (b *book) countReviews(s *Stats, query Expr, cards *cardGroups) error {
	where, args := restriction(query, b)
	if where != "" {
		where = " and r.card in (select c.id from memory m join card c on c.id = m.card where true" + where + ")"
	}
	calibration, err := b.newCalibrator()
	if err != nil {
		return err
	}
	count := reviewCount{
		stats: s, days: map[prep.Day]*StudyDay{}, newest: &StudyDay{Day: -1}, clock: localHour{place: b.tx.Now.Location()}, calibration: calibration,
	}
	deleted := cardGroup{scheduler: b.schedulers.of(0)}
	var id int64
	var text sql.RawBytes
	var history []int64
	into := []any{&id, &text}
	err = b.tx.Each(func(scan func(...any) error) error {
		err := scan(into...)
		if err != nil {
			return err
		}
		if history, err = unpackAll(history[:0], text); err != nil {
			return fmt.Errorf("reviews of card %s: %w", prep.ID(id), err)
		}
		group := &deleted
		if i, live := cards.of[prep.ID(id)]; live {
			group = &cards.groups[i]
		}
		count.card(prep.ID(id), history, group)
		return nil
	}, packedReviews+where+" group by r.card", args...)
	if err != nil {
		return err
	}
	s.Studied = make([]StudyDay, 0, len(count.days))
	for _, d := range count.days {
		s.Studied = append(s.Studied, *d)
	}
	slices.SortFunc(s.Studied, func(a, b StudyDay) int { return int(a.Day - b.Day) })
	s.Calibration = calibration.result()
	return nil
}

// unpackAll reads the packed reviews of a card into a slice, in order.
func unpackAll(into []int64, text []byte) ([]int64, error) {
	var value int64
	sorted := true
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] != ',' {
			digit := text[i] - '0'
			if digit > 9 {
				return nil, fmt.Errorf("packed as %s", strconv.Quote(string(text)))
			}
			value = value*10 + int64(digit)
			continue
		}
		sorted = sorted && (len(into) == 0 || into[len(into)-1]>>39 <= value>>39)
		into = append(into, value)
		value = 0
	}
	if !sorted { // SQLite promises no order within a group, though a scan by the key has it
		slices.SortStableFunc(into, func(a, b int64) int { return int(a>>39 - b>>39) })
	}
	return into, nil
}

// card counts the history of one card. It follows the steps, which take only ratings, but computes no memory: that
// would take most of a second for a million reviews.
func (c *reviewCount) card(id prep.ID, history []int64, group *cardGroup) {
	var m Memory // its state and step, and the last day
	replay := c.calibration.replay(id, group.scheduler.model)
	for _, v := range history {
		a := unpack(v)
		if a.kind == prep.ReviewReset {
			m = Memory{}
			replay.reset()
			continue
		}
		day := c.day(a.day)
		day.Answers++
		day.Time += a.took
		group.Answers++
		hour := &c.stats.Hours[c.clock.of(a.quarter)]
		hour.Answers++
		if a.confidence > 0 {
			c.stats.Confidence[a.confidence-1].add(a.rating)
		}
		if a.kind == prep.ReviewCram {
			continue
		}
		elapsed := elapsed(m, a.day)
		mature := elapsed >= matureDays
		buttons := &c.stats.Buttons.Learning
		switch {
		case m.State == New:
			day.New++
		case m.State == Reviewing && mature:
			buttons = &c.stats.Buttons.Mature
		case m.State == Reviewing:
			buttons = &c.stats.Buttons.Young
		}
		buttons[a.rating-1]++
		if elapsed > 0 && m.State >= Reviewing {
			tested := &day.Young
			if mature {
				tested = &day.Mature
			}
			tested.add(a.rating)
			hour.Tested.add(a.rating)
			group.Tested.add(a.rating)
		}
		replay.answer(elapsed, a.rating)
		state, step, _, more := group.scheduler.step(m, a.rating)
		if !more {
			state, step = Reviewing, 0
		}
		m.State, m.Step, m.LastDay = state, step, a.day
	}
}

func (c *reviewCount) day(d prep.Day) *StudyDay {
	if c.newest.Day == d { // several answers to a card on one day
		return c.newest
	}
	day := c.days[d]
	if day == nil {
		day = &StudyDay{Day: d}
		c.days[d] = day
	}
	c.newest = day
	return day
}

// localHour tells the hour of the day in a place, without asking the time zone again for each instant.
type localHour struct {
	place       *time.Location
	from, until int64 // seconds between which the offset holds
	offset      int64
}

func (l *localHour) of(quarters int64) int {
	at := quarters * quarter
	if at < l.from || at >= l.until {
		t := time.Unix(at, 0).In(l.place)
		start, end := t.ZoneBounds()
		_, offset := t.Zone()
		l.from, l.until, l.offset = start.Unix(), end.Unix(), int64(offset)
		if start.IsZero() {
			l.from = 0
		}
		if end.IsZero() {
			l.until = 1 << 62
		}
	}
	return int((at + l.offset + 86400) / 3600 % 24)
}
