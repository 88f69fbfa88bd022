package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// yesFlag is the option of every command that destroys something.
func yesFlag(into *bool) cli.Flag {
	return &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Usage: "do not ask", Destination: into}
}

// confirm asks before something is destroyed; what says that and how many: "delete 3 cards with 41 reviews". It
// returns nil when the answer is yes, or was given with --yes. Without a person to ask it refuses.
func (e *env) confirm(ctx context.Context, yes bool, format string, args ...any) error {
	if yes {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if !e.asks() {
		return withHint(fmt.Errorf("not confirmed: %s", what), "add --yes")
	}
	sure, err := e.agrees(ctx, what+"?", false)
	if err != nil {
		return err
	}
	if !sure {
		return errors.New("nothing was changed")
	}
	return nil
}

// agrees asks a question that is answered with y or n; without an answer it is the preset one. The end of the
// input is a no.
func (e *env) agrees(ctx context.Context, question string, preset bool) (bool, error) {
	choice := "[y/N]"
	if preset {
		choice = "[Y/n]"
	}
	for {
		answer, err := e.ask(ctx, question+" "+choice)
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(answer)) {
		case "":
			return preset, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
	}
}

// ask shows a question and reads the line that answers it.
func (e *env) ask(ctx context.Context, question string) (string, error) {
	e.prompt(question)
	return e.readLine(ctx)
}
