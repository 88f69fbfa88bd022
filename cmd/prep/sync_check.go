package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"prep/sync"
)

func syncCheckCommand(e *env) *cli.Command {
	var full, debug bool
	return &cli.Command{
		Name:  "check",
		Usage: "look whether everything that should be in the storage is there",
		Description: `By name and size; with --full everything is read, opened and compared with what this machine has. It
changes nothing. Exit status 3 says that something is wrong: prep sync repair.

Examples:
  prep sync check
  prep sync check --full --json`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "full", Usage: "read and open every object", Destination: &full},
			debugFlag(&debug),
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncCheck(c.Context, e, full, debug)
		},
	}
}

func runSyncCheck(ctx context.Context, e *env, full, debug bool) error {
	progress := &syncProgress{e: e}
	repo, err := e.repository(ctx, debug, progress.show)
	if err != nil {
		return err
	}
	progress.bucket = repo.bucket
	report, err := repo.engine.Check(ctx, full)
	progress.end()
	if err != nil {
		return fmt.Errorf("check %s: %w", repo.storage, err)
	}
	report = listed(report)
	if e.json {
		err = e.printJSON(report)
	} else {
		err = e.printf("%s", reportText(report, full))
	}
	if wrong := wrongIn(report); err == nil && wrong > 0 {
		return withHint(fmt.Errorf("check %s: %w: %s", repo.storage, errIntegrity, plural(wrong, "finding")),
			"prep sync repair publishes again what this machine has")
	}
	return err
}

// listed is the report with empty lists in JSON where there is nothing, not null.
func listed(r sync.Report) sync.Report {
	r.Problems, r.Orphans = append([]sync.Problem{}, r.Problems...), append([]string{}, r.Orphans...)
	return r
}

// wrongIn counts what a check found that should not be so. Objects that no machine lists do no harm.
func wrongIn(report sync.Report) int {
	n := len(report.Problems)
	if report.Lacking > 0 {
		n++
	}
	return n
}

func reportText(r sync.Report, full bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s", plural(r.Streams, "machine"), plural(r.Objects, "object"), humanize.Bytes(uint64(r.Bytes)))
	if full {
		fmt.Fprintf(&b, ", %s", plural(r.Events, "change"))
	}
	if r.Files > 0 {
		fmt.Fprintf(&b, ", %s", plural(r.Files, "file"))
	}
	b.WriteByte('\n')
	for _, problem := range r.Problems {
		fmt.Fprintf(&b, "%s: %s\n", problem.Key, visible(problem.Text))
	}
	if r.Lacking > 0 {
		fmt.Fprintf(&b, "%s of this machine not in the storage\n", plural(r.Lacking, "change"))
	}
	if n := len(r.Orphans); n > 0 {
		fmt.Fprintf(&b, "%s that no machine lists, left by interrupted syncs\n", plural(n, "object"))
	}
	return b.String()
}

func syncRepairCommand(e *env) *cli.Command {
	var debug bool
	return &cli.Command{
		Name:  "repair",
		Usage: "publish again what the storage lost or damaged, from what this machine has",
		Description: `Looks at everything as prep sync check --full does, puts back what is missing, and clears away what an
interrupted sync of this machine left. Nothing local is deleted. What only another machine has, that
machine puts back at its next sync.

Examples:
  prep sync repair`,
		Flags: []cli.Flag{debugFlag(&debug)},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runSyncRepair(c.Context, e, debug)
		},
	}
}

// repairJSON is what `prep sync repair --json` prints.
type repairJSON struct {
	Found sync.Report `json:"found"` // before the repair
	Sync  sync.Result `json:"sync"`
}

func runSyncRepair(ctx context.Context, e *env, debug bool) error {
	progress := &syncProgress{e: e}
	repo, err := e.repository(ctx, debug, progress.show)
	if err != nil {
		return err
	}
	progress.bucket = repo.bucket
	report, result, err := repo.engine.Repair(ctx)
	progress.end()
	e.tell(result)
	if err != nil {
		return fmt.Errorf("repair %s: %w", repo.storage, err)
	}
	if e.json {
		return e.printJSON(repairJSON{listed(report), result})
	}
	return e.printf("%srepaired what this machine can: %s, %s up, %s down\n", reportText(report, true), plural(result.Requests, "request"),
		humanize.Bytes(uint64(result.Up)), humanize.Bytes(uint64(result.Down)))
}

// errStorage marks a storage that does not do what a repository needs.
var errStorage = errors.New("the storage does not do all that a repository needs")

func syncDoctorCommand(e *env) *cli.Command {
	var at storage
	var debug bool
	return &cli.Command{
		Name:      "doctor",
		Usage:     "try out whether a storage does what a repository needs",
		ArgsUsage: "[s3://BUCKET/PREFIX | file:///FOLDER]",
		Description: `Writes, reads, lists and deletes an object of its own with real requests, before you trust anything to
the storage, and looks at its address, its region, its clock, and whether it keeps old versions or deletes by
itself. Without an address it looks at the one of this machine's repository.

Examples:
  prep sync doctor s3://my-bucket/prep --endpoint https://s3.example.com
  prep sync doctor --json`,
		Flags: append(at.flags(), debugFlag(&debug)),
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				if at, err = at.named(args[0]); err != nil {
					return err
				}
			} else if at != (storage{}) {
				return usageFor(c.Command.HelpName, "an address is needed with options for it")
			}
			return runSyncDoctor(c.Context, e, at, debug)
		},
	}
}

// findingJSON is a finding as `prep sync doctor --json` prints it.
type findingJSON struct {
	Name string  `json:"name"`
	Well bool    `json:"well"`
	Text string  `json:"text"`
	MS   float64 `json:"ms"` // of the request that showed it; 0: none
}

func runSyncDoctor(ctx context.Context, e *env, at storage, debug bool) error {
	if at.URL == "" {
		db, _, err := e.joined(ctx)
		if err != nil {
			return err
		}
		if at, err = remembered(ctx, db); err != nil {
			return err
		}
	}
	bucket, err := at.open(ctx, e, false, debug)
	if err != nil {
		return err
	}
	if err := at.reach(ctx, bucket); err != nil && !worthALook(err) {
		return err
	}
	findings, err := sync.Doctor(ctx, bucket.Bucket, e.Clock)
	if err != nil {
		return fmt.Errorf("look at %s: %w", at, err)
	}
	documents, ill := make([]findingJSON, len(findings)), 0
	for i, f := range findings {
		documents[i] = findingJSON{f.Name, f.Well, f.Text, float64(f.Took.Microseconds()) / 1000}
		if !f.Well {
			ill++
		}
	}
	if e.json {
		err = e.printJSON(documents)
	} else {
		err = e.printf("%s", findingsText(findings))
	}
	if err == nil && ill > 0 {
		return fmt.Errorf("look at %s: %w: %s", at, errStorage, plural(ill, "finding"))
	}
	return err
}

// worthALook tells the answers of a storage whose address may be wrong in a way that a look explains.
func worthALook(err error) bool {
	for _, answer := range []error{sync.ErrRegion, sync.ErrNoBucket, sync.ErrDenied, sync.ErrRefused} {
		if errors.Is(err, answer) {
			return true
		}
	}
	return false
}

func findingsText(findings []sync.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		mark := "well"
		if !f.Well {
			mark = "BAD "
		}
		fmt.Fprintf(&b, "%s  %-18s%s", mark, f.Name, visible(f.Text))
		if took := f.Took.Round(100 * time.Microsecond); took > 0 {
			fmt.Fprintf(&b, ", %s", took)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
