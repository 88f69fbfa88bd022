package main

import (
	"github.com/urfave/cli/v2"
)

const appName = "prep"

// newApp is the command line of prep over the env. Each command is made by a function in a file of its name: its
// Action copies the options into a struct and calls a runX function, which knows nothing of options.
func newApp(e *env) *cli.App {
	app := &cli.App{
		Name:        appName,
		HelpName:    appName,
		Usage:       "get ready for interviews: daily cards, a journal of setbacks, and answers that own them",
		UsageText:   "prep [COMMAND] [OPTIONS] [WORDS]",
		Description: appDescription,
		Commands:    commands(e),
		Flags:       globalFlags(e),

		Reader: e.Stdin, Writer: e.Stdout, ErrWriter: e.Stderr,

		HideHelpCommand:           true, // `prep help` is ours: it finds nested commands
		HideVersion:               true, // `prep version` is ours
		DisableSliceFlagSeparator: true, // a comma in a value is a comma
		Action:                    e.rootAction,
		// Errors come back to run, which has one place for messages and statuses; the default handler would exit here.
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageErrorOf(appName),

		CustomAppHelpTemplate: appHelp,
	}
	app.ExtraInfo = func() map[string]string { return map[string]string{"commands": commandList(app.Commands)} }
	settle(appName, app.Commands)
	return app
}

// commands lists every command, in the order of the help.
func commands(e *env) []*cli.Command {
	return []*cli.Command{
		reviewCommand(e),
		undoCommand(e),
		pauseCommand(e),
		statsCommand(e),
		addCommand(e),
		listCommand(e),
		showCommand(e),
		editCommand(e),
		rmCommand(e),
		restoreCommand(e),
		suspendCommand(e),
		unsuspendCommand(e),
		moveCommand(e),
		tagCommand(e),
		deckCommand(e),
		mediaCommand(e),
		importCommand(e),
		exportCommand(e),
		optimizeCommand(e),
		simulateCommand(e),
		syncCommand(e),
		journalCommand(e),
		answerCommand(e),
		practiceCommand(e),
		targetCommand(e),
		briefCommand(e),
		debriefCommand(e),
		goalCommand(e),
		configCommand(e),
		doctorCommand(e),
		backupCommand(e),
		completionCommand(e),
		manCommand(e),
		versionCommand(e),
		helpCommand(e),
	}
}

func globalFlags(e *env) []cli.Flag {
	flag := func(name, usage string, into *bool) cli.Flag {
		return &cli.BoolFlag{Name: name, Usage: usage, Destination: into, DisableDefaultText: true}
	}
	return []cli.Flag{
		cli.HelpFlag, // the library adds it everywhere but here, as there is a command of the name
		flag("json", "print data, and errors too, as JSON", &e.json),
		flag("plain", "numbered lines instead of a screen, without colour", &e.plain),
		flag("no-color", "no colour (so does NO_COLOR)", &e.noColor),
		&cli.StringFlag{Name: "home", Usage: "keep database and settings in `FOLDER` (so does PREP_HOME)", Destination: &e.home},
	}
}

// rootAction is `prep` without a command: today.
func (e *env) rootAction(c *cli.Context) error {
	if c.Args().Present() {
		return unknownCommand(appName, c.Args().First(), c.App.Commands)
	}
	return runToday(c.Context, e)
}

// settle gives every command what all have in common.
func settle(path string, commands []*cli.Command) {
	for _, command := range commands {
		own := path + " " + command.Name
		command.HideHelpCommand = true
		command.OnUsageError = usageErrorOf(own)
		command.CustomHelpTemplate = commandHelp
		if len(command.Subcommands) > 0 {
			command.CustomHelpTemplate = groupHelp
			if command.Action == nil {
				command.Action = groupAction(own)
			}
		}
		for _, flag := range command.Flags {
			if yesNo, ok := flag.(*cli.BoolFlag); ok {
				yesNo.DisableDefaultText = true // "(default: false)" says nothing
			}
		}
		settle(own, command.Subcommands)
	}
}

// groupAction is a command that only has commands below it.
func groupAction(path string) cli.ActionFunc {
	return func(c *cli.Context) error {
		if c.Args().Present() {
			return unknownCommand(path, c.Args().First(), c.Command.Subcommands)
		}
		return cli.ShowSubcommandHelp(c)
	}
}

// usageErrorOf makes one line of what the flag package has against a value.
func usageErrorOf(path string) cli.OnUsageErrorFunc {
	return func(_ *cli.Context, err error, _ bool) error {
		return usageFor(path, "%v", err)
	}
}

// noWords refuses arguments of a command that takes none.
func noWords(c *cli.Context) error {
	if !c.Args().Present() {
		return nil
	}
	if len(c.Command.Subcommands) > 0 {
		return unknownCommand(c.Command.HelpName, c.Args().First(), c.Command.Subcommands)
	}
	return usageFor(c.Command.HelpName, "takes no words, got %q", c.Args().First())
}

// words returns the arguments of a command that takes between least and most of them (-1: any number).
func words(c *cli.Context, least, most int) ([]string, error) {
	args := c.Args().Slice()
	switch {
	case len(args) < least:
		return nil, usageFor(c.Command.HelpName, "want %s", c.Command.ArgsUsage)
	case most >= 0 && len(args) > most:
		return nil, usageFor(c.Command.HelpName, "one word too many: %q", args[most])
	}
	return args, nil
}
