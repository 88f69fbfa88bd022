package main

import (
	"fmt"

	"prep/deck"
)

func statsHours(i ink, s deck.Stats) block {
	values := make([]int, 24)
	busiest := 0
	for h := range values {
		values[h] = s.Hours[h].Answers
		if values[h] > values[busiest] {
			busiest = h
		}
	}
	lines := append(block{i.title("Hours of the day")}, columnChart(i, values, 4)...)
	lines = append(lines, "      "+i.faint("0     6     12    18   23"))
	lines = append(lines, fmt.Sprintf("most between %d and %d o'clock", busiest, busiest+1))
	if best, worst := recallHours(s); best != worst {
		lines = append(lines, fmt.Sprintf("recalled %s at %d, %s at %d o'clock", percent(s.Hours[best].Tested), best, percent(s.Hours[worst].Tested), worst))
	}
	return lines
}

// hourTests is how many answers an hour needs before its recall is compared with that of another.
const hourTests = 30

// recallHours returns the hours in which most and least was recalled; they are the same where no two can be compared.
func recallHours(s deck.Stats) (best, worst int) {
	best = -1
	for h := range s.Hours {
		rate, _ := s.Hours[h].Tested.Rate()
		if s.Hours[h].Tested.Total < hourTests {
			continue
		}
		if best < 0 {
			best, worst = h, h
		}
		if most, _ := s.Hours[best].Tested.Rate(); rate > most {
			best = h
		}
		if least, _ := s.Hours[worst].Tested.Rate(); rate < least {
			worst = h
		}
	}
	return max(best, 0), worst
}
