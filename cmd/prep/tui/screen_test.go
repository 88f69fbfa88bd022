package tui

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"prep"
	"prep/deck"
	"prep/deck/decktest"
)

// screen drives a review without a terminal: keys go to Update, its Cmds run at once.
type screen struct {
	t       *testing.T
	m       *review
	db      *prep.DB
	now     time.Time
	printed []string
	ended   bool
}

const deckText = `# Interviews

<!-- prep:aaaaaaaaaaaae -->
Q: What does **idempotent** mean?
A: Doing it twice changes no more than doing it once.

<!-- prep:aaaaaaaaaaaai -->
C: A retry needs a [backoff|waiting] and [jitter].

<!-- prep:aaaaaaaaaaaam -->
Q: The word for doing it again?
=: réessayer

<!-- prep:aaaaaaaaaaaaq -->
T: You are about to say "we".
A: Say "I" for what you did yourself. See [why](https://example.com/why).
`

func newScreen(t *testing.T, width, height int, change func(*ReviewOptions)) *screen {
	t.Helper()
	s := &screen{t: t, now: decktest.Noon}
	s.db = decktest.OpenAt(t, filepath.Join(t.TempDir(), "prep.db"), func() time.Time { return s.now })
	s.write(deckText)
	s.begin(width, height, deck.QueueOptions{}, change)
	return s
}

// write imports cards.
func (s *screen) write(text string) {
	s.t.Helper()
	doc, err := deck.ParseMarkdown("cards.md", []byte(text))
	if err == nil {
		err = s.db.Update(context.Background(), func(tx *prep.Tx) error {
			_, err := deck.Import(tx, doc)
			return err
		})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) begin(width, height int, queue deck.QueueOptions, change func(*ReviewOptions)) {
	s.t.Helper()
	session, err := deck.NewSession(context.Background(), s.db, queue)
	if err != nil {
		s.t.Fatal(err)
	}
	opts := ReviewOptions{Session: session, Clock: func() time.Time { return s.now }, Width: width, Height: height}
	if change != nil {
		change(&opts)
	}
	s.ended, s.printed = false, nil
	s.m = newReview(context.Background(), opts)
	s.m.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	s.run(s.m.Init())
}

// run runs a Cmd and what follows from it.
func (s *screen) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if msg == nil {
		return
	}
	if value := reflect.ValueOf(msg); value.Kind() == reflect.Slice && value.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range value.Len() {
			s.run(value.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	if reflect.TypeOf(msg).String() == "tea.printLineMessage" {
		s.printed = append(s.printed, ansi.Strip(strings.Trim(fmt.Sprint(msg), "{}")))
		return
	}
	if _, quit := msg.(tea.QuitMsg); quit {
		s.ended = true
		return
	}
	_, next := s.m.Update(msg)
	s.run(next)
}

// press presses keys by their names, or types a word that is none.
func (s *screen) press(keys ...string) *screen {
	s.t.Helper()
	for _, key := range keys {
		s.run(s.keyCmd(key))
	}
	return s
}

func (s *screen) keyCmd(key string) tea.Cmd {
	special := map[string]tea.Key{
		"space": {Code: tea.KeySpace, Text: " "}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
		"down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp}, "pgdown": {Code: tea.KeyPgDown}, "end": {Code: tea.KeyEnd}, "home": {Code: tea.KeyHome},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "backspace": {Code: tea.KeyBackspace}, "left": {Code: tea.KeyLeft}, "tab": {Code: tea.KeyTab},
		"ctrl+w": {Code: 'w', Mod: tea.ModCtrl},
	}
	pressed, known := special[key]
	if !known {
		var cmds []tea.Cmd
		for _, letter := range key {
			_, cmd := s.m.Update(tea.KeyPressMsg{Code: letter, Text: string(letter)})
			cmds = append(cmds, cmd)
		}
		return tea.Batch(cmds...)
	}
	_, cmd := s.m.Update(tea.KeyPressMsg(pressed))
	return cmd
}

// shows fails unless the screen shows the words; hides the contrary.
func (s *screen) shows(words ...string) *screen {
	s.t.Helper()
	for _, word := range words {
		if !strings.Contains(s.view(), word) {
			s.t.Fatalf("no %q on the screen:\n%s", word, s.view())
		}
	}
	return s
}

func (s *screen) hides(words ...string) *screen {
	s.t.Helper()
	for _, word := range words {
		if strings.Contains(s.view(), word) {
			s.t.Fatalf("%q on the screen:\n%s", word, s.view())
		}
	}
	return s
}

func (s *screen) view() string { return ansi.Strip(s.m.View().Content) }

// reviews counts the answers in the database.
func (s *screen) reviews() (n int) {
	s.t.Helper()
	err := s.db.View(context.Background(), func(tx *prep.Tx) error {
		return tx.Get("select count(*) from review where undone = 0", nil, &n)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}
