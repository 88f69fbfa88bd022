package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// defaultDeck takes the cards that name no deck.
const defaultDeck = "Inbox"

// maxInput bounds what is read from stdin: more is not typed and not a deck.
const maxInput = 256 << 20

type addOptions struct {
	words []string
	deck  string
	kind  string
	tags  []string

	picturesFrom string
}

func addCommand(e *env) *cli.Command {
	var opts addOptions
	return &cli.Command{
		Name:      "add",
		Usage:     "add cards: in one line, from stdin, or in the editor",
		ArgsUsage: "[QUESTION ANSWER | -]",
		Category:  categoryCards,
		Description: `A card is a question and its answer. Other kinds: a tip (a situation and the advice for it), a
cloze (a text with [gaps]), reversed (asked in both directions) and typed (the answer is typed).
With - cards are read from stdin in the notation of prep import; without words the editor opens.
The ids of the new cards are printed, one a line.
A picture is ![what it shows](FILE.png); the card keeps a copy of it. What comes from stdin may take
pictures from this folder and those below it, and from --pictures-from FOLDER.

Examples:
  prep add "Which four types of failure are there?" "Personal, professional, entrepreneurial, systemic"
  prep add --kind tip "You are asked about your worst mistake." "Own it in the first sentence."
  prep add --kind cloze "Say what you did, [what it cost] and what changed."
  prep add --deck go --tag maps "What does a nil map do on write?" "It panics."
  prep add 'Which curve is this? ![curve](~/Pictures/curve.png)' 'A learning curve.'
  prep add - < cards.md`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "deck", Aliases: []string{"d"}, Usage: "put them into `DECK`, made where there is none", Destination: &opts.deck},
			&cli.StringFlag{Name: "kind", Aliases: []string{"k"}, Usage: "`KIND`: question, tip, cloze, reversed, typed", Value: string(deck.Question), Destination: &opts.kind},
			&cli.StringSliceFlag{Name: "tag", Aliases: []string{"t"}, Usage: "give them `TAG` (more than once for more)"},
			picturesFromFlag(&opts.picturesFrom),
		},
		Action: func(c *cli.Context) error {
			var err error
			if opts.words, err = words(c, 0, 2); err != nil {
				return err
			}
			opts.tags = c.StringSlice("tag")
			kind, err := deck.ParseKind(opts.kind)
			if err != nil {
				return usageFor(c.Command.HelpName, "%v", err)
			}
			want := 2
			if kind == deck.Cloze {
				want = 1
			}
			switch {
			case len(opts.words) == 1 && opts.words[0] == "-":
				return runAddText(c.Context, e, opts)
			case len(opts.words) == 0 && e.InTerminal:
				return runAddEditor(c.Context, e, opts)
			case len(opts.words) == 0:
				return runAddText(c.Context, e, opts)
			case len(opts.words) < want:
				return usageFor(c.Command.HelpName, "a %s needs an answer too", kind)
			}
			note := deck.Note{Kind: kind, Front: opts.words[0], Tags: opts.tags}
			if len(opts.words) == 2 {
				note.Back = opts.words[1]
			}
			return addNotes(c.Context, e, opts.deck, []deck.Note{note}, typedHere("", nil))
		},
	}
}

// runAddText adds the cards of a document on stdin.
func runAddText(ctx context.Context, e *env, opts addOptions) error {
	text, err := io.ReadAll(io.LimitReader(e.Stdin, maxInput))
	if err != nil {
		return fmt.Errorf("read stdin: %w", err)
	}
	from, err := broughtIn("stdin", text, ".", opts.picturesFrom)
	if err != nil {
		return err
	}
	return addText(ctx, e, opts, from)
}

func addText(ctx context.Context, e *env, opts addOptions, from pictureSource) error {
	doc, err := deck.ParseMarkdown(from.name, from.text)
	if err != nil {
		return err
	}
	if len(doc.Notes) == 0 {
		return withHint(fmt.Errorf("add: no card in %s", from.name), "a card is Q: and A:, a cloze C: with [gaps], a tip T: and A:")
	}
	for i := range doc.Notes {
		doc.Notes[i].ID = 0 // new cards, whatever they were elsewhere
		doc.Notes[i].Tags = append(doc.Notes[i].Tags, opts.tags...)
	}
	name := opts.deck
	if name == "" && doc.Deck != "stdin" && doc.Deck != "card" {
		name = doc.Deck
	}
	return addNotes(ctx, e, name, doc.Notes, from)
}

// runAddEditor opens the editor on an empty card.
func runAddEditor(ctx context.Context, e *env, opts addOptions) error {
	template := "Q: \nA: \n"
	switch deck.Kind(opts.kind) {
	case deck.Tip:
		template = "T: \nA: \n"
	case deck.Cloze:
		template = "C: \n"
	case deck.Typed:
		template = "Q: \n=: \n"
	}
	return e.compose(ctx, "card.md", []byte(template), func(text []byte) error {
		return addText(ctx, e, opts, typedHere("card", text))
	})
}

// addNotes adds all of the notes with their pictures or none, and prints their ids.
func addNotes(ctx context.Context, e *env, deckName string, notes []deck.Note, from pictureSource) error {
	if deckName == "" {
		deckName = defaultDeck
	}
	shown, err := e.pictures(ctx)
	if err != nil {
		return err
	}
	defer shown.tidy(ctx)
	files, err := shown.take(ctx, from, notes)
	if err != nil {
		return err
	}
	for i, note := range notes {
		notes[i] = note.WithFiles(files)
	}
	var ids []prep.ID
	err = e.change(ctx, func(tx *prep.Tx) error {
		into, made, err := deck.NewDeck(tx, deckName)
		if err != nil {
			return err
		}
		if made && deckName != defaultDeck {
			e.note("made deck %q", into.Name)
		}
		if ids, err = deck.AddAll(tx, into.ID, notes); err != nil {
			return err
		}
		return deck.AddFiles(tx, files, notes...)
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(map[string]any{"added": ids})
	}
	lines := make([]string, len(ids))
	for i, id := range ids {
		lines[i] = id.String()
	}
	return e.printf("%s\n", strings.Join(lines, "\n"))
}
