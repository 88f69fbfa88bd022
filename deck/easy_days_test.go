package deck

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"prep"
)

func TestEasyDaysAreReadAsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "sat sun": "sat=50 sun=50", "SUN=0 Monday=25%": "mon=25 sun=0", "wed=100": "",
	} {
		days, err := ParseEasyDays(text)
		if err != nil || days.String() != want {
			t.Errorf("%q: %q, %v; want %q", text, days, err, want)
		}
	}
	for _, wrong := range []string{"caturday", "sat=101", "sat=-1", "sat=", "sat=x"} {
		if days, err := ParseEasyDays(wrong); err == nil {
			t.Errorf("%q: read as %q", wrong, days)
		}
	}
}

func TestEasyDaysAreEasy(t *testing.T) {
	easy, err := ParseEasyDays("sat=50 sun=0")
	if err != nil {
		t.Fatal(err)
	}
	var load [7]int
	const cards = 70_000
	for i := range cards {
		from := prep.Day(20_000 + i%7)
		due := from + prep.Day(easy.fuzz(60, 36500, fuzzDraw(prep.DerivedID("card", string(rune(i))), i), from))
		load[due.Date().Weekday()]++
	}
	if load[time.Sunday] != 0 {
		t.Errorf("%d of %d cards on a day off", load[time.Sunday], cards)
	}
	workday := float64(load[time.Monday]+load[time.Tuesday]+load[time.Wednesday]+load[time.Thursday]+load[time.Friday]) / 5
	if share := float64(load[time.Saturday]) / workday; share < 0.4 || share > 0.6 {
		t.Errorf("a half day has %.2f of the load of others: %v", share, load)
	}
}

func TestEasyDaysKeepOrderAndRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var easy EasyDays
		for i := range easy {
			easy[i] = rapid.IntRange(0, 100).Draw(t, "less")
		}
		shorter := rapid.IntRange(1, 3000).Draw(t, "shorter")
		longer := rapid.IntRange(shorter, 3000).Draw(t, "longer")
		draw := fuzzDraw(prep.ID(rapid.Int64().Draw(t, "card")), rapid.IntRange(0, 1000).Draw(t, "reps"))
		from := prep.Day(rapid.IntRange(-10, 30_000).Draw(t, "from"))
		a, b := easy.fuzz(shorter, 36500, draw, from), easy.fuzz(longer, 36500, draw, from)
		low, high := FuzzRange(longer, 36500)
		if b < low || b > high {
			t.Fatalf("%d days become %d, outside %d to %d", longer, b, low, high)
		}
		if a > b && easy.restful(shorter, from) == easy.restful(longer, from) {
			t.Fatalf("%d days become %d, %d become %d", shorter, a, longer, b)
		}
	})
}

// restful reports whether every day of a range is a day off, where the fuzz is that without a wish.
func (e EasyDays) restful(interval int, from prep.Day) bool {
	low, high := FuzzRange(interval, 36500)
	for days := low; days <= high; days++ {
		if e.share(from+prep.Day(days)) > 0 {
			return false
		}
	}
	return true
}
