package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/deck/fit"
)

type optimizeOptions struct {
	deck       string
	from       string
	zone       string
	rollover   int
	parameters string
	evaluate   bool
	dryRun     bool
}

func optimizeCommand(e *env) *cli.Command {
	var opts optimizeOptions
	return &cli.Command{
		Name:     "optimize",
		Usage:    "fit the scheduling to your own memory",
		Category: categoryCards,
		Description: `Fits the 21 parameters of FSRS-6 to your reviews and puts them into force where they predict reviews
that they have not seen better than those in force. Your other machines get them with the next sync.

log loss   how surprising the reviews were, on average; less is better
RMSE       between the recall predicted and the recall seen, over groups of like reviews
Both are of held-out reviews: five times fitted to the past, tested on what came next.

With --from a review log is read instead (prep export --reviews writes one), and nothing is stored.

Examples:
  prep optimize
  prep optimize --dry-run
  prep optimize --deck go
  prep optimize --from reviews.csv --timezone Europe/Berlin
  prep optimize --evaluate --parameters "0.21, 1.29, …"`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "deck", Usage: "fit `DECK` alone, and give it parameters of its own", Destination: &opts.deck},
			&cli.BoolFlag{Name: "dry-run", Usage: "store nothing", Destination: &opts.dryRun},
			&cli.BoolFlag{Name: "evaluate", Usage: "say how well parameters predict, and fit none", Destination: &opts.evaluate},
			&cli.StringFlag{Name: "parameters", Usage: "21 `NUMBERS`, or the 19 or 17 of older versions, to evaluate or to compare with", Destination: &opts.parameters},
			&cli.StringFlag{Name: "from", Usage: "read the review log `FILE.csv`", Destination: &opts.from},
			&cli.StringFlag{Name: "timezone", Usage: "with --from: the `ZONE` of the reviews, such as Europe/Berlin", Value: "UTC", Destination: &opts.zone},
			&cli.IntFlag{Name: "rollover", Usage: "with --from: the `HOUR` at which a study day ends", Value: prep.DefaultRollover, Destination: &opts.rollover},
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			switch {
			case opts.from != "" && opts.deck != "":
				return usageFor(c.Command.HelpName, "--from reads a file, which has no decks")
			case opts.from == "" && (c.IsSet("timezone") || c.IsSet("rollover")):
				return usageFor(c.Command.HelpName, "--timezone and --rollover go with --from: your own reviews know their days")
			case opts.rollover < 0 || opts.rollover > 23:
				return usageFor(c.Command.HelpName, "--rollover %d: want an hour from 0 to 23", opts.rollover)
			}
			return runOptimize(c.Context, e, opts)
		},
	}
}

// subject is what is fitted.
type subject struct {
	log    []fit.Review
	deck   *deck.Deck // nil: everything
	before deck.Parameters
	seen   int
}

func runOptimize(ctx context.Context, e *env, opts optimizeOptions) error {
	subject, err := optimizeSubject(ctx, e, opts)
	if err != nil {
		return err
	}
	if opts.evaluate {
		return runEvaluate(e, subject)
	}
	bar := e.progress("fitting", 100)
	found, err := deck.Optimize(ctx, subject.log, subject.before, subject.seen, func(done float64) { bar.set(int(done * 100)) })
	bar.end()
	if err != nil {
		return err
	}
	stored := found.Better && !opts.dryRun && opts.from == ""
	load := loadChange{}
	if found.Better && opts.from == "" {
		if load, err = storeFit(ctx, e, subject.deck, found, stored); err != nil {
			return err
		}
	}
	if e.json {
		return e.printJSON(optimizeDocument(found, load, stored))
	}
	return e.printf("%s", optimizeText(found, load, opts, stored))
}

// optimizeSubject reads the reviews and what is in force for them.
func optimizeSubject(ctx context.Context, e *env, opts optimizeOptions) (subject, error) {
	s := subject{before: deck.DefaultParameters()}
	var err error
	if opts.from != "" {
		s.log, err = readLog(opts)
	} else {
		err = e.read(ctx, func(tx *prep.Tx) error {
			if opts.deck != "" {
				found, err := findDeck(tx, opts.deck)
				if err != nil {
					return err
				}
				s.deck = &found
			}
			if s.before, s.seen, err = deck.InForce(tx, s.deck); err != nil {
				return err
			}
			s.log, err = deck.History(tx, s.deck)
			return err
		})
	}
	if err == nil && opts.parameters != "" {
		s.seen = 0
		if s.before, err = fit.Parse(opts.parameters); err != nil {
			err = fmt.Errorf("--parameters: %w", err)
		}
	}
	return s, err
}

func readLog(opts optimizeOptions) ([]fit.Review, error) {
	zone, err := findZone(opts.zone)
	if err != nil {
		return nil, err
	}
	log, err := readReviewLog(opts.from, fit.Clock{Location: zone, Rollover: opts.rollover})
	if err != nil {
		return nil, err
	}
	return log.Reviews, nil
}

