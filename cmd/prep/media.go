package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/sync"
)

func mediaCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "media",
		Usage:    "list, fetch and clean up the files of pictures and recordings",
		Category: categoryCards,
		Description: `A picture that a card shows is a file in the folder media beside the database, named after what it
holds: the card's text says ![…](media/ID.png). prep add, edit and import make the copy.

Examples:
  prep media list
  prep media fetch --all
  prep media prune`,
		Subcommands: []*cli.Command{mediaListCommand(e), mediaFetchCommand(e), mediaPruneCommand(e), mediaRestoreCommand(e)},
	}
}

// mediaJSON is a file as --json prints it.
type mediaJSON struct {
	ID      prep.ID   `json:"id"`
	Type    string    `json:"type"`
	Size    int64     `json:"size"`
	Link    string    `json:"link"`
	Path    string    `json:"path"`
	Here    bool      `json:"here"`
	Stored  *bool     `json:"stored,omitempty"` // known to be in the bucket; missing without sync
	Cards   []prep.ID `json:"cards"`
	Attempt *prep.ID  `json:"attempt,omitempty"`
}

func mediaListCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:    "list",
		Aliases: []string{"ls"},
		Usage:   "list the files with the cards that show them",
		Description: `Each line has the id, the type, the size, whether the file is on this machine (and, if not sent yet,
waits for the next sync), and the cards that show it. prep media fetch brings what is not here.

Examples:
  prep media list
  prep media list --json`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runMediaList(c.Context, e)
		},
	}
}

func runMediaList(ctx context.Context, e *env) error {
	list, err := mediaDocuments(ctx, e, nil)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(list)
	}
	var b strings.Builder
	for _, m := range list {
		fmt.Fprintf(&b, "%s  %-4s  %7s  %-14s  %s\n", m.ID.Short(), m.Type, humanize.Bytes(uint64(m.Size)), m.where(), m.usedBy())
	}
	return e.printf("%s", b.String())
}

// mediaDocuments describes the files; nil: all.
func mediaDocuments(ctx context.Context, e *env, only []prep.ID) ([]mediaJSON, error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	list := []mediaJSON{}
	err = db.View(ctx, func(tx *prep.Tx) error {
		files, err := tx.AllMedia()
		if err != nil || len(files) == 0 {
			return err
		}
		shown, err := deck.FilesShown(tx)
		if err != nil {
			return err
		}
		repo, err := tx.Repo()
		if err != nil {
			return err
		}
		unheld, err := tx.Unheld()
		if err != nil {
			return err
		}
		waits := map[prep.ID]bool{}
		for _, m := range unheld {
			waits[m.ID] = true
		}
		here := map[prep.ID]bool{}
		for _, m := range db.MediaHere(files) {
			here[m.ID] = true
		}
		for _, m := range files {
			if only != nil && !slices.Contains(only, m.ID) {
				continue
			}
			document := mediaJSON{
				ID: m.ID, Type: m.Type, Size: m.Size, Link: m.Link(), Path: db.MediaPath(m), Here: here[m.ID],
				Cards: append([]prep.ID{}, shown[m.ID]...),
			}
			if repo != 0 {
				stored := !waits[m.ID]
				document.Stored = &stored
			}
			if m.Attempt != 0 {
				document.Attempt = &m.Attempt
			}
			list = append(list, document)
		}
		return nil
	})
	return list, err
}

// where says where the file is.
func (m mediaJSON) where() string {
	switch {
	case !m.Here:
		return "not here"
	case m.Stored != nil && !*m.Stored:
		return "here, not sent"
	}
	return "here"
}

func (m mediaJSON) usedBy() string {
	switch {
	case m.Attempt != nil:
		return "attempt " + m.Attempt.Short()
	case len(m.Cards) == 0:
		return "no card"
	case len(m.Cards) > 3:
		return fmt.Sprintf("card %s and %d more", m.Cards[0].Short(), len(m.Cards)-1)
	}
	ids := make([]string, len(m.Cards))
	for i, id := range m.Cards {
		ids[i] = id.Short()
	}
	return "card " + strings.Join(ids, ", ")
}

// findFile returns the file whose id begins so. Errors: prep.ErrNotFound, prep.ErrAmbiguous.
func findFile(files []prep.Media, prefix string) (prep.Media, error) {
	if _, _, err := prep.IDRange(prefix); err != nil {
		return prep.Media{}, err
	}
	var found []prep.Media
	for _, m := range files {
		if strings.HasPrefix(m.ID.String(), strings.ToLower(prefix)) {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return prep.Media{}, withHint(fmt.Errorf("file %q: %w", prefix, prep.ErrNotFound), "prep media list shows the files")
	case 1:
		return found[0], nil
	}
	return prep.Media{}, fmt.Errorf("file %q: %w", prefix, prep.ErrAmbiguous)
}

func mediaFetchCommand(e *env) *cli.Command {
	var all bool
	return &cli.Command{
		Name:      "fetch",
		Usage:     "bring files from the bucket to this machine",
		ArgsUsage: "ID... | --all",
		Description: `A review fetches the picture of a card when it shows it; this brings files before they are needed,
to be offline. A file is sent by the sync of the machine that has it.

Examples:
  prep media fetch --all
  prep media fetch h7lonpss`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "every file that is not here", Destination: &all}},
		Action: func(c *cli.Context) error {
			ids, err := words(c, 0, -1)
			if err != nil {
				return err
			}
			if (len(ids) == 0) != all {
				return usageFor(c.Command.HelpName, "name files, or --all")
			}
			return runMediaFetch(c.Context, e, ids)
		},
	}
}

// runMediaFetch fetches the files whose ids begin so; none: all.
func runMediaFetch(ctx context.Context, e *env, ids []string) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	var wanted []prep.Media
	err = db.View(ctx, func(tx *prep.Tx) error {
		files, err := tx.AllMedia()
		if err != nil || len(ids) == 0 {
			wanted = files
			return err
		}
		for _, id := range ids {
			file, err := findFile(files, id)
			if err != nil {
				return err
			}
			wanted = append(wanted, file)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fetched, err := e.bring(ctx, wanted)
	if e.json {
		return errors.Join(err, e.printJSON(map[string]any{"fetched": append([]prep.ID{}, fetched...)}))
	}
	if len(fetched) > 0 {
		e.note("fetched %s", plural(len(fetched), "file"))
	}
	return err
}

// bring fetches those of the files that are not here and returns their ids. One that the bucket does not have does not
// keep the others away; the first such is the error.
func (e *env) bring(ctx context.Context, files []prep.Media) (fetched []prep.ID, err error) {
	db, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	missing := slices.DeleteFunc(slices.Clone(files), db.HasMedia)
	bar := e.progress("fetching files", len(missing))
	defer bar.end()
	var lacking error
	for i, file := range missing {
		err := e.fetchMedia(ctx, db, file.ID)
		switch {
		case err == nil:
			fetched = append(fetched, file.ID)
		case errors.Is(err, sync.ErrNotSent) || errors.Is(err, sync.ErrTampered) || errors.Is(err, prep.ErrMediaDamaged):
			if lacking == nil {
				lacking = err
			}
		default: // it would be the same with the next one
			return fetched, err
		}
		bar.set(i + 1)
	}
	return fetched, lacking
}
