package journal

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"prep"
	"prep/deck"
)

func TestLessonCard(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	var card prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		offer, err := OfferLessonCard(tx, mustGet(t, tx, id))
		if err != nil || !offer {
			t.Errorf("offer %v, %v", offer, err)
		}
		card, err = AddLessonCard(tx, id)
		return err
	})
	db.do(func(tx *prep.Tx) error {
		cards, err := CardsOf(tx, id)
		if err != nil || len(cards) != 1 {
			t.Fatalf("%d cards, %v", len(cards), err)
		}
		c := cards[0]
		if c.ID != card || c.Entry != id || c.DeckName != LessonDeck || c.Kind != deck.Question || !slices.Contains(c.Tags, "estimates") {
			t.Errorf("%+v", c)
		}
		if !strings.HasPrefix(c.Front, release().Title+"\n") || !strings.Contains(c.Back, release().Lesson) || !strings.Contains(c.Back, release().Change) {
			t.Errorf("front %q, back %q", c.Front, c.Back)
		}
		again, err := AddLessonCard(tx, id)
		if again != card {
			t.Errorf("a second card %s", again)
		}
		if err != nil {
			return err
		}
		offer, err := OfferLessonCard(tx, mustGet(t, tx, id))
		if offer {
			t.Error("offered twice")
		}
		return err
	})
}

func mustGet(t *testing.T, tx *prep.Tx, id prep.ID) Entry {
	t.Helper()
	e, err := Get(tx, id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLessonCardFollowsItsEntry(t *testing.T) {
	db := openTest(t)
	id := db.add(release())
	db.do(func(tx *prep.Tx) error {
		card, err := AddLessonCard(tx, id)
		if err != nil {
			return err
		}
		return deck.SetTags(tx, card, []string{"lesson", "estimates", "work", "mine"})
	})
	read := func() (c deck.Card) {
		db.do(func(tx *prep.Tx) (err error) {
			c, err = deck.Get(tx, LessonCardID(id))
			return err
		})
		return c
	}
	db.change(id, func(e *Entry) { e.Lesson = "Give ranges."; e.Tags = []string{"ranges"} })
	if c := read(); !strings.HasPrefix(c.Back, "Give ranges.") || strings.Join(c.Tags, " ") != "lesson mine ranges" {
		t.Errorf("back %q, tags %q", c.Back, c.Tags)
	}
	db.change(id, func(e *Entry) { e.Lesson = "" })
	if c := read(); !strings.HasPrefix(c.Back, "Give ranges.") {
		t.Errorf("without a lesson: %q", c.Back)
	}
	db.change(id, func(e *Entry) { e.Lesson = "Give ranges." })
	// Once a person rewords the card, it is theirs.
	db.do(func(tx *prep.Tx) error {
		c, err := deck.Get(tx, LessonCardID(id))
		if err != nil {
			return err
		}
		_, err = deck.Edit(tx, c.ID, deck.Note{Kind: c.Kind, Front: c.Front, Back: "My words.", Tags: c.Tags})
		return err
	})
	db.change(id, func(e *Entry) { e.Lesson = "Something else." })
	if c := read(); c.Back != "My words." {
		t.Errorf("reworded card: %q", c.Back)
	}
}

func TestLessonCardDeclined(t *testing.T) {
	db := openTest(t)
	declined, deleted, empty := db.add(release()), db.add(release()), db.add(Entry{Title: "x"})
	db.do(func(tx *prep.Tx) error {
		if _, err := AddLessonCard(tx, empty); !errors.Is(err, ErrNoLesson) {
			t.Errorf("no lesson: %v", err)
		}
		if err := DeclineLessonCard(tx, declined); err != nil {
			return err
		}
		if _, err := AddLessonCard(tx, deleted); err != nil {
			return err
		}
		if err := deck.Remove(tx, LessonCardID(deleted)); err != nil {
			return err
		}
		for _, id := range []prep.ID{declined, deleted, empty} {
			if offer, err := OfferLessonCard(tx, mustGet(t, tx, id)); err != nil || offer {
				t.Errorf("offered %v, %v", offer, err)
			}
		}
		card, err := AddLessonCard(tx, deleted) // asked for by name it comes back
		if err != nil {
			return err
		}
		_, err = deck.Get(tx, card)
		return err
	})
}
