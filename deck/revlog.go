package deck

import (
	"bufio"
	"fmt"
	"io"

	"prep"
)

// WriteReviewLog writes every review that moved a memory as CSV, the format of fsrs-optimizer: card_id (the
// 64 bits of the id as a number), review_time in Unix milliseconds, review_rating 1-4, review_state before the review (0 new, 1 learning,
// 2 review, 3 relearning) and review_duration in milliseconds. It returns the number of reviews.
func WriteReviewLog(tx *prep.Tx, w io.Writer) (int, error) {
	book, err := openBook(tx)
	if err != nil {
		return 0, err
	}
	decks, err := cardDecks(tx)
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "card_id,review_time,review_rating,review_state,review_duration")
	count := 0
	err = tx.EachHistory(false, func(card prep.ID, reviews []prep.Review) error {
		scheduler, memory := book.schedulers.of(decks[card]), Memory{}
		for _, r := range reviews {
			switch r.Kind {
			case prep.ReviewReset:
				memory = Memory{}
				continue
			case prep.ReviewCram:
				continue
			}
			fmt.Fprintf(out, "%d,%d,%d,%d,%d\n", int64(card), r.Time, r.Rating, memory.State, r.Duration)
			memory = scheduler.Next(memory, Review{Time: r.Time, Day: r.Day, Rating: Rating(r.Rating)}, card)
			count++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("export reviews: %w", err)
	}
	if err := out.Flush(); err != nil {
		return 0, fmt.Errorf("export reviews: %w", err)
	}
	return count, nil
}

// cardDecks returns the deck of each card.
func cardDecks(tx *prep.Tx) (map[prep.ID]prep.ID, error) {
	decks := map[prep.ID]prep.ID{}
	err := tx.Each(func(scan func(...any) error) error {
		var card, deck int64
		err := scan(&card, &deck)
		decks[prep.ID(card)] = prep.ID(deck)
		return err
	}, "select id, deck from card")
	return decks, err
}
