package deck

import (
	"cmp"
	"slices"

	"prep"
)

// byCard keeps a value for each card. Cards are added and asked for in the order of SQLite's integers, or nearly
// so: then a value is found without a search.
type byCard[V any] struct {
	cards    []cardValue[V]
	unsorted bool
	next     int // the card that is likely to be asked for
}

type cardValue[V any] struct {
	card  int64 // as SQLite compares it
	value V
}

func (b *byCard[V]) add(card prep.ID, value V) {
	if n := len(b.cards); n > 0 && b.cards[n-1].card > int64(card) {
		b.unsorted = true
	}
	b.cards = append(b.cards, cardValue[V]{int64(card), value})
}

func (b *byCard[V]) of(card prep.ID) (value V, ok bool) {
	if b.unsorted {
		slices.SortFunc(b.cards, func(x, y cardValue[V]) int { return cmp.Compare(x.card, y.card) })
		b.unsorted = false
	}
	if b.next >= len(b.cards) || b.cards[b.next].card != int64(card) {
		b.next, ok = slices.BinarySearchFunc(b.cards, int64(card), func(have cardValue[V], want int64) int { return cmp.Compare(have.card, want) })
		if !ok {
			return value, false
		}
	}
	b.next++
	return b.cards[b.next-1].value, true
}
