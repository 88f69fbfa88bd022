package deck

import (
	"slices"
)

// TagLeech is the tag of a card that is forgotten again and again.
const TagLeech = "leech"

// leechAgain is after how many more lapses its owner is asked about a leech again.
const leechAgain = 4

// becameLeech reports whether a review made a leech of the card, or another lapse too many of one.
func becameLeech(before, after Memory) bool {
	return after.Lapses > before.Lapses && after.Lapses >= leechLapses && (after.Lapses-leechLapses)%leechAgain == 0
}

// tagLeech tags the note of a card that became a leech.
func (b *book) tagLeech(card Card, before, after Memory) error {
	if !becameLeech(before, after) || slices.Contains(card.Tags, TagLeech) {
		return nil
	}
	return SetTags(b.tx, card.Note, append(slices.Clone(card.Tags), TagLeech))
}
