package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
)

type syncResolveOptions struct {
	id, field                        string
	ours, theirs, both, keep, delete bool
}

func syncResolveCommand(e *env) *cli.Command {
	var opts syncResolveOptions
	return &cli.Command{
		Name:      "resolve",
		Usage:     "decide a conflict: merge the versions in your editor, or take one or both",
		ArgsUsage: "ID [FIELD]",
		Description: `Without an option the versions open in the editor, merged: where only one machine changed a line its
line is taken, where both did all of it stands between marks, with what was there before. What you
save replaces the versions on every machine.

Examples:
  prep sync resolve k3f2                 # in the editor
  prep sync resolve k3f2 lesson --both   # one text after the other
  prep sync resolve k3f2 --ours          # what was written on this machine
  prep sync resolve k3f2 --keep          # deleted on one machine, changed on another: it stays`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "ours", Usage: "the version of this machine", Destination: &opts.ours},
			&cli.BoolFlag{Name: "theirs", Usage: "the version of the other machine", Destination: &opts.theirs},
			&cli.BoolFlag{Name: "both", Usage: "all versions, one after the other, the oldest first", Destination: &opts.both},
			&cli.BoolFlag{Name: "keep", Usage: "keep what one machine deleted and another changed", Destination: &opts.keep},
			&cli.BoolFlag{Name: "delete", Usage: "delete it", Destination: &opts.delete},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 2)
			if err != nil {
				return err
			}
			opts.id = args[0]
			if len(args) == 2 {
				opts.field = args[1]
			}
			if c.NumFlags() > 1 {
				return usageFor(c.Command.HelpName, "want one of --ours, --theirs, --both, --keep and --delete")
			}
			return runSyncResolve(c.Context, e, opts)
		},
	}
}

func runSyncResolve(ctx context.Context, e *env, opts syncResolveOptions) error {
	chosen, err := e.chooseDisputes(ctx, opts)
	if err != nil {
		return err
	}
	for _, d := range chosen {
		if err := e.resolve(ctx, d, opts); err != nil {
			return fmt.Errorf("resolve %s: %w", d.what(), err)
		}
		e.note("resolved: %s", d.what())
	}
	return nil
}

// chooseDisputes returns the conflicts of the row that begins so, or of one of its fields.
func (e *env) chooseDisputes(ctx context.Context, opts syncResolveOptions) ([]dispute, error) {
	if _, _, err := prep.IDRange(opts.id); err != nil {
		return nil, err
	}
	all, err := e.disputes(ctx)
	if err != nil {
		return nil, err
	}
	field := strings.ReplaceAll(opts.field, " ", "_")
	var chosen []dispute
	var fields []string
	for _, d := range all {
		if !strings.HasPrefix(d.Entity.String(), opts.id) {
			continue
		}
		if len(chosen) > 0 && chosen[0].Entity != d.Entity {
			return nil, fmt.Errorf("conflict %q: %w: %s, %s", opts.id, prep.ErrAmbiguous, chosen[0].Entity, d.Entity)
		}
		fields = append(fields, d.Field)
		if opts.field == "" || field == d.Field {
			chosen = append(chosen, d)
		}
	}
	switch {
	case len(fields) == 0:
		return nil, withHint(fmt.Errorf("conflict %q: %w", opts.id, prep.ErrNotFound), "prep sync conflicts lists them")
	case len(chosen) == 0:
		return nil, withHint(fmt.Errorf("conflict %q, %s: %w", opts.id, opts.field, prep.ErrNotFound), "there is %s", strings.Join(fields, ", "))
	}
	return chosen, nil
}

func (e *env) resolve(ctx context.Context, d dispute, opts syncResolveOptions) error {
	if d.Field == "" {
		return e.resolveDeleted(ctx, d, opts)
	}
	switch {
	case opts.keep || opts.delete:
		return withHint(errors.New("nothing was deleted"), "--ours, --theirs or --both, or no option for the editor")
	case opts.both:
		var texts []string
		for _, v := range slices.Backward(d.versions) {
			texts = append(texts, strings.TrimRight(v.Text, "\n"))
		}
		return d.Resolve(ctx, e.db, strings.Join(texts, "\n\n"))
	case opts.ours || opts.theirs:
		for _, v := range d.versions { // newest first
			if v.this == opts.ours {
				return d.Resolve(ctx, e.db, v.Text)
			}
		}
		if opts.ours {
			return withHint(errors.New("none of the versions was written on this machine"), "without an option they open in the editor")
		}
		return withHint(errors.New("all versions were written on this machine"), "without an option they open in the editor")
	}
	return e.compose(ctx, "merge.md", []byte(mergeRequest+"\n"+d.merged(e)), func(edited []byte) error {
		text, err := settledText(string(edited))
		if err != nil {
			return err
		}
		return d.Resolve(ctx, e.db, text)
	})
}

// merged is one text of all versions, the one that shows first.
func (d dispute) merged(e *env) string {
	ours := side{d.versions[0].written(e), d.versions[0].Text}
	for _, v := range d.versions[1:] {
		ours.text = mergeTexts(d.Base, ours, side{v.written(e), v.Text})
	}
	return ours.text
}

// resolveDeleted decides about a row that one machine deleted while another changed it.
func (e *env) resolveDeleted(ctx context.Context, d dispute, opts syncResolveOptions) error {
	keep := opts.keep
	switch {
	case opts.keep || opts.delete:
	case opts.ours || opts.theirs || opts.both || !e.asks():
		return withHint(errors.New("it was deleted on one machine and changed on another"), "add --keep or --delete")
	default:
		var err error
		if keep, err = e.agrees(ctx, "keep "+d.what()+"?", true); err != nil {
			return err
		}
	}
	if keep {
		return d.Keep(ctx, e.db)
	}
	return d.Delete(ctx, e.db)
}
