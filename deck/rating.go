package deck

import "fmt"

// Rating is a person's own judgement of one recall, as FSRS counts it: 1 to 4.
type Rating int

// The four ratings. Hard is a success: only Again means that the answer was forgotten.
const (
	Again Rating = iota + 1
	Hard
	Good
	Easy
)

var ratingNames = [...]string{Again: "again", Hard: "hard", Good: "good", Easy: "easy"}

// Valid tells whether the rating is one of the four.
func (r Rating) Valid() bool { return r >= Again && r <= Easy }

// String returns again, hard, good or easy.
func (r Rating) String() string {
	if !r.Valid() {
		return fmt.Sprintf("rating %d", int(r))
	}
	return ratingNames[r]
}

// ParseRating reads a rating by its name or its number.
func ParseRating(s string) (Rating, error) {
	for r := Again; r <= Easy; r++ {
		if s == ratingNames[r] || s == fmt.Sprint(int(r)) {
			return r, nil
		}
	}
	return 0, fmt.Errorf("rating %q: want again, hard, good or easy", s)
}

// State is where a card stands between unseen and known.
type State int

// A new card becomes a learning one, and a review card when it leaves the learning steps. A lapse makes it
// relearning until it leaves the relearning steps. The numbers are those of the review log's columns.
const (
	New State = iota
	Learning
	Reviewing
	Relearning
)

var stateNames = [...]string{New: "new", Learning: "learning", Reviewing: "review", Relearning: "relearning"}

// String returns new, learning, review or relearning.
func (s State) String() string {
	if s < New || s > Relearning {
		return fmt.Sprintf("state %d", int(s))
	}
	return stateNames[s]
}
