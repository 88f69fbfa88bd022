package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"prep/deck"
)

// unknownCommand is the error for a word where a command was expected.
func unknownCommand(path, word string, commands []*cli.Command) error {
	var names []string
	for _, command := range commands {
		if !command.Hidden {
			names = append(names, command.Names()...)
		}
	}
	err := usageFor(path, "unknown command %q", word)
	if near, ok := deck.Nearest(word, names); ok {
		return withHint(err, "did you mean %s %s?", path, near)
	}
	return err
}

// usageFor makes a usage error of the command with that path. Its hint is the command's help.
func usageFor(path, format string, args ...any) error {
	err := usagef(format, args...).(usageError)
	if name := strings.TrimPrefix(strings.TrimPrefix(path, appName), " "); name != "" {
		err.message = name + ": " + err.message
	}
	err.hint = strings.TrimSuffix(path, " ") + " --help"
	return err
}
