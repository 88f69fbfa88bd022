package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"prep/deck"
)

const picturedDeck = `# Interviews

<!-- prep:aaaaaaaaaaaae -->
Q: What is drawn here? ![a wide one](media/aaaaaaaaaaaae.png) Say it aloud.
A: A house.

- in a list ![a tall one](media/aaaaaaaaaaaai.png)

<!-- prep:aaaaaaaaaaaai -->
Q: No picture.
A: ![one on the network](https://example.com/x.png) ![gone](media/aaaaaaaaaaaam.png) ![secret](/etc/passwd)
`

// wall is a review whose pictures are there, on a terminal that shows them.
type wall struct {
	*screen
	out    *paperTTY
	opened []string
}

// newWall begins a review; the pictures are 400x200 and 100x300 pixels, cells 10x20.
func newWall(t *testing.T, width, height int, change func(*ReviewOptions)) *wall {
	t.Helper()
	w := &wall{screen: newScreen(t, width, height, nil), out: &paperTTY{}}
	for _, card := range []string{"aaaaaaaaaaaam", "aaaaaaaaaaaaq"} { // those of another test
		w.write(fmt.Sprintf("# Interviews\n\n<!-- prep:%s -->\nQ: Last?\nA: Yes.\n", card))
	}
	w.write(picturedDeck)
	files := map[string][]byte{
		"media/aaaaaaaaaaaae.png": pngOf(t, image.NewGray(image.Rect(0, 0, 400, 200))),
		"media/aaaaaaaaaaaai.png": pngOf(t, image.NewGray(image.Rect(0, 0, 100, 300))),
	}
	w.begin(width, height, deck.QueueOptions{}, func(o *ReviewOptions) {
		o.Out, o.Color, o.Environ = w.out, true, []string{"TERM=foot"}
		o.Picture = func(ctx context.Context, destination string) (io.ReadCloser, error) {
			w.opened = append(w.opened, destination)
			if file, found := files[destination]; found {
				return io.NopCloser(bytes.NewReader(file)), nil
			}
			return nil, &fs.PathError{Op: "open", Path: destination, Err: fs.ErrNotExist}
		}
		if change != nil {
			change(o)
		}
	})
	return w
}

// answers plays the terminal that was asked.
func (w *wall) answers(msgs ...tea.Msg) *wall {
	w.t.Helper()
	for _, msg := range msgs {
		w.run(func() tea.Msg { return msg })
	}
	return w
}

// pictured is the view with a letter for each cell of a picture: A-H are the places, lower case where it is armed.
func (w *wall) pictured() string {
	return strings.Map(func(r rune) rune {
		if place, _, _, ok := cellOf(r); ok {
			return 'A' + rune(place)
		}
		if place, _, _, ok := armedOf(r); ok {
			return 'a' + rune(place)
		}
		return r
	}, w.view())
}

func (w *wall) cells() (n int) {
	for _, r := range w.view() {
		if _, _, _, ok := cellOf(r); ok {
			n++
		}
		if _, _, _, ok := armedOf(r); ok {
			n++
		}
	}
	return n
}

func TestAPictureIsShownWhenTheTerminalCan(t *testing.T) {
	w := newWall(t, 80, 24, nil)
	w.shows("What is drawn here? ▣ a wide one Say it aloud.")
	if len(w.opened) != 0 {
		t.Errorf("opened %q before the terminal answered", w.opened)
	}
	w.answers(sixels)
	lines := strings.Split(w.pictured(), "\n")
	at := slices.Index(lines, "  What is drawn here?")
	if at < 0 || lines[at+10] != "  "+strings.Repeat("A", 39)+"a" || lines[at+11] != "  ▣ a wide one Say it aloud." {
		t.Fatalf("the screen:\n%s", w.pictured())
	}
	if got := w.cells(); got != 40*10 {
		t.Errorf("%d cells, want 40x10:\n%s", got, w.pictured())
	}
	w.press("?")
	if w.cells() != 0 {
		t.Errorf("over the help:\n%s", w.pictured())
	}
	w.press("esc", "t").shows("tags ")
	if w.cells() != 400 {
		t.Errorf("gone while tags are typed:\n%s", w.pictured())
	}
	w.press("esc")
	if len(w.opened) != 1 {
		t.Errorf("opened %q, want it kept", w.opened)
	}
}

func TestAPictureComesWithTheReply(t *testing.T) {
	w := newWall(t, 80, 24, nil).answers(sixels)
	w.press("space").shows("A house.")
	if len(w.opened) != 2 || w.opened[1] != "media/aaaaaaaaaaaai.png" {
		t.Errorf("opened %q", w.opened)
	}
	w.press("home")
	if !strings.Contains(w.pictured(), "AAa") || strings.Contains(w.pictured(), "B") {
		t.Errorf("at the top:\n%s", w.pictured())
	}
	w.press("down", "down", "down")
	if first := strings.Count(w.pictured(), "\n  AAAA"); first != 7 { // the text, two rows, and one behind "above"
		t.Errorf("%d rows three lines down:\n%s", first, w.pictured())
	}
	w.press("end").shows("▣ a tall one")
	if got := strings.Count(w.pictured(), "    BBB"); got != 12 || strings.Count(w.pictured(), "b") < 1 {
		t.Errorf("at the end %d rows of the other, want 12 and the armed one:\n%s", got, w.pictured())
	}
}

