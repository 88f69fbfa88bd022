package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/journal"
)

// This file holds the group of the journal's commands and what they share.

func journalCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "journal",
		Aliases:  []string{"j"},
		Usage:    "write down what went wrong, think it through, come back to it",
		Category: categoryJournal,
		Description: `An entry begins with one line (add), is thought through when there is time (reflect), and comes back
after a day, a week, a month and each year (today). How far it has come is derived from what is
filled: captured, reflected, changed, proven. Everything stays private unless you share it.

Examples:
  prep journal add "Missed the release by 9 days" --date "last friday" --type professional
  prep journal reflect            # the entry that waits longest
  prep journal today
  prep journal search estimate status:captured`,
		Subcommands: []*cli.Command{
			journalAddCommand(e),
			journalListCommand(e),
			journalShowCommand(e),
			journalEditCommand(e),
			journalRmCommand(e),
			journalRestoreCommand(e),
			journalSearchCommand(e),
			journalTodayCommand(e),
			journalReflectCommand(e),
			journalAgainCommand(e),
			journalCardCommand(e),
			journalHistoryCommand(e),
			journalPatternsCommand(e),
			journalExportCommand(e),
		},
	}
}

// journalQueryHelp says what a query of the journal is; its terms are listed at journal.Query.
const journalQueryHelp = `A query is words, "phrases" and filters; all of them must hold, - before one means not:
  lesson:estimate              a word in one field
  type:personal tag:work status:captured status:reflected
  before:2026-11-01 after:2026 on:2026-11 on-this-day
  has:proof has:card           the field is filled, there is a card
  is:starred is:shareable is:again  sting:>=4 sting-now:<2 severity:0`

// parseJournalQuery reads the words of a command as one query. A word with a space in it was quoted in the shell:
// it stays one phrase.
func parseJournalQuery(tx *prep.Tx, words []string) (journal.Query, error) {
	today, err := studyDay(tx)
	if err != nil {
		return journal.Query{}, err
	}
	query, err := journal.ParseQuery(strings.Join(words, " "), func(words string) (prep.Day, error) { return pastDay(words, today) })
	if err == nil {
		return query, nil
	}
	usage := usageFor("prep journal", "%v", err)
	var unknown *journal.UnknownKeyError
	if errors.As(err, &unknown) {
		usage = withHint(usage, "%s", unknown.Hint)
	}
	return query, usage
}

// studyDay returns the day of the transaction's now.
func studyDay(tx *prep.Tx) (prep.Day, error) {
	settings, err := deck.ReadSettings(tx)
	if err != nil {
		return 0, err
	}
	return settings.Today(tx.Now), nil
}

// findEntry reads the entry whose id begins so, with the candidates as a hint where there are several.
func findEntry(tx *prep.Tx, prefix string) (journal.Entry, error) {
	entry, err := journal.Find(tx, prefix)
	return entry, journalHint(err, "prep journal list shows the entries")
}

// journalHint says what can be done about an id that names none or several.
func journalHint(err error, unknown string) error {
	var ambiguous *journal.AmbiguousError
	switch {
	case errors.As(err, &ambiguous):
		names := make([]string, len(ambiguous.Candidates))
		for i, c := range ambiguous.Candidates {
			names[i] = c.ID.String() + " " + summary(c.Text, 30)
		}
		return withHint(err, "type more of the id: %s", strings.Join(names, "; "))
	case errors.Is(err, prep.ErrNotFound):
		return withHint(err, "%s", unknown)
	}
	return err
}

// prompts returns the questions of a reflection as this person wants them.
func (e *env) prompts() ([]journal.Prompt, error) {
	config, err := e.config()
	if err != nil {
		return nil, err
	}
	prompts, err := config.Journal.prompting().Prompts()
	if err != nil {
		return nil, withHint(fmt.Errorf("settings: %w", err), "prep config edit")
	}
	return prompts, nil
}

// hint tells in one line what could be done next.
func (e *env) hint(format string, args ...any) { e.note("hint: "+format, args...) }

// readInput reads what was piped in or sent in a file, up to a size that nobody types.
func (e *env) readInput(most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(e.Stdin, most+1))
	if err != nil {
		return nil, fmt.Errorf("read stdin: %w", err)
	}
	if int64(len(text)) > most {
		return nil, fmt.Errorf("stdin: at most %s bytes", number(int(most)))
	}
	return text, nil
}

// maxEntry is the most that one entry on stdin can hold, in bytes.
const maxEntry = 4 << 20

// fieldNames lists the fields that --set and JSON know.
func fieldNames() []string {
	fields := journal.Fields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	slices.Sort(names)
	return names
}

// sting is a scale as a person reads it: "4 of 5", "4 then, 1 now".
func stingText(then, now *int) string {
	switch {
	case then != nil && now != nil:
		return fmt.Sprintf("%d then, %d now (0-5)", *then, *now)
	case then != nil:
		return fmt.Sprintf("%d of 5", *then)
	case now != nil:
		return fmt.Sprintf("%d of 5 now", *now)
	}
	return ""
}
