package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

type editOptions struct {
	id          string
	front, back string
	frontIsSet  bool
	backIsSet   bool
}

func editCommand(e *env) *cli.Command {
	var opts editOptions
	return &cli.Command{
		Name:      "edit",
		Usage:     "change the text of a card; its history stays",
		ArgsUsage: "ID",
		Category:  categoryCards,
		Description: `Without options the card opens in the editor, in the notation of prep import. What the editor
leaves is kept as a draft until it could be read. A picture that you write into it, as
![what it shows](FILE.png), is copied; FILE is relative to the folder that you are in.

Examples:
  prep edit aayeht6o
  prep edit aayeht6o --back "To see whether you learn from it."`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "front", Usage: "the new `TEXT` of the question", Destination: &opts.front},
			&cli.StringFlag{Name: "back", Usage: "the new `TEXT` of the answer", Destination: &opts.back},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			opts.id, opts.frontIsSet, opts.backIsSet = args[0], c.IsSet("front"), c.IsSet("back")
			return runEdit(c.Context, e, opts)
		},
	}
}

func runEdit(ctx context.Context, e *env, opts editOptions) error {
	note, deckName, err := noteToEdit(ctx, e, opts.id)
	if err != nil {
		return err
	}
	from := typedHere("", nil)
	from.kept = destinations(note)
	if opts.frontIsSet || opts.backIsSet {
		if opts.frontIsSet {
			note.Front = opts.front
		}
		if opts.backIsSet {
			note.Back = opts.back
		}
		return saveNote(ctx, e, note, from)
	}
	err = e.compose(ctx, "card.md", deck.FormatMarkdown(deck.Document{Deck: deckName, Notes: []deck.Note{note}}), func(text []byte) error {
		doc, err := deck.ParseMarkdown("card.md", text)
		if err != nil {
			return err
		}
		if len(doc.Notes) != 1 {
			return fmt.Errorf("edit card %s: want one card, not %d", note.ID, len(doc.Notes))
		}
		doc.Notes[0].ID = note.ID
		from.name, from.text = "card.md", text
		return saveNote(ctx, e, doc.Notes[0], from)
	})
	if errors.Is(err, errNothingSaved) {
		e.note("nothing was changed")
		return nil
	}
	return err
}

// noteToEdit returns the note of the card whose id begins so.
func noteToEdit(ctx context.Context, e *env, prefix string) (note deck.Note, deckName string, err error) {
	err = e.read(ctx, func(tx *prep.Tx) error {
		card, err := findCard(tx, prefix)
		if err != nil {
			return err
		}
		note = deck.Note{ID: card.Note, Kind: card.Kind, Front: card.Front, Back: card.Back, Tags: card.Tags}
		deckName = card.DeckName
		return nil
	})
	return note, deckName, err
}

func saveNote(ctx context.Context, e *env, note deck.Note, from pictureSource) error {
	shown, err := e.pictures(ctx)
	if err != nil {
		return err
	}
	defer shown.tidy(ctx)
	files, err := shown.take(ctx, from, []deck.Note{note})
	if err != nil {
		return err
	}
	note = note.WithFiles(files)
	changed := false
	err = e.change(ctx, func(tx *prep.Tx) (err error) {
		if changed, err = deck.Edit(tx, note.ID, note); err != nil {
			return err
		}
		return deck.AddFiles(tx, files, note)
	})
	if err == nil && !changed {
		e.note("nothing was changed")
	}
	return err
}
