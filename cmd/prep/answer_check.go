package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/deck"
	"prep/journal"
	"prep/journal/lint"
)

type answerCheckOptions struct {
	path                    string
	what                    string // an id, a file, "-", or "" for every answer
	question, entry, target string
	strict, all, transcript bool
	failOn                  string
	disable, levels         []string
	wpm                     int
}

func answerCheckCommand(e *env) *cli.Command {
	var opts answerCheckOptions
	return &cli.Command{
		Name:      "check",
		Usage:     "say what would weaken an answer: blame, excuses, no lesson, figures nobody could defend",
		ArgsUsage: "[ID | FILE | -]",
		Description: `Without a word every answer is checked, with - a text from stdin. Each finding names its rule, quotes
the words it is about, gives a reason and asks one question; nothing is rewritten and nobody is scored.
The status is 0 whatever is found, 1 with --strict when a hard fact is missing, or with --fail-on.
A line "lint:ignore own/blame -- reason" in the text silences a rule there; --disable and the settings
([lint.levels], accept, names) do it everywhere. Other languages than English get the rules about
structure and length.

Examples:
  prep answer check k3n5uqzt
  prep answer check --question "missed a goal" - < answer.md
  prep answer check k3n5uqzt --strict --all
  prep answer check --disable own/we --level form/dwell=error answer.md`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "question", Aliases: []string{"q"}, Usage: "of a text: the `QUESTION` it answers", Destination: &opts.question},
			&cli.StringFlag{Name: "entry", Usage: "of a text: the entry `ID` behind it", Destination: &opts.entry},
			&cli.StringFlag{Name: "target", Usage: "for this `TARGET`", Destination: &opts.target},
			&cli.BoolFlag{Name: "strict", Usage: "hard facts are errors; status 1 on an error", Destination: &opts.strict},
			&cli.StringFlag{Name: "fail-on", Usage: "status 1 on a finding of `LEVEL` or worse: suggestion, warning, error", Destination: &opts.failOn},
			&cli.BoolFlag{Name: "all", Aliases: []string{"a"}, Usage: "all findings, not the first 5", Destination: &opts.all},
			&cli.StringSliceFlag{Name: "disable", Usage: "leave out `RULE` (more than once for more)"},
			&cli.StringSliceFlag{Name: "level", Usage: "`RULE=LEVEL`: off, suggestion, warning, error"},
			&cli.BoolFlag{Name: "transcript", Usage: "the text was spoken and written down", Destination: &opts.transcript},
			paceFlag(&opts.wpm),
		},
		Action: func(c *cli.Context) error {
			args, err := words(c, 0, 1)
			if err == nil {
				err = checkPace(c.Command.HelpName, opts.wpm)
			}
			if err != nil {
				return err
			}
			if len(args) == 1 {
				opts.what = args[0]
			}
			opts.path, opts.disable, opts.levels = c.Command.HelpName, c.StringSlice("disable"), c.StringSlice("level")
			return runAnswerCheck(c.Context, e, opts)
		},
	}
}

// checked is one answer with its report.
type checked struct {
	ID     *prep.ID    `json:"id,omitempty"` // of a text that is no answer of the journal: none
	Answer string      `json:"answer"`       // the question, or the file
	Report lint.Report `json:"report"`

	text string
}

