package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"prep"
	"prep/deck"
)

// lapse forgets the first card until it is a leech, and leaves the review at the question about it.
func lapse(t *testing.T, change func(*ReviewOptions)) *screen {
	t.Helper()
	s := newScreen(t, 80, 24, nil)
	query, err := deck.ParseQuery("idempotent")
	if err != nil {
		t.Fatal(err)
	}
	s.begin(80, 24, deck.QueueOptions{Query: query}, change)
	s.press("space", "4")
	for range 8 {
		if !s.ended {
			t.Fatalf("not ended:\n%s", s.view())
		}
		s.now = s.now.AddDate(0, 0, 60)
		s.begin(80, 24, deck.QueueOptions{Query: query}, change)
		s.press("space", "1", "space", "4")
	}
	return s
}

func TestALeechLeadsSomewhere(t *testing.T) {
	s := lapse(t, nil)
	if s.ended {
		t.Fatal("the review ended without a word on the leech")
	}
	s.shows("Forgotten again and again", "What does idempotent mean?", "r rewrite", "p split", "s suspend")
	s.press("r").shows("there is no editor here")
	s.press("s")
	if !s.ended {
		t.Fatalf("not ended:\n%s", s.view())
	}
	if farewell := ansi.Strip(s.m.farewell()); !strings.Contains(farewell, "leech") || !strings.Contains(farewell, "lapses    1") {
		t.Errorf("farewell:\n%s", farewell)
	}
	err := s.db.View(context.Background(), func(tx *prep.Tx) error {
		card, err := deck.Get(tx, s.m.summary.Leeches[0].ID)
		if !card.Suspended || len(card.Tags) != 1 || card.Tags[0] != deck.TagLeech {
			t.Errorf("card %+v, want it suspended and tagged", card)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALeechThatWasNotSavedIsAskedAboutAgain(t *testing.T) {
	s := lapse(t, nil)
	s.m.Update(leechMsg{err: errors.New("the editor crashed")})
	s.shows("the editor crashed", "Forgotten again and again")
	s.press("k")
	if !s.ended {
		t.Errorf("not ended:\n%s", s.view())
	}
}

func TestStoryAndSourceAreShown(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.begin(80, 24, deck.QueueOptions{}, func(o *ReviewOptions) {
		o.Story = func(_ context.Context, card deck.Card) (string, error) {
			if card.Kind == deck.Question {
				return "I made the **import** idempotent.", nil
			}
			return "", errors.New("no stories here")
		}
		o.Source = func(context.Context, deck.Card) (string, error) { return "**The double import**", nil }
	})
	s.hides("your story").press("space").shows("your story", "I made the import idempotent.")
	s.press("4").press("space").shows("[backoff]").hides("your story")
	s.m.turn.Card.Entry = 1
	s.press("i").shows("from your journal", "The double import")
}

func TestCrammingSaysSo(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.begin(80, 24, deck.QueueOptions{Cram: true}, nil)
	s.press("space").shows("again", "done").press("1").shows("5 left")
}

func TestAPauseSaysUntilWhen(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	err := s.db.Update(context.Background(), func(tx *prep.Tx) error {
		_, err := deck.SetPause(tx, prep.DayOf(s.now, 4)+14)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.begin(80, 24, deck.QueueOptions{}, nil)
	if farewell := ansi.Strip(s.m.farewell()); !s.ended || !strings.Contains(farewell, "Paused until Monday 2026-11-16; prep pause --end goes on.") {
		t.Errorf("ended %v, farewell:\n%s", s.ended, farewell)
	}
}

func TestAStepThatComesLater(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	err := s.db.Update(context.Background(), func(tx *prep.Tx) error {
		return deck.SetSetting(tx, deck.SettingLearningSteps, "2h 1d")
	})
	if err != nil {
		t.Fatal(err)
	}
	query, err := deck.ParseQuery("idempotent")
	if err != nil {
		t.Fatal(err)
	}
	s.begin(80, 24, deck.QueueOptions{Query: query}, nil)
	s.press("space", "1")
	if farewell := ansi.Strip(s.m.farewell()); !strings.Contains(farewell, "next step at 14:00") {
		t.Errorf("farewell:\n%s", farewell)
	}
}

func TestTheScreenTicksWithoutParsingAgain(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.view()
	before := &s.m.body()[0]
	s.now = s.now.Add(65 * time.Second)
	s.m.Update(tickMsg{})
	s.shows("1:05")
	if &s.m.body()[0] != before {
		t.Error("the card was drawn again for a tick")
	}
}
