package tui

import (
	"fmt"
	"strings"
	"time"

	"prep/deck"
)

// summaryLines tells what a session came to, and how it ended: done is zero when its owner quit.
func summaryLines(sum deck.Summary, done deck.Done, theme Theme) []string {
	var lines []string
	row := func(name, format string, args ...any) {
		lines = append(lines, theme.Muted.Render(fmt.Sprintf("%-10s", name))+fmt.Sprintf(format, args...))
	}
	if sum.Answered == 0 {
		nothing := "Nothing was answered."
		if done.All {
			nothing = "Nothing is due now."
		}
		if pause := done.Paused; pause != nil {
			nothing = "Paused until " + pause.Until.Date().Format("Monday 2006-01-02") + "; prep pause --end goes on."
		}
		lines = append(lines, theme.Strong.Render(nothing), "")
	} else {
		lines = append(lines, theme.Strong.Render(fmt.Sprintf("%s done in %s.", count(sum.Answered, "answer"), spokenTime(sum.Time))), "")
		row("cards", "%d", sum.Cards)
		if sum.Known > 0 {
			row("recalled", "%d of %d, %.0f%%", sum.Recalled, sum.Known, 100*float64(sum.Recalled)/float64(sum.Known))
			row("lapses", "%d", sum.Lapses)
		}
	}
	if sum.Streak > 0 {
		row("streak", "%s", count(sum.Streak, "day"))
	}
	row("tomorrow", "%s due", count(sum.Tomorrow, "card"))
	if !done.Next.IsZero() {
		row("next step", "at %s", done.Next.Format("15:04"))
	}
	for _, card := range sum.Leeches {
		row("leech", "%s  %s", card.ID.Short(), OneLine(card))
	}
	return lines
}

// SummaryText is the summary as text alone.
func SummaryText(sum deck.Summary, done deck.Done) string {
	return strings.Join(summaryLines(sum, done, PlainTheme()), "\n")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// spokenTime writes a duration as "8 min 20 s".
func spokenTime(d time.Duration) string {
	seconds := int(d.Round(time.Second) / time.Second)
	switch {
	case seconds < 60:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3600:
		return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
	}
	return fmt.Sprintf("%d h %d min", seconds/3600, seconds/60%60)
}