// The next card takes the pictures of the last away, and what is still on its way too.
func TestTheNextCardTakesThePicturesAway(t *testing.T) {
	w := newWall(t, 80, 24, nil).answers(named("kitty(0.35.2)"), yesKitty, noSixels)
	write := func() string {
		w.out.Reset()
		if _, err := w.m.gallery.canvas.Write([]byte(w.m.View().Content)); err != nil {
			t.Fatal(err)
		}
		return w.out.String()
	}
	sent := write()
	id := w.m.gallery.base
	if !strings.Contains(sent, fmt.Sprintf("i=%d,U=1,c=40,r=10,a=T", id)) || !strings.Contains(sent, "\U0010eeee\u0305\u0305") {
		t.Fatalf("not sent: %q", sent[:min(len(sent), 500)])
	}
	if again := write(); strings.Contains(again, "a=T") {
		t.Error("sent twice")
	}
	ctx := w.m.gallery.card
	w.press("space", "3").shows("No picture.")
	if ctx.Err() == nil {
		t.Error("the card is gone, its context lives")
	}
	next := write()
	if !strings.HasPrefix(next, fmt.Sprintf("\x1b_Gq=2,i=%d,d=I,a=d\x1b\\", id)) || strings.Contains(next, "\U0010eeee") {
		t.Errorf("not taken away: %q", next[:min(len(next), 500)])
	}
	w.answers(pictureMsg{serial: w.m.gallery.serial - 1, wanted: request{"media/aaaaaaaaaaaae.png", 76}, hung: &hung{cols: 3, rows: 3}})
	if w.cells() != 0 {
		t.Errorf("a late picture on the wrong card:\n%s", w.pictured())
	}
	w.press("u").shows("What is drawn here?")
	if !strings.Contains(w.pictured(), "CCC") { // another place: the renderer has to see that it is another
		t.Errorf("not back after an undo:\n%s", w.pictured())
	}
}

func TestWhatIsNoPictureStaysWords(t *testing.T) {
	w := newWall(t, 80, 24, nil).answers(sixels)
	w.press("space", "3", "space")
	w.shows("▣ one on the network", "▣ gone (not on this machine)", "▣ secret").hides("secret (")
	if slices.ContainsFunc(w.opened, func(name string) bool { return !strings.HasPrefix(name, "media/") }) {
		t.Errorf("opened %q", w.opened)
	}
	if ansi.StringWidth(strings.Split(w.view(), "\n")[0]) > 80 {
		t.Error("too wide")
	}
}

func TestALongReasonIsCut(t *testing.T) {
	w := newWall(t, 80, 24, func(o *ReviewOptions) {
		o.Picture = func(context.Context, string) (io.ReadCloser, error) {
			return nil, errors.New(strings.Repeat("\x1b[2J bad ", 100))
		}
	})
	w.answers(sixels).shows("▣ a wide one (␛[2J bad").shows("…)")
}

// A resize draws pictures for the new size, and where none has room they are words.
func TestPicturesAtEverySize(t *testing.T) {
	for _, test := range []struct{ width, height, cells int }{
		{80, 24, 40 * 10}, {40, 12, 16 * 4}, {20, 5, 0}, {30, 9, 4 * 1}, {100, 50, 40 * 10}, {80, 8, 0}, {80, 24, 40 * 10},
	} {
		w := newWall(t, 80, 24, nil).answers(sixels)
		w.answers(tea.WindowSizeMsg{Width: test.width, Height: test.height})
		if got := w.cells(); got != test.cells {
			t.Errorf("%dx%d: %d cells, want %d:\n%s", test.width, test.height, got, test.cells, w.pictured())
		}
		w.press("space")
		for range 40 {
			lines := strings.Split(w.view(), "\n")
			if len(lines) > test.height {
				t.Fatalf("%dx%d: %d lines\n%s", test.width, test.height, len(lines), w.pictured())
			}
			for _, line := range lines {
				if ansi.StringWidthWc(line) > test.width {
					t.Fatalf("%dx%d: %q", test.width, test.height, line)
				}
			}
			w.press("down")
		}
	}
}

func TestATerminalWithoutPicturesIsAskedOnce(t *testing.T) {
	w := newWall(t, 80, 24, nil).answers(noSixels)
	w.shows("here? ▣ a wide one Say it").press("space", "3", "u")
	if len(w.opened) != 0 || w.cells() != 0 {
		t.Errorf("opened %q, %d cells", w.opened, w.cells())
	}
	none := newWall(t, 80, 24, func(o *ReviewOptions) { o.Images = NoPictures })
	if cmd := none.m.pictures(nil); cmd != nil {
		t.Errorf("asked against the wish: %v", cmd())
	}
	pipe := newWall(t, 80, 24, func(o *ReviewOptions) { o.Out = io.Discard })
	if cmd := pipe.m.pictures(nil); cmd != nil || pipe.m.gallery.canvas != nil {
		t.Errorf("asked what is no terminal: %v", cmd)
	}
}

func TestOpeningAMediaFile(t *testing.T) {
	var opened string
	w := newWall(t, 80, 24, func(o *ReviewOptions) {
		o.Open = func(_ context.Context, address string) error { opened = address; return nil }
	})
	w.press("o").shows("opened media/aaaaaaaaaaaae.png")
	if opened != "media/aaaaaaaaaaaae.png" {
		t.Errorf("opened %q", opened)
	}
	card := deck.Card{Front: "[no](media/aaaaaaaaaaaae.desktop) [no](media/../prep.db) [yes](media/aaaaaaaaaaaai.mp3)"}
	if got := Links(card); !slices.Equal(got, []string{"media/aaaaaaaaaaaai.mp3"}) {
		t.Errorf("links %q", got)
	}
}

func TestImagesInLetters(t *testing.T) {
	text := "![a heart](media/aaaaaaaaaaaae.png) ![](media/aaaaaaaaaaaae.png) ![web](https://e.example/x.png)"
	want := "image: a heart image: (media/aaaaaaaaaaaae.png) image: web (https://e.example/x.png)"
	if got := strings.Join(Markdown(text, 200, PlainTheme()), "\n"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
