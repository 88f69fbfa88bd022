package deck

import (
	"time"

	"prep"
)

// Turn is one card to be asked.
type Turn struct {
	Card     Card
	Memory   Memory
	After    [4]Memory // what each rating would make of it, Again first
	Today    prep.Day
	Progress Progress
	Cram     bool // an answer moves no memory

	// Confidence is what the person said before the reveal, 1-5; 0: not asked. Grade stores it.
	Confidence int

	places places // chosen for After
}

// Wait returns how long the card would rest after a rating.
func (t Turn) Wait(r Rating) time.Duration { return t.After[r-1].Wait() }

// WaitText says in a word what a rating would do: how long the card would rest, or with cramming, which moves
// nothing, whether it would come again.
func (t Turn) WaitText(r Rating) string {
	switch {
	case !t.Cram:
		return HumanInterval(t.Wait(r))
	case r == Again:
		return "again"
	}
	return "done"
}

// Progress counts cards: answers given in this session, and what is left of the day, with the one that is
// asked.
type Progress struct {
	Done                  int
	New, Learning, Review int
	Most                  int // answers that the limit of the session still allows; negative: no limit
}

// Left is the number of cards that wait.
func (p Progress) Left() int {
	left := p.New + p.Learning + p.Review
	if p.Most >= 0 {
		return min(left, p.Most)
	}
	return left
}

// Done says that nothing is left to ask now.
type Done struct {
	Answered int
	Next     time.Time // when the next learning step is due today; zero if none is
	Paused   *Pause    // the pause that holds today; nil if none does
	All      bool      // the day is done, not only what the session was limited to
}

func (d *Done) Error() string { return "nothing left to review" }
