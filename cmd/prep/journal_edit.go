package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type journalEditOptions struct {
	entryOptions
	path    string
	id      string
	options bool // some option fills a field: no editor
	private bool
	fresh   bool
	card    bool
	noCard  bool
}

func journalEditCommand(e *env) *cli.Command {
	var opts journalEditOptions
	return &cli.Command{
		Name:      "edit",
		Usage:     "change an entry: in the editor, or with options",
		ArgsUsage: "ID",
		Description: `The editor gets the whole entry as Markdown, the questions as headings. What cannot be read, and what an
editor leaves behind that dies, is kept as a draft; the next edit goes on with it. Where the entry was
changed elsewhere meanwhile, both texts are kept: prep journal history shows them.

Examples:
  prep journal edit aayeht6o
  prep journal edit aayeht6o --sting-now 1 --set proof="The May release was on time."`,
		Flags: append(opts.flags(),
			&cli.BoolFlag{Name: "private", Usage: "not for exports and briefs", Destination: &opts.private},
			&cli.BoolFlag{Name: "fresh", Usage: "drop the draft that is kept, if there is one", Destination: &opts.fresh},
			&cli.BoolFlag{Name: "card", Usage: "make a card of the lesson", Destination: &opts.card},
			&cli.BoolFlag{Name: "no-card", Usage: "make no card of the lesson", Destination: &opts.noCard},
		),
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			opts.path, opts.id = c.Command.HelpName, args[0]
			opts.read(c)
			if opts.private && opts.share {
				return usageFor(opts.path, "--private and --share: want one of them")
			}
			if opts.card && opts.noCard {
				return usageFor(opts.path, "--card and --no-card: want one of them")
			}
			opts.options = opts.given(c) || opts.private || opts.card || opts.noCard
			return runJournalEdit(c.Context, e, opts)
		},
	}
}

func runJournalEdit(ctx context.Context, e *env, opts journalEditOptions) error {
	if !opts.options {
		return editEntry(ctx, e, opts.id, opts.fresh)
	}
	var id, again prep.ID
	err := e.change(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, opts.id)
		if err != nil {
			return err
		}
		if opts.again != "" {
			earlier, err := findEntry(tx, opts.again)
			if err != nil {
				return err
			}
			again = earlier.ID
		}
		id = entry.ID
		opened, err := journal.Open(tx, id)
		if err != nil {
			return err
		}
		edited := opened.Entry
		if err := opts.apply(e, tx, opts.path, &edited); err != nil {
			return err
		}
		if opts.private {
			edited.Shareable = false
		}
		_, err = journal.Save(tx, opened, edited)
		return err
	})
	if err == nil && again != 0 {
		err = linkAgain(ctx, e, id, again)
	}
	if err != nil {
		return err
	}
	return e.offerLessonCard(ctx, id, opts.card, opts.noCard)
}

// editEntry opens the editor on the whole entry, or on the draft of it that is kept.
func editEntry(ctx context.Context, e *env, prefix string, fresh bool) error {
	var opened journal.Opened
	err := e.view(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, prefix)
		if err == nil {
			opened, err = journal.Open(tx, entry.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	prompts, err := e.prompts()
	if err != nil {
		return err
	}
	id := opened.Entry.ID
	draft := kept{key: journal.EntryDraft(id), file: "entry-" + id.String(), id: id, rows: entryRows}
	start := journal.Draft{Text: journal.Document(opened.Entry, prompts), Base: opened.Entry, Seen: opened.Seen}
	resumed, err := draft.begin(ctx, e, &start, fresh)
	if err != nil {
		return err
	}
	opened = journal.Opened{Entry: start.Base, Seen: start.Seen}
	saved, err := draft.edit(ctx, e, start.Text, resumed, func(tx *prep.Tx, text string) (changed, both bool, err error) {
		edited, err := e.parseEntry(tx, "entry.md", text)
		if err != nil {
			return false, false, err
		}
		if changed, err = journal.Save(tx, opened, edited); err == nil {
			both, err = twoVersions(tx, prep.Entries, id, func(field string) bool {
				f, _ := journal.FieldNamed(field)
				return f.Of(opened.Entry) != f.Of(edited)
			})
		}
		return changed, both, err
	})
	if err != nil || !saved {
		return err
	}
	return e.offerLessonCard(ctx, id, false, false)
}

// addInEditor writes a new entry in the editor, or goes on with the draft of one.
func addInEditor(ctx context.Context, e *env, opts journalAddOptions, title string) error {
	prompts, err := e.prompts()
	if err != nil {
		return err
	}
	entry := journal.Entry{Title: title}
	if err := e.change(ctx, func(tx *prep.Tx) error { return opts.apply(e, tx, opts.path, &entry) }); err != nil {
		return err
	}
	draft := kept{key: "entry editor", file: "entry-new"}
	start := journal.Draft{Text: journal.Document(entry, prompts), Base: entry}
	resumed, err := draft.begin(ctx, e, &start, title != "")
	if err != nil {
		return err
	}
	opts.entryOptions = entryOptions{again: opts.again} // the document holds them now
	err = e.compose(ctx, draft.file+".md", []byte(start.Text), func(text []byte) error {
		_, err := saveNew(ctx, e, opts, func(tx *prep.Tx) (journal.Entry, error) {
			entry, err := e.parseEntry(tx, "entry.md", string(text))
			if err != nil {
				return entry, err
			}
			return entry, journal.DropDraft(tx, draft.key)
		})
		return err
	})
	if errors.Is(err, errNothingSaved) && !resumed {
		return errors.Join(err, e.change(ctx, func(tx *prep.Tx) error { return journal.DropDraft(tx, draft.key) }))
	}
	return err
}
