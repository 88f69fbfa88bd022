package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"prep/sync"
)

type syncRunOptions struct {
	reupload   bool
	background bool
	debug      bool
}

func syncCommand(e *env) *cli.Command {
	var opts syncRunOptions
	return &cli.Command{
		Name:     "sync",
		Usage:    "exchange what is new with your other machines, encrypted, through a bucket or a folder",
		Category: categorySync,
		Description: `Sends what was reviewed and written here, and fetches what the other machines have sent. It says
nothing when nothing is new. The storage only ever sees sealed objects. Nothing local is ever deleted
by a sync, and two machines that write at once both keep what they wrote.

With auto = true under [sync] (prep config edit) prep syncs by itself after a review or an entry.

Examples:
  prep sync init s3://my-bucket/prep --endpoint https://s3.example.com   # the first machine
  prep sync join s3://my-bucket/prep --endpoint https://s3.example.com   # every other one
  prep sync                                                              # from then on
  prep sync status
  prep sync --json | jq .pulled`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "reupload", Usage: "the bucket was emptied: put everything back from this machine", Destination: &opts.reupload},
			debugFlag(&opts.debug),
			&cli.BoolFlag{Name: "background", Usage: "say nothing and give up soon: how prep starts itself", Hidden: true, Destination: &opts.background},
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			if opts.background {
				return runBackgroundSync(c.Context, e)
			}
			return runSync(c.Context, e, opts)
		},
		Subcommands: []*cli.Command{
			syncInitCommand(e),
			syncJoinCommand(e),
			syncStatusCommand(e),
			syncConflictsCommand(e),
			syncResolveCommand(e),
			syncDevicesCommand(e),
			syncPassphraseCommand(e),
			syncRecoveryCommand(e),
			syncRotateCommand(e),
			syncCheckCommand(e),
			syncRepairCommand(e),
			syncDoctorCommand(e),
			syncPurgeCommand(e),
		},
	}
}

func runSync(ctx context.Context, e *env, opts syncRunOptions) error {
	result, err := e.syncNow(ctx, opts)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(result)
	}
	if text := syncText(result); text != "" {
		return e.printf("%s\n", text)
	}
	return nil
}

// syncNow syncs once and tells a person what they should know; what was exchanged is for the caller to print.
func (e *env) syncNow(ctx context.Context, opts syncRunOptions) (sync.Result, error) {
	e.background = nil // this is the sync
	progress := &syncProgress{e: e}
	repo, err := e.repository(ctx, opts.debug, progress.show)
	if err != nil {
		return sync.Result{}, err
	}
	progress.bucket = repo.bucket
	result, err := repo.engine.Sync(ctx, sync.SyncOptions{Reupload: opts.reupload})
	progress.end()
	e.tell(result)
	result.Notes = append([]string{}, result.Notes...) // in JSON a list, not null
	if err != nil {
		return result, fmt.Errorf("sync with %s: %w", repo.storage, err)
	}
	return result, nil
}

// tell passes on what a sync noticed.
func (e *env) tell(result sync.Result) {
	for _, note := range result.Notes {
		e.warn("%s", note)
	}
	if result.KeysChanged && !e.json {
		_, hint := classify(sync.ErrEpochUnknown)
		e.say("hint: %s", hint)
	}
	if result.Conflicts > 0 && !e.json {
		e.say("%s: prep sync conflicts", waiting(result.Conflicts))
	}
}

// waiting says how many texts wait for a decision.
func waiting(conflicts int) string {
	if conflicts == 1 {
		return "1 conflict waits for your decision"
	}
	return fmt.Sprintf("%s conflicts wait for your decision", number(conflicts))
}

// syncText is what was exchanged, in a line; empty when nothing was.
func syncText(r sync.Result) string {
	if r.Pulled+r.Pushed+r.Files == 0 {
		return ""
	}
	var parts, sent []string
	if r.Pulled > 0 {
		parts = append(parts, "received "+plural(r.Pulled, "change"))
	}
	if r.Pushed > 0 {
		sent = append(sent, plural(r.Pushed, "change"))
	}
	if r.Files > 0 {
		sent = append(sent, plural(r.Files, "file"))
	}
	if len(sent) > 0 {
		parts = append(parts, "sent "+strings.Join(sent, " and "))
	}
	return fmt.Sprintf("%s (%s, %s up, %s down)", strings.Join(parts, ", "), plural(r.Requests, "request"),
		humanize.Bytes(uint64(r.Up)), humanize.Bytes(uint64(r.Down)))
}
