package fit

import (
	"fmt"
	"strings"
)

// Health says in a sentence or a few how far the fit can be trusted, and why.
func (r Result) Health() string {
	forgotten := r.Targets - r.Passed
	var says []string
	switch {
	case r.Extent == Nothing:
		return fmt.Sprintf("Too few reviews to learn from: %s, at least %d are needed. The default parameters stay.",
			reviews(r.Targets), MinFirsts)
	case r.Extent == Firsts:
		says = append(says, fmt.Sprintf("Few reviews, %d of the %d that a whole fit needs: only the four first stabilities "+
			"are fitted, all else is the default.", r.Targets, MinAll))
	case r.Targets < 400:
		says = append(says, fmt.Sprintf("A small fit, %s: the parameters stay near the defaults and will still move.",
			reviews(r.Targets)))
	case r.Targets < 2000:
		says = append(says, fmt.Sprintf("A fair fit, %s: the defaults still count where they say little.",
			reviews(r.Targets)))
	default:
		says = append(says, fmt.Sprintf("A good fit, %s.", reviews(r.Targets)))
	}
	switch {
	case forgotten*50 < r.Targets || forgotten < 3:
		says = append(says, fmt.Sprintf("Hardly anything was forgotten (%d): how long memory lasts is a guess.", forgotten))
	case r.Passed*2 < r.Targets:
		says = append(says, fmt.Sprintf("More was forgotten (%d) than remembered.", forgotten))
	}
	if edge := r.edges(); len(edge) > 0 {
		says = append(says, fmt.Sprintf("%s at the end of the allowed range.", strings.Join(edge, ", ")))
	}
	return strings.Join(says, " ")
}

// edges names the fitted parameters that ended at an end of their range without having begun there.
func (r Result) edges() (names []string) {
	begin := Defaults()
	for i, w := range r.Parameters {
		if w != begin[i] && (w == lower[i] || w == upper[i]) {
			names = append(names, fmt.Sprintf("w%d", i))
		}
	}
	return names
}

func reviews(n int) string {
	if n == 1 {
		return "1 review"
	}
	return fmt.Sprintf("%d reviews", n)
}
