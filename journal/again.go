package journal

import (
	"fmt"

	"prep"
)

// Repeat is what is shown when a mistake was made again: the lesson that was there already.
type Repeat struct {
	First   Head      `json:"first"`   // the entry that told it first
	Lesson  string    `json:"lesson"`  // its lesson
	Change  string    `json:"change"`  // and what was to change
	Repeats int       `json:"repeats"` // how often it was repeated since
	Cards   []prep.ID `json:"cards"`   // lesson cards that came forward
}

// LinkAgain notes that an entry repeats the mistake of an earlier one, and brings the cards of the earlier
// lesson forward: they are learnt anew.
func LinkAgain(tx *prep.Tx, entry, earlier prep.ID) (Repeat, error) {
	first, err := firstOf(tx, earlier)
	if err != nil {
		return Repeat{}, fmt.Errorf("entry %s again: %w", earlier, err)
	}
	if first == entry {
		return Repeat{}, fmt.Errorf("entry %s: cannot repeat itself", entry)
	}
	if _, err := Change(tx, entry, func(e *Entry) { e.Again = earlier }); err != nil {
		return Repeat{}, err
	}
	e, err := Get(tx, first)
	if err != nil {
		return Repeat{}, err
	}
	repeats, err := Repeats(tx, first)
	if err != nil {
		return Repeat{}, err
	}
	r := Repeat{First: headOf(e), Lesson: e.Lesson, Change: e.Change, Repeats: repeats}
	r.Cards, err = bringForward(tx, first)
	return r, err
}

// firstOf follows the repeats back to the entry that told the mistake first. Two machines may have linked
// entries in a ring: then it is the one where the ring closes.
func firstOf(tx *prep.Tx, id prep.ID) (prep.ID, error) {
	seen := map[prep.ID]bool{}
	for {
		seen[id] = true
		var again int64
		err := tx.Get("select again from entry where id = ?", []any{int64(id)}, &again)
		if err != nil {
			return 0, err
		}
		earlier := prep.ID(again)
		var there bool
		if err := tx.Get("select exists (select 1 from entry where id = ?)", []any{again}, &there); err != nil {
			return 0, err
		}
		if earlier == 0 || seen[earlier] || !there {
			return id, nil
		}
		id = earlier
	}
}

// Repeats counts the entries that repeat the mistake of one, also those that repeat a repeat.
func Repeats(tx *prep.Tx, id prep.ID) (int, error) {
	var n int
	err := tx.Get(`with recursive later(id) as (select ?1 union select e.id from entry e join later on e.again = later.id)
		select count(*) - 1 from later`, []any{int64(id)}, &n)
	if err != nil {
		return 0, fmt.Errorf("repeats of entry %s: %w", id, err)
	}
	return n, nil
}

// bringForward makes the reviewed cards of an entry new again. What was reviewed stays in the log; it is not
// counted as a lapse, for nobody was asked.
func bringForward(tx *prep.Tx, entry prep.ID) ([]prep.ID, error) {
	day, err := today(tx)
	if err != nil {
		return nil, err
	}
	cards, err := idsWhere(tx, "select id from card where entry = ? and suspended = 0 order by added, id", int64(entry))
	if err != nil {
		return nil, err
	}
	var forward []prep.ID
	for _, card := range cards {
		history, err := tx.Reviews(card)
		if err != nil {
			return nil, err
		}
		if len(history) == 0 || history[len(history)-1].Kind == prep.ReviewReset {
			forward = append(forward, card) // new already: it comes soon
			continue
		}
		reset := prep.Review{Card: card, Time: tx.Now.UnixMilli(), Day: day, Kind: prep.ReviewReset}
		if _, err := tx.AddReview(reset); err != nil {
			return nil, fmt.Errorf("bring card %s forward: %w", card, err)
		}
		forward = append(forward, card)
	}
	return forward, nil
}
