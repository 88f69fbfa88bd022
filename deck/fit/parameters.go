package fit

import (
	"fmt"
	"math"
)

// Size is how many parameters FSRS-6 has.
const Size = 21

// Parameters are the weights w0 to w20 of FSRS-6: w0-w3 the stability in days after a first Again, Hard, Good,
// Easy; w4-w7 difficulty; w8-w10, w15, w16 stability after recall; w11-w14 after a lapse; w17-w19 within one
// day; w20 the decay of the forgetting curve.
// https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
type Parameters [Size]float64

// Defaults returns the parameters that FSRS-6 starts with, found by its authors over many collections of Anki.
func Defaults() Parameters {
	return Parameters{
		0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
		1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
	}
}

// The range that each parameter stays in, the same as in fsrs-rs.
var (
	lower = Parameters{
		0.001, 0.001, 0.001, 0.001, 1, 0.001, 0.001, 0.001, 0, 0, 0.001,
		0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0.01, 0.1,
	}
	upper = Parameters{
		100, 100, 100, 100, 10, 4, 4, 0.75, 4.5, 0.8, 3.5,
		5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8,
	}
)

// Clamp returns the parameters with each value moved into its range and w0-w3 increasing with the grade.
func (w Parameters) Clamp() Parameters {
	for i := range w {
		w[i] = min(max(w[i], lower[i]), upper[i])
	}
	for i := 1; i < 4; i++ {
		w[i] = max(w[i], w[i-1])
	}
	return w
}

// Check says what is wrong with parameters that no fit can have produced: a value that is not a number or lies
// outside its range, or a first stability below that of a worse grade. A w19 of 0 is right: parameters converted
// from older versions of FSRS have it.
func (w Parameters) Check() error {
	for i, v := range w {
		low := lower[i]
		if i == 19 {
			low = 0
		}
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return fmt.Errorf("parameter w%d: %v is not a number", i, v)
		case v < low || v > upper[i]:
			return fmt.Errorf("parameter w%d: %v is outside %v to %v", i, v, low, upper[i])
		}
	}
	for i := 1; i < 4; i++ {
		if w[i] < w[i-1] {
			return fmt.Errorf("parameter w%d: %v is below w%d, %v: a better first grade cannot mean a weaker memory",
				i, w[i], i-1, w[i-1])
		}
	}
	return nil
}
