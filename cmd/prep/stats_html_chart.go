package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"prep"
	"prep/deck"
)

// length is a length in a drawing, written with one decimal.
type length float64

func (l length) String() string {
	return strconv.FormatFloat(math.Round(float64(l)*10)/10, 'f', -1, 64)
}

// pageChart is a chart of columns, with the same numbers in a table.
type pageChart struct {
	Title, Note string
	Height      int
	Bars        []pageBar
	Ticks       []pageTick
	Labels      []pageLabel
	Table       pageTable
}

type pageBar struct {
	X, Y, W, H length
	Tip        string
}

type pageTick struct {
	X, Y, TextY length
	Text        string
}

// The plot of a column chart within its 480 units of width.
const (
	plotLeft, plotRight = 50.0, 476.0
	plotTop, plotBottom = 14.0, 148.0
	chartHeight         = 170
)

// pageColumn is a value with the words for it; label stands below it, or nothing.
type pageColumn struct {
	name, value, label string
	n                  int
}

// drawColumns draws a chart; head names the two columns of its table.
func drawColumns(title, note string, head [2]string, values []pageColumn) pageChart {
	chart := pageChart{Title: title, Note: note, Height: chartHeight, Table: pageTable{Head: head[:]}}
	top := 0
	for _, v := range values {
		top = max(top, v.n)
	}
	ticks := niceTicks(top)
	top = ticks[len(ticks)-1]
	for _, n := range ticks {
		y := plotBottom - (plotBottom-plotTop)*float64(n)/float64(top)
		chart.Ticks = append(chart.Ticks, pageTick{Y: length(y), TextY: length(y + 4), Text: short(n)})
	}
	step := (plotRight - plotLeft) / float64(len(values))
	for i, v := range values {
		x := plotLeft + step*float64(i)
		gap := min(step*0.2, 6)
		if v.n > 0 {
			h := max((plotBottom-plotTop)*float64(v.n)/float64(top), 1)
			chart.Bars = append(chart.Bars, pageBar{
				X: length(x + gap/2), Y: length(plotBottom - h), W: length(step - gap), H: length(h), Tip: v.name + ": " + v.value,
			})
		}
		if v.label != "" {
			label := pageLabel{X: length(x + step/2), Y: chartHeight - 5, Text: v.label, Anchor: "middle"}
			switch { // the labels at the ends of many columns stay within the drawing
			case len(values) > 12 && i == 0:
				label.X, label.Anchor = length(x), "start"
			case len(values) > 12 && i == len(values)-1:
				label.X, label.Anchor = length(x+step), "end"
			}
			chart.Labels = append(chart.Labels, label)
		}
		chart.Table.Rows = append(chart.Table.Rows, []string{v.name, v.value})
	}
	return chart
}

// niceTicks returns 0 and up to four multiples of 1, 2 or 5 times a power of ten, the last no less than top.
func niceTicks(top int) []int {
	step := 1
	for scale := 1; 4*step < top; scale *= 10 {
		for _, round := range []int{1, 2, 5} {
			if step = round * scale; 4*step >= top {
				break
			}
		}
	}
	ticks := []int{0, step}
	for ticks[len(ticks)-1] < top {
		ticks = append(ticks, ticks[len(ticks)-1]+step)
	}
	return ticks
}

func shortDate(d prep.Day) string { return d.Date().Format("2 Jan") }

