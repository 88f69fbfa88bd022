package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

// This file holds how a goal ends: reached, given up, taken back, deleted.

func goalDoneCommand(e *env) *cli.Command {
	proof, noProof := false, false
	return &cli.Command{
		Name:      "done",
		Usage:     "mark a goal or a milestone as reached",
		ArgsUsage: "ID",
		Description: `A goal reached is offered as the proof of the entry that it comes from: on a terminal it asks, in a
script --proof and --no-proof say.

Examples:
  prep goal done m4r7k2xa
  prep goal done m4r7k2xa --proof`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "proof", Usage: "make it the entry's proof", Destination: &proof},
			&cli.BoolFlag{Name: "no-proof", Usage: "do not", Destination: &noProof},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			if proof && noProof {
				return usageFor(c.Command.HelpName, "--proof and --no-proof: want one of them")
			}
			return runGoalDone(c.Context, e, args[0], proof, noProof)
		},
	}
}

func runGoalDone(ctx context.Context, e *env, prefix string, proof, noProof bool) error {
	var reached journal.Reached
	milestone := false
	err := e.change(ctx, func(tx *prep.Tx) error {
		id, isMilestone, err := goalOrMilestone(tx, prefix)
		if err != nil {
			return err
		}
		if milestone = isMilestone; milestone {
			return journal.ReachMilestone(tx, id)
		}
		reached, err = journal.ReachGoal(tx, id)
		return err
	})
	if err != nil || milestone {
		return err
	}
	if e.json {
		if err := e.printJSON(reached); err != nil {
			return err
		}
	}
	if reached.Entry == 0 || noProof {
		return nil
	}
	if !proof {
		if !e.asks() {
			e.hint("prep journal edit %s --set proof=%q makes it the entry's proof", reached.Entry.Short(), reached.Proof)
			return nil
		}
		if proof, err = e.agrees(ctx, fmt.Sprintf("make it the proof of the entry (%q)?", reached.Proof), true); !proof || err != nil {
			return err
		}
	}
	return e.change(ctx, func(tx *prep.Tx) error {
		_, err := journal.Change(tx, reached.Entry, func(entry *journal.Entry) { entry.Proof = reached.Proof })
		return err
	})
}

// goalOrMilestone finds the goal, or the milestone of one, whose id begins so.
func goalOrMilestone(tx *prep.Tx, prefix string) (id prep.ID, milestone bool, err error) {
	goal, err := journal.FindGoal(tx, prefix)
	if err == nil {
		return goal.ID, false, nil
	}
	from, to, rangeErr := prep.IDRange(prefix)
	goals, listErr := journal.Goals(tx, true)
	if rangeErr != nil || listErr != nil {
		return 0, false, journalHint(err, listHint(prep.Goals))
	}
	var found []prep.ID
	for _, g := range goals {
		for _, m := range g.Milestones {
			if m.ID >= from && m.ID <= to {
				found = append(found, m.ID)
			}
		}
	}
	switch len(found) {
	case 0:
		return 0, false, journalHint(err, listHint(prep.Goals))
	case 1:
		return found[0], true, nil
	}
	return 0, false, fmt.Errorf("milestone %q: %w", prefix, prep.ErrAmbiguous)
}

func goalDropCommand(e *env) *cli.Command {
	why := ""
	return &cli.Command{
		Name:      "drop",
		Usage:     "give a goal up, and say why",
		ArgsUsage: "ID",
		Description: `Examples:
  prep goal drop m4r7k2xa --why "The project ended."`,
		Flags: []cli.Flag{&cli.StringFlag{Name: "why", Usage: "`WORDS`", Destination: &why}},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			if strings.TrimSpace(why) == "" {
				return usageFor(c.Command.HelpName, "want --why")
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				goal, err := findGoal(tx, args[0])
				if err != nil {
					return err
				}
				return journal.DropGoal(tx, goal.ID, why)
			})
		},
	}
}

func goalReopenCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "reopen",
		Usage:     "take back that a goal was reached or given up",
		ArgsUsage: "ID",
		Description: `Examples:
  prep goal reopen m4r7k2xa`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				goal, err := findGoal(tx, args[0])
				if err != nil {
					return err
				}
				return journal.ReopenGoal(tx, goal.ID)
			})
		},
	}
}

func goalRmCommand(e *env) *cli.Command {
	return goalRows.rmCommand(e, `For what was written by mistake: a goal that is given up tells more (prep goal drop). Its milestones go with it.

Examples:
  prep goal rm m4r7k2xa`, "ID…", goalsToDelete)
}

func goalsToDelete(tx *prep.Tx, prefixes []string) (ids []prep.ID, what string, err error) {
	milestones := 0
	for _, prefix := range prefixes {
		goal, err := findGoal(tx, prefix)
		if err != nil {
			return nil, "", err
		}
		ids = append(ids, goal.ID)
		milestones += len(goal.Milestones)
		what = fmt.Sprintf("delete the goal %q", summary(goal.Text, 60))
	}
	if len(ids) > 1 {
		what = "delete " + plural(len(ids), "goal")
	}
	if milestones > 0 {
		what += " with " + plural(milestones, "milestone")
	}
	return ids, what, nil
}

// findGoal reads the goal whose id begins so.
func findGoal(tx *prep.Tx, prefix string) (journal.Goal, error) {
	goal, err := journal.FindGoal(tx, prefix)
	return goal, journalHint(err, listHint(prep.Goals))
}
