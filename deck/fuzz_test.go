package deck

import (
	"testing"

	"pgregory.net/rapid"

	"prep"
)

func TestFuzzRange(t *testing.T) {
	for _, c := range []struct{ interval, maximum, low, high int }{
		{1, 36500, 1, 1},
		{2, 36500, 2, 2},
		{3, 36500, 2, 4},             // ± 1.075
		{7, 36500, 5, 9},             // ± 1.675
		{20, 36500, 17, 23},          // ± 2.975
		{100, 36500, 93, 107},        // ± 6.975
		{36500, 36500, 34673, 36500}, // ± 1826.975
		{100, 95, 93, 95},
		{100, 50, 50, 50},
		{5, 1, 1, 1},
		{1, 1, 1, 1},
	} {
		if low, high := FuzzRange(c.interval, c.maximum); low != c.low || high != c.high {
			t.Errorf("FuzzRange(%d, %d) is %d to %d, want %d to %d", c.interval, c.maximum, low, high, c.low, c.high)
		}
	}
}

// The range is that of the formula in floats, but for the last bit's rounding.
func TestFuzzRangeFollowsTheFormula(t *testing.T) {
	for interval := 3; interval <= 36500; interval++ {
		x := float64(interval)
		spread := 1 + 0.15*(min(x, 7)-2.5) + 0.1*max(min(x, 20)-7, 0) + 0.05*max(x-20, 0)
		low, high := FuzzRange(interval, 100_000)
		const half = 0.5 + 1e-9
		if d := float64(low) - (x - spread); d < -half || d > half {
			t.Fatalf("%d days: from %d, the formula gives %v", interval, low, x-spread)
		}
		if d := float64(high) - (x + spread); d < -half || d > half {
			t.Fatalf("%d days: to %d, the formula gives %v", interval, high, x+spread)
		}
	}
}

func TestFuzzKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shorter := rapid.IntRange(1, 36500).Draw(t, "shorter")
		longer := rapid.IntRange(shorter, 36500).Draw(t, "longer")
		maximum := rapid.IntRange(longer, 36500).Draw(t, "maximum")
		card := prep.ID(rapid.Int64().Draw(t, "card"))
		reps := rapid.IntRange(0, 1000).Draw(t, "reps")
		draw := fuzzDraw(card, reps)
		a, b := fuzz(shorter, maximum, draw), fuzz(longer, maximum, draw)
		if a > b {
			t.Fatalf("%d days become %d, %d become %d", shorter, a, longer, b)
		}
		if low, high := FuzzRange(longer, maximum); b < low || b > high || b > maximum {
			t.Fatalf("%d days become %d, outside %d to %d", longer, b, low, high)
		}
	})
}

// Each day of a range is drawn about as often as the others, over cards and over the reviews of a card.
func TestFuzzIsEven(t *testing.T) {
	const draws = 15_000
	low, high := FuzzRange(100, 36500)
	days := high - low + 1
	for name, draw := range map[string]func(i int) int{
		"cards":   func(i int) int { return fuzz(100, 36500, fuzzDraw(prep.ID(i), 3)) },
		"reviews": func(i int) int { return fuzz(100, 36500, fuzzDraw(42, i)) },
	} {
		counts := make(map[int]int)
		for i := range draws {
			counts[draw(i)]++
		}
		for day := low; day <= high; day++ {
			if n, mean := counts[day], draws/days; n < mean*85/100 || n > mean*115/100 {
				t.Errorf("%s: day %d drawn %d times, want about %d", name, day, n, mean)
			}
		}
	}
}

// Every machine and every release must compute these days: changing them moves the due days of all cards.
func TestFuzzStaysTheSame(t *testing.T) {
	for i, want := range []int{100, 107, 106} {
		if got := fuzz(100, 36500, fuzzDraw(prep.DerivedID("card"), i)); got != want {
			t.Errorf("review %d: %d days, want %d", i, got, want)
		}
	}
}
