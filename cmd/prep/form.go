package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"prep/cmd/prep/tui"
)

// form asks its fields, on a screen where there is one, else line by line. leave is called after each with the values
// so far; what it says ends the form. Done is false when the person left before the end with Esc.
func (e *env) form(ctx context.Context, opts tui.FormOptions) (values map[string]string, done bool, err error) {
	if !e.fullScreen() {
		return e.formLines(ctx, opts)
	}
	opts.In, opts.Out, opts.Color, opts.Environ = e.Stdin, e.Stdout, e.color(), os.Environ()
	opts.Width, opts.Height = e.Width, e.Height
	return tui.Form(ctx, opts)
}

// formLines asks on plain lines. An empty line passes a question over, a text ends with an empty line, and the end of
// the input ends the form.
func (e *env) formLines(ctx context.Context, opts tui.FormOptions) (values map[string]string, done bool, err error) {
	values = map[string]string{}
	for _, f := range opts.Fields {
		values[f.Key] = f.Value
	}
	started := opts.Start == ""
	for i, f := range opts.Fields {
		if started = started || f.Key == opts.Start; !started || f.Hide != nil && f.Hide(values) {
			continue
		}
		answer, err := e.formLine(ctx, f, fmt.Sprintf("%d of %d: %s", i+1, len(opts.Fields), f.Ask))
		if err != nil && !errors.Is(err, io.EOF) {
			return values, false, err
		}
		if answer != "" {
			values[f.Key] = answer
		}
		if opts.Leave != nil && (err == nil || answer != "") {
			if err := opts.Leave(ctx, f.Key, true, values); err != nil {
				return values, false, err
			}
		}
		if err != nil { // the end of the input
			return values, true, nil
		}
	}
	return values, true, nil
}

// formLine asks one field until what is answered can be used. io.EOF may come with an answer.
func (e *env) formLine(ctx context.Context, f tui.Field, question string) (string, error) {
	if f.Note != "" {
		question += " (" + f.Note + ")"
	}
	if f.Kind == tui.Paragraphs {
		question += " (end with an empty line)"
	}
	for {
		e.say("%s", question)
		if f.Kind == tui.OneOf {
			for n, choice := range f.Choices {
				e.say("  %d  %s", n+1, choice.Label)
			}
		}
		if f.Value != "" {
			e.say("  now: %s", f.Value)
		}
		answer, err := e.formAnswer(ctx, f)
		if err != nil && !errors.Is(err, io.EOF) || answer == "" {
			return "", err
		}
		if f.Kind == tui.OneOf {
			chosen, known := chosenOf(f.Choices, answer)
			if !known {
				e.say("want a number from 1 to %d", len(f.Choices))
				if err != nil {
					return "", err
				}
				continue
			}
			return chosen, err
		}
		if f.Check != nil {
			if wrong := f.Check(answer); wrong != nil {
				e.say("%v", wrong)
				if err != nil {
					return "", err
				}
				continue
			}
		}
		return answer, err
	}
}

// formAnswer reads one line, or the lines up to an empty one.
func (e *env) formAnswer(ctx context.Context, f tui.Field) (string, error) {
	var lines []string
	for {
		line, err := e.ask(ctx, ">")
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
		if f.Kind != tui.Paragraphs || line == "" || err != nil {
			return strings.Join(lines, "\n"), err
		}
	}
}

// chosenOf reads the number of a choice, or the choice itself.
func chosenOf(choices []tui.Choice, answer string) (string, bool) {
	for n, choice := range choices {
		if answer == fmt.Sprint(n+1) || strings.EqualFold(answer, choice.Value) || strings.EqualFold(answer, choice.Label) {
			return choice.Value, true
		}
	}
	return "", false
}
