package sync

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
)

// historyOf returns the times of a card's reviews, in milliseconds after an instant.
func (m *machine) historyOf(card prep.ID, after time.Time) []int64 {
	m.t.Helper()
	times := []int64{}
	err := m.db.View(m.t.Context(), func(tx *prep.Tx) error {
		reviews, err := tx.Reviews(card)
		for _, r := range reviews {
			times = append(times, r.Time-after.UnixMilli())
			if day := prep.DayOf(r.Instant().UTC(), prep.DefaultRollover); r.Day != day {
				m.t.Errorf("%s counts for %s, want %s", r.Instant().UTC(), r.Day, day)
			}
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return times
}

// TestMust06ReviewsOfTheFuture: what was answered under a clock that was ahead is dated no later than it was published,
// in its order and with its pauses, and everybody agrees. The rows give the clock of the laptop, in milliseconds ahead
// of the storage's, at each answer and at the sync.
func TestMust06ReviewsOfTheFuture(t *testing.T) {
	const minute, hour, year = int64(60_000), int64(3_600_000), int64(365 * 24 * 3_600_000)
	for _, test := range []struct {
		name    string
		answers []int64 // when, by the clock of the laptop
		clock   int64   // at the sync
		want    []int64
		note    string
	}{
		{
			"three hours ahead",
			[]int64{3*hour - 10*minute, 3*hour - 9*minute, 3*hour - minute},
			3 * hour,
			[]int64{-10 * minute, -9 * minute, -minute},
			"3 reviews were dated ahead by a clock that is 3 h ahead: moved back",
		},
		{"behind", []int64{-3*hour - minute, -3 * hour}, -3 * hour, []int64{-3*hour - minute, -3 * hour}, ""},
		{"hardly ahead", []int64{30_000, 90_000}, 100_000, []int64{30_000, 90_000}, ""},
		{"one, and the clock is right again", []int64{2 * hour}, 0, []int64{0}, "1 review was dated ahead by a clock that was wrong: moved back"},
		{
			"the clock is right again",
			[]int64{2 * hour, 2*hour + minute},
			minute,
			[]int64{-minute, 0},
			"2 reviews were dated ahead by a clock that was wrong: moved back",
		},
		{
			"a dead battery",
			[]int64{70 * year, 70*year + minute},
			70*year + 2*minute,
			[]int64{-2 * minute, -minute},
			"2 reviews were dated ahead by a clock that is 25550 days ahead: moved back",
		},
		{ // it was still more ahead when the last answers were given
			"two wrong clocks",
			[]int64{3*hour - 2*minute, 70 * year, 70*year + minute},
			3 * hour,
			[]int64{-2 * minute, -minute, 0},
			"3 reviews were dated ahead by a clock that is 3 h ahead: moved back",
		},
		{ // the first may be right: the second must not come before it
			"an answer that may be right",
			[]int64{-minute, minute, 2*hour - minute},
			2 * hour,
			[]int64{-minute, 1 - minute, 2 - minute},
			"2 reviews were dated ahead by a clock that is 2 h ahead: moved back",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			laptop, desk := newMachine(t, "laptop"), newMachine(t, "desk")
			truth := laptop.now
			bucket := newSimBucket(newRandom(1), func() time.Time { return truth })
			laptop.init(bucket)
			desk.join(bucket)
			card := prep.NewID()
			at := func(ahead int64) { laptop.now = truth.Add(time.Duration(ahead) * time.Millisecond) }
			for _, answer := range test.answers {
				at(answer - 1000) // review waits a second
				laptop.review(card, 3)
			}
			at(test.clock - minute) // and sync a minute
			result := laptop.sync(bucket)
			if diff := cmp.Diff(test.want, laptop.historyOf(card, truth)); diff != "" {
				t.Errorf("the history (-want +got):\n%s", diff)
			}
			dated := slices.DeleteFunc(result.Notes, func(note string) bool { return !strings.Contains(note, "moved back") })
			if want := strings.Fields(test.note); !cmp.Equal(want, strings.Fields(strings.Join(dated, " "))) {
				t.Errorf("notes %q, want %q", dated, test.note)
			}
			events := countEvents(t, laptop.db)
			if again := laptop.sync(bucket); again.Pushed > 0 || countEvents(t, laptop.db) != events {
				t.Errorf("the second sync moved something again: %+v", again)
			}
			desk.now = truth
			desk.sync(bucket)
			sameState(t, laptop, desk)
		})
	}
}

// Only what this machine made itself, has not taken back and has not published is dated back; and only by a clock that
// can be believed.
func TestMust06WhatIsNotDatedBack(t *testing.T) {
	setUp := func(t *testing.T) (laptop *machine, bucket *simBucket, card prep.ID) {
		laptop = newMachine(t, "laptop")
		truth := laptop.now
		bucket = newSimBucket(newRandom(1), func() time.Time { return truth })
		laptop.init(bucket)
		return laptop, bucket, prep.NewID()
	}
	unchanged := func(t *testing.T, laptop *machine, bucket Bucket) {
		t.Helper()
		before := dump(t, laptop.db)
		laptop.sync(bucket)
		if diff := cmp.Diff(before, dump(t, laptop.db)); diff != "" {
			t.Errorf("something was changed:\n%s", diff)
		}
	}
	t.Run("an import", func(t *testing.T) {
		laptop, bucket, card := setUp(t)
		laptop.now = laptop.now.Add(3 * time.Hour)
		laptop.update(func(tx *prep.Tx) error {
			_, err := tx.AddReview(prep.Review{Card: card, Time: tx.Now.UnixMilli(), Stream: prep.DerivedID("import", "x"), Rating: 3, Day: 20000})
			return err
		})
		unchanged(t, laptop, bucket)
	})
	t.Run("taken back", func(t *testing.T) {
		laptop, bucket, card := setUp(t)
		laptop.now = laptop.now.Add(3 * time.Hour)
		laptop.review(card, 3)
		if _, err := deck.Undo(t.Context(), laptop.db); err != nil {
			t.Fatal(err)
		}
		unchanged(t, laptop, bucket)
	})
	t.Run("another machine's", func(t *testing.T) {
		laptop, bucket, card := setUp(t)
		desk := newMachine(t, "desk")
		desk.join(bucket)
		desk.now = desk.now.Add(3 * time.Hour)
		desk.review(card, 3)
		e := desk.engine(bucket)
		e.rules.dateBack = false // an older version
		if _, err := e.Sync(t.Context(), SyncOptions{}); err != nil {
			t.Fatal(err)
		}
		laptop.now = laptop.now.Add(4 * time.Hour)
		laptop.sync(bucket)
		unchanged(t, laptop, bucket)
		sameState(t, laptop, desk)
	})
	t.Run("a folder", func(t *testing.T) {
		laptop, card := newMachine(t, "laptop"), prep.NewID()
		bucket := folderBucketIn(t)
		laptop.init(bucket)
		laptop.now = laptop.now.Add(3 * time.Hour)
		laptop.review(card, 3)
		unchanged(t, laptop, bucket)
	})
	t.Run("a storage without a year", func(t *testing.T) {
		laptop, bucket, card := setUp(t)
		bucket.now = func() time.Time { return time.Unix(3600, 0) }
		laptop.review(card, 3)
		unchanged(t, laptop, bucket)
		if notes := laptop.sync(bucket).Notes; len(notes) == 0 {
			t.Error("nobody says that a clock is wrong")
		}
	})
	t.Run("a storage set back", func(t *testing.T) {
		laptop, bucket, card := setUp(t)
		laptop.sync(bucket)
		now := bucket.now()
		bucket.now = func() time.Time { return now.Add(-time.Hour) }
		laptop.review(card, 3)
		unchanged(t, laptop, bucket)
	})
}

// TestMust06DatedBackWhileAnswering: a session that is open while its answers are dated back goes on, takes the last of
// them back, and leaves the memories that the whole history gives.
func TestMust06DatedBackWhileAnswering(t *testing.T) {
	laptop := newMachine(t, "laptop")
	truth := laptop.now
	bucket := newSimBucket(newRandom(1), func() time.Time { return truth })
	laptop.init(bucket)
	if err := deck.AddStarter(t.Context(), laptop.db); err != nil {
		t.Fatal(err)
	}
	laptop.now = truth.Add(30 * time.Hour) // tomorrow, by this clock
	session, err := deck.NewSession(t.Context(), laptop.db, deck.QueueOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var cards []prep.ID
	answer := func() {
		t.Helper()
		turn, err := session.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := session.Grade(t.Context(), turn, deck.Good, time.Second); err != nil {
			t.Fatal(err)
		}
		cards = append(cards, turn.Card.ID)
		laptop.now, truth = laptop.now.Add(5*time.Second), truth.Add(5*time.Second)
	}
	for range 3 {
		answer()
	}
	e := laptop.engine(bucket)
	if _, err := e.Sync(t.Context(), SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	undone, err := session.Undo(t.Context())
	if err != nil || undone.Card.ID != cards[2] || undone.Review.Time > truth.UnixMilli() {
		t.Fatalf("undo took back %+v (%v), want the third answer, %s", undone, err, cards[2])
	}
	if turn, err := session.Next(t.Context()); err != nil || turn.Card.ID != cards[2] {
		t.Errorf("after the undo %s is asked (%v), want %s", turn.Card.ID, err, cards[2])
	}
	answer()
	if _, err := e.Sync(t.Context(), SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	if undone, err := deck.Undo(t.Context(), laptop.db); err != nil || undone.Card.ID != cards[3] {
		t.Fatalf("undo took back %+v (%v), want the last answer, %s", undone, err, cards[3])
	}

	// The day counts what was answered in it: two new cards of today's, none of tomorrow's.
	days := map[prep.Day]int{}
	memories := map[prep.ID]deck.Memory{}
	err = laptop.db.Update(t.Context(), func(tx *prep.Tx) error {
		if err := tx.EachHistory(func(_ prep.ID, reviews []prep.Review) error {
			for _, r := range reviews {
				days[r.Day]++
			}
			return nil
		}); err != nil {
			return err
		}
		if err := deck.Freshen(tx, nil); err != nil {
			return err
		}
		for _, card := range cards {
			if memories[card], err = deck.MemoryOf(tx, card); err != nil {
				return err
			}
		}
		return errors.Join(tx.Exec("insert or ignore into stale select id from card"), deck.Freshen(tx, nil))
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[prep.Day]int{prep.DayOf(truth, prep.DefaultRollover): 2}, days); diff != "" {
		t.Errorf("answers by day (-want +got):\n%s", diff)
	}
	err = laptop.db.View(t.Context(), func(tx *prep.Tx) error {
		for card, memory := range memories {
			again, err := deck.MemoryOf(tx, card)
			if err != nil || again != memory {
				t.Errorf("memory of %s is %+v, of its whole history %+v (%v)", card, memory, again, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
