package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"prep"
	"prep/cmd/prep/tui"
	"prep/journal"
)

// addInForm asks for a new entry. Every question left is kept as a draft at once, so that neither Ctrl-C nor a closed
// terminal loses what was typed; the next form goes on with it.
func addInForm(ctx context.Context, e *env, opts journalAddOptions) error {
	var entry journal.Entry
	var today prep.Day
	err := e.change(ctx, func(tx *prep.Tx) error {
		draft, has, err := journal.ReadDraft(tx, journal.NewDraft)
		if err != nil {
			return err
		}
		if has {
			entry = draft.Base
			e.note("going on with the draft of %s", time.UnixMilli(draft.Time).Format("2006-01-02 15:04"))
		}
		if today, err = studyDay(tx); err != nil {
			return err
		}
		return opts.apply(e, tx, opts.path, &entry)
	})
	if err != nil {
		return err
	}
	form := captureForm{e: e, today: today, entry: entry}
	values, done, err := e.form(ctx, tui.FormOptions{
		Title: "A new entry", Fields: form.fields(),
		Leave: func(ctx context.Context, _ string, _ bool, values map[string]string) error {
			return form.keep(ctx, values)
		},
	})
	interrupted := errors.Is(err, context.Canceled)
	if err != nil && !interrupted {
		return err
	}
	if interrupted || !done {
		if ctx.Err() != nil { // the context of a signal is over, the draft still has to be written
			ctx = context.WithoutCancel(ctx)
		}
		return errors.Join(form.left(ctx, values), err)
	}
	entry, err = form.read(values)
	if err != nil {
		return err
	}
	if entry.Title == "" {
		e.note("nothing was written")
		return e.change(ctx, func(tx *prep.Tx) error { return journal.DropDraft(tx, journal.NewDraft) })
	}
	opts.entryOptions = entryOptions{again: opts.again} // the form holds them now
	_, err = saveNew(ctx, e, opts, func(tx *prep.Tx) (journal.Entry, error) {
		if day := entry.Happened; day != nil {
			e.echoDay(values["date"], *day)
		}
		return entry, journal.DropDraft(tx, journal.NewDraft)
	})
	return err
}

// captureForm asks for what an entry begins with.
type captureForm struct {
	e     *env
	today prep.Day
	entry journal.Entry // what the options and the draft say
}

func (f captureForm) fields() []tui.Field {
	entry := f.entry
	date, sting := "", ""
	if entry.Happened != nil {
		date = entry.Happened.String()
	}
	if entry.StingThen != nil {
		sting = strconv.Itoa(*entry.StingThen)
	}
	ask := func(name string) string {
		field, _ := journal.FieldNamed(name)
		return field.Prompt
	}
	types := []tui.Choice{{Value: "", Label: "not said"}}
	for _, kind := range journal.Types() {
		types = append(types, tui.Choice{Value: string(kind), Label: string(kind)})
	}
	return []tui.Field{
		{Key: "title", Ask: ask("title"), Value: entry.Title},
		{
			Key: "date", Ask: "When did it happen?", Note: `2026-11-02, "last friday", empty for not said`, Value: date,
			Check: func(words string) error {
				_, err := f.day(words)
				return err
			},
		},
		{Key: "type", Ask: "What sort of failure was it?", Kind: tui.OneOf, Choices: types, Value: string(entry.Type)},
		{Key: "sting", Ask: "How much does it sting?", Kind: tui.OneOf, Choices: stingChoices(), Value: sting},
		{Key: "tags", Ask: "Tags?", Note: "words to find it by", Value: strings.Join(entry.Tags, " ")},
		{Key: "outcome", Ask: ask("outcome"), Kind: tui.Paragraphs, Value: entry.Outcome},
		{Key: "lesson", Ask: ask("lesson"), Kind: tui.Paragraphs, Value: entry.Lesson},
	}
}

func stingChoices() []tui.Choice {
	return []tui.Choice{
		{Value: "", Label: "not said"},
		{Value: "0", Label: "0 not at all"},
		{Value: "1", Label: "1"},
		{Value: "2", Label: "2"},
		{Value: "3", Label: "3"},
		{Value: "4", Label: "4"},
		{Value: "5", Label: "5 very much"},
	}
}

// day reads the answer to when; nil: not said.
func (f captureForm) day(words string) (*prep.Day, error) {
	if strings.TrimSpace(words) == "" {
		return nil, nil
	}
	day, err := pastDay(words, f.today)
	if err != nil {
		return nil, err
	}
	return &day, nil
}

// read makes the entry of the values.
func (f captureForm) read(values map[string]string) (journal.Entry, error) {
	entry := f.entry
	var err error
	if entry.Happened, err = f.day(values["date"]); err != nil {
		return entry, err
	}
	entry.Title, entry.Type = strings.TrimSpace(values["title"]), journal.Type(values["type"])
	entry.StingThen = nil
	if n, err := strconv.Atoi(values["sting"]); err == nil {
		entry.StingThen = &n
	}
	entry.Tags = strings.FieldsFunc(values["tags"], func(r rune) bool { return r == ' ' || r == ',' })
	entry.Outcome, entry.Lesson = values["outcome"], values["lesson"]
	return entry, nil
}

// keep keeps the values as the draft. A date that is half typed is left out of it.
func (f captureForm) keep(ctx context.Context, values map[string]string) error {
	entry, err := f.read(values)
	if err != nil {
		values["date"] = ""
		if entry, err = f.read(values); err != nil {
			return err
		}
	}
	return f.e.change(ctx, func(tx *prep.Tx) error {
		return journal.KeepDraft(tx, journal.NewDraft, journal.Draft{Base: entry})
	})
}

// left keeps a form that was left half-way, and says so where there is something to keep.
func (f captureForm) left(ctx context.Context, values map[string]string) error {
	for _, value := range values {
		if strings.TrimSpace(value) == "" {
			continue
		}
		if err := f.keep(ctx, values); err != nil {
			return err
		}
		f.e.note("kept as a draft: prep journal add goes on with it")
		return nil
	}
	return f.e.change(ctx, func(tx *prep.Tx) error { return journal.DropDraft(tx, journal.NewDraft) })
}
