package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
)

func TestReviewFromTheFirstCardToTheSummary(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.shows("4 left", "What does idempotent mean?", "space show the answer").hides("Doing it twice")
	s.press("3").shows("the answer first").press("space").shows("Doing it twice", "3 good", "10m")
	s.now = s.now.Add(7 * time.Second)
	s.press("4").shows("A retry needs a [waiting] and jitter.")
	s.press("enter").shows("A retry needs a [backoff] and jitter.").press("e")
	s.press("reessayér", "enter").shows("you    reessayér", "right  réessayer").press("4")
	s.press("space").shows(`Say "I"`).press("g")
	s.press("space", "4")
	if !s.ended {
		t.Fatalf("not ended:\n%s", s.view())
	}
	if got := s.reviews(); got != 5 {
		t.Errorf("%d reviews, want 5", got)
	}
	want := "  easy     7d  What does idempotent mean?"
	if len(s.printed) != 5 || s.printed[0] != want {
		t.Errorf("scrollback %q, want %q first", s.printed, want)
	}
	if farewell := ansi.Strip(s.m.farewell()); !strings.Contains(farewell, "5 answers done in 7 s.") || !strings.Contains(farewell, "streak    1 day") {
		t.Errorf("farewell:\n%s", farewell)
	}
}

func TestTheKeysOfACard(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.press("space", "1", "u").shows("What does idempotent mean?", "undone: again", "4 left")
	s.press("f").shows("⚑ Interviews", "flagged").hides("Doing it twice").press("space", "f").hides("⚑").shows("Doing it twice")
	s.press("t", " go #retry,x", "enter").shows("tags: go retry x", "Doing it twice")
	s.press("t", `"`, "enter").shows("no quotes").press("esc").shows("Doing it twice")
	s.press("i").shows("tags           go retry x", "Never answered.").press("esc").shows("Doing it twice")
	s.press("?").shows("suspend the card").press("esc").hides("suspend the card")
	s.press("-").shows("skipped", "A retry needs")
	s.press("s").shows("suspended", "The word for").press("esc", "u").shows("not suspended any more", "A retry needs")
	s.press("b").shows("buried until tomorrow", "The word for").press("esc", "b").shows("You are about to say")
	s.press("o").shows("https://example.com/why")
	s.press("b").shows("What does idempotent mean?") // the skipped one comes last
	s.press("q")
	if !s.ended || s.reviews() != 0 {
		t.Errorf("ended %v, %d reviews", s.ended, s.reviews())
	}
}

func TestAGradeThatCannotBeSavedStays(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	exec := func(statement string) {
		t.Helper()
		if err := s.db.Update(context.Background(), func(tx *prep.Tx) error { return tx.Exec(statement) }); err != nil {
			t.Fatal(err)
		}
	}
	exec("create trigger full before insert on review begin select raise(abort, 'no room'); end")
	s.press("space", "3").shows("not done: ", "no room", "Doing it twice", "3 good")
	if s.reviews() != 0 || len(s.printed) != 0 {
		t.Errorf("%d reviews, printed %q", s.reviews(), s.printed)
	}
	exec("drop trigger full")
	s.press("3").shows("A retry needs").hides("no room")
	if s.reviews() != 1 {
		t.Errorf("%d reviews, want 1", s.reviews())
	}
}

func TestProblemsSayWhatToDo(t *testing.T) {
	for err, want := range map[error]string{
		prep.ErrFull: "the disk is full", prep.ErrBusy: "another prep is writing", prep.ErrReadOnly: "cannot be written",
		errors.New("a \x1b[31m b"): "not done: a ␛[31m b",
	} {
		if got := problem(fmt.Errorf("grade card: %w", err)); !strings.Contains(got, want) && !strings.Contains(problem(err), want) {
			t.Errorf("problem(%v) = %q, want %q", err, got, want)
		}
	}
}

