package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
)

func journalAgainCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "again",
		Usage:     "say that an entry repeats an earlier mistake, or see what it resembles",
		ArgsUsage: "ID [EARLIER]",
		Description: `The lesson of the earlier entry opens again, its repeats are counted, and its cards come forward. With
one id it lists the entries that resemble it, with the words they share.

Examples:
  prep journal again aayeht6o
  prep journal again aayeht6o k3n5uqzt`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 2)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return runJournalSimilar(c.Context, e, args[0])
			}
			return runJournalAgain(c.Context, e, args[0], args[1])
		},
	}
}

func runJournalSimilar(ctx context.Context, e *env, prefix string) error {
	similar := []journal.Similar{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, prefix)
		if err != nil {
			return err
		}
		found, err := journal.SimilarTo(tx, entry, 10)
		similar = append(similar, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(similar)
	}
	for _, s := range similar {
		if err := e.printf("%3.0f%%  %s\n      shares: %s\n", s.Score*100, e.headLine(s.Head), sharedText(s)); err != nil {
			return err
		}
	}
	return nil
}

// sharedText lists what two entries have in common.
func sharedText(s journal.Similar) string {
	text := ""
	for _, tag := range s.Shared {
		text += "#" + tag + " "
	}
	for i, word := range s.Words {
		if i > 0 {
			text += ", "
		}
		text += word
	}
	return visible(text)
}

func runJournalAgain(ctx context.Context, e *env, prefix, earlierPrefix string) error {
	var entry, earlier journal.Entry
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		if entry, err = findEntry(tx, prefix); err == nil {
			earlier, err = findEntry(tx, earlierPrefix)
		}
		return err
	})
	if err != nil {
		return err
	}
	repeat, err := e.link(ctx, entry.ID, earlier.ID)
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(repeat)
	}
	for _, line := range repeatLines(repeat) {
		if err := e.printf("%s\n", visible(line)); err != nil {
			return err
		}
	}
	return nil
}

// linkAgain links the two and tells it beside the data of another command.
func linkAgain(ctx context.Context, e *env, entry, earlier prep.ID) error {
	repeat, err := e.link(ctx, entry, earlier)
	if err != nil {
		return err
	}
	for _, line := range repeatLines(repeat) {
		e.note("%s", line)
	}
	return nil
}

func (e *env) link(ctx context.Context, entry, earlier prep.ID) (repeat journal.Repeat, err error) {
	err = e.change(ctx, func(tx *prep.Tx) error {
		repeat, err = journal.LinkAgain(tx, entry, earlier)
		return err
	})
	return repeat, err
}

// repeatLines open the old lesson again.
func repeatLines(r journal.Repeat) []string {
	lines := []string{fmt.Sprintf("again: %q, repeated %s now", summary(r.First.Title, 60), timesText(r.Repeats))}
	if r.Lesson != "" {
		lines = append(lines, "the lesson then: "+r.Lesson)
	}
	if r.Change != "" {
		lines = append(lines, "the change then: "+r.Change)
	}
	if r.Lesson == "" {
		lines = append(lines, fmt.Sprintf("it has no lesson yet: prep journal reflect %s", r.First.ID.Short()))
	}
	if n := len(r.Cards); n > 0 {
		verb := "come"
		if n == 1 {
			verb = "comes"
		}
		lines = append(lines, fmt.Sprintf("its %s %s forward", plural(n, "card"), verb))
	}
	return lines
}

func journalCardCommand(e *env) *cli.Command {
	no := false
	return &cli.Command{
		Name:      "card",
		Usage:     "make a card of an entry's lesson, or bring it up to date",
		ArgsUsage: "ID",
		Description: `The failure is in front, lesson and change behind. The card follows its entry as long as nobody rewords it.

Examples:
  prep journal card aayeht6o
  prep journal card aayeht6o --no     # do not offer it again`,
		Flags: []cli.Flag{&cli.BoolFlag{Name: "no", Usage: "make none, and do not offer it again", Destination: &no}},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runJournalCard(c.Context, e, args[0], no)
		},
	}
}

func runJournalCard(ctx context.Context, e *env, prefix string, no bool) error {
	var card prep.ID
	err := e.change(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, prefix)
		if err != nil {
			return err
		}
		if no {
			return journal.DeclineLessonCard(tx, entry.ID)
		}
		card, err = journal.AddLessonCard(tx, entry.ID)
		return withHintIf(err, journal.ErrNoLesson, "prep journal reflect %s", entry.ID.Short())
	})
	switch {
	case err != nil || no:
		return err
	case e.json:
		return e.printJSON(map[string]any{"card": card})
	}
	return e.printf("%s\n", card)
}
