package main

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type briefOptions struct {
	target              string
	html, print, redact bool
	output              string
}

func briefCommand(e *env) *cli.Command {
	var opts briefOptions
	return &cli.Command{
		Name:      "brief",
		Usage:     "put all that an interview needs on one page",
		ArgsUsage: "TARGET",
		Category:  categoryJournal,
		Description: `For each question the story's title, five words, the first and the last sentence, the link to the job;
then what they value, what to ask them, and your three weakest points. No full scripts. Entries that
are not shared have people and companies replaced by roles; --redact does that with all of them.

Examples:
  prep brief acme
  prep brief acme --html --output acme.html
  prep brief acme --print            # in the browser, on one sheet of A4 or Letter`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "html", Usage: "as a page that prints on one sheet", Destination: &opts.html},
			&cli.BoolFlag{Name: "print", Usage: "open that page in the browser", Destination: &opts.print},
			&cli.BoolFlag{Name: "redact", Usage: "people and companies as roles", Destination: &opts.redact},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`, for you alone", Destination: &opts.output},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			opts.target = args[0]
			return runBrief(c.Context, e, opts)
		},
	}
}

func runBrief(ctx context.Context, e *env, opts briefOptions) error {
	var brief journal.Brief
	err := e.view(ctx, func(tx *prep.Tx) error {
		target, err := findTarget(tx, opts.target)
		if err == nil {
			brief, err = journal.NewBrief(tx, target.ID, opts.redact)
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(brief)
	}
	if brief.DaysLeft != nil && *brief.DaysLeft < 0 {
		e.warn("the interview was %s: prep debrief %s", brief.When(), brief.Target.ID.Short())
	}
	if !opts.html && !opts.print {
		return writeOut(e, opts.output, []byte(printable(brief.Markdown())))
	}
	var page bytes.Buffer
	if err := brief.WriteHTML(&page); err != nil {
		return err
	}
	if !opts.print {
		return writeOut(e, opts.output, page.Bytes())
	}
	if opts.output == "" {
		places, err := e.paths()
		if err != nil {
			return err
		}
		opts.output = filepath.Join(places.Data, "brief-"+brief.Target.ID.String()+".html")
	}
	if err := writePrivate(opts.output, page.Bytes()); err != nil {
		return err
	}
	e.note("wrote %s", opts.output)
	return withHint(openOutside(ctx, opts.output), "open %s in a browser and print it", opts.output)
}
