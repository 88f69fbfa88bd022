package main

import (
	"context"
	"errors"
	"strings"

	"prep"
	"prep/cmd/prep/tui"
	"prep/deck"
)

// splitCard opens the editor on a card that says too much. What is saved there becomes new cards in its deck; the
// old one is suspended, its history kept.
func (e *env) splitCard(ctx context.Context, card deck.Card) error {
	note := deck.Note{Kind: card.Kind, Front: card.Front, Back: card.Back}
	for _, tag := range card.Tags {
		if tag != deck.TagLeech {
			note.Tags = append(note.Tags, tag)
		}
	}
	text := deck.FormatMarkdown(deck.Document{Deck: card.DeckName, Notes: []deck.Note{note}})
	return e.compose(ctx, "split.md", text, func(edited []byte) error {
		doc, err := deck.ParseMarkdown("split.md", edited)
		if err != nil {
			return err
		}
		if len(doc.Notes) == 0 {
			return errors.New("split: no card")
		}
		shown, err := e.pictures(ctx)
		if err != nil {
			return err
		}
		defer shown.tidy(ctx)
		from := typedHere("split.md", edited)
		from.kept = destinations(note)
		files, err := shown.take(ctx, from, doc.Notes)
		if err != nil {
			return err
		}
		return e.change(ctx, func(tx *prep.Tx) error {
			for _, note := range doc.Notes {
				note = note.WithFiles(files)
				note.ID = 0
				if err := deck.AddFiles(tx, files, note); err != nil {
					return err
				}
				if _, err := deck.Add(tx, card.Deck, note, card.Entry); err != nil {
					return err
				}
			}
			return deck.Suspend(tx, card.Note, true)
		})
	})
}

// leeches asks what is to become of each card that was forgotten once too often.
func (p *plainReview) leeches(ctx context.Context, cards []deck.Card) error {
	for _, card := range cards {
		lines := append([]string{"", "Forgotten again and again:"}, tui.Prompt(card, p.width, tui.PlainTheme())...)
		lines = append(append(lines, "Answer:"), tui.Reply(card, p.width, tui.PlainTheme())...)
		if err := p.print(lines); err != nil {
			return err
		}
		for done := false; !done; {
			line, err := p.input(ctx, "r rewrite, p split, s suspend, x reset, Enter keeps it: ")
			if errors.Is(err, errQuit) {
				return nil
			}
			if err != nil {
				return err
			}
			if done, err = p.leech(ctx, card, strings.TrimSpace(line)); err != nil {
				return err
			}
		}
	}
	return nil
}

// leech does what was chosen for one; done is false for a choice that is none.
func (p *plainReview) leech(ctx context.Context, card deck.Card, choice string) (done bool, err error) {
	switch strings.ToLower(choice) {
	case "", "k", "keep":
		return true, nil
	case "r", "rewrite":
		return true, p.e.editCard(ctx, card)
	case "p", "split":
		return true, p.e.splitCard(ctx, card)
	case "s", "suspend":
		return true, p.say(p.session.Suspend(ctx, deck.Turn{Card: card}), "Suspended.")
	case "x", "reset":
		return true, p.say(p.session.Reset(ctx, card.ID), "New again.")
	}
	return false, nil
}
