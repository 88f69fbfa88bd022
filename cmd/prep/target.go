package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func targetCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "target",
		Usage:    "keep the interviews to be ready for, and see which story fits which question",
		Category: categoryJournal,
		Description: `A target is named by its company, its role or its id, or by the beginning of one of them.

Examples:
  prep target add Acme --role "Staff engineer" --date "next friday" --time 14:00 --zone Europe/Berlin
  prep target show acme
  prep brief acme`,
		Subcommands: []*cli.Command{
			targetAddCommand(e),
			targetEditCommand(e),
			targetListCommand(e),
			targetShowCommand(e),
			targetLinkCommand(e),
			targetRmCommand(e),
			targetRows.restoreCommand(e, "p6y3n5uq"),
		},
	}
}

// targetOptions are the options that fill parts of a target; those that were not given leave theirs alone.
type targetOptions struct {
	company, role, round    string
	date, clock, zone       string
	values, notes, job      string
	query                   string
	recall                  float64
	roundSet, valuesSet     bool
	notesSet, jobSet        bool
	zoneSet, querySet       bool
	recallSet, anyOptionSet bool
}

func (o *targetOptions) flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "role", Usage: "the `ROLE`", Destination: &o.role},
		&cli.StringFlag{Name: "round", Usage: "the `ROUND`, or who asks", Destination: &o.round},
		&cli.StringFlag{Name: "date", Aliases: []string{"d"}, Usage: "on `DAY`: 2026-11-20, \"next friday\"", Destination: &o.date},
		&cli.StringFlag{Name: "time", Usage: "at `HH:MM`", Destination: &o.clock},
		&cli.StringFlag{Name: "zone", Usage: "in the time `ZONE`, such as Europe/Berlin", Destination: &o.zone},
		&cli.StringFlag{Name: "values", Usage: "what they say they value: `WORDS`, with commas", Destination: &o.values},
		&cli.StringFlag{Name: "notes", Usage: "`TEXT`; a line that ends with ? is a question to ask them", Destination: &o.notes},
		&cli.StringFlag{Name: "job", Usage: "the text of the advertisement, from `FILE` (-: stdin)", Destination: &o.job},
		&cli.StringFlag{Name: "query", Usage: "the cards that matter for it: `QUERY`", Destination: &o.query},
		&cli.Float64Flag{Name: "recall", Usage: "the recall wanted on the day, `0-1`", DefaultText: "0.95", Destination: &o.recall},
	}
}

func (o *targetOptions) read(c *cli.Context) {
	o.roundSet, o.valuesSet, o.notesSet, o.jobSet = c.IsSet("round"), c.IsSet("values"), c.IsSet("notes"), c.IsSet("job")
	o.zoneSet, o.querySet, o.recallSet = c.IsSet("zone"), c.IsSet("query"), c.IsSet("recall")
	for _, name := range append([]string{"company", "role", "date", "time"}, "round", "values", "notes", "job", "zone", "query", "recall") {
		o.anyOptionSet = o.anyOptionSet || c.IsSet(name)
	}
}

// apply fills the target. A date in words is echoed, one that has passed is warned of.
func (o *targetOptions) apply(e *env, tx *prep.Tx, path string, t *journal.Target) error {
	for _, line := range []struct {
		text string
		set  bool
		into *string
	}{
		{o.company, o.company != "", &t.Company},
		{o.role, o.role != "", &t.Role},
		{o.round, o.roundSet, &t.Round},
		{o.values, o.valuesSet, &t.Values},
		{o.notes, o.notesSet, &t.Notes},
		{o.zone, o.zoneSet, &t.Zone},
		{o.query, o.querySet, &t.Query},
	} {
		if line.set {
			*line.into = line.text
		}
	}
	if o.recallSet {
		t.Goal = &o.recall
	}
	if o.jobSet {
		job, err := e.readText(o.job)
		if err != nil {
			return err
		}
		t.Job = job
	}
	if o.date != "" {
		today, err := studyDay(tx)
		if err != nil {
			return err
		}
		day, err := futureDay(o.date, today)
		if err != nil {
			return err
		}
		e.echoDay(o.date, day)
		if day < today {
			e.warn("%s has passed", day)
		}
		t.Date = &journal.Date{Day: day}
	}
	return o.instant(e, path, t)
}

