package starter_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
	"prep/deck/starter"
)

// A card is written so that it can be read at a glance and answered in one breath.
const (
	longestFront = 240
	longestBack  = 320
	mostLines    = 250
	lastPoint    = 88
)

// parse returns the whole deck and its files.
func parse(t *testing.T) ([]deck.Note, []starter.File) {
	t.Helper()
	files, err := starter.Files()
	if err != nil {
		t.Fatal(err)
	}
	var notes []deck.Note
	for _, file := range files {
		doc, err := deck.ParseMarkdown(file.Name, file.Text)
		if err != nil {
			t.Fatal(err)
		}
		if doc.Deck != "Failure interviews" {
			t.Errorf("%s is of the deck %q", file.Name, doc.Deck)
		}
		if lines := strings.Count(string(file.Text), "\n"); lines > mostLines {
			t.Errorf("%s has %d lines", file.Name, lines)
		}
		notes = append(notes, doc.Notes...)
	}
	return notes, files
}

// source is the comment above a card: what its id is derived from, and the points it covers.
var source = regexp.MustCompile(`(?m)^<!-- ([a-z0-9-]+); points: ([0-9, ]+) -->\n<!-- prep:([a-z2-7]{13}) -->\n[QTRC]: `)

func TestEveryPointIsCovered(t *testing.T) {
	notes, files := parse(t)
	covered, sources := map[int]bool{}, 0
	for _, file := range files {
		for _, match := range source.FindAllStringSubmatch(string(file.Text), -1) {
			sources++
			for _, field := range strings.Split(match[2], ", ") {
				point, err := strconv.Atoi(field)
				if err != nil || point < 1 || point > lastPoint {
					t.Errorf("%s: %s covers the point %q", file.Name, match[1], field)
				}
				covered[point] = true
			}
		}
	}
	for point := 1; point <= lastPoint; point++ {
		if !covered[point] {
			t.Errorf("no card covers point %d", point)
		}
	}
	if sources != len(notes) {
		t.Errorf("%d comments with points for %d notes", sources, len(notes))
	}
}

// The history of a card hangs on its id: an id that was released is in this list for ever.
func TestIDsNeverChange(t *testing.T) {
	notes, files := parse(t)
	golden, err := os.ReadFile("testdata/ids.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(golden)), "\n")
	var got []string
	for _, file := range files {
		for _, match := range source.FindAllStringSubmatch(string(file.Text), -1) {
			if id := prep.DerivedID("starter", match[1]).String(); id != match[3] {
				t.Errorf("%s: %s has the id %s, want %s", file.Name, match[1], match[3], id)
			}
			got = append(got, match[3]+" "+match[1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	seen := map[prep.ID]string{}
	for _, n := range notes {
		if other, ok := seen[n.ID]; ok || n.ID == 0 {
			t.Errorf("the id %s of %q is that of %q", n.ID, n.Front, other)
		}
		seen[n.ID] = n.Front
	}
}

func TestCards(t *testing.T) {
	notes, _ := parse(t)
	kinds, fronts, cards := map[deck.Kind]int{}, map[string]bool{}, 0
	for _, n := range notes {
		kinds[n.Kind]++
		cards += n.Cards()
		if n := utf8.RuneCountInString(n.Front); n > longestFront {
			t.Errorf("a front of %d characters", n)
		}
		if n := utf8.RuneCountInString(n.Back); n > longestBack {
			t.Errorf("a back of %d characters", n)
		}
		if len(n.Tags) != 1 {
			t.Errorf("%q has the tags %q, want its topic", n.Front, n.Tags)
		}
		if strings.Contains(n.Front+n.Back, "\n") {
			t.Errorf("%q is more than a paragraph", n.Front)
		}
		if fronts[n.Front] {
			t.Errorf("%q is asked twice", n.Front)
		}
		fronts[n.Front] = true
	}
	for _, kind := range deck.Kinds() {
		if kinds[kind] == 0 {
			t.Errorf("no card is a %s", kind)
		}
	}
	if cards < lastPoint {
		t.Errorf("%d cards for %d points", cards, lastPoint)
	}
	t.Logf("%d notes, %d cards: %v", len(notes), cards, kinds)
}
