package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func deckCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "deck",
		Usage:    "list, make, rename, delete and edit decks",
		Category: categoryCards,
		Description: `Examples:
  prep deck list
  prep deck new go
  prep deck edit go
  prep deck set go --new 5 --retention 0.95`,
		Subcommands: []*cli.Command{
			deckListCommand(e), deckNewCommand(e), deckRenameCommand(e), deckRmCommand(e), deckEditCommand(e), deckSetCommand(e),
		},
	}
}

// deckJSON is a deck as --json prints it.
type deckJSON struct {
	ID              prep.ID  `json:"id"`
	Name            string   `json:"name"`
	Cards           int      `json:"cards"`
	New             int      `json:"new"`
	Due             int      `json:"due"`
	NewLimit        *int     `json:"new_limit,omitempty"`
	ReviewLimit     *int     `json:"review_limit,omitempty"`
	Retention       *float64 `json:"retention,omitempty"`
	LearningSteps   *string  `json:"learning_steps,omitempty"`
	RelearningSteps *string  `json:"relearning_steps,omitempty"`
}

func deckListCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "list",
		Aliases:     []string{"ls"},
		Usage:       "list the decks with what they hold",
		Description: "Examples:\n  prep deck list\n  prep deck list --json",
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runDeckList(c.Context, e)
		},
	}
}

func runDeckList(ctx context.Context, e *env) error {
	var decks []deckJSON
	err := e.read(ctx, func(tx *prep.Tx) error {
		all, err := deck.Decks(tx)
		if err != nil {
			return err
		}
		counts, err := deck.CountByDeck(tx)
		if err != nil {
			return err
		}
		for _, d := range all {
			n := counts[d.ID]
			decks = append(decks, deckJSON{
				d.ID, d.Name, n.Cards, n.New, n.Due, d.NewLimit, d.ReviewLimit, d.Retention, d.LearningSteps, d.RelearningSteps,
			})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(append([]deckJSON{}, decks...))
	}
	if len(decks) == 0 {
		return nil
	}
	if err := e.printf("%8s %8s %8s  %s\n", "cards", "new", "due", "deck"); err != nil {
		return err
	}
	for _, d := range decks {
		if err := e.printf("%8s %8s %8s  %s\n", number(d.Cards), number(d.New), number(d.Due), visible(d.Name)); err != nil {
			return err
		}
	}
	return nil
}

func deckNewCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "new",
		Usage:       "make a deck; :: divides it from the deck it is in",
		ArgsUsage:   "NAME",
		Description: "The id of the deck is printed.\n\nExamples:\n  prep deck new go\n  prep deck new go::maps",
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			var made deck.Deck
			err = e.change(c.Context, func(tx *prep.Tx) error {
				var isNew bool
				if made, isNew, err = deck.NewDeck(tx, args[0]); err == nil && !isNew {
					err = fmt.Errorf("deck %q: there is one", made.Name)
				}
				return err
			})
			if err != nil {
				return err
			}
			if e.json {
				return e.printJSON(map[string]any{"added": made.ID})
			}
			return e.printf("%s\n", made.ID)
		},
	}
}

func deckRenameCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "rename",
		Usage:       "give a deck another name",
		ArgsUsage:   "NAME NEW-NAME",
		Description: "Examples:\n  prep deck rename go golang",
		Action: func(c *cli.Context) error {
			args, err := words(c, 2, 2)
			if err != nil {
				return err
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				d, err := findDeck(tx, args[0])
				if err != nil {
					return err
				}
				return deck.RenameDeck(tx, d.ID, args[1])
			})
		},
	}
}

func deckRmCommand(e *env) *cli.Command {
	var yes bool
	return &cli.Command{
		Name:        "rm",
		Usage:       "delete a deck with its cards",
		ArgsUsage:   "NAME",
		Description: "Its cards can be brought back with prep restore.\n\nExamples:\n  prep deck rm go",
		Flags:       []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runDeckRm(c.Context, e, args[0], yes)
		},
	}
}

func runDeckRm(ctx context.Context, e *env, name string, yes bool) error {
	var found deck.Deck
	var cards int
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		if found, err = findDeck(tx, name); err != nil {
			return err
		}
		counts, err := deck.CountByDeck(tx)
		cards = counts[found.ID].Cards
		return err
	})
	if err != nil {
		return err
	}
	if err := e.confirm(ctx, yes, "delete deck %q with %s", found.Name, plural(cards, "card")); err != nil {
		return err
	}
	return e.change(ctx, func(tx *prep.Tx) error {
		_, err := deck.RemoveDeck(tx, found.ID)
		return err
	})
}

func deckSetCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "set",
		Usage:     "give a deck limits, retention or steps of its own",
		ArgsUsage: "NAME",
		Description: `An empty value returns to the setting (prep config).

Examples:
  prep deck set go --new 5 --reviews 50
  prep deck set go --retention 0.95 --learning-steps "1m 10m 1d"
  prep deck set go --new ""`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "new", Usage: "new cards a day, `N`"},
			&cli.StringFlag{Name: "reviews", Usage: "reviews a day, `N`"},
			&cli.StringFlag{Name: "retention", Usage: "recall at which a card is due, `R` from 0.7 to 0.99"},
			&cli.StringFlag{Name: "learning-steps", Usage: "`STEPS` such as \"1m 10m\""},
			&cli.StringFlag{Name: "relearning-steps", Usage: "`STEPS` such as \"10m\""},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			options := map[string]string{}
			for _, name := range []string{"new", "reviews", "retention", "learning-steps", "relearning-steps"} {
				if c.IsSet(name) {
					options[name] = c.String(name)
				}
			}
			if len(options) == 0 {
				return usageFor(c.Command.HelpName, "nothing to set")
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				d, err := findDeck(tx, args[0])
				if err != nil {
					return err
				}
				return deck.SetDeck(tx, d.ID, options)
			})
		},
	}
}
