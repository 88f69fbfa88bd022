package deck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"prep"
)

// Order is how the due cards of a day are put.
type Order string

// The orders of due cards.
const (
	ByOverdueness Order = "overdue"    // the days since the last review over the interval then given
	ByDueDay      Order = "due"        // due longest first
	ByChance      Order = "random"     // another order every day
	ByDifficulty  Order = "difficulty" // the most difficult first
	ByAdded       Order = "added"      // the oldest first
)

// Orders returns every order of due cards.
func Orders() []Order { return []Order{ByOverdueness, ByDueDay, ByChance, ByDifficulty, ByAdded} }

// NewPlace is where the new cards of a day stand among the due ones.
type NewPlace string

// The places of new cards.
const (
	NewMixed NewPlace = "mixed"
	NewFirst NewPlace = "first"
	NewLast  NewPlace = "last"
)

// NewPlaces returns every place of new cards.
func NewPlaces() []NewPlace { return []NewPlace{NewMixed, NewFirst, NewLast} }

// NewOrder is how new cards are put.
type NewOrder string

// The orders of new cards.
const (
	NewByAdded  NewOrder = "added"
	NewByChance NewOrder = "random"
)

// NewOrders returns every order of new cards.
func NewOrders() []NewOrder { return []NewOrder{NewByAdded, NewByChance} }

// ParseChoice reads one of a few words, such as Orders, and says which there are.
func ParseChoice[T ~string](s string, choices []T) (T, error) {
	if slices.Contains(choices, T(s)) {
		return T(s), nil
	}
	words := make([]string, len(choices))
	for i, choice := range choices {
		words[i] = string(choice)
	}
	return "", fmt.Errorf("want %s", strings.Join(words, ", "))
}

// sortDue puts due cards in their order. What is equal is put by chance, the same on every machine.
func sortDue(due []Queued, order Order) {
	slices.SortFunc(due, func(x, y Queued) int {
		first := 0
		switch order {
		case ByDueDay:
			first = cmp.Compare(x.due, y.due)
		case ByDifficulty:
			first = cmp.Compare(y.difficulty, x.difficulty)
		case ByAdded:
			first = cmp.Compare(x.added, y.added)
		case ByChance:
		default:
			first = cmp.Compare(y.overdue, x.overdue)
		}
		return cmp.Or(first, cmp.Compare(x.place, y.place))
	})
}

// join puts the new cards where they belong among the due ones, without one note twice.
func join(due, fresh []Queued, place NewPlace) []Queued {
	if place == NewMixed || place == "" {
		return mix(due, fresh)
	}
	fresh = withoutNotes(fresh, due)
	if place == NewFirst {
		return slices.Concat(fresh, due)
	}
	return slices.Concat(due, fresh)
}

// withoutNotes drops the cards whose note has a card among the others.
func withoutNotes(cards, others []Queued) []Queued {
	notes := make(map[prep.ID]bool, len(others))
	for _, q := range others {
		notes[q.Note] = true
	}
	return slices.DeleteFunc(cards, func(q Queued) bool { return notes[q.Note] })
}
