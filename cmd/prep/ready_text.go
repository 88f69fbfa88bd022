package main

import (
	"fmt"
	"math"
	"strings"

	"prep"
	"prep/deck"
	"prep/journal"
)

// The widths of the chart of a plan: columns at most, and rows.
const planColumns, planRows = 60, 4

// readinessText says how things stand before a target: every number by itself, none that sums them up.
func (e *env) readinessText(b *strings.Builder, t journal.Target, r *readinessJSON, lacks *deck.PlanError) {
	i := ink(e.color())
	line := func(name, format string, args ...any) {
		fmt.Fprintf(b, "%-8s %s\n", name, visible(fmt.Sprintf(format, args...)))
	}
	if lacks != nil {
		line("plan", "none: %v", lacks)
		return
	}
	b.WriteString("\n" + i.title("Ready on the day") + "\n")
	line("left", "%s, until %s", plural(r.DaysLeft, "day"), r.Date)
	line("cards", "%s: %s never seen, %s at %s or more on the day", number(r.Cards), number(r.New), number(r.Ready), wholePercent(r.Goal))
	line("recall", "%s on the day as things stand, %s if the plan is followed", wholePercent(r.Recall), wholePercent(r.Ahead))
	line("plan", "%s a day; today %s left: prep review --for %s", minutes(r.Minutes), plural(r.Left, "card"), t.ID.Short())
	if text, hint := limitsText(r.Readiness); text != "" {
		line("limits", "%s (%s)", text, hint)
	}
	b.WriteString("\n" + i.title("Weakest topics, recall on the day") + "\n")
	for _, topic := range r.Weakest {
		tag := topic.Tag
		if tag == "" {
			tag = "no tag"
		}
		fmt.Fprintf(b, "  %s %4s", pad(summary(tag, 22), 22), wholePercent(topic.Recall))
		if !e.plain && e.width() >= 70 {
			b.WriteString(" " + i.bar(pad(strings.Repeat("█", int(math.Round(topic.Recall*10))), 10)))
		}
		fmt.Fprintf(b, "  %s, %s never seen\n", plural(topic.Cards, "card"), number(topic.New))
	}
	b.WriteString("\n" + i.title("Minutes of each day") + "\n")
	if e.plain {
		planLines(b, r)
		return
	}
	values, each := planBins(r, max(min(planColumns, e.width()-8), 10))
	for _, row := range columnChart(i, values, planRows) {
		b.WriteString(row + "\n")
	}
	from := "today"
	if each > 1 {
		from = fmt.Sprintf("today, %d days each", each)
	}
	b.WriteString(axis(i, len(values), from, r.Date) + "\n")
}

// planBins are the minutes a day of the plan in at most so many columns of so many days each.
func planBins(r *readinessJSON, columns int) (values []int, each int) {
	each = (len(r.Days) + columns - 1) / columns
	for from := 0; from < len(r.Days); from += each {
		sum, days := 0.0, r.Days[from:min(from+each, len(r.Days))]
		for _, d := range days {
			sum += d.Minutes
		}
		values = append(values, int(math.Ceil(sum/float64(len(days)))))
	}
	return values, each
}

// planLines says the same in a line for each day of two weeks, and for each week after them.
func planLines(b *strings.Builder, r *readinessJSON) {
	for from := 0; from < len(r.Days); {
		to, name := from+1, "day"
		if from >= 14 {
			to, name = min(from+7, len(r.Days)), "week from"
		}
		fresh, reviews, spent := 0, 0.0, 0.0
		for _, d := range r.Days[from:to] {
			fresh, reviews, spent = fresh+d.New, reviews+d.Reviews, spent+d.Minutes
		}
		fmt.Fprintf(b, "  %s %s: %s, %s, %s\n", name, r.Today+prep.Day(from),
			plural(fresh, "new card"), plural(int(math.Round(reviews)), "review"), minutes(spent))
		from = to
	}
}

// minutes writes a time of study.
func minutes(m float64) string {
	if m > 0 && m < 1 {
		return "less than a minute"
	}
	return plural(int(math.Round(m)), "minute")
}
