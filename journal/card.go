package journal

import (
	"errors"
	"fmt"
	"strings"

	"prep"
	"prep/deck"
)

// LessonDeck is the deck of the lesson cards.
const LessonDeck = "Lessons"

// LessonCardID is the card of an entry's lesson: there is one, whichever machine makes it.
func LessonCardID(entry prep.ID) prep.ID { return prep.DerivedID("lesson", entry.String()) }

// lessonNote returns the card that the lesson of an entry makes: the failure in front, lesson and change
// behind.
func lessonNote(e Entry) deck.Note {
	back := e.Lesson
	if e.Change != "" {
		back += "\n\n**Since then:** " + e.Change
	}
	return deck.Note{
		ID: LessonCardID(e.ID), Kind: deck.Question, Tags: append([]string{"lesson"}, e.Tags...),
		Front: e.Title + "\n\nWhat did it teach you, and what do you do since?",
		Back:  back,
	}
}

// ErrNoLesson refuses a lesson card for an entry without a lesson.
var ErrNoLesson = errors.New("no lesson yet")

// AddLessonCard makes the card of the entry's lesson, or brings it back, and returns its id. Where there is
// one already it is brought up to date.
func AddLessonCard(tx *prep.Tx, entry prep.ID) (prep.ID, error) {
	e, err := Get(tx, entry)
	if err != nil {
		return 0, err
	}
	if !mustField("lesson").Filled(e) {
		return 0, fmt.Errorf("lesson card of entry %s: %w", entry, ErrNoLesson)
	}
	note := lessonNote(e)
	gone, err := tx.Deleted(note.ID)
	if err != nil {
		return 0, fmt.Errorf("lesson card of entry %s: %w", entry, err)
	}
	if gone {
		if err := tx.Restore(prep.Cards, note.ID); err != nil {
			return 0, fmt.Errorf("lesson card of entry %s: %w", entry, err)
		}
	}
	_, err = deck.Get(tx, note.ID)
	switch {
	case err == nil:
		_, err = deck.Edit(tx, note.ID, note)
	case notFound(err):
		var lessons deck.Deck
		if lessons, _, err = deck.NewDeck(tx, LessonDeck); err == nil {
			_, err = deck.Add(tx, lessons.ID, note, entry)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("lesson card of entry %s: %w", entry, err)
	}
	return note.ID, nil
}

// CardsOf returns the cards that are linked to an entry, the lesson card first.
func CardsOf(tx *prep.Tx, entry prep.ID) ([]deck.Card, error) {
	ids, err := idsWhere(tx, "select id from card where entry = ? order by id != ?, added, id", int64(entry), int64(LessonCardID(entry)))
	if err != nil {
		return nil, fmt.Errorf("cards of entry %s: %w", entry, err)
	}
	cards := make([]deck.Card, len(ids))
	for i, id := range ids {
		if cards[i], err = deck.Get(tx, id); err != nil {
			return nil, fmt.Errorf("cards of entry %s: %w", entry, err)
		}
	}
	return cards, nil
}

// OfferLessonCard reports whether to ask for a lesson card: the entry has a lesson, never had a card, and the
// card was not declined on this machine. A card that was deleted is declined everywhere.
func OfferLessonCard(tx *prep.Tx, e Entry) (bool, error) {
	if !mustField("lesson").Filled(e) {
		return false, nil
	}
	var known bool
	err := tx.Get(`select exists (select 1 from card where id = ?1) or exists (select 1 from trash where id = ?1)
		or exists (select 1 from local where key = ?2)`, []any{int64(LessonCardID(e.ID)), declinedKey(e.ID)}, &known)
	if err != nil {
		return false, fmt.Errorf("lesson card of entry %s: %w", e.ID, err)
	}
	return !known, nil
}

// DeclineLessonCard notes that the offer was answered with no.
func DeclineLessonCard(tx *prep.Tx, entry prep.ID) error {
	return tx.SetLocal(declinedKey(entry), 1)
}

func declinedKey(entry prep.ID) string { return "lesson.declined " + entry.String() }

// followLesson brings the lesson card up to date after its entry changed, unless a person reworded the card
// since: then it stays as it is.
func followLesson(tx *prep.Tx, before Entry) error {
	card, err := deck.Get(tx, LessonCardID(before.ID))
	if notFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	old := lessonNote(before)
	if card.Front != deck.CleanText(old.Front) || card.Back != deck.CleanText(old.Back) {
		return nil
	}
	after, err := Get(tx, before.ID)
	if err != nil {
		return err
	}
	if !mustField("lesson").Filled(after) {
		return nil // the card keeps the lesson that was
	}
	note := lessonNote(after)
	for _, tag := range card.Tags { // tags that a person gave the card stay
		if !contains(old.Tags, tag) {
			note.Tags = append(note.Tags, tag)
		}
	}
	_, err = deck.Edit(tx, card.ID, note)
	return err
}

func contains(list []string, s string) bool {
	for _, other := range list {
		if strings.EqualFold(other, s) {
			return true
		}
	}
	return false
}
