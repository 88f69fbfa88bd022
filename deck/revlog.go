package deck

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"prep"
	"prep/deck/fit"
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
	err = tx.EachHistory(func(card prep.ID, reviews []prep.Review) error {
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
			memory = scheduler.Next(memory, reviewOf(r.Answer()), card)
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

// importStream signs imported history on every machine, so that importing a log on two is once.
var importStream = prep.DerivedID("stream", "import")

// ImportReviewLog adds the reviews of a log. Those of a card that is here, which a log written by prep names by
// its id, join its history; for the others a placeholder is added to a deck. It returns how many cards and
// reviews are new. progress may be nil.
func ImportReviewLog(tx *prep.Tx, log *fit.Log, deckName string, progress func(done, total int)) (cards, reviews int, err error) {
	ids := make([]prep.ID, len(log.Cards))
	var into Deck
	for i, name := range log.Cards {
		if number, err := strconv.ParseInt(name, 10, 64); err == nil {
			if known, err := tx.Taken(prep.ID(number)); err != nil {
				return 0, 0, err
			} else if known {
				ids[i] = prep.ID(number)
				continue
			}
		}
		if into.ID == 0 {
			if into, _, err = NewDeck(tx, deckName); err != nil {
				return 0, 0, err
			}
		}
		ids[i] = prep.DerivedID("review log", strings.ToLower(deckName), name)
		added, err := tx.As(importStream, 0).Create(prep.Cards, ids[i], prep.Fields{
			"deck": into.ID, "kind": string(Question), "front": "Card " + name, "added": i + 1,
			"back": "A placeholder: the review log held only its history.",
		})
		if err != nil {
			return 0, 0, fmt.Errorf("import reviews: %w", err)
		}
		if added {
			cards++
		}
	}
	for i, r := range log.Reviews {
		kind := prep.ReviewScheduled
		if r.Stage == fit.Filtered {
			kind = prep.ReviewCram
		}
		added, err := tx.As(importStream, 0).AddReview(prep.Review{
			Card: ids[r.Card], Time: r.Time, Rating: int(r.Rating), Day: prep.Day(r.Day),
			Duration: int(min(int64(r.Duration), longestAnswer.Milliseconds())), Kind: kind,
		})
		if err != nil {
			return 0, 0, fmt.Errorf("import reviews: %w", err)
		}
		if added {
			reviews++
		}
		if progress != nil {
			progress(i+1, len(log.Reviews))
		}
	}
	return cards, reviews, nil
}
