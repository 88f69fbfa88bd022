package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func practiceHistoryCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "history",
		Usage: "list what was practised, by question, with its trend",
		Description: `Examples:
  prep practice history
  prep practice history --json`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runPracticeHistory(c.Context, e)
		},
	}
}

// practised is an attempt with its question.
type practised struct {
	journal.Attempt
	Question  string `json:"question"`
	Band      string `json:"band"`
	Recorded  bool   `json:"recorded"`
	Elsewhere bool   `json:"elsewhere"` // the recording was made on another machine and is not here

	shared prep.Media // the recording, where it is one that travels
}

// practised returns the attempts by their questions, and each question's trend.
func (e *env) practised(ctx context.Context) (all []practised, trends map[prep.ID]journal.Trend, err error) {
	folder, err := e.recordings()
	if err != nil {
		return nil, nil, err
	}
	db, err := e.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, trends = []practised{}, map[prep.ID]journal.Trend{}
	err = e.view(ctx, func(tx *prep.Tx) error {
		shared, err := sharedRecordings(tx)
		if err != nil {
			return err
		}
		questions, err := journal.PractisedQuestions(tx)
		for _, q := range questions {
			if trend, several := q.Trend(); several {
				trends[q.Card] = trend
			}
			for _, a := range q.Attempts {
				_, missing := os.Stat(filepath.Join(folder, a.ID.String()+".wav"))
				p := practised{Attempt: a, Question: cmp.Or(q.Question, "(a question that is deleted)"), Band: journal.Band(a.Seconds)}
				p.shared = shared[a.ID]
				p.Recorded = missing == nil || p.shared.ID != 0
				p.Elsewhere = p.Recorded && missing != nil && !db.HasMedia(p.shared)
				all = append(all, p)
			}
		}
		return err
	})
	return all, trends, err
}

func newestFirst(a, b practised) int { return cmp.Compare(b.Time, a.Time) }

func runPracticeHistory(ctx context.Context, e *env) error {
	all, trends, err := e.practised(ctx)
	if err != nil {
		return err
	}
	if e.json {
		slices.SortStableFunc(all, newestFirst)
		return e.printJSON(all)
	}
	out := bufio.NewWriter(e.Stdout)
	for i, p := range all {
		if i == 0 || all[i-1].Card != p.Card {
			fmt.Fprintf(out, "%s\n", summary(p.Question, e.width()))
		}
		fmt.Fprintf(out, "  %s\n", summary(attemptLine(p), e.width()-2))
		if last := i == len(all)-1 || all[i+1].Card != p.Card; last {
			if trend, several := trends[p.Card]; several {
				fmt.Fprintf(out, "  %s\n", summary(trendText(trend), e.width()-2))
			}
		}
	}
	return out.Flush()
}

// attemptLine is one attempt.
func attemptLine(p practised) string {
	length := "not timed"
	if p.Seconds > 0 {
		length = fmt.Sprintf("%.0f s %s", p.Seconds, p.Band)
	}
	line := fmt.Sprintf("%s  %s  %s", p.ID.Short(), time.UnixMilli(p.Time).Format("2006-01-02 15:04"), pad(length, 11))
	if p.Rating > 0 {
		line += fmt.Sprintf("  %d of 5", p.Rating)
	}
	switch {
	case p.Elsewhere:
		line += "  recorded elsewhere"
	case p.Recorded:
		line += "  recorded"
	}
	if p.Marks.By != "" {
		line += "  heard by " + p.Marks.By
	}
	if said := sectionsSaid(p.Marks); len(said) > 0 {
		line += "  " + strings.Join(said, ", ")
	}
	return line
}

// trendText says how the last attempt differs from those before it.
func trendText(t journal.Trend) string {
	var parts []string
	add := func(difference, least float64, unit, more, less string) {
		switch {
		case difference >= least:
			parts = append(parts, fmt.Sprintf("%.3g%s %s", round1(difference), unit, more))
		case difference <= -least:
			parts = append(parts, fmt.Sprintf("%.3g%s %s", round1(-difference), unit, less))
		}
	}
	add(math.Round(t.Seconds), 5, " s", "longer", "shorter")
	add(t.Sections, 0.5, "", "more sections", "fewer sections")
	add(t.Rating, 0.5, "", "better rated", "worse rated")
	if len(parts) == 0 {
		return "as before on average"
	}
	return strings.Join(parts, ", ") + " than before on average"
}

func round1(x float64) float64 { return math.Round(x*10) / 10 }