func dayCharts(s deck.Stats) []pageChart {
	var answers, minutes []pageColumn
	for i := range 30 {
		d := s.Day(s.Today - 29 + prep.Day(i))
		label := ""
		switch i {
		case 0, 10, 20:
			label = shortDate(d.Day)
		case 29:
			label = "today"
		}
		name := d.Day.Date().Format("Mon 2 Jan")
		answers = append(answers, pageColumn{name, plural(d.Answers, "answer"), label, d.Answers})
		minutes = append(minutes, pageColumn{name, span(d.Time), label, int(d.Time.Round(time.Minute).Minutes())})
	}
	sum := s.Total(s.Today-29, s.Today)
	pace := ""
	if sum.Answers > 0 {
		pace = ", " + seconds(sum.Time/time.Duration(sum.Answers)) + " an answer"
	}
	return []pageChart{
		drawColumns("Answers a day", fmt.Sprintf("%s a day in the last 30, %s", number(int(math.Round(float64(sum.Answers)/30))), plural(sum.New, "new card")),
			[2]string{"day", "answers"}, answers),
		drawColumns("Minutes a day", fmt.Sprintf("%s a day in the last 30%s", span(sum.Time/30), pace), [2]string{"day", "time"}, minutes),
	}
}

func forecastChart(s deck.Stats) pageChart {
	var values []pageColumn
	for i, due := range s.Ahead.Days {
		d := s.Today + prep.Day(i)
		label := ""
		switch i {
		case 0:
			label = "today"
		case 10, 20, len(s.Ahead.Days) - 1:
			label = shortDate(d)
		}
		values = append(values, pageColumn{d.Date().Format("Mon 2 Jan"), plural(due, "card"), label, due})
	}
	note := fmt.Sprintf("%s overdue, %s a day in the long run", number(s.Ahead.Backlog), decimal(s.Ahead.Load))
	return drawColumns("Due in the next 30 days", note, [2]string{"day", "cards"}, values)
}

func cardsChart(s deck.Stats) pageChart {
	c := s.Cards
	var values []pageColumn
	for _, v := range []struct {
		name  string
		cards int
	}{{"new", c.New}, {"learning", c.Learning}, {"young", c.Young}, {"mature", c.Mature}, {"suspended", c.Suspended}} {
		values = append(values, pageColumn{v.name, plural(v.cards, "card"), v.name, v.cards})
	}
	return drawColumns("Cards", plural(c.Total, "card")+", mature from an interval of 21 days on", [2]string{"", "cards"}, values)
}

func hoursChart(s deck.Stats) pageChart {
	var values []pageColumn
	for hour, h := range s.Hours {
		label := ""
		if hour%6 == 0 || hour == 23 {
			label = fmt.Sprint(hour)
		}
		value := plural(h.Answers, "answer")
		if h.Tested.Total > 0 {
			value += ", " + percent(h.Tested) + " recalled"
		}
		values = append(values, pageColumn{fmt.Sprintf("%d:00", hour), value, label, h.Answers})
	}
	return drawColumns("Hours of the day", "Answers by the hour, in the time zone of now", [2]string{"hour", "answers"}, values)
}

func histogramChart(title, unit string, h deck.Histogram, name func(deck.Bin) string) pageChart {
	var values []pageColumn
	for _, b := range h.Bins {
		from := b.From
		if unit == "" {
			from *= 100
		}
		label := fmt.Sprintf("%.0f", from)
		if math.IsInf(b.To, 1) {
			label += "+"
		}
		values = append(values, pageColumn{strings.TrimSpace(name(b) + " " + unit), plural(b.Cards, "card"), label, b.Cards})
	}
	median := fmt.Sprintf("%.1f %s", h.Median, unit)
	if unit == "" {
		median = fmt.Sprintf("%.0f%%", h.Median*100)
	}
	return drawColumns(title, "Half of the cards are at or above "+strings.TrimSpace(median), [2]string{"", "cards"}, values)
}

// pageButtons is a bar for each kind of card, divided by the ratings.
type pageButtons struct {
	Ratings []string
	Height  int
	Rows    []pageButtonRow
	Table   pageTable
}

type pageButtonRow struct {
	Name  string
	TextY length
	Parts []pageButtonPart
}

type pageButtonPart struct {
	Class   string
	X, Y, W length
	Tip     string
}

