package deck

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// HumanInterval writes how long until a card is due, short enough for a button: <1m, 10m, 2.5h, 3d, 2.1mo,
// 1.4y. A month is a twelfth of 365.25 days.
func HumanInterval(wait time.Duration) string {
	const month, year = 365.25 / 12, 365.25
	minutes, hours, days := wait.Minutes(), wait.Hours(), wait.Hours()/24
	switch {
	case minutes < 1:
		return "<1m"
	case math.Round(minutes) < 60:
		return fmt.Sprintf("%.0fm", math.Round(minutes))
	case tenths(hours) < 24:
		return decimal(hours) + "h"
	case days < 31:
		return fmt.Sprintf("%.0fd", math.Round(days))
	case tenths(days/month) < 12:
		return decimal(days/month) + "mo"
	}
	return decimal(days/year) + "y"
}

func tenths(x float64) float64 { return math.Round(x*10) / 10 }

// decimal writes a number with at most one decimal.
func decimal(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", tenths(x)), ".0") }
