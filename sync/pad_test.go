package sync

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPadme(t *testing.T) {
	// Worked out by hand from the definition: 9 has 4 bits, its exponent 3 needs 2, so one last bit is cleared upwards.
	for _, test := range []struct{ n, want int }{
		{0, 0},
		{1, 1},
		{2, 2},
		{3, 3},
		{4, 4},
		{5, 5},
		{7, 7},
		{8, 8},
		{9, 10},
		{10, 10},
		{15, 16},
		{16, 16},
		{17, 18},
		{100, 104},
		{1000, 1024},
		{1025, 1088},
		{8 << 20, 8 << 20},
		{8<<20 + 1, 8<<20 + 1<<18},
	} {
		if got := padme(test.n); got != test.want {
			t.Errorf("padme(%d) is %d, want %d", test.n, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<30).Draw(t, "n")
		padded := padme(n)
		if padded < n || float64(padded) > 1.12*float64(n)+0.5 {
			t.Fatalf("padme(%d) is %d: more than 12 %%", n, padded)
		}
		if padme(padded) != padded || padme(n+1) < padded {
			t.Fatalf("padme(%d) is %d: not stable or not rising", n, padded)
		}
	})
}
