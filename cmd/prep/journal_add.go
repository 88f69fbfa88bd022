package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

type journalAddOptions struct {
	entryOptions
	path         string // of the command, for messages
	words        []string
	edit         bool
	card, noCard bool
}

func journalAddCommand(e *env) *cli.Command {
	var opts journalAddOptions
	return &cli.Command{
		Name:      "add",
		Usage:     "write an entry: in one line, from stdin, in a form, or in the editor",
		ArgsUsage: "[WORDS | -]",
		Description: `The words say what failed in one plain line; the rest can wait for prep journal reflect. On a
terminal, without words, a form asks; every question can be skipped, and what you leave half-way is
kept as a draft. From stdin (or with -) comes Markdown with the questions as headings, as
prep journal export writes it, JSON, or plain text: the first line is the title, the rest the outcome.
The id of the new entry is printed. One that resembles an earlier entry is asked about; in a script a
message names the command that links them.

Examples:
  prep journal add "Missed the release by 9 days" --date "last friday" --type professional --sting 4
  prep journal add                    # the form
  prep journal add --edit "Lost the demo data"
  prep journal add "Late again" --again aayeht6o
  prep journal add "Overslept" --lesson "Two alarms before a flight." --card
  prep journal add - < entry.md`,
		Flags: append(opts.flags(),
			&cli.BoolFlag{Name: "edit", Aliases: []string{"e"}, Usage: "open it in the editor before it is saved", Destination: &opts.edit},
			&cli.BoolFlag{Name: "card", Usage: "make a card of the lesson", Destination: &opts.card},
			&cli.BoolFlag{Name: "no-card", Usage: "make no card of the lesson", Destination: &opts.noCard},
		),
		Action: func(c *cli.Context) error {
			opts.path, opts.words = c.Command.HelpName, c.Args().Slice()
			opts.read(c)
			if opts.card && opts.noCard {
				return usageFor(opts.path, "--card and --no-card: want one of them")
			}
			return runJournalAdd(c.Context, e, opts)
		},
	}
}

func runJournalAdd(ctx context.Context, e *env, opts journalAddOptions) error {
	title := strings.TrimSpace(strings.Join(opts.words, " "))
	fromStdin := title == "-" || title == "" && !e.InTerminal && !opts.edit
	switch {
	case opts.edit:
		return addInEditor(ctx, e, opts, title)
	case title == "" && !fromStdin:
		return addInForm(ctx, e, opts)
	}
	_, err := saveNew(ctx, e, opts, func(tx *prep.Tx) (journal.Entry, error) {
		if fromStdin {
			return entryFromStdin(e, tx)
		}
		return journal.Entry{Title: title}, nil
	})
	return err
}

// saveNew writes the entry that compose returns, prints its id, and offers what follows from it.
func saveNew(ctx context.Context, e *env, opts journalAddOptions, compose func(*prep.Tx) (journal.Entry, error)) (prep.ID, error) {
	db, err := e.open(ctx)
	if err != nil {
		return 0, err
	}
	var saved journal.Entry
	var again prep.ID
	var resembled *journal.Similar
	err = db.Update(ctx, func(tx *prep.Tx) error {
		entry, err := compose(tx)
		if err != nil {
			return err
		}
		if err := opts.apply(e, tx, opts.path, &entry); err != nil {
			return err
		}
		if again = entry.Again; opts.again != "" {
			earlier, err := findEntry(tx, opts.again)
			if err != nil {
				return err
			}
			again = earlier.ID
		}
		entry.ID, entry.Again = 0, 0 // a new one, whatever it was elsewhere; it is linked below
		id, err := journal.Add(tx, entry)
		if err != nil {
			return err
		}
		if saved, err = journal.Get(tx, id); err != nil || again != 0 {
			return err
		}
		resembled, err = journal.Resembled(tx, saved)
		return err
	})
	if err != nil {
		return 0, err
	}
	if e.json {
		err = e.printJSON(addedDocument(saved.ID, resembled))
	} else {
		err = e.printf("%s\n", saved.ID)
	}
	if err != nil {
		return saved.ID, err
	}
	if resembled != nil && !e.json {
		if again, err = e.askAgain(ctx, saved.ID, *resembled); err != nil {
			return saved.ID, err
		}
	}
	if again != 0 {
		if err := linkAgain(ctx, e, saved.ID, again); err != nil {
			return saved.ID, err
		}
	}
	return saved.ID, e.offerLessonCard(ctx, saved.ID, opts.card, opts.noCard)
}

// addedDocument is what --json prints of a new entry. Of the entry that it resembles it names the id alone: this may go
// to a log.
func addedDocument(id prep.ID, resembled *journal.Similar) any {
	type resembles struct {
		ID    prep.ID `json:"id"`
		Score float64 `json:"score"`
	}
	document := struct {
		Added     prep.ID    `json:"added"`
		Resembles *resembles `json:"resembles,omitempty"`
	}{Added: id}
	if resembled != nil {
		document.Resembles = &resembles{resembled.ID, resembled.Score}
	}
	return document
}

// askAgain asks whether the entry repeats an earlier one that it resembles; zero: it does not. Where nobody can be asked
// it says how to link them.
func (e *env) askAgain(ctx context.Context, id prep.ID, before journal.Similar) (prep.ID, error) {
	if !e.asks() {
		e.note("this resembles %q of %s: prep journal again %s %s", summary(before.Title, 60), happened(before.Head), id.Short(), before.ID.Short())
		return 0, nil
	}
	same, err := e.agrees(ctx, fmt.Sprintf("the same mistake as %q of %s?", before.Title, happened(before.Head)), false)
	if !same || err != nil {
		return 0, err
	}
	return before.ID, nil
}

// offerLessonCard makes the card of an entry's lesson when it is wanted, and asks where nobody said.
func (e *env) offerLessonCard(ctx context.Context, id prep.ID, card, noCard bool) error {
	offer := false
	err := e.view(ctx, func(tx *prep.Tx) error {
		entry, err := journal.Get(tx, id)
		if err != nil {
			return err
		}
		offer, err = journal.OfferLessonCard(tx, entry)
		return err
	})
	if err != nil || !offer && !card {
		return err
	}
	if !card && !noCard {
		if !e.asks() {
			e.hint("prep journal card %s makes a card of the lesson", id.Short())
			return nil
		}
		if card, err = e.agrees(ctx, "make a card of the lesson, to be asked it again?", true); err != nil {
			return err
		}
	}
	return e.change(ctx, func(tx *prep.Tx) error {
		if !card {
			return journal.DeclineLessonCard(tx, id)
		}
		made, err := journal.AddLessonCard(tx, id)
		if errors.Is(err, journal.ErrNoLesson) {
			return withHint(err, "prep journal reflect %s", id.Short())
		}
		if err == nil {
			e.note("made card %s of the lesson", made)
		}
		return err
	})
}

// view runs f on the database without bringing memories up to date: the journal does not need them.
func (e *env) view(ctx context.Context, f func(*prep.Tx) error) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	return db.View(ctx, f)
}
