package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/cmd/prep/tui"
	"prep/journal"
)

type reflectOptions struct {
	id           string
	edit, again  bool
	card, noCard bool
}

func journalReflectCommand(e *env) *cli.Command {
	var opts reflectOptions
	return &cli.Command{
		Name:      "reflect",
		Usage:     "think an entry through, question by question",
		ArgsUsage: "[ID]",
		Description: `Every question can be skipped, every answer is saved at once, and the next time it goes on where it
stopped. Your own causes are asked before those outside. Without an id it takes the entry that waits
longest. In a pipe it reads JSON, an object of fields and texts, and prints what is still open.

Examples:
  prep journal reflect
  prep journal reflect aayeht6o
  prep journal reflect aayeht6o --edit        # all questions at once, in the editor
  prep journal reflect aayeht6o --again       # ask the skipped ones once more
  echo '{"lesson": "Ask on day one."}' | prep journal reflect aayeht6o --json`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "edit", Aliases: []string{"e"}, Usage: "in the editor", Destination: &opts.edit},
			&cli.BoolFlag{Name: "again", Usage: "ask the skipped questions once more", Destination: &opts.again},
			&cli.BoolFlag{Name: "card", Usage: "make a card of the lesson", Destination: &opts.card},
			&cli.BoolFlag{Name: "no-card", Usage: "make no card of the lesson", Destination: &opts.noCard},
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				opts.id = args[0]
			}
			if opts.card && opts.noCard {
				return usageFor(c.Command.HelpName, "--card and --no-card: want one of them")
			}
			return runJournalReflect(c.Context, e, opts)
		},
	}
}

