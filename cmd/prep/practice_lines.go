package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"prep/cmd/prep/tui"
	"prep/journal"
)

// lines practises a question on plain lines. The end of the input ends it: what was told by then is kept.
func (p *practice) lines(ctx context.Context, opts tui.ClockOptions) (result tui.ClockResult, err error) {
	result = tui.ClockResult{Marks: map[string]float64{}, Checks: map[string]bool{}, FollowUps: map[string]bool{}}
	e := p.e
	e.say("%s", opts.Head)
	if err := e.printf("%s\n", visible(opts.Question)); err != nil {
		return result, err
	}
	answer, err := e.ask(ctx, fmt.Sprintf("think (%.0f s), then Enter to speak, q to leave >", opts.Thinking.Seconds()))
	if err != nil || strings.EqualFold(strings.TrimSpace(answer), "q") {
		return leftAt(result, err)
	}
	if opts.Record != nil {
		if err := opts.Record(ctx); err != nil {
			e.warn("%v", err)
		}
	}
	if err := p.speakLines(ctx, opts, &result); err != nil {
		return leftAt(result, err)
	}
	if opts.Stop != nil {
		if err := opts.Stop(ctx); err != nil {
			e.warn("%v", err)
		}
	}
	e.say("%.0f s: %s", result.Seconds, journal.Band(result.Seconds))
	return leftAt(result, p.judgeLines(ctx, opts, &result))
}

// leftAt makes of the end of the input a person who left.
func leftAt(result tui.ClockResult, err error) (tui.ClockResult, error) {
	if err == nil && result.Told {
		return result, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		result.Left = true
		return result, nil
	}
	return result, err
}

// speakLines counts up while the answer is told: Enter marks the next section, "." ends it.
func (p *practice) speakLines(ctx context.Context, opts tui.ClockOptions, result *tui.ClockResult) error {
	began := opts.Clock()
	marked := began
	for section := 0; ; section++ {
		name := "the end"
		if section < len(opts.Sections) {
			name = opts.Sections[section].Title
		}
		answer, err := p.e.ask(ctx, name+": Enter when it is told, . when all is >")
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		now := opts.Clock()
		all := strings.TrimSpace(answer) == "." || err != nil || section >= len(opts.Sections)
		if section < len(opts.Sections) && (!all || section > 0) {
			key := opts.Sections[section].Name
			result.Marks[key], result.Checks[key] = now.Sub(marked).Seconds(), true
			marked = now
		}
		if all {
			result.Told, result.Seconds = true, now.Sub(began).Seconds()
			return nil
		}
	}
}

// judgeLines asks what the person makes of it.
func (p *practice) judgeLines(ctx context.Context, opts tui.ClockOptions, result *tui.ClockResult) error {
	e := p.e
	e.say("did you say")
	for i, check := range opts.Checks {
		e.say("  %d  %s", i+1, check.Title)
	}
	answer, err := e.ask(ctx, "the numbers of those you said, Enter for what was marked >")
	if err != nil {
		return err
	}
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' }) {
		if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(opts.Checks) {
			result.Checks[opts.Checks[n-1].Name] = true
		} else {
			e.say("%q is no number from 1 to %d", word, len(opts.Checks))
		}
	}
	for _, ask := range opts.FollowUps {
		answer, err := e.ask(ctx, ask+" y went well, n did not, Enter skips >")
		if err != nil {
			return err
		}
		if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "n" {
			result.FollowUps[ask] = answer == "y"
		}
	}
	if result.Rating, err = p.numberLine(ctx, "how did it go, 1 badly to 5 well, Enter skips >", 5); err != nil {
		return err
	}
	result.Grade, err = p.numberLine(ctx, "ask it again: 1 again, 2 hard, 3 good, 4 easy, Enter for no grade >", 4)
	return err
}

// numberLine asks for a number from 1 up; 0: passed over.
func (p *practice) numberLine(ctx context.Context, question string, most int) (int, error) {
	for {
		answer, err := p.e.ask(ctx, question)
		if answer = strings.TrimSpace(answer); err != nil || answer == "" {
			return 0, err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= most {
			return n, nil
		}
		p.e.say("want a number from 1 to %d", most)
	}
}
