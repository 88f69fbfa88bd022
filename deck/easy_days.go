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
func (e EasyDays) fuzz(interval, maximum int, draw uint64, from prep.Day) int {
	if e == (EasyDays{}) {
		return fuzz(interval, maximum, draw)
	}
	low, high := FuzzRange(interval, maximum)
	first, days := from+prep.Day(low), high-low+1
	week := e.sum(first, 7)
	total := uint64(days/7)*week + e.sum(first, days%7)
	if total == 0 { // nothing but days off
		return fuzz(interval, maximum, draw)
	}
	target := draw * total >> 32
	day := first + prep.Day(7*(target/week))
	for target %= week; target >= e.share(day); day++ {
		target -= e.share(day)
	}
	return int(day - from)
}

// sum adds up the shares of so many days from one on.
func (e EasyDays) sum(first prep.Day, days int) (sum uint64) {
	for i := range days {
		sum += e.share(first + prep.Day(i))
	}
	return sum
}

// shares are how much of a usual day's load a person wants on so many days from one on; with nothing but days off
// they are all alike.
func (e EasyDays) shares(first prep.Day, days int) []float64 {
	shares := make([]float64, days)
	off := e.sum(first, days) == 0
	for i := range shares {
		if shares[i] = 1; !off {
			shares[i] = float64(e.share(first+prep.Day(i))) / 100
		}
	}
	return shares
}

// share is how much of a usual day's usual load a person wants on it, in percent.
func (e EasyDays) share(day prep.Day) uint64 {
	const thursday = 4 // 1970-01-01
	return uint64(100 - e[((int(day)+thursday)%7+7)%7])
}
