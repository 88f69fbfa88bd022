package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"time"

	"prep"
	"prep/deck"
)

//go:embed stats.html
var statsTemplate string

// statsPage is what stats.html shows. Whatever the drawings say is in a table beside them too.
type statsPage struct {
	Date, Query string
	Tiles       []pageTile
	Year        *pageYear
	Days        []pageChart
	Retention   *pageTable
	Buttons     *pageButtons
	Calibration *pageCalibration
	Hours       *pageChart
	Histograms  []pageChart
	Confidence  *pageTable
	Groups      []pageTable
	Journal     *pageJournal
}

type pageTile struct{ Name, Value, Note string }

// pageTable is a table; the first cell of a row names it.
type pageTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

// statsHTML writes the page: one file that loads nothing.
func statsHTML(s deck.Stats, query string, j statsJournal) ([]byte, error) {
	layout, err := template.New("stats").Parse(statsTemplate)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := layout.Execute(&page, newStatsPage(s, query, j)); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

func newStatsPage(s deck.Stats, query string, j statsJournal) statsPage {
	page := statsPage{Date: longDate(s.Today), Query: query, Tiles: pageTiles(s), Journal: newPageJournal(j)}
	if len(s.Studied) > 0 {
		hours := hoursChart(s)
		page.Year, page.Days, page.Hours = newPageYear(s), dayCharts(s), &hours
		page.Retention, page.Buttons, page.Confidence = retentionTable(s), newPageButtons(s), confidenceTable(s)
	}
	if s.Cards.Total > 0 {
		page.Days = append(page.Days, forecastChart(s), cardsChart(s))
	}
	if s.Calibration.Reviews > 0 {
		page.Calibration = newPageCalibration(s.Calibration)
	}
	if s.Stability.Cards > 0 {
		page.Histograms = []pageChart{
			histogramChart("Stability", "days", s.Stability, days),
			histogramChart("Intervals", "days", s.Interval, days),
			histogramChart("Difficulty", "of 10", s.Difficulty, tenths),
			histogramChart("Recall now", "", s.Retrievability, percents),
		}
	}
	for _, g := range []struct {
		title  string
		groups []deck.Group
	}{{"Decks", s.Decks}, {"Tags", s.Tags}} {
		if len(g.groups) > 0 {
			page.Groups = append(page.Groups, groupTable(g.title, g.groups))
		}
	}
	return page
}

func longDate(d prep.Day) string { return d.Date().Format("Monday 2 January 2006") }

func pageTiles(s deck.Stats) []pageTile {
	today, month := s.Day(s.Today), s.Retention[2].All()
	recalled := "nothing tested in 30 days"
	if month.Total > 0 {
		recalled = fmt.Sprintf("of %s in 30 days", plural(month.Total, "answer"))
	}
	done := "nothing yet"
	if today.Answers > 0 {
		done = "in " + span(today.Time)
	}
	streak := fmt.Sprintf("at best %s", dayCount(s.Streak.Longest))
	if s.Streak.Longest == 0 {
		streak = "none yet"
	}
	if s.Streak.Current > 0 && !s.Streak.Today {
		streak = "until yesterday, " + streak
	}
	return []pageTile{
		{"Answers today", number(today.Answers), done},
		{"Due now", number(s.Cards.Due), fmt.Sprintf("%s tomorrow", number(s.Ahead.Tomorrow()))},
		{"Days in a row", number(s.Streak.Current), streak},
		{"Recalled", percent(month), recalled},
		{"Known now", number(int(math.Round(s.Cards.Known))), "of " + plural(s.Cards.Total, "card")},
	}
}

func retentionTable(s deck.Stats) *pageTable {
	table := &pageTable{Head: []string{"", "young", "mature", "all", "answers"}}
	for _, r := range s.Retention {
		table.Rows = append(table.Rows, []string{r.Period, percent(r.Young), percent(r.Mature), percent(r.All()), number(r.All().Total)})
	}
	return table
}

// confidenceTable is nil when nobody said how sure they were.
func confidenceTable(s deck.Stats) *pageTable {
	table := &pageTable{Head: []string{"sure", "recalled", "answers"}}
	total := 0
	for i, t := range s.Confidence {
		table.Rows = append(table.Rows, []string{number(i + 1), percent(t), number(t.Total)})
		total += t.Total
	}
	if total == 0 {
		return nil
	}
	return table
}

func groupTable(title string, groups []deck.Group) pageTable {
	table := pageTable{Title: title, Head: []string{"", "cards", "new", "due", "answers", "recalled"}}
	for _, g := range groups {
		name := g.Name
		if name == "" {
			name = "(no deck)"
		}
		table.Rows = append(table.Rows, []string{visible(name), number(g.Cards), number(g.New), number(g.Due), number(g.Answers), percent(g.Tested)})
	}
	return table
}

// pageYear is the calendar of weeks.
type pageYear struct {
	Title, Note   string
	Width, Height int
	Labels        []pageLabel
	Cells         []pageCell
}

type pageLabel struct {
	X, Y         length
	Text, Anchor string
}

type pageCell struct {
	X, Y, Level int
	Tip         string
}

func newPageYear(s deck.Stats) *pageYear {
	const weeks, step, left, top = 53, 14, 30, 20
	m := newHeatMap(s, weeks)
	year := &pageYear{Title: "The last year", Width: left + weeks*step, Height: top + 7*step}
	var sum deck.StudyDay
	for w := range weeks {
		monday := m.first + prep.Day(7*w)
		if monday.Date().Day() <= 7 && w <= weeks-3 {
			year.Labels = append(year.Labels, pageLabel{X: length(left + w*step), Y: 11, Text: monday.Date().Format("Jan")})
		}
		for row := range 7 {
			d := monday + prep.Day(row)
			if d > m.last {
				break
			}
			year.Cells = append(year.Cells, pageCell{
				X: left + w*step, Y: top + row*step, Level: m.level(d),
				Tip: fmt.Sprintf("%s on %s", plural(m.counts[d], "answer"), longDate(d)),
			})
		}
	}
	for row, name := range weekdays {
		year.Labels = append(year.Labels, pageLabel{X: 0, Y: length(top + row*step + 10), Text: name})
	}
	sum = s.Total(m.first, m.last)
	year.Note = fmt.Sprintf("%s on %s, %s; the stronger the colour, the more.", plural(sum.Answers, "answer"), dayCount(len(m.counts)), span(sum.Time.Round(time.Minute)))
	return year
}