func TestKeysDuringACommitDoNotHitTheNextCard(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.press("space")
	commit := s.keyCmd("3")
	if cmd := s.keyCmd("3"); cmd != nil {
		t.Error("a second grade while the first is on its way")
	}
	s.m.Update(slowMsg(s.m.serial))
	s.shows("saving …")
	s.keyCmd("ctrl+c")
	if s.m.interrupted {
		t.Error("Ctrl-C did not wait for the commit")
	}
	s.run(commit)
	if !s.ended || !s.m.interrupted || s.reviews() != 1 {
		t.Errorf("ended %v, interrupted %v, %d reviews; want the grade saved, then the end", s.ended, s.m.interrupted, s.reviews())
	}
}

func TestACardThatChangesUnderTheReview(t *testing.T) {
	s := newScreen(t, 80, 24, func(o *ReviewOptions) {
		o.Edit = func(context.Context, deck.Card) error { return errors.New("the editor crashed") }
	})
	first := s.m.turn.Card
	change := func(f func(*prep.Tx) error) {
		t.Helper()
		if err := s.db.Update(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	change(func(tx *prep.Tx) error {
		_, err := deck.Edit(tx, first.ID, deck.Note{Kind: deck.Question, Front: "Reworded?", Back: "Yes."})
		return err
	})
	s.run(s.m.edited(nil))
	s.shows("Reworded?")
	s.run(s.m.edited(errors.New("the editor crashed")))
	s.shows("not done: the editor crashed", "Reworded?")
	change(func(tx *prep.Tx) error { return deck.Remove(tx, first.ID) })
	s.press("space", "3").shows("deleted meanwhile", "A retry needs")
	if s.reviews() != 0 {
		t.Errorf("%d reviews, want none", s.reviews())
	}
}

func TestPasteOfAMegabyte(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	s.press("b", "b").shows("The word for")
	s.run(func() tea.Msg {
		return tea.PasteMsg{Content: strings.Repeat("réessayer 👩‍👩‍👧\n\x1b[31m", 1<<20/25)}
	})
	if got := len(s.m.input.letters); got != longestInput {
		t.Errorf("%d letters, want %d", got, longestInput)
	}
	s.shows("réessayer")
	s.press("enter").shows("right  ")
	for _, line := range strings.Split(s.view(), "\n") {
		if ansi.StringWidthWc(line) > 80 {
			t.Errorf("a line of %d: %q", ansi.StringWidthWc(line), line)
		}
	}
}

func TestTypingALine(t *testing.T) {
	var in input
	in.insert("one two")
	for _, step := range []struct {
		key  tea.Key
		want string
	}{
		{tea.Key{Code: 'w', Mod: tea.ModCtrl}, "one "},
		{tea.Key{Code: 'é', Text: "e\u0301"}, "one e\u0301"},
		{tea.Key{Code: tea.KeyBackspace}, "one "},
		{tea.Key{Code: tea.KeyHome}, "one "},
		{tea.Key{Code: tea.KeyDelete}, "ne "},
		{tea.Key{Code: 'x', Text: "x"}, "xne "},
		{tea.Key{Code: 'k', Mod: tea.ModCtrl}, "x"},
		{tea.Key{Code: tea.KeyLeft}, "x"},
		{tea.Key{Code: 'u', Mod: tea.ModCtrl}, "x"},
		{tea.Key{Code: tea.KeyEnd}, "x"},
	} {
		in.key(tea.KeyPressMsg(step.key))
		if got := in.String(); got != step.want {
			t.Errorf("after %s: %q, want %q", step.key, got, step.want)
		}
	}
}

func TestConfidenceIsAskedAndKept(t *testing.T) {
	s := newScreen(t, 80, 24, func(o *ReviewOptions) { o.Confidence = true })
	s.press("space").shows("how sure are you?").hides("Doing it twice")
	s.press("9").shows("1 a guess to 5 certain").press("4").shows("Doing it twice").press("3")
	var confidence int
	err := s.db.View(context.Background(), func(tx *prep.Tx) error {
		last, err := tx.LastReview()
		confidence = last.Confidence
		return err
	})
	if err != nil || confidence != 4 {
		t.Errorf("confidence %d, %v; want 4", confidence, err)
	}
}

func TestALongCardScrolls(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	var long strings.Builder
	for i := range 60 {
		fmt.Fprintf(&long, "line %d\n\n", i)
	}
	s.write("# Interviews\n\n<!-- prep:aaaaaaaaaaaae -->\nQ: Long?\nA: " + long.String())
	s.begin(60, 20, deck.QueueOptions{}, nil)
	s.press("space").shows("line 0", "more").press("space").hides("line 0\n").shows("above")
	s.press("end").shows("line 59").press("space").shows("how did it go?").press("home").shows("Long?").press("up", "down", "pgdown").shows("above")
}

func TestEverySizeFits(t *testing.T) {
	s := newScreen(t, 80, 24, nil)
	check := func(what string, width, height int) {
		t.Helper()
		s.m.Update(tea.WindowSizeMsg{Width: width, Height: height})
		lines := strings.Split(s.view(), "\n")
		if len(lines) > height {
			t.Errorf("%s at %dx%d: %d lines\n%s", what, width, height, len(lines), s.view())
		}
		for _, line := range lines {
			if ansi.StringWidthWc(line) > width {
				t.Errorf("%s at %dx%d: %d wide: %q", what, width, height, ansi.StringWidthWc(line), line)
			}
		}
	}
	sizes := func(what string) {
		for width := 1; width < 100; width += 7 {
			for height := 4; height < 40; height += 3 {
				check(what, width, height)
			}
		}
		check(what, 20, 5)
	}
	sizes("question")
	s.press("space")
	sizes("answer")
	s.press("t")
	sizes("tags")
	s.press("esc", "?")
	sizes("help")
	s.press("esc", "i")
	sizes("info")
}

func TestGoldenScreens(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {40, 12}} {
		name := fmt.Sprintf("%dx%d", size.width, size.height)
		s := newScreen(t, size.width, size.height, nil)
		var got strings.Builder
		frame := func(what string) {
			fmt.Fprintf(&got, "== %s\n%s\n", what, s.view())
		}
		frame("question")
		s.press("space")
		frame("answer")
		s.now = s.now.Add(12 * time.Second)
		s.press("1")
		frame("cloze")
		s.press("space")
		frame("cloze, revealed")
		s.press("3", "reesayer")
		frame("typing")
		s.press("enter")
		frame("compared")
		s.press("?")
		frame("help")
		s.press("esc", "2")
		frame("tip")
		s.now = s.now.Add(time.Minute)
		s.press("t", " kept")
		frame("tags")
		s.press("enter", "space", "4", "i")
		frame("info")
		s.press("q", "q")
		fmt.Fprintf(&got, "== farewell%s", ansi.Strip(s.m.farewell()))
		fmt.Fprintf(&got, "== scrollback\n%s\n", strings.Join(s.printed, "\n"))
		compareGolden(t, "review_"+name+".golden", got.String())
	}
}

// compareGolden compares with a file of testdata; PREP_UPDATE_GOLDEN=1 writes it instead.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("PREP_UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestEveryKeyMeansOneThing(t *testing.T) {
	for _, side := range []Side{Question, Answer} {
		seen := map[string]Action{}
		for _, k := range Keys() {
			if k.Side != Both && k.Side != side {
				continue
			}
			for _, name := range k.Keys {
				if other, taken := seen[name]; taken {
					t.Errorf("key %s means %d and %d", name, other, k.Action)
				}
				seen[name] = k.Action
				if got := ActionOfWord(name, side); got != k.Action {
					t.Errorf("word %s on side %d: %d, want %d", name, side, got, k.Action)
				}
			}
			if got := ActionOfWord(strings.ToUpper(k.Word), side); got != k.Action {
				t.Errorf("word %s on side %d: %d, want %d", k.Word, side, got, k.Action)
			}
		}
	}
}