func newPageButtons(s deck.Stats) *pageButtons {
	b := &pageButtons{Ratings: []string{"again", "hard", "good", "easy"}}
	b.Table.Head = append([]string{""}, b.Ratings...)
	for _, row := range []struct {
		name   string
		counts [4]int
	}{{"learning", s.Buttons.Learning}, {"young", s.Buttons.Young}, {"mature", s.Buttons.Mature}} {
		total := 0
		for _, n := range row.counts {
			total += n
		}
		y := length(8 + 34*len(b.Rows))
		drawn := pageButtonRow{Name: row.name, TextY: y + 15}
		cells := []string{row.name}
		x := 64.0
		for i, n := range row.counts {
			share := percent(deck.Tested{Known: n, Total: total})
			cells = append(cells, fmt.Sprintf("%s (%s)", share, number(n)))
			if n > 0 {
				w := (476 - 64) * float64(n) / float64(total)
				drawn.Parts = append(drawn.Parts, pageButtonPart{
					b.Ratings[i], length(x), y, length(max(w-2, 0.5)), fmt.Sprintf("%s, %s: %s of %s", row.name, b.Ratings[i], share, plural(total, "answer")),
				})
				x += w
			}
		}
		b.Rows = append(b.Rows, drawn)
		b.Table.Rows = append(b.Table.Rows, cells)
	}
	b.Height = 8 + 34*len(b.Rows)
	return b
}

// pageCalibration is a point for each bin with its bounds, above or below the line of a perfect prediction.
type pageCalibration struct {
	Note   string
	Ticks  []pageTick
	Points []pagePoint
	Table  pageTable
}

type pagePoint struct {
	X, Y, R, Low, High length
	Tip                string
}

func newPageCalibration(c deck.Calibration) *pageCalibration {
	page := &pageCalibration{
		Note:  fmt.Sprintf("%.1f%% predicted, %.1f%% recalled; the bins are off by %.1f%% (root mean square).", c.Predicted*100, c.Actual*100, c.Error*100),
		Table: pageTable{Head: []string{"predicted", "mean", "recalled", "95% bounds", "answers"}},
	}
	if c.Sampled {
		page.Note += fmt.Sprintf(" From a sample of %s.", plural(c.Cards, "card"))
	}
	bins := slices.DeleteFunc(slices.Clone(c.Bins), func(b deck.Predicted) bool { return b.Reviews == 0 })
	from := 0.9
	for _, b := range bins {
		from = min(from, math.Floor(min(b.Predicted, b.Low)*10)/10)
	}
	x := func(share float64) length { return length(54 + (450-54)*(share-from)/(1-from)) }
	y := func(share float64) length { return length(194 - (194-14)*(share-from)/(1-from)) }
	every := 1
	if from < 0.5 {
		every = 2
	}
	for tenth := 10; float64(tenth) >= from*10-0.01; tenth -= every {
		share := float64(tenth) / 10
		page.Ticks = append(page.Ticks, pageTick{X: x(share), Y: y(share), TextY: y(share) + 4, Text: fmt.Sprintf("%d%%", tenth*10)})
	}
	for _, b := range bins {
		bounds := fmt.Sprintf("%.1f-%.1f%%", b.Low*100, b.High*100)
		recalled := fmt.Sprintf("%.1f%%", b.Actual*100)
		page.Points = append(page.Points, pagePoint{
			X: x(b.Predicted), Y: y(b.Actual), R: length(3 + 6*math.Sqrt(float64(b.Reviews)/float64(c.Reviews))), Low: y(b.Low), High: y(b.High),
			Tip: fmt.Sprintf("predicted %s: %s recalled, %s, of %s", predictedName(b), recalled, bounds, plural(b.Reviews, "answer")),
		})
		page.Table.Rows = append(page.Table.Rows, []string{predictedName(b), fmt.Sprintf("%.1f%%", b.Predicted*100), recalled, bounds, number(b.Reviews)})
	}
	return page
}
