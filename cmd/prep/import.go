package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

type importOptions struct {
	files  []string
	deck   string
	zone   string
	noIDs  bool
	dryRun bool

	picturesFrom string
}

func importCommand(e *env) *cli.Command {
	var opts importOptions
	return &cli.Command{
		Name:      "import",
		Usage:     "import cards from Markdown files, or a review log",
		ArgsUsage: "FILE.md... | FILE.csv | -",
		Category:  categoryCards,
		Description: `Each card gets an id, written once into the file as a comment above it, so that rewording a card
later never loses its history. Importing a file again changes what was changed in it and nothing
else. All of the files are imported, or none.
A picture, ![what it shows](img/a.png), is copied; its place is relative to the file. A deck may take
pictures from its own folder and those below it, and from --pictures-from FOLDER: a deck from somebody
else takes no other pictures of yours along. Addresses (https://…) stay addresses.

The notation:
  # Deck name            else the deck is named like the file
  Tags: maps, core       of the file, of the ## section, or of the card above
  Q: a question          then A: its answer, in as many lines as it takes
  R: asked               then A: in both directions
  Q: typed               then =: the exact answer
  T: a situation         then A: the advice for it
  C: a text with [gaps], each a card of its own, [hidden|with a hint]

A FILE.csv is a review log (the columns of prep export --reviews): its reviews join the cards that are
here; for others placeholders with their history are added, to the deck Review log or --deck.

Examples:
  prep import go.md
  prep import --deck go notes/*.md
  prep import --pictures-from ~/Pictures go.md
  prep import --deck "Old cards" --timezone Europe/Berlin reviews.csv
  pandoc notes.org -t markdown | prep import --deck go -`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "deck", Aliases: []string{"d"}, Usage: "import into `DECK` whatever the files say", Destination: &opts.deck},
			&cli.StringFlag{Name: "timezone", Usage: "with a review log: the `ZONE` of its reviews (default: this machine's)", Destination: &opts.zone},
			picturesFromFlag(&opts.picturesFrom),
			&cli.BoolFlag{Name: "no-ids", Usage: "leave the files as they are", Destination: &opts.noIDs},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would happen", Destination: &opts.dryRun},
		},
		Action: func(c *cli.Context) error {
			var err error
			if opts.files, err = words(c, 1, -1); err != nil {
				return err
			}
			logs := 0
			for _, name := range opts.files {
				if strings.EqualFold(filepath.Ext(name), ".csv") {
					logs++
				}
			}
			switch {
			case logs == 0 && opts.zone != "":
				return usageFor(c.Command.HelpName, "--timezone goes with a review log")
			case logs == 1 && len(opts.files) == 1:
				return runImportLog(c.Context, e, opts)
			case logs > 0:
				return usageFor(c.Command.HelpName, "a review log is imported by itself")
			}
			return runImport(c.Context, e, opts)
		},
	}
}

// source is one file to import.
type source struct {
	name string
	text []byte
	doc  deck.Document
	done deck.Imported
}

// importJSON is what --json prints of each file.
type importJSON struct {
	File      string `json:"file"`
	Deck      string `json:"deck"`
	Added     int    `json:"added"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Deleted   int    `json:"deleted"`
}

func runImport(ctx context.Context, e *env, opts importOptions) error {
	sources := make([]source, len(opts.files))
	for i, name := range opts.files {
		var err error
		if sources[i], err = readSource(e, name); err != nil {
			return err
		}
		if opts.deck != "" {
			sources[i].doc.Deck = opts.deck
		}
	}
	shown, err := e.pictures(ctx)
	if err != nil {
		return err
	}
	defer shown.tidy(ctx)
	if err := takeSources(ctx, shown, sources, opts.picturesFrom); err != nil {
		return err
	}
	err = e.change(ctx, func(tx *prep.Tx) (err error) {
		for i := range sources {
			if sources[i].done, err = deck.Import(tx, sources[i].doc); err != nil {
				return fmt.Errorf("%s: %w", sources[i].name, err)
			}
		}
		if opts.dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	if !opts.noIDs && !opts.dryRun {
		for _, s := range sources {
			writeIDs(e, s)
		}
	}
	return printImported(e, sources)
}

// takeSources stores the pictures of the files.
func takeSources(ctx context.Context, shown *pictures, sources []source, also string) error {
	for i := range sources {
		s := &sources[i]
		folder := filepath.Dir(s.name)
		if s.name == "stdin" {
			folder = "."
		}
		from, err := broughtIn(s.name, s.text, folder, also)
		if err != nil {
			return err
		}
		if s.doc.Files, err = shown.take(ctx, from, s.doc.Notes); err != nil {
			return err
		}
	}
	return nil
}

// errDryRun rolls back what was only to be tried.
var errDryRun = errors.New("dry run")

func readSource(e *env, name string) (source, error) {
	s := source{name: name}
	var err error
	if name == "-" {
		s.name = "stdin"
		s.text, err = io.ReadAll(io.LimitReader(e.Stdin, maxInput))
	} else {
		s.text, err = os.ReadFile(name)
	}
	if err != nil {
		return s, fmt.Errorf("import: %w", err)
	}
	s.doc, err = deck.ParseMarkdown(s.name, s.text)
	return s, err
}

// writeIDs writes the new ids into the file, in one step so that it is never half a file. The import is done
// either way: without the comments it can be imported again as long as nobody rewords a question.
func writeIDs(e *env, s source) {
	text, err := deck.WithIDs(s.text, s.done.IDs)
	if err != nil || s.name == "stdin" || bytes.Equal(text, s.text) {
		return
	}
	if err := writeBack(s.name, s.text, text); err != nil {
		e.warn("%s: its cards are imported, but their ids could not be written into it: %v", s.name, err)
	}
}

// writeBack puts a new text in the place of the one that was read, with the file's own mode.
func writeBack(name string, old, text []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, old) {
		return errors.Join(err, errors.New("it was changed meanwhile"))
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // a link stays one
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	err = errors.Join(err, file.Chmod(info.Mode().Perm()), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

func printImported(e *env, sources []source) error {
	documents := make([]importJSON, len(sources))
	for i, s := range sources {
		documents[i] = importJSON{s.name, s.done.Deck.Name, s.done.Added, s.done.Changed, s.done.Unchanged, s.done.Deleted}
	}
	if e.json {
		return e.printJSON(documents)
	}
	for _, d := range documents {
		e.note("%s: deck %q: %d added, %d changed, %d unchanged", d.File, d.Deck, d.Added, d.Changed, d.Unchanged)
		if d.Deleted > 0 {
			e.note("%s: %s deleted before and left so; prep restore brings them back", d.File, plural(d.Deleted, "card"))
		}
	}
	return nil
}
