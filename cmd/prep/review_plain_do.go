package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

func (p *plainReview) undo(ctx context.Context) (bool, error) {
	undone, err := p.session.Undo(ctx)
	if errors.Is(err, prep.ErrNotFound) {
		return false, p.e.printf("Nothing to undo.\n")
	}
	if err != nil {
		return false, err
	}
	return true, p.e.printf("Undone: %s\n\n", undoneText(undone, p.e.Clock().Location()))
}

func (p *plainReview) edit(ctx context.Context, side tui.Side) (bool, error) {
	if err := p.e.editCard(ctx, p.turn.Card); err != nil {
		return false, err
	}
	turn, err := p.session.Reload(ctx, p.turn)
	if errors.Is(err, prep.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	p.turn = turn
	if side == tui.Answer {
		return false, p.showAnswer(ctx)
	}
	return false, p.showQuestion()
}

func (p *plainReview) tag(ctx context.Context) error {
	line, err := p.input(ctx, fmt.Sprintf("Tags now: %s. New tags: ", tui.Visible(tui.TagList(p.turn.Card.Tags))))
	if err != nil {
		return err
	}
	tags := tui.SplitTags(line)
	for _, tag := range tags {
		if !deck.ValidTag(tag) {
			return p.e.printf("Tag %s: no quotes, at most 100 letters. Nothing was changed.\n", strconv.Quote(tag))
		}
	}
	p.turn, err = p.session.Tag(ctx, p.turn, tags)
	return p.say(err, "Tagged.")
}

func (p *plainReview) info(ctx context.Context) error {
	info, err := p.session.Info(ctx, p.turn)
	if err != nil {
		return err
	}
	lines := append([]string{""}, tui.InfoLines(p.turn, info, p.e.Clock(), tui.PlainTheme())...)
	if p.turn.Card.Entry != 0 {
		source, err := p.e.sourceOf(ctx, p.turn.Card)
		if err != nil {
			return err
		}
		lines = append(append(lines, "", "From your journal:"), tui.Markdown(source, p.width, tui.PlainTheme())...)
	}
	return p.print(append(lines, ""))
}

func (p *plainReview) open(ctx context.Context) error {
	links := tui.Links(p.turn.Card)
	if len(links) == 0 {
		return p.e.printf("The card has no link.\n")
	}
	if err := p.e.printf("%s\n", links[0]); err != nil || !p.e.InTerminal {
		return err
	}
	return p.e.openLink(ctx, links[0])
}

// askSure asks how sure the person is, where they want to be asked.
func (p *plainReview) askSure(ctx context.Context) error {
	for p.opts.confidence && p.turn.Confidence == 0 {
		line, err := p.input(ctx, "How sure, 1 a guess to 5 certain, Enter does not say: ")
		if err != nil {
			return err
		}
		line = strings.TrimSpace(line)
		if line == "" {
			return nil
		}
		if sure, err := strconv.Atoi(line); err == nil && sure >= 1 && sure <= 5 {
			p.turn.Confidence = sure
		}
	}
	return nil
}
