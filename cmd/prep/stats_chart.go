package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"prep"
	"prep/deck"
)

// ink marks text for a terminal, or leaves it as it is.
type ink bool

func (i ink) mark(code, text string) string {
	if !i || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (i ink) title(text string) string { return i.mark("1", text) }
func (i ink) faint(text string) string { return i.mark("2", text) }
func (i ink) bar(text string) string   { return i.mark("32", text) }

// block is a part of the page: lines of at most blockWidth columns, unless it has the page to itself.
type block []string

const (
	blockWidth = 38
	blockGap   = 4
)

// beside puts two blocks next to each other where the page is wide enough for both, else below one another.
func beside(width int, left, right block) block {
	if width < 2*blockWidth+blockGap {
		return slices.Concat(left, block{""}, right)
	}
	var both block
	for i := range max(len(left), len(right)) {
		line := ""
		if i < len(left) {
			line = left[i]
		}
		if i < len(right) && right[i] != "" {
			line += strings.Repeat(" ", max(blockWidth+blockGap-ansi.StringWidth(line), 0)) + right[i]
		}
		both = append(both, line)
	}
	return both
}

// columnChart draws counts as columns of eighths, the largest as tall as the chart, with its number at the top.
func columnChart(i ink, values []int, height int) block {
	top := 0
	for _, v := range values {
		top = max(top, v)
	}
	var lines block
	for row := height - 1; row >= 0; row-- {
		label := ""
		switch {
		case row == height-1 && top > 0:
			label = short(top)
		case row == 0:
			label = "0"
		}
		var b strings.Builder
		for _, v := range values {
			eighths := 0
			if v > 0 {
				eighths = max(v*height*8/top, 1) // whatever is more than nothing shows
			}
			b.WriteRune([]rune(" ▁▂▃▄▅▆▇█")[min(max(eighths-row*8, 0), 8)])
		}
		lines = append(lines, i.faint(fmt.Sprintf("%5s ", label))+i.bar(strings.TrimRight(b.String(), " ")))
	}
	return lines
}

// axis is a line below a chart of n columns, with a text at each end.
func axis(i ink, n int, from, to string) string {
	space := max(n-ansi.StringWidth(from)-ansi.StringWidth(to), 1)
	return "      " + i.faint(from+strings.Repeat(" ", space)+to)
}

// barWidth is the longest bar of a histogram.
const barWidth = 19

// barLine is a line of a histogram: a name, a bar and a count.
func barLine(i ink, name string, n, top int) string {
	bar := ""
	if n > 0 {
		eighths := max(n*barWidth*8/top, 1)
		bar = strings.Repeat("█", eighths/8)
		if eighths%8 > 0 {
			bar += string([]rune(" ▏▎▍▌▋▊▉")[eighths%8])
		}
	}
	return fmt.Sprintf("%9s %s%9s", name, i.bar(bar)+strings.Repeat(" ", barWidth-ansi.StringWidth(bar)), number(n))
}

// short writes a count in at most five characters.
func short(n int) string {
	switch {
	case n < 10_000:
		return number(n)
	case n < 1_000_000:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprintf("%.1fM", float64(n)/1e6)
}

// weekday is 0 on a Monday.
func weekday(d prep.Day) int { return (int(d.Date().Weekday()) + 6) % 7 }

var weekdays = [7]string{"Mon", "", "Wed", "", "Fri", "", "Sun"}

// heatMap is a calendar of weeks, one column each up to this one, shaded by the number of answers.
type heatMap struct {
	first  prep.Day // a Monday
	weeks  int
	levels [3]int // answers from which a day is a shade darker: the quartiles of the days with any
	counts map[prep.Day]int
	last   prep.Day
}

func newHeatMap(s deck.Stats, weeks int) heatMap {
	m := heatMap{weeks: weeks, last: s.Today, counts: map[prep.Day]int{}}
	m.first = s.Today - prep.Day(weekday(s.Today)+7*(weeks-1))
	var counts []int
	for _, d := range s.Studied {
		if d.Day >= m.first && d.Day <= m.last {
			m.counts[d.Day] = d.Answers
			counts = append(counts, d.Answers)
		}
	}
	slices.Sort(counts)
	for i := range m.levels {
		if len(counts) > 0 {
			m.levels[i] = counts[len(counts)*(i+1)/4]
		}
	}
	return m
}

// level is 0 for a day without answers, else 1 to 4.
func (m heatMap) level(d prep.Day) int {
	n := m.counts[d]
	if n == 0 {
		return 0
	}
	level := 1
	for _, from := range m.levels {
		if n > from {
			level++
		}
	}
	return level
}

// months names the columns in which a month begins.
func (m heatMap) months() string {
	line := ""
	for w := range m.weeks {
		monday := m.first + prep.Day(7*w)
		begins := monday.Date().Day() <= 7
		if begins && len(line) <= w-min(w, 1) && w+3 <= m.weeks {
			line = pad(line, w) + monday.Date().Format("Jan")
		}
	}
	return line
}

const shades = "·░▒▓█"

func (m heatMap) lines(i ink) block {
	lines := block{i.faint("    " + m.months())}
	for row := range 7 {
		var b strings.Builder
		for w := range m.weeks {
			d := m.first + prep.Day(7*w+row)
			if d > m.last {
				break
			}
			shade := string([]rune(shades)[m.level(d)])
			if m.level(d) == 0 {
				b.WriteString(i.faint(shade))
			} else {
				b.WriteString(i.bar(shade))
			}
		}
		lines = append(lines, i.faint(fmt.Sprintf("%-4s", weekdays[row]))+b.String())
	}
	return lines
}
