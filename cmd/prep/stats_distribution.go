package main

import (
	"fmt"
	"math"

	"prep/deck"
)

// The names of a histogram's bins.
func days(b deck.Bin) string {
	switch {
	case math.IsInf(b.To, 1):
		return fmt.Sprintf("%.0f+", b.From)
	case b.From == 0:
		return fmt.Sprintf("under %.0f", b.To)
	case b.To-b.From == 1:
		return fmt.Sprintf("%.0f", b.From)
	}
	return fmt.Sprintf("%.0f-%.0f", b.From, b.To-1)
}

func tenths(b deck.Bin) string   { return fmt.Sprintf("%.0f-%.0f", b.From, b.To) }
func percents(b deck.Bin) string { return fmt.Sprintf("%.0f-%.0f%%", b.From*100, b.To*100) }

// distribution is a histogram with its words.
type distribution struct {
	title string
	deck.Histogram
	name  func(deck.Bin) string
	value func(float64) string
}

func distributions(s deck.Stats) [4]distribution {
	return [...]distribution{
		{"Stability in days", s.Stability, days, decimal},
		{"Intervals in days", s.Interval, days, decimal},
		{"Difficulty", s.Difficulty, tenths, decimal},
		{"Recall now", s.Retrievability, percents, func(x float64) string { return fmt.Sprintf("%.0f%%", x*100) }},
	}
}

func statsHistogram(i ink, d distribution) block {
	title := i.title(d.title)
	if d.Cards > 0 {
		title += i.faint(", median " + d.value(d.Median))
	}
	lines := block{title}
	top := 0
	for _, b := range d.Bins {
		top = max(top, b.Cards)
	}
	for _, b := range d.Bins {
		lines = append(lines, barLine(i, d.name(b), b.Cards, top))
	}
	return lines
}
