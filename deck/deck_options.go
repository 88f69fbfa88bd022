package deck

import (
	"fmt"
	"strconv"

	"prep"
)

// SetDeck changes the options of a deck by name: new, reviews, retention, learning-steps, relearning-steps. An
// empty value returns to the setting.
func SetDeck(tx *prep.Tx, id prep.ID, options map[string]string) error {
	fields := prep.Fields{}
	for name, value := range options {
		column, parsed, err := deckOption(name, value)
		if err != nil {
			return fmt.Errorf("%s %q: %w", name, value, err)
		}
		fields[column] = parsed
	}
	_, err := tx.Set(prep.Decks, id, fields)
	return err
}

// deckOption returns the column of an option and its value; nil for an empty one.
func deckOption(name, value string) (column string, parsed any, err error) {
	check := DefaultSettings()
	switch name {
	case "new", "reviews":
		column = map[string]string{"new": "new_limit", "reviews": "review_limit"}[name]
		if value != "" {
			parsed, err = limit(value)
		}
	case "retention":
		column = "retention"
		if value != "" {
			if err = check.set(SettingRetention, value); err == nil {
				parsed, err = strconv.ParseFloat(value, 64)
			}
		}
	case "learning-steps", "relearning-steps":
		column = map[string]string{"learning-steps": "learning_steps", "relearning-steps": "relearning_steps"}[name]
		if value != "" {
			_, err = ParseSteps(value)
			parsed = value
		}
	default:
		err = fmt.Errorf("no such option")
	}
	return column, parsed, err
}

// DeckCount is what a deck holds.
type DeckCount struct{ Cards, New, Due int }

// CountByDeck counts the cards of each deck. The memories must be fresh.
func CountByDeck(tx *prep.Tx) (map[prep.ID]DeckCount, error) {
	book, err := openBook(tx)
	if err != nil {
		return nil, err
	}
	counts := map[prep.ID]DeckCount{}
	err = tx.Each(func(scan func(...any) error) error {
		var deck int64
		var n DeckCount
		err := scan(&deck, &n.Cards, &n.New, &n.Due)
		counts[prep.ID(deck)] = n
		return err
	}, `select deck, count(*), sum(state = 0), sum(state in (1, 2, 3) and due <= ? and due_time <= ?) from memory group by deck`,
		int64(book.today), tx.Now.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("count cards: %w", err)
	}
	return counts, nil
}
