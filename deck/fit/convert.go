package fit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Convert makes FSRS-6 parameters of 21 values, or of the 19 of FSRS-5 or the 17 of FSRS-4.5 in the way of fsrs-rs. The
// older versions had a forgetting curve with the fixed decay 0.5; FSRS-4.5 knew no reviews within a day and moved
// difficulty in even steps. Older values are moved into today's ranges; 21 values outside of them are an error, as is
// whatever is not a number.
func Convert(values []float64) (Parameters, error) {
	var w Parameters
	copy(w[:], values)
	switch len(values) {
	case Size:
		return w, w.Check()
	case 19:
	case 17:
		w[4] += 2 * w[5]
		w[5] = math.Log(3*w[5]+1) / 3
		w[6] += 0.5
	default:
		return w, fmt.Errorf("parameters: %d values, want 21 (FSRS-6), 19 (FSRS-5) or 17 (FSRS-4.5)", len(values))
	}
	w[20] = 0.5
	for i, v := range w {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return w, fmt.Errorf("parameters of an older FSRS: w%d becomes %v", i, v)
		}
	}
	w = w.Clamp()
	w[19] = 0
	return w, nil
}

// Parse reads parameters written as numbers with commas or blanks between them, in brackets or not, as Anki and
// FSRS's optimizers print them, and converts those of older versions.
func Parse(text string) (Parameters, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(", \t\r\n[]", r) })
	values := make([]float64, len(words))
	for i, word := range words {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return Parameters{}, fmt.Errorf("parameters: %q is not a number", word)
		}
		values[i] = v
	}
	return Convert(values)
}

// String writes the parameters so that Parse reads them back, with the four decimals that FSRS's tools print.
func (w Parameters) String() string {
	words := make([]string, Size)
	for i, v := range w {
		words[i] = strconv.FormatFloat(v, 'f', 4, 64)
	}
	return strings.Join(words, ", ")
}
