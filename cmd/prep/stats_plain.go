package main

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"prep"
	"prep/deck"
)

// statsLines says the statistics in lines without any drawing, for a screen reader: each line is whole by itself.
func statsLines(s deck.Stats, query string) string {
	var b strings.Builder
	title := ""
	section := func(name string) { title = name }
	line := func(format string, args ...any) {
		if title != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(title + "\n")
			title = ""
		}
		b.WriteString(visible(fmt.Sprintf(format, args...)) + "\n")
	}

	section("Today, " + longDate(s.Today))
	if query != "" {
		line("cards that match %s", query)
	}
	for _, words := range todayWords(s) {
		line("%s", words)
	}
	section("Months")
	for first := 0; first < len(s.Studied); {
		month := s.Studied[first].Day.Date().Format("January 2006")
		var sum deck.StudyDay
		n := 0
		for ; first < len(s.Studied) && s.Studied[first].Day.Date().Format("January 2006") == month; first++ {
			d := s.Studied[first]
			sum.Answers, sum.Time, n = sum.Answers+d.Answers, sum.Time+d.Time, n+1
		}
		line("%s: %s on %s, %s", month, plural(sum.Answers, "answer"), dayCount(n), span(sum.Time))
	}
	section("The last 14 days")
	for d := s.Today - 13; d <= s.Today && len(s.Studied) > 0; d++ {
		day := s.Day(d)
		line("%s: %s, %s, %s", d.Date().Format("Mon 2 Jan"), plural(day.Answers, "answer"), plural(day.New, "new card"), span(day.Time))
	}
	section("Due")
	line("overdue: %s", plural(s.Ahead.Backlog, "card"))
	for i, due := range s.Ahead.Days {
		if due > 0 {
			line("%s: %s", (s.Today + prep.Day(i)).Date().Format("Mon 2 Jan"), plural(due, "card"))
		}
	}
	line("in the long run: %s a day", decimal(s.Ahead.Load))
	section("Cards")
	c := s.Cards
	line("new: %s, learning: %s, young: %s, mature: %s, suspended: %s", number(c.New), number(c.Learning), number(c.Young), number(c.Mature), number(c.Suspended))
	line("known now: about %s of %s", number(int(math.Round(c.Known))), number(c.Total))

	if len(s.Studied) > 0 {
		section("True retention")
		for _, r := range s.Retention {
			line("%s: young %s, mature %s, all %s of %s", r.Period, percent(r.Young), percent(r.Mature), percent(r.All()), plural(r.All().Total, "answer"))
		}
		section("Answer buttons")
		for _, row := range []struct {
			name   string
			counts [4]int
		}{{"learning", s.Buttons.Learning}, {"young", s.Buttons.Young}, {"mature", s.Buttons.Mature}} {
			line("%s: again %s, hard %s, good %s, easy %s", row.name, number(row.counts[0]), number(row.counts[1]), number(row.counts[2]), number(row.counts[3]))
		}
		section("Hours of the day")
		for hour, h := range s.Hours {
			if h.Answers > 0 {
				line("%d o'clock: %s, recalled %s", hour, plural(h.Answers, "answer"), percent(h.Tested))
			}
		}
	}
	section("Predicted recall and what happened")
	for _, bin := range s.Calibration.Bins {
		if bin.Reviews > 0 {
			line("predicted %s: recalled %.1f%% of %s, between %.1f%% and %.1f%% at 95%% confidence", predictedName(bin), bin.Actual*100,
				plural(bin.Reviews, "answer"), bin.Low*100, bin.High*100)
		}
	}
	if cal := s.Calibration; cal.Reviews > 0 {
		line("mean %.1f%% predicted, %.1f%% recalled", cal.Predicted*100, cal.Actual*100)
		if cal.Sampled {
			line("from a sample of %s", plural(cal.Cards, "card"))
		}
	}
	section("How sure, and how often right")
	for i, t := range s.Confidence {
		if t.Total > 0 {
			line("sure %d of 5: recalled %s of %s", i+1, percent(t), plural(t.Total, "answer"))
		}
	}
	for _, d := range distributions(s) {
		section(d.title)
		if d.Cards > 0 {
			line("median: %s", d.value(d.Median))
		}
		for _, bin := range d.Bins {
			if bin.Cards > 0 {
				line("%s: %s", d.name(bin), plural(bin.Cards, "card"))
			}
		}
	}
	for _, g := range []struct {
		title  string
		groups []deck.Group
	}{{"Decks", s.Decks}, {"Tags", s.Tags}} {
		section(g.title)
		for _, group := range g.groups {
			line("%s: %s, new %s, due %s, %s, recalled %s", cmp.Or(group.Name, "(no deck)"), plural(group.Cards, "card"), number(group.New),
				number(group.Due), plural(group.Answers, "answer"), percent(group.Tested))
		}
	}
	return b.String()
}
