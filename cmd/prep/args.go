package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"prep/deck"
)

// A node is a command as far as the order of words on a line goes.
type node struct {
	name    string
	aliases []string
	options map[string]arity  // by every spelling, without dashes
	full    map[string]string // the full name of an option that has a shorter one
	below   []*node
	choices []string // its arguments, where they are a few known words
	hidden  bool
}

// An arity is what follows an option.
type arity int

const (
	takesNothing arity = iota
	takesText
	takesInteger
	takesNumber
)

// excludes matches a term of a query that is to be left out, such as -is:suspended; no option has a colon in its
// name.
var excludes = regexp.MustCompile(`^-[a-z]+:`)

// arrange moves every option to right behind the command that defines it, the only place where urfave/cli (like
// the flag package) finds it: in `prep review x --limit 5` it would be two more words of the query. Words keep
// their order, and what follows "--" is left alone. On an error the arguments come back as they were.
func arrange(root *node, args []string) ([]string, error) {
	line := commandLine{levels: []*level{{node: root}}}
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			line.rest = args[i:]
			break
		}
		if len(arg) < 2 || arg[0] != '-' || excludes.MatchString(arg) {
			line.word(arg)
			continue
		}
		takes, known := line.arity(arg)
		if !known {
			return args, line.unknown(arg)
		}
		option := []string{arg}
		given, joined := optionValue(arg)
		if takes != takesNothing && !joined {
			if i++; i == len(args) {
				return args, usageFor(line.path(), "option %s needs a value", arg)
			}
			given = args[i]
			option = append(option, given)
		}
		if !takes.accepts(given) {
			return args, usageFor(line.path(), "option %s wants a number, got %q", optionAsTyped(arg), given)
		}
		line.options = append(line.options, option)
	}
	for _, option := range line.options {
		home := line.home(option[0])
		if home == nil { // another command has it, this one has not
			return args, line.unknown(option[0])
		}
		home.options = append(append(home.options, home.fullName(option[0])), option[1:]...)
	}
	return line.join(), nil
}

// A commandLine is a line taken apart.
type commandLine struct {
	levels  []*level   // the command, with those above it before it
	options [][]string // each with its value
	words   []string
	rest    []string // "--" and what follows it
}

type level struct {
	*node
	options []string
}

// word takes the next word: the name of a command below, or an argument.
func (l *commandLine) word(word string) {
	if len(l.words) == 0 {
		for _, next := range l.last().below {
			if next.called(word) {
				l.levels = append(l.levels, &level{node: next})
				return
			}
		}
	}
	l.words = append(l.words, word)
}

func (l *commandLine) last() *level { return l.levels[len(l.levels)-1] }

// home returns the level that defines the option, the innermost of them; nil: none.
func (l *commandLine) home(option string) *level {
	for i := len(l.levels) - 1; i >= 0; i-- {
		if _, ok := l.levels[i].node.options[optionName(option)]; ok {
			return l.levels[i]
		}
	}
	return nil
}

// arity tells what follows the option. Of an option before its command, all commands that have it must agree.
func (l *commandLine) arity(option string) (a arity, known bool) {
	if home := l.home(option); home != nil {
		return home.node.options[optionName(option)], true
	}
	return l.last().arityBelow(optionName(option))
}

// path is the command as a person types it.
func (l *commandLine) path() string {
	names := make([]string, len(l.levels))
	for i, level := range l.levels {
		names[i] = level.name
	}
	return strings.Join(names, " ")
}

func (l *commandLine) unknown(option string) error {
	var names []string
	for _, level := range l.levels {
		for name := range level.node.options {
			if len(name) > 1 {
				names = append(names, name)
			}
		}
	}
	for _, command := range l.levels[0].below {
		if command.called(optionName(option)) {
			return withHint(usageFor(l.path(), "unknown option %s", optionAsTyped(option)), "did you mean %s %s?", appName, command.name)
		}
	}
	slices.Sort(names)
	err := usageFor(l.path(), "unknown option %s", optionAsTyped(option))
	if near, ok := deck.Nearest(optionName(option), names); ok {
		return withHint(err, "did you mean --%s?", near)
	}
	return err
}

