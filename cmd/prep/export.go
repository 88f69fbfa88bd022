package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

type exportOptions struct {
	decks   []string
	output  string
	reviews string
}

func exportCommand(e *env) *cli.Command {
	var opts exportOptions
	return &cli.Command{
		Name:      "export",
		Usage:     "write decks as Markdown, or the review log as CSV",
		ArgsUsage: "[DECK...]",
		Category:  categoryCards,
		Description: `A deck goes to stdout or a file, several into a folder, each in a file of its name; its pictures go into
the folder media beside it. prep import reads back what was written, without a change.
The review log has the columns card_id, review_time (ms), review_rating (1-4), review_state (before
the review: 0 new, 1 learning, 2 review, 3 relearning) and review_duration (ms), as fsrs-optimizer
reads it.

Examples:
  prep export go
  prep export go --output go.md
  prep export --output decks/
  prep export --reviews reviews.csv`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`", Destination: &opts.output},
			&cli.StringFlag{Name: "reviews", Usage: "write the review log to `FILE.csv` (- is stdout)", Destination: &opts.reviews},
		},
		Action: func(c *cli.Context) error {
			opts.decks = c.Args().Slice()
			if opts.reviews != "" {
				if len(opts.decks) > 0 || opts.output != "" {
					return usageFor(c.Command.HelpName, "--reviews writes every review: it takes neither decks nor --output")
				}
				return runExportReviews(c.Context, e, opts.reviews)
			}
			return runExport(c.Context, e, opts)
		},
	}
}

// exported is a deck as a file.
type exported struct {
	deck  string
	text  []byte
	shown []prep.ID // the pictures of its cards
}

func runExport(ctx context.Context, e *env, opts exportOptions) error {
	var files []exported
	err := e.read(ctx, func(tx *prep.Tx) error {
		decks, err := namedDecks(tx, opts.decks)
		if err != nil {
			return err
		}
		for _, d := range decks {
			doc, err := deck.Export(tx, d)
			if err != nil {
				return err
			}
			one := exported{deck: d.Name, text: deck.FormatMarkdown(doc)}
			for _, note := range doc.Notes {
				one.shown = append(one.shown, note.Shown()...)
			}
			files = append(files, one)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if info, err := os.Stat(opts.output); err == nil && info.IsDir() || strings.HasSuffix(opts.output, string(filepath.Separator)) {
		return exportFolder(ctx, e, opts.output, files)
	}
	if len(files) != 1 {
		return withHint(fmt.Errorf("export: %s, and a file holds one", plural(len(files), "deck")),
			"name a deck, or give a folder: prep export --output decks/")
	}
	if shown := shownBy(files); opts.output != "" && opts.output != "-" {
		if _, err := exportPictures(ctx, e, filepath.Dir(opts.output), shown); err != nil {
			return err
		}
	} else if len(shown) > 0 {
		e.warn("%s left out: prep export --output FILE writes them beside it", plural(len(shown), "picture"))
	}
	return writeOut(e, opts.output, files[0].text)
}

// exportFolder writes each deck into a file of its name.
func exportFolder(ctx context.Context, e *env, folder string, files []exported) error {
	pictures, err := exportPictures(ctx, e, folder, shownBy(files))
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, f := range files {
		name := strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\:*?"<>|`, r) {
				return '-'
			}
			return r
		}, strings.TrimLeft(f.deck, "."))
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		taken[strings.ToLower(name)] = true
		if err := writePrivate(filepath.Join(folder, name+".md"), f.text); err != nil {
			return err
		}
	}
	if pictures > 0 {
		e.note("%s: %s, %s", folder, plural(len(files), "deck"), plural(pictures, "picture"))
	} else {
		e.note("%s: %s", folder, plural(len(files), "deck"))
	}
	return nil
}

// namedDecks returns the decks of those names, all of them where none is named.
func namedDecks(tx *prep.Tx, names []string) ([]deck.Deck, error) {
	if len(names) == 0 {
		return deck.Decks(tx)
	}
	var decks []deck.Deck
	for _, name := range names {
		d, err := findDeck(tx, name)
		if err != nil {
			return nil, err
		}
		decks = append(decks, d)
	}
	return decks, nil
}

func runExportReviews(ctx context.Context, e *env, name string) error {
	var text bytes.Buffer
	count := 0
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		count, err = deck.WriteReviewLog(tx, &text)
		return err
	})
	if err != nil {
		return err
	}
	if err := writeOut(e, name, text.Bytes()); err != nil {
		return err
	}
	if name != "-" {
		e.note("%s: %s", name, plural(count, "review"))
	}
	return nil
}

// writeOut writes to stdout, or whole to a file of its owner's alone: what people wrote is private.
func writeOut(e *env, name string, text []byte) error {
	if name == "" || name == "-" {
		_, err := e.Stdout.Write(text)
		return err
	}
	return writePrivate(name, text)
}
