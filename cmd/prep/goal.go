package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func goalCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "goal",
		Usage:    "set realistic goals with milestones, and reach them",
		Category: categoryJournal,
		Description: `A goal comes from a failure and ends as its proof.

Examples:
  prep goal add "Three releases on the day" --entry aayeht6o --by "in 3 months" --milestone "The first@2026-12-01"
  prep goal list
  prep goal done m4r7k2xa`,
		Subcommands: []*cli.Command{
			goalAddCommand(e),
			goalListCommand(e),
			goalDoneCommand(e),
			goalDropCommand(e),
			goalReopenCommand(e),
			goalRmCommand(e),
			goalRows.restoreCommand(e, "m4r7k2xa"),
		},
	}
}

func goalAddCommand(e *env) *cli.Command {
	entry, by := "", ""
	return &cli.Command{
		Name:      "add",
		Usage:     "set a goal",
		ArgsUsage: "WORDS",
		Description: `A milestone is a text and, after an @, its day. The id of the goal is printed.

Examples:
  prep goal add "Run every estimate past the testers" --entry aayeht6o
  prep goal add "Give three talks" --by 2027-03-01 --milestone "The first@next friday" --milestone "The second"`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "entry", Usage: "it comes from the entry `ID`", Destination: &entry},
			&cli.StringFlag{Name: "by", Usage: "to be reached by `DAY`", Destination: &by},
			&cli.StringSliceFlag{Name: "milestone", Aliases: []string{"m"}, Usage: "a step: `TEXT@DAY` (more than once for more)"},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			return runGoalAdd(c.Context, e, strings.Join(args, " "), entry, by, c.StringSlice("milestone"))
		},
	}
}

func runGoalAdd(ctx context.Context, e *env, text, entry, by string, milestones []string) error {
	var id prep.ID
	err := e.change(ctx, func(tx *prep.Tx) error {
		today, err := studyDay(tx)
		if err != nil {
			return err
		}
		goal := journal.Goal{Text: text}
		if entry != "" {
			from, err := findEntry(tx, entry)
			if err != nil {
				return err
			}
			goal.Entry = from.ID
		}
		day := func(words string) (prep.Day, error) {
			day, err := futureDay(words, today)
			if err == nil {
				e.echoDay(words, day)
			}
			return day, err
		}
		if by != "" {
			due, err := day(by)
			if err != nil {
				return err
			}
			goal.Due = &journal.Date{Day: due}
		}
		for _, s := range milestones {
			m, err := journal.ParseMilestone(s, day)
			if err != nil {
				return err
			}
			goal.Milestones = append(goal.Milestones, m)
		}
		id, err = journal.AddGoal(tx, goal)
		if err == nil && len(goal.Overdue(today)) > 0 {
			e.warn("a day of it has passed")
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"added": id})
	}
	return e.printf("%s\n", id)
}

func goalListCommand(e *env) *cli.Command {
	all := false
	return &cli.Command{
		Name:    "list",
		Aliases: []string{"ls"},
		Usage:   "list the goals with their progress, the next due first",
		Description: `Examples:
  prep goal list
  prep goal list --all      # those reached and given up too`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "those reached and given up too", Destination: &all}},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runGoalList(c.Context, e, all)
		},
	}
}

func runGoalList(ctx context.Context, e *env, all bool) error {
	goals := []journal.Goal{}
	var today prep.Day
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		if today, err = studyDay(tx); err != nil {
			return err
		}
		found, err := journal.Goals(tx, all)
		goals = append(goals, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(goals)
	}
	var b strings.Builder
	for _, g := range goals {
		goalText(&b, g, today, e.width())
	}
	return e.printf("%s", b.String())
}

// goalText draws a goal: its line, a bar of its milestones, and each of them.
func goalText(b *strings.Builder, g journal.Goal, today prep.Day, width int) {
	done, total := g.Progress()
	state := dueWords(g.Due, today)
	switch {
	case g.Done != nil:
		state = "reached " + g.Done.String()
	case g.Dropped != "":
		state = "given up: " + g.Dropped
	}
	bar := strings.Repeat("█", done) + strings.Repeat("░", total-done)
	if total > 10 {
		bar = strings.Repeat("█", done*10/total) + strings.Repeat("░", 10-done*10/total)
	}
	line := fmt.Sprintf("%s  %s %d/%d  ", g.ID.Short(), bar, done, total)
	fmt.Fprintf(b, "%s%s\n", line, summary(g.Text, width-columns(line)))
	if state != "" {
		fmt.Fprintf(b, "          %s\n", summary(state, width-10))
	}
	for _, m := range g.Milestones {
		box := "[ ]"
		due := dueWords(m.Due, today)
		if m.Done != nil {
			box, due = "[x]", "done "+m.Done.String()
		} else if !g.Open() {
			due = ""
		}
		text := summary(m.Text, width-42)
		fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("          %s %s  %s  %s", box, m.ID.Short(), pad(text, 20), due), " "))
	}
}

// dueWords says when something is due, and how late it is.
func dueWords(due *journal.Date, today prep.Day) string {
	switch {
	case due == nil:
		return ""
	case due.Day < today:
		return fmt.Sprintf("%s overdue since %s", plural(int(today-due.Day), "day"), due)
	case due.Day == today:
		return "due today"
	}
	return fmt.Sprintf("due %s, in %s", due, plural(int(due.Day-today), "day"))
}
