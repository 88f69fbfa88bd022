package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

func manCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:     "man",
		Usage:    "print the manual page",
		Category: categorySetup,
		Hidden:   true, // the packages install it; nobody else needs it
		Description: `Examples:
  prep man > prep.1`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runMan(e, c.App)
		},
	}
}

func runMan(e *env, app *cli.App) error {
	explainInManual(app.Commands)
	page, err := app.ToManWithSection(1)
	if err != nil {
		return fmt.Errorf("write manual page: %w", err)
	}
	return e.printf("%s", page)
}

// explainInManual puts each command's description where the library prints a text as it is, line by line.
func explainInManual(commands []*cli.Command) {
	for _, command := range commands {
		command.UsageText = "\n" + command.Description + "\n"
		explainInManual(command.Subcommands)
	}
}
