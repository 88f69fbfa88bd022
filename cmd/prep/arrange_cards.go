package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// This file holds the commands that arrange cards without changing their text: rm, suspend, unsuspend, move
// and tag.

func rmCommand(e *env) *cli.Command {
	var yes bool
	return &cli.Command{
		Name:      "rm",
		Usage:     "delete cards",
		ArgsUsage: "ID...",
		Category:  categoryCards,
		Description: `All cards of a note go together. Their reviews stay in the log: prep restore brings a deleted
card back with its history.

Examples:
  prep rm aayeht6o
  prep list --ids tag:draft | xargs prep rm --yes`,
		Flags: []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			ids, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			return runRm(c.Context, e, ids, yes)
		},
	}
}

func runRm(ctx context.Context, e *env, ids []string, yes bool) error {
	var notes []deck.Card
	cards, reviews := 0, 0
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		if notes, err = findNotes(tx, ids); err != nil {
			return err
		}
		for _, note := range notes {
			sides, err := deck.Sides(tx, note.Note)
			if err != nil {
				return err
			}
			cards += len(sides)
			for _, side := range sides {
				history, err := tx.Reviews(side)
				if err != nil {
					return err
				}
				reviews += len(history)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.confirm(ctx, yes, "delete %s with %s", plural(cards, "card"), plural(reviews, "review")); err != nil {
		return err
	}
	return e.change(ctx, func(tx *prep.Tx) error {
		for _, note := range notes {
			if err := deck.Remove(tx, note.Note); err != nil {
				return err
			}
		}
		return nil
	})
}

func restoreCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "restore",
		Usage:     "bring deleted cards back, with their history",
		ArgsUsage: "[ID...]",
		Category:  categoryCards,
		Description: `Without an id it lists what was deleted, the newest first.

Examples:
  prep restore
  prep restore aayeht6o`,
		Action: func(c *cli.Context) error { return runRestore(c.Context, e, c.Args().Slice()) },
	}
}

func runRestore(ctx context.Context, e *env, ids []string) error {
	if len(ids) > 0 {
		return e.change(ctx, func(tx *prep.Tx) error {
			for _, id := range ids {
				if err := deck.Restore(tx, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	var deleted []deck.DeletedNote
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		deleted, err = deck.DeletedNotes(tx)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(append([]deck.DeletedNote{}, deleted...))
	}
	for _, note := range deleted {
		when := note.Time.In(e.Clock().Location()).Format("2006-01-02 15:04")
		if err := e.printf("%s  %s  %s\n", note.ID.Short(), when, summary(note.Front, e.width()-28)); err != nil {
			return err
		}
	}
	return nil
}

func suspendCommand(e *env) *cli.Command {
	return onNotes(e, "suspend", "keep cards out of the review until they are unsuspended", func(tx *prep.Tx, note prep.ID) error {
		return deck.Suspend(tx, note, true)
	})
}

func unsuspendCommand(e *env) *cli.Command {
	return onNotes(e, "unsuspend", "let suspended cards come back to the review", func(tx *prep.Tx, note prep.ID) error {
		return deck.Suspend(tx, note, false)
	})
}

// onNotes is a command that does one thing to each of the notes named.
func onNotes(e *env, name, usage string, do func(*prep.Tx, prep.ID) error) *cli.Command {
	return &cli.Command{
		Name:        name,
		Usage:       usage,
		ArgsUsage:   "ID...",
		Category:    categoryCards,
		Description: fmt.Sprintf("Examples:\n  prep %s aayeht6o\n  prep list --ids is:leech | xargs prep %[1]s", name),
		Action: func(c *cli.Context) error {
			ids, err := words(c, 1, -1)
			if err != nil {
				return err
			}
			return e.changeNotes(c.Context, ids, do)
		},
	}
}

// changeNotes does one thing to each of the notes that the ids name, or to none of them.
func (e *env) changeNotes(ctx context.Context, ids []string, do func(*prep.Tx, prep.ID) error) error {
	return e.change(ctx, func(tx *prep.Tx) error {
		notes, err := findNotes(tx, ids)
		if err != nil {
			return err
		}
		for _, note := range notes {
			if err := do(tx, note.Note); err != nil {
				return err
			}
		}
		return nil
	})
}

func moveCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "move",
		Aliases:   []string{"mv"},
		Usage:     "move cards into another deck",
		ArgsUsage: "ID... DECK",
		Category:  categoryCards,
		Description: `Examples:
  prep move aayeht6o go
  prep list --ids tag:maps | xargs -I% prep move % go`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 2, -1)
			if err != nil {
				return err
			}
			ids, name := args[:len(args)-1], args[len(args)-1]
			var into deck.Deck
			return e.changeNotes(c.Context, ids, func(tx *prep.Tx, note prep.ID) error {
				if into.ID == 0 {
					if into, err = findDeck(tx, name); err != nil {
						return err
					}
				}
				return deck.Move(tx, note, into.ID)
			})
		},
	}
}

func tagCommand(e *env) *cli.Command {
	change := func(name, usage string, edit func(tags []string, tag string) []string) *cli.Command {
		return &cli.Command{
			Name:        name,
			Usage:       usage,
			ArgsUsage:   "TAG ID...",
			Description: fmt.Sprintf("Examples:\n  prep tag %s interview aayeht6o", name),
			Action: func(c *cli.Context) error {
				args, err := words(c, 2, -1)
				if err != nil {
					return err
				}
				if !deck.ValidTag(args[0]) {
					return usageFor(c.Command.HelpName, "tag %q: no spaces, commas or quotes", args[0])
				}
				return e.changeNotes(c.Context, args[1:], func(tx *prep.Tx, note prep.ID) error {
					card, err := deck.Get(tx, note)
					if err != nil {
						return err
					}
					return deck.SetTags(tx, note, edit(card.Tags, args[0]))
				})
			},
		}
	}
	return &cli.Command{
		Name:     "tag",
		Usage:    "give cards a tag, or take it away",
		Category: categoryCards,
		Description: `Examples:
  prep tag add interview aayeht6o
  prep tag rm draft aayeht6o
  prep tag list`,
		Subcommands: []*cli.Command{
			change("add", "give cards a tag", func(tags []string, tag string) []string { return append(tags, tag) }),
			change("rm", "take a tag away from cards", func(tags []string, tag string) []string {
				return slices.DeleteFunc(tags, func(t string) bool { return t == tag })
			}),
			tagListCommand(e),
		},
	}
}

func tagListCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "list",
		Usage:       "list the tags with their number of cards",
		Description: "Examples:\n  prep tag list",
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			var tags []deck.TagCount
			err := e.read(c.Context, func(tx *prep.Tx) (err error) {
				tags, err = deck.Tags(tx)
				return err
			})
			if err != nil {
				return err
			}
			if e.json {
				return e.printJSON(append([]deck.TagCount{}, tags...))
			}
			for _, tag := range tags {
				if err := e.printf("%6s  %s\n", number(tag.Cards), visible(tag.Tag)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
