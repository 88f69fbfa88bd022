package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"prep"
	"prep/journal"
	"prep/journal/lint"
)

func answerNumbersCommand(e *env) *cli.Command {
	confirm, retract, unsure, open := "", "", "", ""
	return &cli.Command{
		Name:  "numbers",
		Usage: "list the figures in your answers; confirm, doubt or retract one",
		Description: `An interviewer may ask about any of them. A figure is named as an answer writes it ("9 days") or by its
key ("time 9 day"). A retracted one is flagged wherever it is told again.

Examples:
  prep answer numbers
  prep answer numbers --confirm "9 days"
  prep answer numbers --retract "40%"`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "confirm", Usage: "you can defend `FIGURE`", Destination: &confirm},
			&cli.StringFlag{Name: "cannot-confirm", Usage: "you can neither defend nor refute `FIGURE`", Destination: &unsure},
			&cli.StringFlag{Name: "retract", Usage: "`FIGURE` is wrong", Destination: &retract},
			&cli.StringFlag{Name: "reopen", Usage: "decide `FIGURE` later", Destination: &open},
		},
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			states := []struct {
				figure string
				state  lint.ClaimState
			}{{confirm, lint.Confirmed}, {unsure, lint.Unverifiable}, {retract, lint.Retracted}, {open, lint.Open}}
			said := false
			for _, s := range states {
				if s.figure == "" {
					continue
				}
				said = true
				if err := setFigure(c.Context, e, s.figure, s.state); err != nil {
					return err
				}
			}
			if said {
				return nil
			}
			return runAnswerNumbers(c.Context, e)
		},
	}
}

func runAnswerNumbers(ctx context.Context, e *env) error {
	figures := []journal.Figure{}
	err := e.view(ctx, func(tx *prep.Tx) error {
		found, err := journal.Figures(tx)
		figures = append(figures, found...)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(figures)
	}
	for _, f := range figures {
		quotes := summary(strings.Join(f.Quotes, ", "), 30)
		err := e.printf("%s  %s  %s  in %s\n", pad(quotes, 20), pad(stateText(f.State), 14), pad(visible(f.Key), 20), plural(len(f.Answers), "answer"))
		if err != nil {
			return err
		}
	}
	return nil
}

// setFigure notes what became of a figure that an answer tells.
func setFigure(ctx context.Context, e *env, figure string, state lint.ClaimState) error {
	return e.change(ctx, func(tx *prep.Tx) error {
		figures, err := journal.Figures(tx)
		if err != nil {
			return err
		}
		key := strings.ToLower(strings.TrimSpace(figure))
		if claims := lint.Claims(figure); len(claims) == 1 {
			key = claims[0].Key
		}
		for _, f := range figures {
			if f.Key == key {
				return journal.SetClaim(tx, key, state)
			}
		}
		states, err := journal.ClaimStates(tx)
		if err != nil {
			return err
		}
		if _, known := states[key]; known { // told in no answer any more
			return journal.SetClaim(tx, key, state)
		}
		return withHint(fmt.Errorf("figure %q: no answer tells it", figure), "prep answer numbers lists them")
	})
}

func answerCoverageCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:  "coverage",
		Usage: "show which questions have a story, for which target, and which stories are told too often",
		Description: `Examples:
  prep answer coverage
  prep answer coverage --json`,
		Action: func(c *cli.Context) error {
			if err := noWords(c); err != nil {
				return err
			}
			return runAnswerCoverage(c.Context, e)
		},
	}
}

func runAnswerCoverage(ctx context.Context, e *env) error {
	var coverage journal.Coverage
	err := e.view(ctx, func(tx *prep.Tx) (err error) {
		coverage, err = journal.FindCoverage(tx)
		return err
	})
	if err != nil {
		return err
	}
	if e.json {
		return e.printJSON(coverage)
	}
	return e.printf("%s", coverageText(coverage, e.width()))
}

// coverageText lists the questions, below each the stories with whom they are for, and the gaps.
func coverageText(c journal.Coverage, width int) string {
	var b strings.Builder
	for _, q := range c.Questions {
		fmt.Fprintf(&b, "%s\n", summary(q.Question, width))
		for _, a := range q.Answers {
			story, target := a.Story, "any target"
			if story == "" {
				story = "(no entry)"
			}
			if a.For != "" {
				target = a.For
			}
			fmt.Fprintf(&b, "  %s  %s  %s\n", a.ID.Short(), pad(summary(target, 20), 20), summary(story, width-34))
		}
		switch {
		case len(q.Answers) == 0:
			b.WriteString("  no answer yet\n")
		case len(q.Missing) > 0:
			names := make([]string, len(q.Missing))
			for i, t := range q.Missing {
				names[i] = t.Text
			}
			fmt.Fprintf(&b, "  none for %s\n", visible(strings.Join(names, ", ")))
		}
	}
	for _, o := range c.Overused {
		target := ""
		if o.For != "" {
			target = " for " + o.For
		}
		fmt.Fprintf(&b, "\nTold for %s%s: %s\n", plural(len(o.Questions), "question"), visible(target), summary(o.Story, width-30))
	}
	return b.String()
}
