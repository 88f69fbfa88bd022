package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/journal"
)

func targetListCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:    "list",
		Aliases: []string{"ls"},
		Usage:   "list the interviews, the next first",
		Description: `Examples:
  prep target list`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runTargetList(c.Context, e)
		},
	}
}

func runTargetList(ctx context.Context, e *env) error {
	targets := []journal.Target{}
	var today prep.Day
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		if today, err = studyDay(tx); err != nil {
			return err
		}
		found, err := journal.Targets(tx)
		targets = append(targets, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(targets)
	}
	for _, t := range targets {
		day := "no date"
		if t.Date != nil {
			day = t.Date.String()
		}
		line := fmt.Sprintf("%s  %s  %s  ", t.ID.Short(), pad(day, 10), pad(daysUntil(t, today), 12))
		text := t.Name()
		if t.Round != "" {
			text += " · " + t.Round
		}
		if err := e.printf("%s%s\n", line, summary(text, e.width()-len(line))); err != nil {
			return err
		}
	}
	return nil
}

// daysUntil says how far an interview is away.
func daysUntil(t journal.Target, today prep.Day) string {
	if t.Date == nil {
		return ""
	}
	left := int(t.Date.Day - today)
	return journal.Brief{DaysLeft: &left}.When()
}

func targetShowCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show a target, how ready its cards are, and which of your stories fits which question",
		ArgsUsage: "TARGET",
		Description: `Recall on the day is predicted for the cards of its query, as things stand and if you follow the plan
(prep review --for TARGET); the minutes are those of the plan. The words are those that the target's
values and advertisement share with the story.

Examples:
  prep target show acme`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 1, 1)
			if err != nil {
				return err
			}
			return runTargetShow(c.Context, e, args[0])
		},
	}
}

func runTargetShow(ctx context.Context, e *env, name string) error {
	var t journal.Target
	var today prep.Day
	fits, links := []journal.Fit{}, []journal.JobLink{}
	titles := map[prep.ID]string{}
	var ready *readinessJSON
	var lacks *deck.PlanError
	err := e.read(ctx, func(tx *prep.Tx) (err error) {
		if t, err = findTarget(tx, name); err != nil {
			return err
		}
		if ready, lacks, err = showReadiness(tx, t); err != nil {
			return err
		}
		if today, err = studyDay(tx); err != nil {
			return err
		}
		if fits, err = journal.FitStories(tx, t.ID); err != nil {
			return err
		}
		found, err := journal.JobLinks(tx, 0, t.ID)
		for _, link := range found {
			links = append(links, link)
			if entry, err := journal.Get(tx, link.Entry); err == nil {
				titles[link.Entry] = entry.Title
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(struct {
			journal.Target
			Fits      []journal.Fit     `json:"fits"`
			Links     []journal.JobLink `json:"links"`
			Readiness *readinessJSON    `json:"readiness,omitempty"`
		}{t, fits, links, ready})
	}
	var b strings.Builder
	e.targetText(&b, t, today)
	e.readinessText(&b, t, ready, lacks)
	for _, fit := range fits {
		fitText(&b, fit, e.width())
	}
	for i, link := range links {
		if i == 0 {
			b.WriteString("\nWhy it matters to them\n")
		}
		fmt.Fprintf(&b, "  %s  %s\n%s\n", link.Entry.Short(), summary(titles[link.Entry], e.width()-12), wrapped(printable(link.Text), e.width(), "    "))
	}
	return e.printf("%s", b.String())
}

func (e *env) targetText(b *strings.Builder, t journal.Target, today prep.Day) {
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(b, "%-8s %s\n", name, visible(text))
		}
	}
	fmt.Fprintf(b, "%s\n\n", visible(t.Name()))
	line("id", t.ID.String())
	line("round", t.Round)
	if t.Date != nil {
		line("date", fmt.Sprintf("%s %s, %s", t.Date.Date().Weekday(), t.Date, daysUntil(t, today)))
	}
	if t.Time != nil {
		line("time", targetTime(t, e.Clock().Location()))
	}
	line("values", t.Values)
	line("cards", t.Query)
	if t.Goal != nil {
		line("recall", fmt.Sprintf("%.0f%% wanted on the day", *t.Goal*100))
	}
	if t.Notes != "" {
		fmt.Fprintf(b, "\nNotes\n%s\n", wrapped(printable(t.Notes), e.width(), "  "))
	}
}

// targetTime is the hour of an interview where it takes place, and here where that is another.
func targetTime(t journal.Target, here *time.Location) string {
	text := t.Hour(here)
	zone, err := time.LoadLocation(t.Zone)
	if err != nil || t.Zone == "" {
		return text
	}
	at := time.UnixMilli(*t.Time).In(here)
	_, offsetHere := at.Zone()
	if _, offsetThere := at.In(zone).Zone(); offsetHere != offsetThere {
		text += ", here " + at.Format("Mon 15:04")
	}
	return text
}

// fitText proposes stories for one question.
func fitText(b *strings.Builder, fit journal.Fit, width int) {
	fmt.Fprintf(b, "\n%s\n", summary(journal.AskOf(fit.Question), width))
	if fit.Answer != nil {
		fmt.Fprintf(b, "  answer %s is written\n", fit.Answer.Short())
	}
	for _, story := range fit.Stories {
		fmt.Fprintf(b, "  %s  %s  %s\n", story.Entry.Short(), pad(story.Status.String(), 9), summary(story.Title, width-23))
		why := strings.Join(story.Words, ", ")
		if story.Asked {
			why = strings.TrimSuffix("you named this question; "+why, "; ")
		}
		if why != "" {
			fmt.Fprintf(b, "%s\n", wrapped(visible("shares: "+why), width, "            "))
		}
	}
	if len(fit.Stories) == 0 {
		b.WriteString("  no story yet: prep journal add\n")
	}
}

func targetLinkCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:      "link",
		Usage:     "say why the lesson of an entry matters to a target",
		ArgsUsage: "TARGET ENTRY TEXT",
		Description: `The sentence ends the answers that tell the entry there. An empty text takes it away.

Examples:
  prep target link acme aayeht6o "You ship weekly: I give dates that the testers have seen."`,
		Action: func(c *cli.Context) error {
			args, err := words(c, 3, -1)
			if err != nil {
				return err
			}
			return e.change(c.Context, func(tx *prep.Tx) error {
				target, err := findTarget(tx, args[0])
				if err != nil {
					return err
				}
				entry, err := findEntry(tx, args[1])
				if err != nil {
					return err
				}
				return journal.SetJobLink(tx, entry.ID, target.ID, strings.Join(args[2:], " "))
			})
		},
	}
}

func targetRmCommand(e *env) *cli.Command {
	return targetRows.rmCommand(e, `Answers that were made for it stay.

Examples:
  prep target rm acme`, "TARGET…", func(tx *prep.Tx, names []string) (ids []prep.ID, what string, err error) {
		for _, name := range names {
			t, err := findTarget(tx, name)
			if err != nil {
				return nil, "", err
			}
			ids = append(ids, t.ID)
			what = fmt.Sprintf("delete the target %q", t.Name())
		}
		if len(ids) > 1 {
			what = "delete " + plural(len(ids), "target")
		}
		return ids, what, nil
	})
}