func runJournalReflect(ctx context.Context, e *env, opts reflectOptions) error {
	prompts, err := e.prompts()
	if err != nil {
		return err
	}
	var walk *journal.Walk
	err = e.change(ctx, func(tx *prep.Tx) error {
		id, err := entryToReflect(tx, opts.id)
		if err != nil {
			return err
		}
		if walk, err = journal.StartWalk(tx, id, prompts); err != nil {
			return err
		}
		if opts.again {
			return walk.Again(tx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	id := walk.Opened.Entry.ID
	switch {
	case opts.edit:
		return editEntry(ctx, e, id.String(), false)
	case !e.InTerminal:
		err = reflectJSON(ctx, e, walk)
	default:
		err = reflectForm(ctx, e, walk)
	}
	if err != nil {
		return err
	}
	return e.offerLessonCard(ctx, id, opts.card, opts.noCard)
}

// entryToReflect finds the entry that is named, or the one that waits longest.
func entryToReflect(tx *prep.Tx, prefix string) (prep.ID, error) {
	if prefix != "" {
		entry, err := findEntry(tx, prefix)
		return entry.ID, err
	}
	due, _, err := journal.Today(tx, 0)
	if err != nil {
		return 0, err
	}
	for _, d := range due {
		if d.Ask != journal.AskAnniversary {
			return d.ID, nil
		}
	}
	query, err := journal.ParseQuery("status:captured", nil)
	if err != nil {
		return 0, err
	}
	heads, err := journal.List(tx, query, 0)
	if err != nil {
		return 0, err
	}
	if len(heads) == 0 {
		return 0, withHint(errors.New("no entry waits for reflection"), "prep journal add writes one, prep journal list shows them")
	}
	return heads[len(heads)-1].ID, nil
}

// stingNow is the last question of a reflection, which is no field of text.
const stingNow = "sting_now"

// reflectForm asks on a terminal.
func reflectForm(ctx context.Context, e *env, walk *journal.Walk) error {
	fields, start := walkFields(walk)
	if start == "" {
		answered, total := walk.Done()
		e.note("%d of %d answered, the others skipped; --again asks those, prep journal edit changes any", answered, total)
		return nil
	}
	_, done, err := e.form(ctx, tui.FormOptions{
		Title: walk.Opened.Entry.Title, Fields: fields, Start: start,
		Leave: func(ctx context.Context, key string, forward bool, values map[string]string) error {
			return e.change(context.WithoutCancel(ctx), func(tx *prep.Tx) error {
				return walked(tx, walk, key, forward, values[key])
			})
		},
	})
	if err != nil {
		return err
	}
	if done {
		err = e.change(ctx, func(tx *prep.Tx) error { return journal.See(tx, walk.Opened.Entry.ID) })
	}
	answered, total := walk.Done()
	e.note("%d of %d answered: %s", answered, total, journal.StatusOf(walk.Opened.Entry))
	return err
}

// walkFields makes the pages of a walk, and names the one to begin with; "": nothing is left to ask.
func walkFields(walk *journal.Walk) (fields []tui.Field, start string) {
	entry := walk.Opened.Entry
	next, more := walk.Next()
	for i, p := range walk.Prompts {
		f, _ := journal.FieldNamed(p.Field)
		field := tui.Field{Key: strconv.Itoa(i), Ask: p.Ask, Step: f.Step.String(), Value: journal.AnswerTo(entry, walk.Prompts, i)}
		if f.Long {
			field.Kind = tui.Paragraphs
		} else if f.Name == "title" {
			field.Check = func(title string) error {
				if strings.TrimSpace(title) == "" {
					return errors.New("an entry needs its line")
				}
				return nil
			}
		}
		if p.Field == "outside_factors" {
			own := ownCauses(walk.Prompts)
			field.Hide = func(values map[string]string) bool { return strings.TrimSpace(values[own]) == "" }
		}
		fields = append(fields, field)
	}
	if !more {
		return fields, ""
	}
	sting := ""
	if entry.StingNow != nil {
		sting = strconv.Itoa(*entry.StingNow)
	}
	fields = append(fields, tui.Field{
		Key: stingNow, Ask: "How much does it sting now?", Step: journal.Lessons.String(), Kind: tui.OneOf, Choices: stingChoices(), Value: sting,
	})
	return fields, strconv.Itoa(next)
}

// ownCauses is the key of the page that asks for one's own causes.
func ownCauses(prompts []journal.Prompt) string {
	i := slices.IndexFunc(prompts, func(p journal.Prompt) bool { return p.Field == "own_factors" && !p.Extra })
	return strconv.Itoa(i)
}

// walked saves what was answered on a page; an empty one that was passed going forward is skipped.
func walked(tx *prep.Tx, walk *journal.Walk, key string, forward bool, text string) error {
	if key == stingNow {
		return walk.Edit(tx, func(entry *journal.Entry) {
			if n, err := strconv.Atoi(text); err == nil {
				entry.StingNow = &n
			}
		})
	}
	i, err := strconv.Atoi(key)
	if err != nil {
		return fmt.Errorf("question %q: %w", key, err)
	}
	before := journal.AnswerTo(walk.Opened.Entry, walk.Prompts, i)
	switch text = strings.TrimSpace(text); {
	case text == before && text == "" && forward:
		return walk.Skip(tx, i)
	case text == strings.TrimSpace(before):
		return nil
	case text == "":
		return walk.Edit(tx, func(entry *journal.Entry) { journal.PutAnswer(entry, walk.Prompts, i, "") })
	}
	return walk.Put(tx, i, text)
}

// openPrompt is a question that is not answered yet.
type openPrompt struct {
	Field    string `json:"field"`
	Question string `json:"question"`
}

// reflectJSON lays what comes on stdin over the entry and prints what is still open.
func reflectJSON(ctx context.Context, e *env, walk *journal.Walk) error {
	text, err := e.readInput(maxEntry)
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(text)) != "" {
		err := e.change(ctx, func(tx *prep.Tx) error {
			edited := walk.Opened.Entry
			if err := json.Unmarshal(text, &edited); err != nil {
				return withHint(fmt.Errorf("stdin: %w", err), `want an object such as {"lesson": "Ask on day one."}`)
			}
			edited.ID = walk.Opened.Entry.ID
			return walk.Edit(tx, func(entry *journal.Entry) { *entry = edited })
		})
		if err != nil {
			return err
		}
	}
	entry := walk.Opened.Entry
	open := []openPrompt{}
	for i, p := range walk.Prompts {
		if journal.AnswerTo(entry, walk.Prompts, i) == "" && (p.Field != "outside_factors" || entry.OwnFactors != "") {
			open = append(open, openPrompt{p.Field, p.Ask})
		}
	}
	if e.json {
		return e.printJSON(struct {
			ID     prep.ID        `json:"id"`
			Status journal.Status `json:"status"`
			Open   []openPrompt   `json:"open"`
		}{entry.ID, journal.StatusOf(entry), open})
	}
	for _, p := range open {
		if err := e.printf("%s  %s\n", pad(p.Field, 15), p.Question); err != nil {
			return err
		}
	}
	return nil
}
