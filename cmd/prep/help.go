package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

const appDescription = `prep review           review the cards that are due today
prep journal add      write down what went wrong while you remember it
prep help COMMAND     how to use a command, with examples

Dates may be words: "last friday", "3 days ago", 2026-11-02.
A card or an entry is named by its id or the first characters of it, 4 or more.

` + statusText

// The layouts of the help, for text/template; urfave/cli has the pieces.
const (
	appHelp = `prep: {{.Usage}}

Usage: {{.UsageText}}

{{.Description}}

{{(ExtraInfo).commands}}

Options, anywhere on the line:{{template "visibleFlagTemplate" .}}
`

	commandHelp = `{{.HelpName}}: {{.Usage}}

Usage: {{.HelpName}} [OPTIONS]{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}

{{.Description}}

Options:{{template "visibleFlagTemplate" .}}

prep help lists the options that every command has.
`

	groupHelp = `{{.HelpName}}: {{.Usage}}

Usage: {{.HelpName}} [COMMAND] [OPTIONS]{{if .ArgsUsage}} {{.ArgsUsage}}{{end}}

{{.Description}}

Commands:{{template "visibleCommandTemplate" .}}

Options:{{template "visibleFlagTemplate" .}}

prep help lists the options that every command has.
`
)

// The groups of commands in the help, in their order.
const (
	categoryDaily   = "Every day"
	categoryCards   = "Cards"
	categoryJournal = "Journal"
	categorySync    = "Sync"
	categorySetup   = "Setup"
)

func categories() []string {
	return []string{categoryDaily, categoryCards, categoryJournal, categorySync, categorySetup}
}

// commandList lists the commands by group; the library would sort the groups by name.
func commandList(commands []*cli.Command) string {
	width := 0
	for _, command := range commands {
		width = max(width, len(command.Name))
	}
	var b strings.Builder
	for _, category := range categories() {
		title := category + ":\n"
		if b.Len() > 0 {
			title = "\n" + title
		}
		for _, command := range commands {
			if command.Category == category && !command.Hidden {
				fmt.Fprintf(&b, "%s   %-*s  %s\n", title, width, command.Name, command.Usage)
				title = ""
			}
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func helpCommand(*env) *cli.Command {
	return &cli.Command{
		Name:      "help",
		Usage:     "show how to use prep or one of its commands",
		ArgsUsage: "[COMMAND…]",
		Category:  categorySetup,
		Description: `Examples:
  prep help
  prep help review`,
		Action: func(c *cli.Context) error { return runHelp(c.App, c.Args().Slice()) },
	}
}

// runHelp prints the help of the command that the words name, by asking it for its --help: then its place among
// the others and its inherited parts are right.
func runHelp(app *cli.App, path []string) error {
	commands, name := app.Commands, appName
	for _, word := range path {
		var found *cli.Command
		for _, command := range commands {
			if command.HasName(word) {
				found = command
			}
		}
		if found == nil {
			return unknownCommand(strings.TrimSpace(name), word, commands)
		}
		commands, name = found.Subcommands, name+" "+found.Name
	}
	return app.Run(append(strings.Fields(name), "--help"))
}