// loadChange is how many cards are due tomorrow before and after.
type loadChange struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

// errTried rolls back what was only to be looked at.
var errTried = errors.New("tried")

// storeFit puts what was found into force, or with keep false only looks at what that would do to tomorrow.
func storeFit(ctx context.Context, e *env, only *deck.Deck, found deck.Optimized, keep bool) (loadChange, error) {
	var load loadChange
	err := e.change(ctx, func(tx *prep.Tx) error {
		count := func(into *int) error {
			if err := deck.Freshen(tx, nil); err != nil {
				return err
			}
			ahead, err := deck.Forecast(tx, nil, 2)
			*into = ahead.Tomorrow()
			return err
		}
		if err := count(&load.Before); err != nil {
			return err
		}
		if err := deck.StoreParameters(tx, only, found); err != nil {
			return err
		}
		if err := count(&load.After); err != nil {
			return err
		}
		if !keep {
			return errTried
		}
		return nil
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return load, err
}

// optimizeJSON is what --json prints.
type optimizeJSON struct {
	Reviews    int             `json:"reviews"`
	Targets    int             `json:"targets"`
	Parameters deck.Parameters `json:"parameters"`
	Before     deck.Parameters `json:"before"`
	HeldOut    struct {
		Fitted   fit.Score `json:"fitted"`
		Before   fit.Score `json:"before"`
		Defaults fit.Score `json:"defaults"`
	} `json:"held_out"`
	Health   string     `json:"health"`
	Better   bool       `json:"better"`
	Stored   bool       `json:"stored"`
	Tomorrow loadChange `json:"tomorrow"`
}

func optimizeDocument(found deck.Optimized, load loadChange, stored bool) optimizeJSON {
	document := optimizeJSON{
		Reviews: found.Reviews, Targets: found.Targets, Parameters: found.Parameters, Before: found.Before,
		Health: found.Health(), Better: found.Better, Stored: stored, Tomorrow: load,
	}
	document.HeldOut.Fitted, document.HeldOut.Before = found.Validation.Fitted, found.Validation.Rival
	document.HeldOut.Defaults = found.Validation.Defaults
	return document
}

func optimizeText(found deck.Optimized, load loadChange, opts optimizeOptions, stored bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d of them to predict\n\n", plural(found.Reviews, "review"), found.Targets)
	if found.Validation.Fitted.Targets > 0 {
		row := func(name string, s fit.Score) { fmt.Fprintf(&b, "%-12s %8.4f %8.4f\n", name, s.LogLoss, s.RMSE) }
		fmt.Fprintf(&b, "%-12s %8s %8s\n", "held out", "log loss", "RMSE")
		row("defaults", found.Validation.Defaults)
		if found.Before != deck.DefaultParameters() {
			row("in force", found.Validation.Rival)
		}
		row("fitted", found.Validation.Fitted)
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s\n", found.Health())
	if found.Extent == fit.Nothing {
		return b.String()
	}
	fmt.Fprintf(&b, "\n%s\n\n", found.Parameters)
	switch {
	case opts.from != "":
		b.WriteString("nothing was stored: the reviews came from a file\n")
	case !found.Better:
		b.WriteString("kept what is in force: the new parameters predict no better\n")
	case stored:
		fmt.Fprintf(&b, "in force from now on; tomorrow %s instead of %d\n", plural(load.After, "card"), load.Before)
	default:
		fmt.Fprintf(&b, "not stored (--dry-run); they would make tomorrow %s instead of %d\n", plural(load.After, "card"), load.Before)
	}
	return b.String()
}

// evaluateJSON is what --evaluate --json prints.
type evaluateJSON struct {
	Parameters deck.Parameters `json:"parameters"`
	Same       fit.Score       `json:"score"`  // every target weighed the same
	Recent     fit.Score       `json:"recent"` // the recent ones weighed most, as a fit does
}

func runEvaluate(e *env, s subject) error {
	set, err := fit.NewSet(s.log)
	if err != nil {
		return err
	}
	document := evaluateJSON{s.before, fit.Evaluate(set, s.before), fit.EvaluateRecent(set, s.before)}
	if e.json {
		return e.printJSON(document)
	}
	if err := e.printf("%s, %d of them to predict\n\n%-16s %8s %8s %8s\n", plural(set.Reviews(), "review"), set.Targets(), "", "log loss", "RMSE", "AUC"); err != nil {
		return err
	}
	for _, row := range []struct {
		name string
		fit.Score
	}{{"all the same", document.Same}, {"recent ones most", document.Recent}} {
		if err := e.printf("%-16s %8.4f %8.4f %8.4f\n", row.name, row.LogLoss, row.RMSE, row.AUC); err != nil {
			return err
		}
	}
	return nil
}