// instant sets the instant of the interview from its day, hour and zone.
func (o *targetOptions) instant(e *env, path string, t *journal.Target) error {
	if o.clock == "" && (t.Time == nil || o.date == "" && !o.zoneSet) {
		return nil
	}
	if t.Date == nil {
		return usageFor(path, "--time needs --date")
	}
	zone := e.Clock().Location()
	if t.Zone != "" {
		named, err := time.LoadLocation(t.Zone)
		if err != nil {
			return usageFor(path, "--zone %q: want a name such as Europe/Berlin", t.Zone)
		}
		zone = named
	}
	clock := o.clock
	if clock == "" { // another day, the same hour
		clock = time.UnixMilli(*t.Time).In(zone).Format("15:04")
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", t.Date.String()+" "+clock, zone)
	if err != nil {
		return usageFor(path, "--time %q: want HH:MM", o.clock)
	}
	t.Time = new(at.UnixMilli())
	return nil
}

// readText reads a text file, or stdin for "-".
func (e *env) readText(name string) (string, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = e.readInput(maxEntry)
	} else {
		var info os.FileInfo
		if info, err = os.Stat(name); err == nil && info.Size() > maxEntry {
			return "", fmt.Errorf("%s: at most %s bytes", name, number(maxEntry))
		}
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	if !utf8.Valid(text) {
		return "", withHint(fmt.Errorf("%s: not UTF-8 text", name), "save it as UTF-8 and try again")
	}
	return strings.TrimPrefix(string(text), "\uFEFF"), nil
}

func targetAddCommand(e *env) *cli.Command {
	var opts targetOptions
	return &cli.Command{
		Name:      "add",
		Usage:     "add an interview to be ready for",
		ArgsUsage: "COMPANY",
		Description: `The id of the target is printed. Its values and the text of its advertisement decide which of your
stories are proposed for which question (prep target show).

Examples:
  prep target add Acme --role "Staff engineer" --date 2026-11-20 --values "ownership, candour"
  prep target add "Blue Ocean" --round "2, Anna" --date "next friday" --time 09:30 --job advert.txt`,
		Flags: opts.flags(),
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			opts.read(c)
			opts.company = strings.Join(args, " ")
			return runTargetAdd(c.Context, e, opts, c.Command.HelpName)
		},
	}
}

func runTargetAdd(ctx context.Context, e *env, opts targetOptions, path string) error {
	var id prep.ID
	err := e.change(ctx, func(tx *prep.Tx) error {
		var t journal.Target
		err := opts.apply(e, tx, path, &t)
		if err == nil {
			id, err = journal.AddTarget(tx, t)
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

func targetEditCommand(e *env) *cli.Command {
	var opts targetOptions
	return &cli.Command{
		Name:      "edit",
		Usage:     "change a target: with options, or its notes in the editor",
		ArgsUsage: "TARGET",
		Description: `Without options the notes open in the editor.

Examples:
  prep target edit acme
  prep target edit acme --date 2026-11-27 --round "final"`,
		Flags: append(opts.flags(), &cli.StringFlag{Name: "company", Usage: "the `COMPANY`", Destination: &opts.company}),
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			opts.read(c)
			if !opts.anyOptionSet {
				return editNotes(c.Context, e, args[0])
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				opened, err := openTarget(tx, args[0])
				if err != nil {
					return err
				}
				edited := opened.Target
				if err := opts.apply(e, tx, c.Command.HelpName, &edited); err != nil {
					return err
				}
				_, err = journal.SaveTarget(tx, opened, edited)
				return err
			})
		},
	}
}

func openTarget(tx *prep.Tx, name string) (journal.OpenedTarget, error) {
	t, err := findTarget(tx, name)
	if err != nil {
		return journal.OpenedTarget{}, err
	}
	return journal.OpenTarget(tx, t.ID)
}

// editNotes opens the editor on the notes of a target.
func editNotes(ctx context.Context, e *env, name string) error {
	var opened journal.OpenedTarget
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		opened, err = openTarget(tx, name)
		return err
	})
	if err != nil {
		return err
	}
	err = e.compose(ctx, "target-"+opened.Target.ID.String()+".md", []byte(opened.Target.Notes+"\n"), func(text []byte) error {
		return e.change(ctx, func(tx *prep.Tx) error {
			edited := opened.Target
			edited.Notes = string(text)
			_, err := journal.SaveTarget(tx, opened, edited)
			return err
		})
	})
	if errors.Is(err, errNothingSaved) {
		e.note("nothing was changed")
		return nil
	}
	return err
}
