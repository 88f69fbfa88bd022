package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

// plainReview is a review in lines: one for each thing, in an order that can be listened to.
type plainReview struct {
	e       *env
	session *deck.Session
	opts    reviewOptions
	turn    deck.Turn
	started time.Time
	typed   string
	width   int
}

// errQuit ends a review because its owner said so, or because the input ended.
var errQuit = errors.New("quit")

func reviewPlain(ctx context.Context, e *env, session *deck.Session, opts reviewOptions) error {
	p := &plainReview{e: e, session: session, opts: opts, width: min(e.width(), 80)}
	for {
		turn, err := session.Next(ctx)
		var done *deck.Done
		if errors.As(err, &done) {
			return p.finish(ctx, *done)
		}
		if err != nil {
			return err
		}
		p.turn, p.started, p.typed = turn, e.Clock(), ""
		if err := p.ask(ctx); errors.Is(err, errQuit) {
			return p.finish(ctx, deck.Done{})
		} else if err != nil {
			return err
		}
	}
}

// ask asks the card until it is answered, hidden or put off.
func (p *plainReview) ask(ctx context.Context) error {
	if err := p.showQuestion(); err != nil {
		return err
	}
	side := tui.Question
	for {
		line, err := p.read(ctx, side)
		if err != nil {
			return err
		}
		if side == tui.Question && p.turn.Card.Kind == deck.Typed && !strings.HasPrefix(line, "/") {
			p.typed, line = line, ""
		}
		action := tui.ActionOfWord(strings.TrimPrefix(line, "/"), side)
		switch next, err := p.do(ctx, action, side); {
		case err != nil:
			return err
		case next:
			return nil
		case action == tui.Reveal:
			side = tui.Answer
		case action == tui.NoAction:
			if err := p.explain(line, side); err != nil {
				return err
			}
		}
	}
}

// read asks for what comes next on a side of the card.
func (p *plainReview) read(ctx context.Context, side tui.Side) (string, error) {
	prompt := "Enter shows the answer: "
	switch {
	case side == tui.Answer:
		var grades []string
		for r := deck.Again; r <= deck.Easy; r++ {
			grades = append(grades, fmt.Sprintf("%d %s %s", int(r), r, p.turn.WaitText(r)))
		}
		prompt = strings.Join(grades, ", ") + ": "
	case p.turn.Card.Kind == deck.Typed:
		prompt = "Your answer: "
	}
	return p.input(ctx, prompt)
}

// input prompts and reads a line; the end of the input is a quit.
func (p *plainReview) input(ctx context.Context, prompt string) (string, error) {
	if err := p.e.printf("%s", prompt); err != nil {
		return "", err
	}
	line, err := p.e.readLine(ctx)
	if !p.e.InTerminal { // nobody's Enter ended the line of the prompt
		if written := p.e.printf("\n"); err == nil {
			err = written
		}
	}
	if errors.Is(err, io.EOF) {
		return "", errQuit
	}
	return line, err
}

func (p *plainReview) showQuestion() error {
	turn, progress := p.turn, p.turn.Progress
	flag := ""
	if turn.Card.Flag != 0 {
		flag = ", flagged"
	}
	head := fmt.Sprintf("Card %d. %s, %s, %s%s. Left: %d new, %d learning, %d review.",
		progress.Done+1, tui.Visible(turn.Card.DeckName), turn.Card.Kind, turn.Memory.State, flag,
		progress.New, progress.Learning, progress.Review)
	return p.print(append([]string{head, ""}, append(tui.Prompt(turn.Card, p.width, tui.PlainTheme()), "")...))
}

func (p *plainReview) showAnswer(ctx context.Context) error {
	lines := []string{"", "Answer:"}
	story, err := p.e.storyOf(ctx, p.turn.Card)
	if err != nil {
		return err
	}
	if p.turn.Card.Kind == deck.Typed && p.typed != "" {
		if tui.SameAnswer(p.typed, p.turn.Card) {
			lines = append(lines, "Right, letter by letter.")
		} else {
			lines = append(lines, "You wrote: "+tui.Visible(p.typed))
		}
	}
	lines = append(lines, tui.Reply(p.turn.Card, p.width, tui.PlainTheme())...)
	if story != "" {
		lines = append(append(lines, "", "Your story:"), tui.Markdown(story, p.width, tui.PlainTheme())...)
	}
	return p.print(append(lines, ""))
}

