package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
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
	Question string `json:"question"`
	Band     string `json:"band"`
	Recorded bool   `json:"recorded"`
}

func (e *env) practised(ctx context.Context) ([]practised, error) {
	folder, err := e.recordings()
	if err != nil {
		return nil, err
	}
	all := []practised{}
	err = e.view(ctx, func(tx *prep.Tx) error {
		attempts, err := journal.Attempts(tx, 0)
		if err != nil {
			return err
		}
		for _, a := range attempts {
			p := practised{Attempt: a, Band: journal.Band(a.Seconds)}
			card, err := deck.Get(tx, a.Card)
			if err != nil && !errors.Is(err, prep.ErrNotFound) {
				return err
			}
			if p.Question = card.Prompt(); p.Question == "" {
				p.Question = "(a question that is deleted)"
			}
			_, missing := os.Stat(filepath.Join(folder, a.ID.String()+".wav"))
			p.Recorded = missing == nil
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

func runPracticeHistory(ctx context.Context, e *env) error {
	all, err := e.practised(ctx)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(all)
	}
	out := bufio.NewWriter(e.Stdout)
	var questions []string
	for _, p := range all {
		if slices.Contains(questions, p.Question) {
			continue
		}
		questions = append(questions, p.Question)
		fmt.Fprintf(out, "%s\n", summary(p.Question, e.width()))
		var seconds []float64
		for _, other := range all {
			if other.Question == p.Question {
				fmt.Fprintf(out, "  %s\n", summary(attemptLine(other), e.width()-2))
				seconds = append(seconds, other.Seconds)
			}
		}
		if len(seconds) > 1 {
			fmt.Fprintf(out, "  %s\n", trendText(seconds))
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
	if p.Recorded {
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

// trendText compares the newest attempt with the mean of those before it; seconds come newest first.
func trendText(seconds []float64) string {
	sum := 0.0
	for _, s := range seconds[1:] {
		sum += s
	}
	change := seconds[0] - sum/float64(len(seconds)-1)
	switch {
	case change > 5:
		return fmt.Sprintf("%.0f s longer than before on average", change)
	case change < -5:
		return fmt.Sprintf("%.0f s shorter than before on average", -change)
	}
	return "as long as before on average"
}

// findRecording finds the attempt whose id begins so and that has a recording; "": the newest.
func (e *env) findRecording(ctx context.Context, prefix string) (practised, error) {
	all, err := e.practised(ctx)
	if err != nil {
		return practised{}, err
	}
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
	folder, err := e.recordings()
	if err != nil {
		return err
	}
	file := filepath.Join(folder, attempt.ID.String()+".wav")
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
		Description: `A recording that is deleted is gone.

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
	all, err := e.practised(ctx)
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
	if found[0].Recorded {
		if err := os.Remove(filepath.Join(folder, found[0].ID.String()+".wav")); err != nil {
			return fmt.Errorf("delete recording: %w", err)
		}
	}
	if !whole {
		return nil
	}
	return e.change(ctx, func(tx *prep.Tx) error { return journal.DeleteAttempt(tx, found[0].ID) })
}
