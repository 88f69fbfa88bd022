package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type journalListOptions struct {
	words []string
	limit int
	ids   bool
}

func (o *journalListOptions) flags(limit string) []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "limit", Aliases: []string{"n"}, Usage: "at most `N` entries", DefaultText: limit, Destination: &o.limit},
		&cli.BoolFlag{Name: "ids", Usage: "print the ids alone", Destination: &o.ids},
	}
}

func (o *journalListOptions) read(c *cli.Context) error {
	if o.limit < 0 {
		return usageFor(c.Command.HelpName, "--limit %d: want 1 or more", o.limit)
	}
	o.words = queryWords(c.Args().Slice())
	return nil
}

// queryWords keeps together what a shell's quotes kept together: a word with a space in it is a phrase, and so is
// what follows a key, as in after:"last year".
func queryWords(args []string) []string {
	if len(args) == 1 {
		return args // one argument is a whole query, as in '"too late" type:personal'
	}
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = arg
		if !strings.ContainsAny(arg, " \t") || strings.Contains(arg, `"`) {
			continue
		}
		key, rest, found := strings.Cut(arg, ":")
		if !found {
			key, rest = "", arg
		} else {
			key += ":"
		}
		words[i] = key + `"` + rest + `"`
	}
	return words
}

func journalListCommand(e *env) *cli.Command {
	var opts journalListOptions
	return &cli.Command{
		Name:      "list",
		Aliases:   []string{"ls"},
		Usage:     "list entries, the last that happened first",
		ArgsUsage: "[QUERY]",
		Description: journalQueryHelp + `

Examples:
  prep journal list
  prep journal list type:professional -status:proven
  prep journal list --json after:2026 | jq .`,
		Flags: opts.flags("all"),
		Action: func(c *cli.Context) error {
			if err := opts.read(c); err != nil {
				return err
			}
			return runJournalList(c.Context, e, opts)
		},
	}
}

func runJournalList(ctx context.Context, e *env, opts journalListOptions) error {
	heads := []journal.Head{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		query, err := parseJournalQuery(tx, opts.words)
		if err != nil {
			return err
		}
		found, err := journal.List(tx, query, opts.limit)
		heads = append(heads, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(heads)
	}
	out := bufio.NewWriter(e.Stdout)
	for _, head := range heads {
		if opts.ids {
			fmt.Fprintln(out, head.ID)
			continue
		}
		fmt.Fprintln(out, e.headLine(head))
	}
	return out.Flush()
}

// headLine is an entry in one line of a list.
func (e *env) headLine(head journal.Head) string {
	star := " "
	if head.Starred {
		star = "*"
	}
	line := fmt.Sprintf("%s %s%s  ", head.ID.Short(), star, happened(head))
	if e.width() >= 60 { // else the title would have no room
		line += pad(head.Status.String(), 9) + "  "
	}
	return line + summary(head.Title, e.width()-len(line))
}

// happened is the day on which it happened, or on which it was written where nobody said.
func happened(head journal.Head) string {
	if head.Happened != "" {
		return head.Happened
	}
	return time.UnixMilli(head.Added).Format(time.DateOnly)
}
