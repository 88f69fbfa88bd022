package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
)

func showCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show a card with its memory and its history",
		ArgsUsage: "ID",
		Category:  categoryCards,
		Description: `The id may be cut to its first characters, 4 or more.

Examples:
  prep show aayeht6o
  prep show --json aayeht6o`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runShow(c.Context, e, args[0])
		},
	}
}

// reviewJSON is one answer of a card's history.
type reviewJSON struct {
	Time       string  `json:"time"`
	Day        string  `json:"day"`
	Rating     string  `json:"rating"`
	Kind       string  `json:"kind,omitempty"`
	Seconds    float64 `json:"seconds"`
	Confidence int     `json:"confidence,omitempty"`
}

func runShow(ctx context.Context, e *env, prefix string) error {
	var found deck.Found
	var history []prep.Review
	var today prep.Day
	err := e.read(ctx, func(tx *prep.Tx) error {
		card, err := findCard(tx, prefix)
		if err != nil {
			return err
		}
		settings, err := deck.ReadSettings(tx)
		if err != nil {
			return err
		}
		today = settings.Today(tx.Now)
		matches, err := deck.Search(tx, deck.HasID{Prefix: card.ID.String()}, 1)
		if err != nil {
			return err
		}
		if found.Card = card; len(matches) == 1 { // a gap that was edited away has no memory
			found = matches[0]
		}
		history, err = tx.Reviews(card.ID)
		return err
	})
	if err != nil {
		return err
	}
	reviews := make([]reviewJSON, len(history))
	for i, r := range history {
		reviews[i] = reviewDocument(r, e)
	}
	pictures := []mediaJSON{}
	shown := deck.Note{Front: found.Front, Back: found.Back}.Shown()
	if len(shown) > 0 {
		if pictures, err = mediaDocuments(ctx, e, shown); err != nil {
			return err
		}
	}
	if e.json {
		return e.printJSON(struct {
			cardJSON
			Reviews  []reviewJSON `json:"reviews"`
			Pictures []mediaJSON  `json:"pictures"`
		}{cardDocument(found), reviews, pictures})
	}
	if len(pictures) < len(shown) {
		e.warn("the card shows a picture that was never here or is deleted: prep media restore lists the deleted ones")
	}
	return e.printf("%s", showText(found, reviews, pictures, today))
}

func reviewDocument(r prep.Review, e *env) reviewJSON {
	document := reviewJSON{
		Time: r.Instant().In(e.Clock().Location()).Format("2006-01-02 15:04"), Day: r.Day.String(),
		Rating: deck.Rating(r.Rating).String(), Seconds: float64(r.Duration) / 1000, Confidence: r.Confidence,
	}
	switch r.Kind {
	case prep.ReviewCram:
		document.Kind = "cram"
	case prep.ReviewReset:
		document.Kind, document.Rating = "reset", ""
	}
	return document
}

func showText(f deck.Found, reviews []reviewJSON, pictures []mediaJSON, today prep.Day) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-13s %s\n", name, visible(fmt.Sprintf(format, args...)))
	}
	line("id", "%s", f.ID)
	if f.Note != f.ID {
		line("note", "%s, side %d", f.Note, f.Ord+1)
	}
	line("deck", "%s", f.DeckName)
	line("kind", "%s", f.Kind)
	if len(f.Tags) > 0 {
		line("tags", "%s", strings.Join(f.Tags, " "))
	}
	if f.Entry != 0 {
		line("lesson of", "entry %s", f.Entry)
	}
	if f.Suspended {
		line("suspended", "yes")
	}
	if f.Flag != 0 {
		line("flag", "%d", f.Flag)
	}
	line("state", "%s", f.Memory.State)
	if f.Memory.State != deck.New {
		line("due", "%s (%s)", f.Memory.DueDay, dueText(f.Memory, today))
		line("stability", "%.1f days", f.Memory.Stability)
		line("difficulty", "%.1f of 10", f.Memory.Difficulty)
		line("recall today", "%.0f%%", f.Retrievability*100)
		line("reviews", "%d, forgotten %d", f.Memory.Reps, f.Memory.Lapses)
	}
	for _, picture := range pictures {
		if picture.Here {
			line("picture", "%s", picture.Path)
		} else {
			line("picture", "%s is not here: prep media fetch %s", picture.Link, picture.ID.Short())
		}
	}
	fmt.Fprintf(&b, "\n%s\n", printable(f.Prompt()))
	if answer := f.Answer(); answer != "" {
		fmt.Fprintf(&b, "\n%s\n", printable(answer))
	}
	if len(reviews) > 0 {
		b.WriteByte('\n')
	}
	for _, r := range reviews {
		fmt.Fprintf(&b, "%s  %-5s %5.1f s  %s\n", r.Time, r.Rating, r.Seconds, r.Kind)
	}
	return b.String()
}

// printable is a text of several lines without the control characters that a terminal would obey.
func printable(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = visible(strings.ReplaceAll(line, "\t", "    "))
	}
	return strings.Join(lines, "\n")
}
