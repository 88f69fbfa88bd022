package sync

import (
	"fmt"
	"time"

	"prep"
	"prep/deck"
)

// clockTolerance is how far ahead of the storage's clock a review may be dated before it is taken for wrong: more
// than the storage's whole seconds and a slow answer, less than a person would notice in a history.
const clockTolerance = 2 * time.Minute

// clockBegins is the first year in which this program ran: a storage that thinks it is earlier is wrong itself.
const clockBegins = 2026

// measureClock notes how far the clock of this machine is ahead of the storage's, which has just answered: applying
// what other machines wrote may take minutes, and a laptop may sleep meanwhile.
func (s *run) measureClock() {
	if server := s.bucket.Clock(); !server.IsZero() {
		s.skew, s.skewKnown = s.db.Now().Sub(server), true
	}
}

// dateBack gives a true time to the reviews about to be published that are dated later than the storage's clock: no
// answer was given later than now. Each is taken back and added again, which is what every other machine will see too,
// so that the history stays a function of the events alone. Answers keep their order and, as far as that allows, the
// time between them. A folder has no clock of its own: there nothing happens.
func (s *run) dateBack(tx *prep.Tx) error {
	if !s.skewKnown || !s.rules.dateBack {
		return nil
	}
	server := tx.Now.Add(-s.skew)
	if answered := s.bucket.Clock(); answered.After(server) { // this machine's clock was set since
		server = answered
	}
	if server.UTC().Year() < clockBegins || s.own.Head != nil && s.own.Head.Server > server.Add(clockTolerance).UnixMilli() {
		s.note("the clock of the storage is wrong: it says %s", server.UTC().Format(time.DateTime))
		return nil
	}
	ahead, err := tx.UnpublishedAfter(server)
	if err != nil || len(ahead) == 0 {
		return err
	}
	skew, newest := tx.Now.Sub(server), time.UnixMilli(ahead[len(ahead)-1].Time)
	if max(skew, newest.Sub(server)) <= clockTolerance {
		return nil
	}
	settings, err := deck.ReadSettings(tx)
	if err != nil {
		return err
	}
	last, err := tx.LastOwnReview(server)
	if err != nil {
		return err
	}
	for _, r := range ahead {
		by := skew
		if r.Time > tx.Now.UnixMilli() { // made when the clock was further ahead than today
			by = newest.Sub(server)
		}
		if last, err = tx.Redate(r, max(r.Time-by.Milliseconds(), last+1), settings.Rollover); err != nil {
			return err
		}
	}
	s.dated += len(ahead)
	return nil
}

// noteDated says what dateBack did, once it is committed.
func (s *run) noteDated() {
	if s.dated == 0 {
		return
	}
	reviews, clock := "1 review was", "was wrong"
	if s.dated > 1 {
		reviews = fmt.Sprintf("%d reviews were", s.dated)
	}
	if s.skew > clockTolerance {
		clock = "is " + skewText(s.skew)
	}
	s.note("%s dated ahead by a clock that %s: moved back", reviews, clock)
}
