package journal

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
)

func TestContentWords(t *testing.T) {
	got := contentWords("I estimated the estimates of Zürich's release, and the estimation was too low again.")
	if diff := cmp.Diff([]string{"estimat", "zurich", "releas", "estim", "low"}, got); diff != "" {
		t.Error(diff)
	}
	for word, want := range map[string]string{"told": "told", "used": "used", "planning": "plann", "companies": "compan", "payments": "payment", "delays": "delay"} {
		if got := stem(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}

func TestSimilarTo(t *testing.T) {
	db := openTest(t)
	db.sample()
	for range 30 {
		db.add(Entry{Title: "Something about the weather", Lesson: "Take an umbrella."})
	}
	var similar []Similar
	look := func(e Entry) {
		db.do(func(tx *prep.Tx) (err error) {
			similar, err = SimilarTo(tx, e, 3)
			return err
		})
	}
	look(Entry{Title: "Estimated the release from the happy path again", Tags: []string{"estimates"}})
	if len(similar) != 2 || similar[0].Title != release().Title || similar[0].Score < proposed || similar[1].Score >= similar[0].Score {
		t.Fatalf("%+v", similar)
	}
	if similar[0].Lesson != release().Lesson || !slices.Contains(similar[0].Words, "releas") || !slices.Contains(similar[0].Shared, "estimates") {
		t.Errorf("%+v", similar[0])
	}
	look(Entry{Title: "Burned the soup"})
	if len(similar) != 0 {
		t.Errorf("%+v", similar)
	}
	look(Entry{Title: "And so on"}) // no word that says anything
	if len(similar) != 0 {
		t.Errorf("%+v", similar)
	}
	db.do(func(tx *prep.Tx) error {
		same, err := Resembled(tx, Entry{Title: "Estimated the release from the happy path again", Tags: []string{"estimates"}})
		if err == nil && (same == nil || same.Title != release().Title) {
			t.Errorf("the release is not resembled: %+v", same)
		}
		other, otherErr := Resembled(tx, Entry{Title: "Burned the soup, and the release of steam was late by a happy accident of four pots"})
		if other != nil {
			t.Errorf("a soup is like %+v", other)
		}
		return errors.Join(err, otherErr)
	})
	id := db.add(release())
	e := db.get(id)
	look(e)
	if len(similar) == 0 || similar[0].ID == id || similar[0].Score < 0.99 {
		t.Errorf("an entry is not like its copy: %+v", similar)
	}
}

func TestLinkAgain(t *testing.T) {
	db := openTest(t)
	first := db.add(release())
	second, third := db.add(Entry{Title: "Again"}), db.add(Entry{Title: "And again"})
	var card prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		if card, err = AddLessonCard(tx, first); err != nil {
			return err
		}
		_, err = tx.AddReview(prep.Review{Card: card, Time: tx.Now.UnixMilli(), Day: 20759, Rating: int(deck.Good), Duration: 1000})
		return err
	})
	db.now = db.now.AddDate(0, 0, 3)
	db.do(func(tx *prep.Tx) error {
		r, err := LinkAgain(tx, second, first)
		if err != nil {
			return err
		}
		if r.Repeats != 1 || r.First.ID != first || r.Lesson != release().Lesson || !slices.Equal(r.Cards, []prep.ID{card}) {
			t.Errorf("%+v", r)
		}
		r, err = LinkAgain(tx, third, second) // a repeat of a repeat goes back to the first
		if r.Repeats != 2 || r.First.ID != first {
			t.Errorf("%+v", r)
		}
		return err
	})
	db.do(func(tx *prep.Tx) error {
		if err := deck.Freshen(tx, nil); err != nil {
			return err
		}
		memory, err := deck.MemoryOf(tx, card)
		if memory.State != deck.New {
			t.Errorf("the card is %v", memory.State)
		}
		if _, err := LinkAgain(tx, first, third); err == nil {
			t.Error("an entry repeats itself")
		}
		if got := mustGet(t, tx, first).Again; got != 0 {
			t.Errorf("again %s", got)
		}
		return err
	})
}

func BenchmarkSimilar10000(b *testing.B) {
	db := fillJournal(b, 10000)
	e := Entry{Title: "w7x w90x w300x w1000x w44x", Lesson: "w200x w310x w45x w77x w12x w8x w5000x", Tags: []string{"t3", "t4"}}
	for b.Loop() {
		db.do(func(tx *prep.Tx) error {
			_, err := SimilarTo(tx, e, 3)
			return err
		})
	}
}
