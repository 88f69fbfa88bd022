package main

import (
	"context"
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func pauseCommand(e *env) *cli.Command {
	var end bool
	return &cli.Command{
		Name:      "pause",
		Usage:     "hold every card until a date",
		ArgsUsage: "[DATE]",
		Category:  categoryDaily,
		Description: `Until the date nothing is asked, on every machine, and nothing piles up: each card is due as much
later as the pause is long. Without a date it says whether there is a pause.

Examples:
  prep pause 2026-11-16
  prep pause "in 2 weeks"
  prep pause --end`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "end", Usage: "go on today", Destination: &end}},
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, -1)
			if err != nil {
				return err
			}
			if end && len(args) > 0 {
				return usageFor(c.Command.HelpName, "--end takes no date")
			}
			return runPause(c.Context, e, strings.Join(args, " "), end)
		},
	}
}

// pauseJSON is what prep pause --json prints.
type pauseJSON struct {
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"` // the first day on which cards are asked again
}

func runPause(ctx context.Context, e *env, date string, end bool) error {
	var pause deck.Pause
	var paused bool
	err := e.change(ctx, func(tx *prep.Tx) error {
		settings, err := deck.ReadSettings(tx)
		if err != nil {
			return err
		}
		today := settings.Today(tx.Now)
		pause, paused = settings.Pauses.On(today)
		until := today
		switch {
		case end && !paused:
			return errors.New("there is no pause to end")
		case date == "" && !end:
			return nil
		case !end:
			if until, err = futureDay(date, today); err != nil {
				return err
			}
			if until <= today {
				return refusedDate(date, "%s is not after today", until)
			}
			e.echoDay(date, until)
		}
		if settings, err = deck.SetPause(tx, until); err != nil {
			return err
		}
		pause, paused = settings.Pauses.On(today)
		return nil
	})
	if err != nil {
		return err
	}
	if e.json {
		document := pauseJSON{}
		if paused {
			document = pauseJSON{pause.From.String(), pause.Until.String()}
		}
		return e.printJSON(document)
	}
	if !paused {
		return e.printf("no pause\n")
	}
	return e.printf("paused until %s\n", pause.Until.Date().Format("Monday 2006-01-02"))
}
