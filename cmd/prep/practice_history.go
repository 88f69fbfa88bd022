package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

// players play a recording; FILE stands for it.
var players = [][]string{
	{"pw-play", "FILE"},
	{"paplay", "FILE"},
	{"aplay", "-q", "FILE"},
	{"play", "-q", "FILE"},
	{"afplay", "FILE"},
	{"ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "FILE"},
}

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

// findRecording finds the attempt whose id begins so and that has a recording; "": the newest.
func (e *env) findRecording(ctx context.Context, prefix string) (practised, error) {
	all, _, err := e.practised(ctx)
	if err != nil {
		return practised{}, err
	}
	slices.SortStableFunc(all, newestFirst)
	var found []practised
	for _, p := range all {
		if p.Recorded && (prefix == "" || strings.HasPrefix(p.ID.String(), prefix)) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 0:
		err := fmt.Errorf("recording %q: %w", prefix, prep.ErrNotFound)
		if prefix == "" {
			err = fmt.Errorf("recording: %w", prep.ErrNotFound)
		}
		return practised{}, withHint(err, "prep practice history shows which attempts are recorded")
	case len(found) > 1 && prefix != "":
		return practised{}, fmt.Errorf("recording %q: %w", prefix, prep.ErrAmbiguous)
	}
	return found[0], nil
}

func practicePlayCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "play",
		Usage:     "play a recording, the newest where none is named",
		ArgsUsage: "[ATTEMPT]",
		Description: `Examples:
  prep practice play
  prep practice play w3n5uqzt`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err != nil {
				return err
			}
			return runPracticePlay(c.Context, e, strings.Join(args, ""))
		},
	}
}

func runPracticePlay(ctx context.Context, e *env, prefix string) error {
	config, err := e.config()
	if err != nil {
		return err
	}
	attempt, err := e.findRecording(ctx, prefix)
	if err != nil {
		return err
	}
	file, err := e.recording(ctx, attempt)
	if err != nil {
		return err
	}
	var command *exec.Cmd
	if own := config.Practice.Player; own != "" {
		command = shellCommand(ctx, own, file)
	}
	for _, player := range players {
		if path, err := exec.LookPath(player[0]); err == nil && command == nil {
			args := slices.Clone(player[1:])
			args[slices.Index(args, "FILE")] = file
			command = exec.CommandContext(ctx, path, args...)
		}
	}
	if command == nil {
		return withHint(errors.New("no program found that plays sound"), "install one, or set practice.player; the file is %s", file)
	}
	command.Stderr = e.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("play recording %s: %w", attempt.ID, err)
	}
	return nil
}

func practiceRmCommand(e *env) *cli.Command {
	yes, whole := false, false
	return &cli.Command{
		Name:      "rm",
		Usage:     "delete a recording, or with --attempt all that is known of the attempt",
		ArgsUsage: "ATTEMPT",
		Description: `A recording that is deleted is gone: where recordings travel, from the storage and the other machines too
once they have synced.

Examples:
  prep practice rm w3n5uqzt`,
		Flags: []cli.Flag{yesFlag(&yes), &cli.BoolFlag{Name: "attempt", Usage: "its seconds and marks too", Destination: &whole}},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runPracticeRm(c.Context, e, args[0], yes, whole)
		},
	}
}

func runPracticeRm(ctx context.Context, e *env, prefix string, yes, whole bool) error {
	all, _, err := e.practised(ctx)
	if err != nil {
		return err
	}
	var found []practised
	for _, p := range all {
		if strings.HasPrefix(p.ID.String(), prefix) && (p.Recorded || whole) {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 0:
		return withHint(fmt.Errorf("recording %q: %w", prefix, prep.ErrNotFound), "prep practice history shows which attempts are recorded")
	case len(found) > 1:
		return fmt.Errorf("attempt %q: %w", prefix, prep.ErrAmbiguous)
	}
	what := "recording"
	if whole {
		what = "attempt"
	}
	if err := e.confirm(ctx, yes, "delete the %s of %s", what, time.UnixMilli(found[0].Time).Format("2006-01-02 15:04")); err != nil {
		return err
	}
	folder, err := e.recordings()
	if err != nil {
		return err
	}
	err = os.Remove(filepath.Join(folder, found[0].ID.String()+".wav"))
	if err != nil && (found[0].shared.ID == 0 && found[0].Recorded || !errors.Is(err, fs.ErrNotExist)) {
		return fmt.Errorf("delete recording: %w", err)
	}
	if found[0].shared.ID != 0 {
		if err := e.unshare(ctx, []prep.ID{found[0].ID}); err != nil {
			return err
		}
	}
	if !whole {
		return nil
	}
	return e.change(ctx, func(tx *prep.Tx) error { return journal.DeleteAttempt(tx, found[0].ID) })
}
