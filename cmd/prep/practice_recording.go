package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