func (p *plainReview) print(lines []string) error {
	return p.e.printf("%s\n", strings.Join(lines, "\n"))
}

// do does what a line asked for; next says that the card is over.
func (p *plainReview) do(ctx context.Context, action tui.Action, side tui.Side) (next bool, err error) {
	if rating := action.Rating(); rating != 0 {
		return p.grade(ctx, rating)
	}
	switch action {
	case tui.Reveal:
		if err := p.askSure(ctx); err != nil {
			return false, err
		}
		return false, p.showAnswer(ctx)
	case tui.Undo:
		return p.undo(ctx)
	case tui.Edit:
		return p.edit(ctx, side)
	case tui.Suspend:
		return true, p.say(p.session.Suspend(ctx, p.turn), "Suspended.")
	case tui.Bury:
		return true, p.say(p.session.Bury(ctx, p.turn), "Buried until tomorrow.")
	case tui.Skip:
		p.session.Skip(p.turn)
		return true, p.say(nil, "Skipped: it comes at the end.")
	case tui.Flag:
		flag, said := 1, "Flagged."
		if p.turn.Card.Flag != 0 {
			flag, said = 0, "Not flagged any more."
		}
		p.turn, err = p.session.Flag(ctx, p.turn, flag)
		return false, p.say(err, said)
	case tui.Tag:
		return false, p.tag(ctx)
	case tui.Info:
		return false, p.info(ctx)
	case tui.Open:
		return false, p.open(ctx)
	case tui.Help:
		return false, p.print(append([]string{""}, tui.KeyLines(side, p.width)...))
	case tui.Quit:
		return false, errQuit
	}
	return false, nil
}

// say tells that something was done, unless it was not.
func (p *plainReview) say(err error, what string) error {
	if err != nil {
		return err
	}
	return p.e.printf("%s\n", what)
}

// grade commits the answer. One that cannot be committed is told, and the card stays to be graded again.
func (p *plainReview) grade(ctx context.Context, rating deck.Rating) (bool, error) {
	err := p.session.Grade(ctx, p.turn, rating, p.e.Clock().Sub(p.started))
	switch {
	case errors.Is(err, prep.ErrNotFound):
		return true, p.e.printf("That card was deleted meanwhile.\n")
	case err != nil && p.e.InTerminal && ctx.Err() == nil:
		p.e.fail(err)
		return false, p.e.printf("Not saved. Grade it again to try again.\n")
	case err != nil:
		return false, err
	}
	if p.turn.Cram {
		return true, p.e.printf("%s: %s.\n\n", title(rating.String()), p.turn.WaitText(rating))
	}
	return true, p.e.printf("%s: it comes back in %s.\n\n", title(rating.String()), p.turn.WaitText(rating))
}

// explain answers a line that means nothing here.
func (p *plainReview) explain(line string, side tui.Side) error {
	switch {
	case side == tui.Question && tui.ActionOfWord(line, tui.Answer).Rating() != 0:
		return p.e.printf("The answer first: press Enter.\n")
	case side == tui.Answer:
		return p.e.printf("Grade it with 1 to 4; ? shows all keys.\n")
	}
	return p.e.printf("%s means nothing here; ? shows all keys.\n", strconv.Quote(tui.Visible(line)))
}

func (p *plainReview) finish(ctx context.Context, done deck.Done) error {
	summary, err := p.session.Summary(ctx)
	if err != nil {
		return err
	}
	if err := p.leeches(ctx, summary.Leeches); err != nil {
		return err
	}
	return p.e.printf("\n%s\n", tui.SummaryText(summary, done))
}

// title begins a sentence with the word.
func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
