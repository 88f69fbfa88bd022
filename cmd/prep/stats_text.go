package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"prep"
	"prep/deck"
)

// statsText draws the statistics for a terminal of a width; 40 columns are enough for all of it.
func statsText(s deck.Stats, query string, width int, colour bool) string {
	width = max(width, blockWidth)
	i := ink(colour)
	page := []block{statsToday(i, s, query, width)}
	if len(s.Studied) > 0 {
		page = append(page, statsYear(i, s, width), beside(width, statsDays(i, s), statsMinutes(i, s)))
	}
	if s.Cards.Total > 0 {
		page = append(page, beside(width, statsForecast(i, s), statsCards(i, s)))
	}
	if len(s.Studied) > 0 {
		page = append(page, beside(width, statsRetention(i, s), statsButtons(i, s)))
		page = append(page, beside(width, statsHours(i, s), statsCalibration(i, s)), statsConfidence(i, s))
	}
	if s.Stability.Cards > 0 {
		all := distributions(s)
		page = append(page,
			beside(width, statsHistogram(i, all[0]), statsHistogram(i, all[1])),
			beside(width, statsHistogram(i, all[2]), statsHistogram(i, all[3])))
	}
	page = append(page, statsGroups(i, "Decks", s.Decks, width), statsGroups(i, "Tags", s.Tags, width))
	var b strings.Builder
	for _, part := range page {
		if len(part) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for _, line := range part {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}

func statsToday(i ink, s deck.Stats, query string, width int) block {
	lines := block{i.title("Today") + i.faint(", "+longDate(s.Today))}
	if query != "" {
		lines = append(lines, i.faint(summary("cards that match "+query, width)))
	}
	for _, line := range todayWords(s) {
		lines = append(lines, line)
	}
	return lines
}

// todayWords says what was done today and how the row of days stands, in lines of at most 38 columns.
func todayWords(s deck.Stats) []string {
	today := s.Day(s.Today)
	if len(s.Studied) == 0 && s.Cards.Total == 0 {
		return []string{"no cards"}
	}
	if len(s.Studied) == 0 {
		return []string{"nothing answered yet", plural(s.Cards.New, "card") + " to begin with: prep review"}
	}
	done := "nothing answered"
	if today.Answers > 0 {
		done = plural(today.Answers, "answer") + " in " + span(today.Time)
	}
	if tested := s.Retention[0].All(); tested.Total > 0 {
		done += ", " + percent(tested) + " recalled"
	}
	words := []string{done, plural(s.Cards.Due, "card") + " due now", streakWords(s.Streak)}
	if s.Streak.Longest > s.Streak.Current {
		words = append(words, "at best "+dayCount(s.Streak.Longest))
	}
	return words
}

// dayCount is "1 day", "2 days".
func dayCount(n int) string {
	if n == 1 {
		return "1 day"
	}
	return number(n) + " days"
}

// streakWords says how many days in a row were studied.
func streakWords(d deck.StudyDays) string {
	switch {
	case d.Current == 0:
		return "no days in a row"
	case d.Today:
		return dayCount(d.Current) + " in a row"
	}
	return dayCount(d.Current) + " in a row until yesterday"
}

func statsYear(i ink, s deck.Stats, width int) block {
	weeks := min(53, width-5)
	m := newHeatMap(s, weeks)
	total, studied := 0, 0
	for _, n := range m.counts {
		total, studied = total+n, studied+1
	}
	title := "The last year"
	if weeks < 53 {
		title = fmt.Sprintf("The last %d weeks", weeks)
	}
	lines := append(block{i.title(title)}, m.lines(i)...)
	return append(lines, "    "+i.faint("less ")+i.faint("·")+i.bar("░▒▓█")+i.faint(" more"),
		fmt.Sprintf("    %s on %s", plural(total, "answer"), dayCount(studied)))
}

// recent returns a number of each of the last 30 days.
func recent(s deck.Stats, of func(deck.StudyDay) int) []int {
	values := make([]int, 30)
	for k := range values {
		values[k] = of(s.Day(s.Today - 29 + prep.Day(k)))
	}
	return values
}

func statsDays(i ink, s deck.Stats) block {
	values := recent(s, func(d deck.StudyDay) int { return d.Answers })
	sum := s.Total(s.Today-29, s.Today)
	lines := append(block{i.title("Answers a day")}, columnChart(i, values, 4)...)
	return append(lines, axis(i, 30, (s.Today-29).Date().Format("2 Jan"), "today"),
		fmt.Sprintf("%s a day, %s", number(int(math.Round(float64(sum.Answers)/30))), plural(sum.New, "new card")))
}

func statsMinutes(i ink, s deck.Stats) block {
	values := recent(s, func(d deck.StudyDay) int { return int(d.Time.Round(time.Minute).Minutes()) })
	sum := s.Total(s.Today-29, s.Today)
	lines := append(block{i.title("Minutes a day")}, columnChart(i, values, 4)...)
	words := span(sum.Time/30) + " a day"
	if sum.Answers > 0 {
		words += ", " + seconds(sum.Time/time.Duration(sum.Answers)) + " an answer"
	}
	return append(lines, axis(i, 30, (s.Today-29).Date().Format("2 Jan"), "today"), words)
}

func statsForecast(i ink, s deck.Stats) block {
	values := slices.Clone(s.Ahead.Days)
	lines := append(block{i.title("Due in the next 30 days")}, columnChart(i, values, 4)...)
	lines = append(lines, axis(i, len(values), "today", (s.Today+prep.Day(len(values))-1).Date().Format("2 Jan")))
	return append(lines,
		fmt.Sprintf("%s overdue, %s tomorrow", number(s.Ahead.Backlog), number(s.Ahead.Tomorrow())),
		fmt.Sprintf("%s a day in the long run", decimal(s.Ahead.Load)))
}

func statsCards(i ink, s deck.Stats) block {
	c := s.Cards
	lines := block{i.title("Cards")}
	for _, row := range []struct {
		name  string
		cards int
	}{{"new", c.New}, {"learning", c.Learning}, {"young", c.Young}, {"mature", c.Mature}, {"suspended", c.Suspended}} {
		lines = append(lines, barLine(i, row.name, row.cards, max(c.Total, 1)))
	}
	return append(lines, fmt.Sprintf("%s, about %s known", plural(c.Total, "card"), number(int(math.Round(c.Known)))))
}

func statsRetention(i ink, s deck.Stats) block {
	lines := block{i.title("True retention"), i.faint("        young   mature    all  answers")}
	for _, r := range s.Retention {
		lines = append(lines, fmt.Sprintf("%-6s %6s   %6s %6s %8s", r.Period, percent(r.Young), percent(r.Mature), percent(r.All()), number(r.All().Total)))
	}
	return lines
}

func statsButtons(i ink, s deck.Stats) block {
	lines := block{i.title("Answer buttons"), i.faint("           again   hard   good   easy")}
	for _, row := range []struct {
		name   string
		counts [4]int
	}{{"learning", s.Buttons.Learning}, {"young", s.Buttons.Young}, {"mature", s.Buttons.Mature}} {
		total := 0
		for _, n := range row.counts {
			total += n
		}
		line := fmt.Sprintf("%-9s", row.name)
		for _, n := range row.counts {
			line += fmt.Sprintf("%7s", percent(deck.Tested{Known: n, Total: total}))
		}
		lines = append(lines, line)
	}
	return lines
}

func statsCalibration(i ink, s deck.Stats) block {
	c := s.Calibration
	lines := block{i.title("Predicted recall and what happened")}
	if c.Reviews == 0 {
		return append(lines, "no answer yet a day after another")
	}
	lines = append(lines, i.faint("predicted recalled 95% bounds  answers"))
	for _, bin := range c.Bins {
		if bin.Reviews > 0 {
			lines = append(lines, fmt.Sprintf("%8s  %7.1f%% %10s %8s", predictedName(bin), bin.Actual*100,
				fmt.Sprintf("%.0f-%.0f%%", bin.Low*100, bin.High*100), number(bin.Reviews)))
		}
	}
	lines = append(lines, fmt.Sprintf("mean %.1f%% predicted, %.1f%% recalled", c.Predicted*100, c.Actual*100),
		fmt.Sprintf("bins off by %.1f%% (root mean square)", c.Error*100))
	if c.Sampled {
		lines = append(lines, fmt.Sprintf("from a sample of %s", plural(c.Cards, "card")))
	}
	return lines
}

// statsConfidence is nothing when nobody said how sure they were.
func statsConfidence(i ink, s deck.Stats) block {
	lines := block{i.title("How sure, and how often right"), i.faint("     recalled  answers")}
	said := 0
	for k, t := range s.Confidence {
		lines = append(lines, fmt.Sprintf("%d  %10s %8s", k+1, percent(t), number(t.Total)))
		said += t.Total
	}
	if said == 0 {
		return nil
	}
	return lines
}

func predictedName(bin deck.Predicted) string {
	return fmt.Sprintf("%.0f-%.0f%%", bin.From*100, bin.To*100)
}

// groupsShown is how many decks or tags the page has room for.
const groupsShown = 15

func statsGroups(i ink, title string, groups []deck.Group, width int) block {
	if len(groups) == 0 {
		return nil
	}
	largest := slices.Clone(groups)
	slices.SortStableFunc(largest, func(a, b deck.Group) int { return cmp.Compare(b.Cards, a.Cards) })
	largest = largest[:min(len(largest), groupsShown)]
	slices.SortFunc(largest, func(a, b deck.Group) int { return strings.Compare(a.Name, b.Name) })

	wide := width >= 60
	header, rest := fmt.Sprintf("%9s %8s %8s", "cards", "due", "recalled"), 27
	if wide {
		header, rest = fmt.Sprintf("%9s %9s %9s %11s %9s", "cards", "new", "due", "answers", "recalled"), 51
	}
	nameWidth := min(width, 2*blockWidth+blockGap) - rest
	lines := block{i.title(pad(title, nameWidth)) + i.faint(header)}
	for _, g := range largest {
		name := pad(ansi.Truncate(visible(cmp.Or(g.Name, "(no deck)")), nameWidth-1, "…"), nameWidth)
		line := fmt.Sprintf("%9s %8s %8s", number(g.Cards), number(g.Due), percent(g.Tested))
		if wide {
			line = fmt.Sprintf("%9s %9s %9s %11s %9s", number(g.Cards), number(g.New), number(g.Due), number(g.Answers), percent(g.Tested))
		}
		lines = append(lines, name+line)
	}
	if more := len(groups) - len(largest); more > 0 {
		lines = append(lines, fmt.Sprintf("and %s smaller (--json has all)", number(more)))
	}
	return lines
}

// percent writes a share, "-" where nothing was tested.
func percent(t deck.Tested) string {
	rate, ok := t.Rate()
	if !ok {
		return "-"
	}
	return fmt.Sprintf("%.0f%%", rate*100)
}

// span writes a duration in words: "48 s", "6 min", "1 h 12 min".
func span(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	default:
		return fmt.Sprintf("%s h %d min", number(minutes/60), minutes%60)
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// decimal writes a number of cards, with a decimal where it is small.
func decimal(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.1f", x)
	}
	return number(int(math.Round(x)))
}