func runAnswerCheck(ctx context.Context, e *env, opts answerCheckOptions) error {
	options, failOn, err := checkOptions(e, opts)
	if err != nil {
		return err
	}
	reports := []checked{}
	err = e.view(ctx, func(tx *prep.Tx) error {
		answers, names, err := answersToCheck(tx, e, opts)
		if err != nil {
			return err
		}
		if options.WordsPerMinute, err = e.pace(tx, opts.wpm); err != nil {
			return err
		}
		for i, a := range answers {
			report, err := journal.CheckAnswer(tx, a, options)
			if err != nil {
				return err
			}
			c := checked{Answer: names[i], Report: report, text: a.Text}
			if a.ID != 0 {
				c.ID = &a.ID
			}
			reports = append(reports, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	worst := lint.Off
	for _, c := range reports {
		worst = max(worst, c.Report.Worst())
	}
	if e.json {
		err = e.printJSON(reports)
	} else {
		err = e.printf("%s", e.checkText(reports, opts.all))
	}
	if err == nil && failOn != lint.Off && worst >= failOn {
		err = fmt.Errorf("check: the worst finding is of level %s", worst)
	}
	return err
}

// checkOptions puts together what the settings and the command line say. failOn is the level at which the status
// becomes 1; lint.Off: never.
func checkOptions(e *env, opts answerCheckOptions) (o journal.CheckOptions, failOn lint.Level, err error) {
	config, err := e.config()
	if err != nil {
		return o, failOn, err
	}
	levels := maps.Clone(config.Lint.Levels)
	if levels == nil {
		levels = map[string]string{}
	}
	parsed, err := lint.ParseLevels(levels)
	if err != nil {
		return o, failOn, withHint(fmt.Errorf("settings: lint.levels: %w", err), "prep config edit")
	}
	own := map[string]string{}
	for _, assignment := range opts.levels {
		rule, level, divided := strings.Cut(assignment, "=")
		if !divided {
			return o, failOn, usageFor(opts.path, "--level %q: want RULE=LEVEL", assignment)
		}
		own[rule] = level
	}
	for _, rule := range opts.disable {
		own[rule] = "off"
	}
	for rule := range own {
		if _, known := lint.RuleByID(rule); !known {
			return o, failOn, unknownRule(opts.path, rule)
		}
	}
	chosen, err := lint.ParseLevels(own)
	if err != nil {
		return o, failOn, usageFor(opts.path, "%v", err)
	}
	maps.Copy(parsed, chosen)
	if opts.strict {
		failOn = lint.Error
	}
	if opts.failOn != "" {
		if err := failOn.UnmarshalText([]byte(opts.failOn)); err != nil || failOn == lint.Off {
			return o, failOn, usageFor(opts.path, "--fail-on %q: want suggestion, warning or error", opts.failOn)
		}
	}
	o.Options = lint.Options{Strict: opts.strict, Levels: parsed, Accept: config.Lint.Accept}
	o.Names, o.Transcript = config.Lint.Names, opts.transcript
	return o, failOn, nil
}

func unknownRule(path, rule string) error {
	var ids []string
	for _, r := range lint.Rules() {
		ids = append(ids, r.ID)
	}
	err := usageFor(path, "unknown rule %q", rule)
	if near, ok := deck.Nearest(rule, ids); ok {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "prep answer rules lists the rules")
}

// answersToCheck reads what is to be checked, each with the name under which its findings stand.
func answersToCheck(tx *prep.Tx, e *env, opts answerCheckOptions) (answers []journal.Answer, names []string, err error) {
	filter, err := answerFilter(tx, answerListOptions{entry: opts.entry, target: opts.target})
	if err != nil {
		return nil, nil, err
	}
	if opts.what == "" {
		filter.Question = opts.question
		answers, err := journal.ListAnswers(tx, filter)
		for i, a := range answers {
			names = append(names, a.Question)
			if filter.Target != 0 {
				answers[i].Target = filter.Target
			}
		}
		return answers, names, err
	}
	if text, name, is, err := textToCheck(e, opts.what); is || err != nil {
		return []journal.Answer{{Text: text, Question: opts.question, Entry: filter.Entry, Target: filter.Target}}, []string{name}, err
	}
	a, err := findAnswer(tx, opts.what)
	if filter.Target != 0 {
		a.Target = filter.Target
	}
	return []journal.Answer{a}, []string{a.Question}, err
}

// textToCheck reads a text from stdin or from a file; is: what names one of them.
func textToCheck(e *env, what string) (text, name string, is bool, err error) {
	if what == "-" {
		text, err := answerFromStdin(e)
		return text, "stdin", true, err
	}
	if _, err := prep.ParseID(what); err == nil {
		return "", "", false, nil
	}
	if !strings.ContainsAny(what, "./\\") {
		return "", "", false, nil
	}
	read, err := os.ReadFile(what)
	if err != nil {
		return "", "", true, fmt.Errorf("check: %w", err)
	}
	if strings.TrimSpace(string(read)) == "" {
		return "", "", true, errors.New("check " + what + ": an empty answer")
	}
	return string(read), what, true, nil
}

func answerRulesCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "rules",
		Usage: "list the rules of prep answer check",
		Description: `A rule that is off was wrong too often on the answers it was measured on; --level switches it on.

Examples:
  prep answer rules
  prep answer rules --json`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			rules := slices.Clone(lint.Rules())
			if e.json {
				return e.printJSON(rules)
			}
			for _, r := range rules {
				level := r.Level.String()
				if r.Off {
					level = "off"
				}
				if err := e.printf("%s  %s  %s\n", pad(r.ID, 17), pad(level, 10), summary(r.Reason, e.width()-31)); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
