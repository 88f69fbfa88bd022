package deck

import (
	"slices"
	"time"

	"prep"
)

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

// unpack reads a packed review. ok is false for what one cannot hold, days after 2149 and times before 1970 or after
// 2209: they have run into each other.
func unpack(v int64) (a answer, ok bool) {
	code := int(v & 127)
	took := v >> 7 & 65535
	if took > 0 {
		took = took*16 + 8 // the middle of what it can have been
	}
	a = answer{
		quarter: v >> 39, day: prep.Day(v >> 23 & 65535), took: time.Duration(took) * time.Millisecond,
		rating: Rating(code % 5), kind: prep.ReviewKind(code / 5 % 3), confidence: code / 15,
	}
	between := a.day - prep.Day(a.quarter/96)
	return a, v >= 0 && between > -10_000 && between < 10_000 && a.confidence <= 5 && (a.rating > 0) == (a.kind != prep.ReviewReset)
}

// reviewCount counts reviews.
type reviewCount struct {
	stats       *Stats
	cards       *cardCount
	others      bool      // count the reviews of cards that are not counted: they were deleted
	deleted     cardGroup // of those
	days        map[prep.Day]*StudyDay
	newest      *StudyDay
	clock       localHour
	calibration *calibrator
}

func (b *book) newReviewCount(s *Stats, cards *cardCount) *reviewCount {
	return &reviewCount{
		stats: s, cards: cards, others: true, deleted: cardGroup{scheduler: b.schedulers.of(0)}, days: map[prep.Day]*StudyDay{},
		newest: &StudyDay{Day: -1}, clock: localHour{place: b.tx.Now.Location()}, calibration: newCalibrator(),
	}
}

// finish fills in what needs every review.
func (c *reviewCount) finish() {
	s := c.stats
	s.Studied = make([]StudyDay, 0, len(c.days))
	for _, d := range c.days {
		s.Studied = append(s.Studied, *d)
	}
	slices.SortFunc(s.Studied, func(a, b StudyDay) int { return int(a.Day - b.Day) })
	s.Calibration = c.calibration.result()
	s.Retention = retention(s.Studied, s.Today)
}

// card counts the history of one card. It follows the steps, which take only ratings, but computes no memory: that
// would take most of a second for a million reviews.
func (c *reviewCount) card(id prep.ID, history []answer) {
	group := &c.deleted
	if i, counted := c.cards.of.of(id); counted {
		group = &c.cards.groups[i]
	} else if !c.others {
		return
	}
	var m Memory // its state and step, and the last day
	replay := c.calibration.replay(id, group.scheduler.model)
	for _, a := range history {
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
