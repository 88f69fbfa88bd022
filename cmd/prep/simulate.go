package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// simulateOptions: a value below zero is the one in force.
type simulateOptions struct {
	query     deck.Expr
	days      int
	retention float64
	fresh     int
	reviews   int
	compare   []float64
	seed      uint64
}

func simulateCommand(e *env) *cli.Command {
	opts := simulateOptions{}
	var compare string
	return &cli.Command{
		Name:      "simulate",
		Usage:     "see the months ahead: workload and knowledge at a retention",
		ArgsUsage: "[QUERY]",
		Category:  categoryCards,
		Description: `Plays the days to come from your cards as they stand, with your own grades and times: how many reviews
and minutes a day, and how many cards you would recall. At the end stands the retention at which a
minute of study buys most knowledge. The same cards give the same days, whenever you ask.

Examples:
  prep simulate
  prep simulate --days 90 --retention 0.85 --new 10
  prep simulate --compare 0.8,0.85,0.9,0.95
  prep simulate --json deck:go`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "days", Usage: "play `N` days", Value: 365, Destination: &opts.days},
			&cli.Float64Flag{Name: "retention", Usage: "desired retention `R` (default: the setting)", Destination: &opts.retention},
			&cli.IntFlag{Name: "new", Usage: "`N` new cards a day (default: the setting)", Value: -1, Destination: &opts.fresh},
			&cli.IntFlag{Name: "reviews", Usage: "at most `N` reviews a day (default: the setting)", Value: -1, Destination: &opts.reviews},
			&cli.StringFlag{Name: "compare", Usage: "compare `RETENTIONS`, such as 0.8,0.9", Destination: &compare},
			&cli.Uint64Flag{Name: "seed", Usage: "another `SEED` of chance", Value: 1, Destination: &opts.seed},
		},
		Action: func(c *cli.Context) error {
			var err error
			if opts.query, err = parseQuery(c, c.Args().Slice()); err != nil {
				return err
			}
			if opts.days < 1 || opts.days > 3650 {
				return usageFor(c.Command.HelpName, "--days %d: want 1 to 3650", opts.days)
			}
			if c.IsSet("retention") && !retentionInRange(opts.retention) {
				return usageFor(c.Command.HelpName, "--retention %v: want 0.7 to 0.99", opts.retention)
			}
			for word := range strings.SplitSeq(compare, ",") {
				if compare == "" {
					break
				}
				r, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
				if err != nil || !retentionInRange(r) {
					return usageFor(c.Command.HelpName, "--compare %q: want numbers from 0.7 to 0.99", word)
				}
				opts.compare = append(opts.compare, r)
			}
			return runSimulate(c.Context, e, opts)
		},
	}
}

func retentionInRange(r float64) bool { return r >= 0.7 && r <= 0.99 }

// simulateJSON is what --json prints.
type simulateJSON struct {
	Retention float64             `json:"retention"`
	Cards     int                 `json:"cards"`
	Days      []deck.SimulatedDay `json:"days"`
	Sum       deck.Outcome        `json:"sum"`
	Compared  []deck.Outcome      `json:"compared,omitempty"`
	Best      deck.Outcome        `json:"best"`    // of a sample of the cards
	Present   deck.Outcome        `json:"present"` // of the same sample
}

func runSimulate(ctx context.Context, e *env, opts simulateOptions) error {
	var sim deck.Simulated
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		sim, err = deck.ReadSimulation(tx, opts.query)
		return err
	})
	if err != nil {
		return err
	}
	if len(sim.Cards) == 0 {
		return fmt.Errorf("simulate: no card matches")
	}
	played := deck.SimulationOptions{
		Days: opts.days, Retention: sim.Settings.Retention, New: sim.Settings.NewLimit, Reviews: sim.Settings.ReviewLimit,
		MaxInterval: sim.Settings.MaxInterval, Seed: opts.seed,
	}
	if opts.retention > 0 {
		played.Retention = opts.retention
	}
	if opts.fresh >= 0 {
		played.New = opts.fresh
	}
	if opts.reviews >= 0 {
		played.Reviews = opts.reviews
	}
	document := simulateJSON{Retention: played.Retention, Cards: len(sim.Cards)}
	document.Days = deck.Simulate(sim.Model, sim.Cards, sim.Habits, played)
	document.Sum = deck.Sum(document.Days, played.Retention)
	for _, r := range opts.compare {
		other := played
		other.Retention = r
		document.Compared = append(document.Compared, deck.Sum(deck.Simulate(sim.Model, sim.Cards, sim.Habits, other), r))
	}
	document.Best, document.Present = deck.BestRetention(sim.Model, sim.Cards, sim.Habits, played)
	if e.json {
		return e.printJSON(document)
	}
	return e.printf("%s", simulateText(document, played, e.width()))
}

// simulateRows is how many lines the chart has at most.
const simulateRows = 12

func simulateText(s simulateJSON, played deck.SimulationOptions, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s at retention %.2f\n", plural(len(s.Days), "day"), plural(s.Cards, "card"), s.Retention)
	fmt.Fprintf(&b, "%d new a day, at most %s\n\n", played.New, plural(played.Reviews, "review"))
	fmt.Fprintf(&b, "%9s %8s %8s %8s\n", "days", "reviews", "minutes", "known")
	rows := min(simulateRows, len(s.Days))
	room := max(width-40, 0)
	for row := range rows {
		from, to := row*len(s.Days)/rows, (row+1)*len(s.Days)/rows
		part := deck.Sum(s.Days[from:to], s.Retention)
		bar := strings.Repeat("█", int(part.Known/float64(s.Cards)*float64(room)))
		line := fmt.Sprintf("%9s %8.1f %8.1f %8.0f  %s", fmt.Sprintf("%d-%d", from+1, to), part.Reviews, part.Minutes, part.Known, bar)
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
	}
	if waiting := s.Days[len(s.Days)-1].Waiting; waiting > 0 {
		fmt.Fprintf(&b, "\nthe limit is too low: %s wait at the end\n", plural(waiting, "card"))
	}
	if len(s.Compared) > 0 {
		fmt.Fprintf(&b, "\n%9s %8s %8s %8s\n", "retention", "reviews", "minutes", "known")
		for _, o := range s.Compared {
			fmt.Fprintf(&b, "%9.2f %8.1f %8.1f %8.0f\n", o.Retention, o.Reviews, o.Minutes, o.Known)
		}
	}
	fmt.Fprintf(&b, "\nmost knowledge for a minute: retention %.2f", s.Best.Retention)
	if s.Best.Cost > 0 && s.Best.Retention != s.Present.Retention {
		fmt.Fprintf(&b, "; %.2f costs %.0f%% more for each card known", s.Present.Retention, (s.Present.Cost/s.Best.Cost-1)*100)
	}
	b.WriteByte('\n')
	return b.String()
}
