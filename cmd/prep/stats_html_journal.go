package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"prep"
	"prep/journal"
)

// statsJournal is what the page says of the journal: of all entries the numbers, of those that may be seen the words.
type statsJournal struct{ all, seen journal.Patterns }

// readStatsJournal looks for what recurs. An entry is private until its owner shares it, so its words are left out
// unless private takes them along.
func readStatsJournal(tx *prep.Tx, private bool) (statsJournal, error) {
	var j statsJournal
	var err error
	if j.all, err = journal.FindPatterns(tx, journal.Query{}); err != nil || private {
		return statsJournal{j.all, j.all}, err
	}
	shared, err := journal.ParseQuery("is:shareable", nil)
	if err != nil {
		return j, err
	}
	j.seen, err = journal.FindPatterns(tx, shared)
	return j, err
}

// hidden is how many entries show no words.
func (j statsJournal) hidden() int { return j.all.Entries - j.seen.Entries }

// pageJournal is the part of stats.html that prep journal patterns tells as text.
type pageJournal struct {
	Note     string
	Charts   []pageChart
	Sting    *pageSting
	Bars     []pageBars
	Repeated *pageTable
}

// pageBars is a table of counts with a bar behind each.
type pageBars struct {
	Title, Note, Head string
	Rows              []pageBarRow
}

type pageBarRow struct {
	Name, Count string
	W           length // of 100
}

// newPageJournal is nil for a journal without entries.
func newPageJournal(j statsJournal) *pageJournal {
	if j.all.Entries == 0 {
		return nil
	}
	page := &pageJournal{Note: plural(j.all.Entries, "entry") + "."}
	if hidden := j.hidden(); hidden > 0 {
		page.Note += fmt.Sprintf(" Causes, tags and lessons are those of the shared entries: %s left out.", plural(hidden, "private entry"))
	}
	var statuses []pageColumn
	for _, status := range []journal.Status{journal.Captured, journal.Reflected, journal.Changed, journal.Proven} {
		n := 0
		if i := slices.IndexFunc(j.all.Statuses, func(c journal.Count) bool { return c.Name == status.String() }); i >= 0 {
			n = j.all.Statuses[i].Entries
		}
		statuses = append(statuses, pageColumn{status.String(), plural(n, "entry"), status.String(), n})
	}
	page.Charts = append(page.Charts, drawColumns("How far the entries have come", "From written down to a change that is proven", [2]string{"", "entries"}, statuses))
	if c := j.all.Changes; c.Made > 0 {
		var changes []pageColumn
		for _, v := range []struct {
			name string
			n    int
		}{{"made", c.Made}, {"proven", c.Proven}, {"repeated", c.Repeated}} {
			changes = append(changes, pageColumn{v.name, plural(v.n, "change"), v.name, v.n})
		}
		page.Charts = append(page.Charts, drawColumns("Changes kept", "Repeated: the mistake came again after the change", [2]string{"", "changes"}, changes))
	}
	if len(j.all.Sting) > 0 {
		page.Sting = newPageSting(j.all.Sting)
	}
	page.Bars = slices.DeleteFunc([]pageBars{
		countPageBars("Types of failure", "Of the entries that say it", "type", j.all.Types),
		countPageBars("Own causes", "By their words, in two entries or more", "word", j.seen.Causes),
		countPageBars("Tags of entries", "In two entries or more", "tag", j.seen.Tags),
	}, func(b pageBars) bool { return len(b.Rows) == 0 })
	if len(j.seen.Repeated) > 0 {
		page.Repeated = &pageTable{Head: []string{"", "lesson", "repeated"}}
		for _, r := range j.seen.Repeated {
			page.Repeated.Rows = append(page.Repeated.Rows, []string{visible(r.Title), visible(r.Lesson), timesText(r.Repeats)})
		}
	}
	return page
}

func countPageBars(title, note, head string, counts []journal.Count) pageBars {
	bars := pageBars{Title: title, Note: note, Head: head}
	most := 1
	for _, c := range counts {
		most = max(most, c.Entries)
	}
	for _, c := range counts {
		bars.Rows = append(bars.Rows, pageBarRow{visible(c.Name), number(c.Entries), length(100 * float64(c.Entries) / float64(most))})
	}
	return bars
}

// pageSting draws for each month how much its failures stung then, and how much they do now.
type pageSting struct {
	Note   string
	Ticks  []pageTick
	Labels []pageLabel
	Points []pageStingPoint
	Table  pageTable
}

type pageStingPoint struct {
	X         length
	Then, Now *length
	SquareX   length // the corner of the square that marks then
	SquareY   length
	Tip       string
}

// stingMonths is how many months the drawing has at most; the table has all of them.
const stingMonths = 24

func newPageSting(months []journal.StingOver) *pageSting {
	page := &pageSting{Table: pageTable{Head: []string{"month", "then", "now", "entries"}}}
	y := func(sting float64) length { return length(plotBottom - (plotBottom-plotTop)*sting/journal.MaxSting) }
	for n := range journal.MaxSting + 1 {
		page.Ticks = append(page.Ticks, pageTick{Y: y(float64(n)), TextY: y(float64(n)) + 4, Text: fmt.Sprint(n)})
	}
	last := monthNumber(months[len(months)-1].Month)
	first := max(monthNumber(months[0].Month), last-stingMonths+1)
	step := (plotRight - plotLeft) / float64(last-first+1)
	at := func(month int) length { return length(plotLeft + step*(float64(month-first)+0.5)) }
	for _, s := range months {
		then, now := strings.TrimSpace(averageText(s.Then)), strings.TrimSpace(averageText(s.Now))
		page.Table.Rows = append(page.Table.Rows, []string{s.Month, then, now, number(s.Entries)})
		month := monthNumber(s.Month)
		if month < first {
			continue
		}
		point := pageStingPoint{X: at(month), Tip: fmt.Sprintf("%s: %s then, %s now, %s", s.Month, then, now, plural(s.Entries, "entry"))}
		if s.Then != nil {
			point.Then = new(y(*s.Then))
			point.SquareX, point.SquareY = point.X-5, *point.Then-5
		}
		if s.Now != nil {
			point.Now = new(y(*s.Now))
		}
		page.Points = append(page.Points, point)
	}
	for _, month := range slices.Compact([]int{first, last}) {
		label := pageLabel{X: at(month), Y: chartHeight - 5, Text: time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC).Format("Jan 2006"), Anchor: "middle"}
		if last-first >= 6 { // the labels at the ends stay within the drawing
			label.Anchor = map[int]string{first: "start", last: "end"}[month]
		}
		page.Labels = append(page.Labels, label)
	}
	page.Note = "How much the failures of a month hurt, 0-5 on average"
	if monthNumber(months[0].Month) < first {
		page.Note += fmt.Sprintf("; the last %d months", stingMonths)
	}
	return page
}

// monthNumber counts the months since the year 0 of a month such as 2026-11.
func monthNumber(month string) int {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return 0
	}
	return t.Year()*12 + int(t.Month()) - 1
}