// join puts the line together again. "--" goes before all words: the flag package looks for it only there, and
// would take a word like -is:new for an option without it.
func (l *commandLine) join() []string {
	var args []string
	for i, level := range l.levels {
		if i > 0 {
			args = append(args, level.name)
		}
		args = append(args, level.options...)
	}
	if len(l.rest) > 0 {
		args = append(args, "--")
		return append(append(args, l.words...), l.rest[1:]...)
	}
	if slices.ContainsFunc(l.words, excludes.MatchString) {
		args = append(args, "--")
	}
	return append(args, l.words...)
}

// fullName spells an option in full: urfave/cli refuses one that is given under two names, as in --tag x -t y.
func (n *node) fullName(option string) string {
	name := optionName(option)
	if full, short := n.full[name]; short {
		return "--" + full + strings.TrimPrefix(strings.TrimLeft(option, "-"), name)
	}
	return option
}

func (n *node) called(word string) bool {
	return n.name == word || slices.Contains(n.aliases, word)
}

func (n *node) arityBelow(name string) (a arity, known bool) {
	for _, next := range n.below {
		found, ok := next.options[name]
		if !ok {
			found, ok = next.arityBelow(name)
		}
		if !ok {
			continue
		}
		if known && found != a {
			return takesNothing, false
		}
		a, known = found, true
	}
	return a, known
}

// accepts leaves all but numbers to the flag package, whose words for a wrong number are for programmers.
func (a arity) accepts(given string) bool {
	var err error
	switch a {
	case takesInteger:
		_, err = strconv.Atoi(given)
	case takesNumber:
		_, err = strconv.ParseFloat(given, 64)
	}
	return err == nil
}

// optionName is the option without dashes and value, optionAsTyped without its value.
func optionName(option string) string { return strings.TrimLeft(optionAsTyped(option), "-") }

func optionValue(option string) (given string, joined bool) {
	_, given, joined = strings.Cut(option, "=")
	return given, joined
}

func optionAsTyped(option string) string {
	typed, _, _ := strings.Cut(option, "=")
	return typed
}

// tree makes the nodes of the app and its commands. Every command knows --help.
func tree(app *cli.App) *node {
	return &node{name: app.Name, options: options(app.Flags), below: nodes(app.Commands)}
}

func nodes(commands []*cli.Command) []*node {
	made := make([]*node, len(commands))
	for i, c := range commands {
		made[i] = &node{
			name: c.Name, aliases: c.Aliases, options: options(c.Flags), full: fullNames(c.Flags), below: nodes(c.Subcommands), hidden: c.Hidden,
		}
		if strings.Contains(c.ArgsUsage, "|") && !strings.ContainsAny(c.ArgsUsage, " []") {
			made[i].choices = strings.Split(c.ArgsUsage, "|")
		}
	}
	return made
}

func options(flags []cli.Flag) map[string]arity {
	spellings := map[string]arity{"help": takesNothing, "h": takesNothing}
	for _, flag := range flags {
		takes := takesNothing
		switch flag := flag.(type) {
		case *cli.IntFlag:
			takes = takesInteger
		case *cli.Float64Flag:
			takes = takesNumber
		case cli.DocGenerationFlag:
			if flag.TakesValue() {
				takes = takesText
			}
		}
		for _, name := range flag.Names() {
			spellings[name] = takes
		}
	}
	return spellings
}

func fullNames(flags []cli.Flag) map[string]string {
	full := map[string]string{}
	for _, flag := range flags {
		names := flag.Names()
		for _, short := range names[1:] {
			full[short] = names[0]
		}
	}
	return full
}
