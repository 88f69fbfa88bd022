package deck

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"prep"
)

// EasyDays is how much less than on other days a person wants to review on each weekday, in percent; zero for all
// is no wish. Where the fuzz of an interval leaves a choice of days, a card comes on an easy one that much more
// rarely. It follows from the card's own reviews, like all of its due day, so every machine agrees.
type EasyDays [7]int

// weekdays are the names in settings; time.Sunday is the first.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseEasyDays reads days as people write them: "sat sun" for half a load on both, "sun=0 mon=25" for shares in
// percent of that of other days.
func ParseEasyDays(s string) (EasyDays, error) {
	var days EasyDays
	for _, word := range strings.Fields(strings.ToLower(s)) {
		name, share, given := strings.Cut(word, "=")
		percent := 50
		if given {
			n, err := strconv.Atoi(strings.TrimSuffix(share, "%"))
			if err != nil || n < 0 || n > 100 {
				return EasyDays{}, fmt.Errorf("share %q: want 0 to 100 percent", share)
			}
			percent = n
		}
		at := -1
		for i, day := range weekdays {
			if name == day || name == strings.ToLower(time.Weekday(i).String()) {
				at = i
			}
		}
		if at < 0 {
			return EasyDays{}, fmt.Errorf("day %q: want mon to sun", name)
		}
		days[at] = 100 - percent
	}
	return days, nil
}

// String writes the days as ParseEasyDays reads them, from Monday on.
func (e EasyDays) String() string {
	var words []string
	for i := range weekdays {
		if at := (i + 1) % 7; e[at] != 0 {
			words = append(words, fmt.Sprintf("%s=%d", weekdays[at], 100-e[at]))
		}
	}
	return strings.Join(words, " ")
}

// fuzz moves an interval from a day within its range, like the function of that name, but so that each day's
// chance is its share. The same draw in a later range is never an earlier day here too.
func (e EasyDays) fuzz(interval, maximum int, card prep.ID, reps int, from prep.Day) int {
	if e == (EasyDays{}) {
		return fuzz(interval, maximum, card, reps)
	}
	low, high := FuzzRange(interval, maximum)
	total := uint64(0)
	for days := low; days <= high; days++ {
		total += e.share(from + prep.Day(days))
	}
	if total == 0 { // nothing but days off
		return fuzz(interval, maximum, card, reps)
	}
	target := fuzzDraw(card, reps) * total >> 32
	for days := low; days < high; days++ {
		share := e.share(from + prep.Day(days))
		if target < share {
			return days
		}
		target -= share
	}
	return high
}

func (e EasyDays) share(day prep.Day) uint64 {
	const thursday = 4 // 1970-01-01
	return uint64(100 - e[((int(day)+thursday)%7+7)%7])
}
