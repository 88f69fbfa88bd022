package main

import (
	"context"
	"errors"
	"maps"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func deckEditCommand(e *env) *cli.Command {
	var yes bool
	return &cli.Command{
		Name:      "edit",
		Usage:     "edit a whole deck as Markdown",
		ArgsUsage: "NAME",
		Description: `The deck opens in the editor in the notation of prep import. A card keeps its history as long as
its id comment stands above it; a card without one is new; one that is gone is deleted, after a question.
A new picture, ![what it shows](FILE.png), is copied; FILE is relative to the folder that you are in.

Examples:
  prep deck edit go`,
		Flags: []cli.Flag{yesFlag(&yes)},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runDeckEdit(c.Context, e, args[0], yes)
		},
	}
}

func runDeckEdit(ctx context.Context, e *env, name string, yes bool) error {
	var found deck.Deck
	var before deck.Document
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		if found, err = findDeck(tx, name); err != nil {
			return err
		}
		before, err = deck.Export(tx, found)
		return err
	})
	if err != nil {
		return err
	}
	err = e.compose(ctx, "deck.md", deck.FormatMarkdown(before), func(text []byte) error {
		doc, err := deck.ParseMarkdown("deck.md", text)
		if err != nil {
			return err
		}
		shown, err := e.pictures(ctx)
		if err != nil {
			return err
		}
		defer shown.tidy(ctx)
		from := typedHere("deck.md", text)
		from.kept = map[string]bool{}
		for _, note := range before.Notes {
			maps.Copy(from.kept, destinations(note))
		}
		if doc.Files, err = shown.take(ctx, from, doc.Notes); err != nil {
			return err
		}
		return applyRewrite(ctx, e, found, doc, yes)
	})
	if errors.Is(err, errNothingSaved) {
		e.note("nothing was changed")
		return nil
	}
	return err
}

// applyRewrite makes the deck what its document says, after a question when cards would go.
func applyRewrite(ctx context.Context, e *env, d deck.Deck, doc deck.Document, yes bool) error {
	var plan deck.Rewrite
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		plan, err = deck.PlanRewrite(tx, d, doc)
		return err
	})
	if err != nil {
		return err
	}
	if len(plan.Removed) > 0 {
		if err := e.confirm(ctx, yes, "delete %s that the text does not have any more", plural(len(plan.Removed), "card")); err != nil {
			return err
		}
	}
	if err := e.change(ctx, plan.Apply); err != nil {
		return err
	}
	e.note("deck %q: %d added, %d changed, %d deleted", d.Name, plan.Added, plan.Changed, len(plan.Removed))
	return nil
}
