package main

import (
	"context"
	"errors"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"
	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

// This file holds what the commands about cards share.

// cardJSON is a card as --json prints it.
type cardJSON struct {
	ID        prep.ID  `json:"id"`
	Note      prep.ID  `json:"note"`
	Deck      string   `json:"deck"`
	Kind      string   `json:"kind"`
	Front     string   `json:"front"`
	Back      string   `json:"back"`
	Prompt    string   `json:"prompt"`
	Answer    string   `json:"answer"`
	Tags      []string `json:"tags"`
	Entry     *prep.ID `json:"entry,omitempty"`
	Suspended bool     `json:"suspended"`
	Flag      int      `json:"flag"`

	State          string   `json:"state"`
	Due            *string  `json:"due,omitempty"` // the day
	Stability      float64  `json:"stability"`
	Difficulty     float64  `json:"difficulty"`
	Retrievability *float64 `json:"retrievability,omitempty"`
	Reps           int      `json:"reps"`
	Lapses         int      `json:"lapses"`
}

func cardDocument(f deck.Found) cardJSON {
	c := cardJSON{
		ID: f.ID, Note: f.Note, Deck: f.DeckName, Kind: string(f.Kind), Front: f.Front, Back: f.Back,
		Prompt: f.Prompt(), Answer: f.Answer(), Tags: append([]string{}, f.Tags...),
		Suspended: f.Suspended, Flag: f.Flag, State: f.Memory.State.String(),
		Stability: f.Memory.Stability, Difficulty: f.Memory.Difficulty, Reps: f.Memory.Reps, Lapses: f.Memory.Lapses,
	}
	if f.Entry != 0 {
		c.Entry = &f.Entry
	}
	if f.Memory.State != deck.New {
		due := f.Memory.DueDay.String()
		c.Due, c.Retrievability = &due, &f.Retrievability
	}
	return c
}

// summary is the first line of a text without control characters, cut to a width in columns.
func summary(text string, width int) string {
	line, _, more := strings.Cut(strings.TrimSpace(text), "\n")
	line = visible(line)
	if more {
		line += " …"
	}
	width = max(width, 1)
	switch { // most lines of a long list need no measuring
	case len(line) <= width:
		return line
	case isASCII(line):
		return line[:width-1] + "…"
	}
	return ansi.Truncate(line, width, "…")
}

// pad fills a text with spaces up to a width in columns.
func pad(text string, width int) string {
	columns := len(text)
	if !isASCII(text) {
		columns = ansi.StringWidth(text)
	}
	return text + strings.Repeat(" ", max(width-columns, 0))
}

// isASCII reports whether a text is of ASCII characters that take one column each: no escape sequence is in it.
func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r >= 0x7f })
}

// findCard returns the card whose id begins so, with a hint where there is none.
func findCard(tx *prep.Tx, prefix string) (deck.Card, error) {
	card, err := deck.Find(tx, prefix)
	if errors.Is(err, prep.ErrNotFound) {
		return card, withHint(err, "prep list finds cards by their words")
	}
	return card, err
}

// findNotes returns the notes of the cards that the words name, each once.
func findNotes(tx *prep.Tx, words []string) ([]deck.Card, error) {
	var notes []deck.Card
	seen := map[prep.ID]bool{}
	for _, word := range words {
		card, err := findCard(tx, word)
		if err != nil {
			return nil, err
		}
		if !seen[card.Note] {
			seen[card.Note] = true
			notes = append(notes, card)
		}
	}
	return notes, nil
}

// findDeck returns the deck of that name, with the nearest one as a hint.
func findDeck(tx *prep.Tx, name string) (deck.Deck, error) {
	found, err := deck.FindDeck(tx, name)
	var unknown *deck.UnknownDeckError
	if !errors.As(err, &unknown) {
		return found, err
	}
	if unknown.Nearest != "" {
		return found, withHint(err, "did you mean %q?", unknown.Nearest)
	}
	return found, withHint(err, "prep deck list shows the decks, prep deck new makes one")
}

// parseQuery reads the words of a command as one query.
func parseQuery(c *cli.Context, words []string) (deck.Expr, error) {
	query, err := deck.ParseQuery(strings.Join(words, " "))
	if err == nil {
		return query, nil
	}
	usage := usageFor(c.Command.HelpName, "%v", err)
	var wrong *deck.QueryError
	if errors.As(err, &wrong) && wrong.Hint != "" {
		usage = withHint(usage, "%s", wrong.Hint)
	}
	return nil, usage
}

// change runs f on the database in one transaction.
func (e *env) change(ctx context.Context, f func(*prep.Tx) error) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	return db.Update(ctx, f)
}

// read runs f on the database with every memory fresh.
func (e *env) read(ctx context.Context, f func(*prep.Tx) error) error {
	db, err := e.open(ctx)
	if err != nil {
		return err
	}
	return deck.Read(ctx, db, f)
}

// plural is "1 card", "2 cards".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if stem, y := strings.CutSuffix(one, "y"); y && !strings.HasSuffix(stem, "a") { // entries, but days
		return number(n) + " " + stem + "ies"
	}
	return number(n) + " " + one + "s"
}

// number writes a count with commas between the thousands.
func number(n int) string { return humanize.Comma(int64(n)) }
