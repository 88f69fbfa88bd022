package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/journal"
)

func journalShowCommand(e *env) *cli.Command {
	all := false
	return &cli.Command{
		Name:      "show",
		Usage:     "show an entry: lesson and change first, the story on request",
		ArgsUsage: "ID",
		Description: `What you learnt and changed comes first. The story follows with --all, or on a terminal when you ask
for it. An entry that came back today and was shown waits for its next stage.

Examples:
  prep journal show aayeht6o
  prep journal show aayeht6o --all`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "with the whole story", Destination: &all},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runJournalShow(c.Context, e, args[0], all)
		},
	}
}

// entryView is an entry with what hangs on it.
type entryView struct {
	entry   journal.Entry
	cards   []deck.Card
	repeats int
	again   *journal.Head // the entry whose mistake it repeats
	goals   []journal.Goal
	due     *journal.Due
}

func viewEntry(tx *prep.Tx, entry journal.Entry) (entryView, error) {
	v := entryView{entry: entry}
	var err error
	if v.cards, err = journal.CardsOf(tx, entry.ID); err != nil {
		return v, err
	}
	if v.repeats, err = journal.Repeats(tx, entry.ID); err != nil {
		return v, err
	}
	if entry.Again != 0 {
		earlier, err := journal.Get(tx, entry.Again)
		switch {
		case err == nil:
			v.again = &journal.Head{ID: earlier.ID, Title: earlier.Title}
		case !errors.Is(err, prep.ErrNotFound):
			return v, err
		}
	}
	if v.goals, err = journal.GoalsOf(tx, entry.ID); err != nil {
		return v, err
	}
	v.due, err = journal.DueToday(tx, entry.ID)
	return v, err
}

func runJournalShow(ctx context.Context, e *env, prefix string, all bool) error {
	var v entryView
	err := e.view(ctx, func(tx *prep.Tx) error {
		entry, err := findEntry(tx, prefix)
		if err != nil {
			return err
		}
		v, err = viewEntry(tx, entry)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		cards := []prep.ID{}
		for _, card := range v.cards {
			cards = append(cards, card.ID)
		}
		return e.printJSON(struct {
			Entry   journal.Entry  `json:"entry"`
			Cards   []prep.ID      `json:"cards"`
			Repeats int            `json:"repeats"`
			Missing []string       `json:"missing"`
			Goals   []journal.Goal `json:"goals"`
		}{v.entry, cards, v.repeats, missingNames(v.entry), append([]journal.Goal{}, v.goals...)})
	}
	if err := e.printf("%s", v.top(e.width())); err != nil {
		return err
	}
	if v.due != nil {
		err := e.change(ctx, func(tx *prep.Tx) error { return journal.See(tx, v.entry.ID) })
		if err != nil {
			return err
		}
	}
	story := v.story(e.width())
	if !all && story != "" && e.asks() && e.OutTerminal {
		all, err = e.agrees(ctx, "show the story too?", false)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	if all {
		return e.printf("%s", story)
	}
	return nil
}

func missingNames(entry journal.Entry) []string {
	names := []string{}
	for _, f := range journal.Missing(entry) {
		names = append(names, f.Name)
	}
	return names
}

// top is what an entry shows of itself at once: the title, lesson and change, then the facts.
func (v entryView) top(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", visible(v.entry.Title))
	if v.due != nil {
		fmt.Fprintf(&b, "%s\n", askText(*v.due))
	}
	for _, name := range []string{"lesson", "change", "proof"} {
		section(&b, name, v.entry, width)
	}
	b.WriteByte('\n')
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-10s %s\n", name, visible(text))
		}
	}
	e := v.entry
	line("id", e.ID.String())
	line("status", journal.StatusOf(e).String())
	if missing := journal.Missing(e); len(missing) > 0 {
		titles := make([]string, len(missing))
		for i, f := range missing {
			titles[i] = strings.ToLower(f.Title)
		}
		line("missing", strings.Join(titles, ", "))
	}
	if e.Happened != nil {
		line("happened", e.Happened.String())
	}
	line("written", time.UnixMilli(e.Added).Format("2006-01-02 15:04"))
	line("where", e.Place)
	line("who", e.People)
	line("type", string(e.Type))
	line("sting", stingText(e.StingThen, e.StingNow))
	if e.Severity != nil {
		line("severity", fmt.Sprintf("%d of 4", *e.Severity))
	}
	line("tags", strings.Join(e.Tags, " "))
	line("questions", strings.Join(e.Questions, "; "))
	line("shows", strings.Join(e.Competencies, "; "))
	if e.Shareable {
		line("private", "no: it may be in exports and briefs")
	}
	if v.again != nil {
		line("again", fmt.Sprintf("repeats %s %s", v.again.ID.Short(), v.again.Title))
	}
	if v.repeats > 0 {
		line("repeated", timesText(v.repeats))
	}
	for _, card := range v.cards {
		line("card", fmt.Sprintf("%s  %s", card.ID.Short(), summary(card.Prompt(), 50)))
	}
	for _, goal := range v.goals {
		done, total := goal.Progress()
		line("goal", fmt.Sprintf("%s  %d/%d  %s", goal.ID.Short(), done, total, summary(goal.Text, 50)))
	}
	return b.String()
}

// timesText is "once", "twice", "3 times".
func timesText(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return plural(n, "time")
}

// story is all that top leaves out, by the steps in which a setback is told.
func (v entryView) story(width int) string {
	var b strings.Builder
	var step journal.Step
	for _, f := range journal.Fields() {
		if !f.Long || !f.Filled(v.entry) || f.Name == "lesson" || f.Name == "change" || f.Name == "proof" {
			continue
		}
		if f.Step != step {
			step = f.Step
			fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(step.String()))
		}
		section(&b, f.Name, v.entry, width)
	}
	return b.String()
}

// section writes one field under its title, wrapped; nothing where it is empty.
func section(b *strings.Builder, name string, entry journal.Entry, width int) {
	f, _ := journal.FieldNamed(name)
	if f.Filled(entry) {
		fmt.Fprintf(b, "\n%s\n%s\n", f.Title, wrapped(printable(f.Of(entry)), width, "  "))
	}
}
