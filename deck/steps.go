package deck

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Steps are the delays between the first sights of a card, before its interval is left to FSRS. A delay of
// a day or more counts in study days, a shorter one from the minute of the review.
type Steps []time.Duration

const (
	day     = 24 * time.Hour
	maxStep = 365 * day
)

// ParseSteps reads steps as people write them: "1m 10m 1d". The units are s, m, h and d, a bare number is
// minutes, and nothing at all is no steps.
func ParseSteps(s string) (Steps, error) {
	var steps Steps
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': day}
	for _, word := range strings.Fields(s) {
		number, unit := word, time.Minute
		if u, ok := units[word[len(word)-1]]; ok {
			number, unit = word[:len(word)-1], u
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > int(maxStep/unit) {
			return nil, fmt.Errorf("step %q: want a delay such as 30s, 10m, 2h or 1d, at most 365d", word)
		}
		steps = append(steps, time.Duration(n)*unit)
	}
	return steps, nil
}

// String writes the steps as ParseSteps reads them, each in its largest whole unit.
func (steps Steps) String() string {
	words := make([]string, len(steps))
	for i, step := range steps {
		switch {
		case step%day == 0:
			words[i] = fmt.Sprintf("%dd", step/day)
		case step%time.Hour == 0:
			words[i] = fmt.Sprintf("%dh", step/time.Hour)
		case step%time.Minute == 0:
			words[i] = fmt.Sprintf("%dm", step/time.Minute)
		default:
			words[i] = fmt.Sprintf("%ds", step/time.Second)
		}
	}
	return strings.Join(words, " ")
}

// check returns an error for a step that is not a whole number of seconds between one second and a year.
func (steps Steps) check() error {
	for _, step := range steps {
		if step < time.Second || step > maxStep || step%time.Second != 0 {
			return fmt.Errorf("step %v: want whole seconds, 1s to 365d", step)
		}
	}
	return nil
}

// after returns the step that a rating leads to from a step, and its delay, as Anki does; ok is false when
// the card leaves the steps. Again goes back to the first step, Hard stays, Good goes on and leaves after the
// last one, Easy leaves at once. A step that the deck no longer has counts as the last one.
func (steps Steps) after(step int, r Rating) (next int, delay time.Duration, ok bool) {
	if len(steps) == 0 {
		return 0, 0, false
	}
	step = min(step, len(steps)-1)
	switch {
	case r == Again:
		return 0, steps[0], true
	case r == Hard:
		return step, steps.hard(step), true
	case r == Good && step+1 < len(steps):
		return step + 1, steps[step+1], true
	}
	return 0, 0, false
}

// hard is the delay after Hard: the step again, but on the first step a delay between those of Again and
// Good, which is the middle of the two, or half as much again (a day more at most) when there is one step only.
func (steps Steps) hard(step int) time.Duration {
	switch {
	case step > 0:
		return steps[step]
	case len(steps) > 1:
		return (steps[0] + steps[1]) / 2
	}
	return min(steps[0]*3/2, steps[0]+day)
}

// wholeDays is a delay of a day or more in study days, and 0 for a shorter one.
func wholeDays(delay time.Duration) int {
	if delay < day {
		return 0
	}
	return int(delay.Round(day) / day)
}
