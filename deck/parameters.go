package deck

import (
	"fmt"
	"math"
)

// Parameters are the 21 weights of FSRS-6, w0 to w20. w0-w3 are the first stabilities in days, one for each
// rating, w4-w7 shape difficulty, w8-w10, w15 and w16 growth after recall, w11-w14 stability after
// forgetting, w17-w19 reviews on the same day, and w20 how flat the forgetting curve is.
// Source: https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm
type Parameters [21]float64

// DefaultParameters are fitted by the FSRS project to the reviews of many thousand people.
func DefaultParameters() Parameters {
	return Parameters{
		0.212, 1.2931, 2.3065, 8.2956,
		6.4133, 0.8334, 3.0194, 0.001,
		1.8722, 0.1666, 0.796,
		1.4835, 0.0614, 0.2629, 1.6483,
		0.6014, 1.8729,
		0.5425, 0.0912, 0.0658,
		0.1542,
	}
}

// parameterBounds are the smallest and largest value of each weight. Within them stability grows with the
// rating, difficulty stays defined and no power overflows.
var parameterBounds = [21][2]float64{
	{0.001, 100},
	{0.001, 100},
	{0.001, 100},
	{0.001, 100},
	{1, 10},
	{0.001, 4},
	{0.001, 4},
	{0.001, 0.75},
	{0, 4.5},
	{0, 0.8},
	{0.001, 3.5},
	{0.001, 5},
	{0.001, 0.25},
	{0.001, 0.9},
	{0, 4},
	{0, 1},
	{1, 6},
	{0, 2},
	{0, 2},
	{0.01, 0.8},
	{0.1, 0.8},
}

// Check returns an error that names the first weight that is not a number or out of bounds, or the first
// stability that is shorter than that of the rating below.
func (p Parameters) Check() error {
	for i, w := range p {
		low, high := parameterBounds[i][0], parameterBounds[i][1]
		if math.IsNaN(w) || w < low || w > high {
			return fmt.Errorf("parameter w%d is %v: want %v to %v", i, w, low, high)
		}
	}
	for i := 1; i < 4; i++ {
		if p[i] < p[i-1] {
			return fmt.Errorf("parameter w%d is %v: want at least w%d, which is %v", i, p[i], i-1, p[i-1])
		}
	}
	return nil
}
