package deck_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
)

func TestParseMarkdown(t *testing.T) {
	const id = "abcdefghijkla"
	parsed, err := prep.ParseID(id)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text, deck string
		notes            []deck.Note
	}{
		{"empty", "", "go", nil},
		{"every kind", `# Geography
Tags: places

Q: Which river runs
through Cairo?
A: The Nile.

## Numbers
Tags: #numbers #big

Q: How high is Everest, in metres?
=: 8849
Tags: height, places

R: Helvetia
A: Switzerland
---
T: You are lost.

A: Follow the water down.

<!-- prep:` + id + ` -->
C: The capital of [Peru] is [Lima|a city].
A: On the coast.
`, "Geography", []deck.Note{
			{Kind: deck.Question, Front: "Which river runs\nthrough Cairo?", Back: "The Nile.", Tags: []string{"places"}, Line: 4},
			{Kind: deck.Typed, Front: "How high is Everest, in metres?", Back: "8849", Tags: []string{"places", "numbers", "big", "height"}, Line: 11},
			{Kind: deck.Reversed, Front: "Helvetia", Back: "Switzerland", Tags: []string{"places", "numbers", "big"}, Line: 15},
			{Kind: deck.Tip, Front: "You are lost.", Back: "Follow the water down.", Tags: []string{"places", "numbers", "big"}, Line: 18},
			{ID: parsed, Kind: deck.Cloze, Front: "The capital of [Peru] is [Lima|a city].", Back: "On the coast.", Tags: []string{"places", "numbers", "big"}, Line: 23},
		}},
		{
			"hashcards", "\ufeff---\r\nname = \"Cells\"\r\ntags = [\"bio\"]\r\n---\r\n\r\n# Organelles\r\nQ: What?\r\n\r\n- a\r\n- b\r\n\r\nA: That.\r\n",
			"Cells",
			[]deck.Note{{Kind: deck.Question, Front: "What?\n\n- a\n- b", Back: "That.", Tags: []string{"bio"}, Line: 7}},
		},
		{
			"nothing is special in a fence", "Q:\n```md\nQ: a\nA: b\n<!-- c\n---\n```\nWhich?\nA: ~~~\nA: x\n~~~", "go",
			[]deck.Note{{Kind: deck.Question, Front: "```md\nQ: a\nA: b\n<!-- c\n---\n```\nWhich?", Back: "~~~\nA: x\n~~~", Line: 1}},
		},
		{
			"nor between cards", "Write cards so:\n```\nQ: a\n```\nQ: b\nA: c", "go",
			[]deck.Note{{Kind: deck.Question, Front: "b", Back: "c", Line: 5}},
		},
		{
			"a backslash makes text", "Q: How?\n\\Q: a\n\\\\Q: b\n\\# c\n\\---\n\\<!-- d -->\n\\```\n\\Tags: e\n\\f\nA: \\A: g", "go",
			[]deck.Note{{Kind: deck.Question, Front: "How?\nQ: a\n\\Q: b\n# c\n---\n<!-- d -->\n```\nTags: e\n\\f", Back: "\\A: g", Line: 1}},
		},
		{
			"comments are skipped", "<!--\nQ: old\nA: old\n-->\nQ: a <!-- b -->\n<!-- c -->\n<!-- d --> e\nA: f", "go",
			[]deck.Note{{Kind: deck.Question, Front: "a <!-- b -->\n<!-- d --> e", Back: "f", Line: 5}},
		},
		{
			"paths, indents and other colons are text", "Q: Where?\n  A: no\nC:\\Users or C:/ or Qs: or a:\nA:here", "go",
			[]deck.Note{{Kind: deck.Question, Front: "Where?\n  A: no\nC:\\Users or C:/ or Qs: or a:", Back: "here", Line: 1}},
		},
		{
			"tags between the sides", "Q: a\nTags: t\n\nA: b", "go",
			[]deck.Note{{Kind: deck.Question, Front: "a", Back: "b", Tags: []string{"t"}, Line: 1}},
		},
		{
			"a section ends the tags of the last", "## a\nTags: a\n## b\nC: [x]", "go",
			[]deck.Note{{Kind: deck.Cloze, Front: "[x]", Line: 4}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := deck.ParseMarkdown("notes/go.md", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(deck.Document{Deck: tt.deck, Notes: tt.notes}, doc); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseMarkdownErrors(t *testing.T) {
	const id = "<!-- prep:abcdefghijkla -->\n"
	tests := []struct{ name, text, want string }{
		{"answer first", "\nA: x", "2:1: an answer without a question"},
		{"answer after a rule", "Q: a\nA: b\n---\nA: x", "4:1: an answer without a question"},
		{"two answers", "Q: a\nA: b\nA: c", "3:1: a second answer to the card of line 1"},
		{"no answer", "Q: a\nQ: b\nA: c", "1:1: a question without an answer"},
		{"tip without advice", "T: a\n", "1:1: a tip without an answer"},
		{"reversed without back", "R: a\n# x", "1:1: a reversed card without an answer"},
		{"typed tip", "T: a\n=: b", "2:1: a typed answer without a question"},
		{"empty question", "Q: \n\nA: b", "1:1: an empty question"},
		{"blank of another kind", "Q: \u00a0\nA: b", "1:1: an empty question"},
		{"empty answer", "Q: a\nA: ", "2:1: an empty answer"},
		{"empty cloze", "C:\nQ: a\nA: b", "1:1: an empty cloze"},
		{"no gap", "C: a [link](b)", "1:1: a cloze without [brackets]"},
		{"open bracket", "C: a\n\n\\Q: é [b", "3:7: a bracket that is not closed"},
		{"open bracket beside the marker", "C:\té [b\nA: c", "1:6: a bracket that is not closed"},
		{"open fence", "Q: a\n```go\nA: b\n", "2:1: a code block that is not closed"},
		{"open comment", "Q: a\nA: b\n<!-- x\ny", "3:1: a comment that is not closed"},
		{"text behind a comment", "<!-- x\ny --> z", "2:1: text behind the comment of line 1"},
		{"invalid id", "<!-- prep:abc -->\nQ: a\nA: b", `1:1: "abc" is not an id`},
		{"id zero", "<!-- prep:aaaaaaaaaaaaa -->\nQ: a\nA: b", `1:1: "aaaaaaaaaaaaa" is not an id`},
		{"duplicate id", id + "C: [a]\n" + id + "C: [b]", "3:1: the id abcdefghijkla is that of line 1 already"},
		{"id without a card", "C: [a]\n" + id + "\n", "2:1: an id without a card"},
		{"two ids", id + "<!-- prep:bbcdefghijkla -->\nC: [a]", "1:1: an id without a card"},
		{"text after tags", "C: [a]\nTags: x\n\nb", "4:1: text after the tags of a card"},
		{"bad tag", "Tags: a\"b", `1:1: "a\"b" is not a tag`},
		{"too many tags", "Tags: " + strings.Repeat("a ", 100) + "\nC: [x]\nTags: b", "2:1: more than 100 tags"},
		{"two names", "# a\n# b", "2:1: a second name of the deck"},
		{"late name", "C: [a]\n# b", "2:1: a name of the deck after its first card or section"},
		{"empty name", "# \n", `1:1: a deck cannot be called ""`},
		{"open front matter", "---\nname = 'x'\n", "1:1: front matter that is not closed"},
		{"YAML", "---\nname: x\n---", "2:5: front matter: "},
		{"unknown key", "---\nname = 'x'\ntitle = 'y'\n---", `3:1: unknown key "title" in the front matter`},
		{"NUL", "Q: a\nA: é\x00", "2:5: a NUL byte"},
		{"not UTF-8", "Q: a\nA: \ufffd\xff", "2:5: a byte that is not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := deck.ParseMarkdown("go.md", []byte(tt.text))
			var syntax *deck.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, %v", doc, err)
			}
			if got := err.Error(); !strings.HasPrefix(got, "go.md:"+tt.want) {
				t.Errorf("got  %s\nwant go.md:%s", got, tt.want)
			}
			if doc.Notes != nil {
				t.Errorf("notes in spite of the error: %v", doc.Notes)
			}
		})
	}
}

func TestWithIDs(t *testing.T) {
	const text = "\ufeff# D\r\n\r\nQ: a\r\nA: b\r\n\r\n<!-- prep:abcdefghijkla -->\r\nC: [c]\r\nR: d\r\nA: e"
	const want = "\ufeff# D\r\n\r\n<!-- prep:baaaaaaaaaaaa -->\r\nQ: a\r\nA: b\r\n\r\n<!-- prep:abcdefghijkla -->\r\nC: [c]\r\n<!-- prep:caaaaaaaaaaaa -->\r\nR: d\r\nA: e"
	first, _ := prep.ParseID("baaaaaaaaaaaa")
	third, _ := prep.ParseID("caaaaaaaaaaaa")
	got, err := deck.WithIDs([]byte(text), []prep.ID{first, first, third})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if _, err := deck.WithIDs([]byte(text), nil); err == nil {
		t.Error("no ids for three cards were accepted")
	}
}

func BenchmarkParseMarkdown(b *testing.B) {
	card := "<!-- prep:abcdefghijkla -->\nQ: What does the [scheduler](x) do with `card` number one?\nA: " +
		strings.Repeat("It waits. ", 10) + "\nTags: a, b\n\n"
	cloze := "C: The [first] of all " + strings.Repeat("many ", 20) + "gaps.\n\n"
	text := []byte(strings.Repeat(strings.ReplaceAll(card, "<!-- prep:abcdefghijkla -->\n", "")+cloze, 50_000))
	b.SetBytes(int64(len(text)))
	b.ReportMetric(100_000, "cards")
	for b.Loop() {
		if _, err := deck.ParseMarkdown("go.md", text); err != nil {
			b.Fatal(err)
		}
	}
}

// Each of these files makes a careless parser walk to the end again and again. At 2 MB such a parser needs
// hours, and go test stops it.
func TestParseMarkdownLinear(t *testing.T) {
	const size = 2 << 20
	for _, tt := range []struct {
		before, piece, after string
		cards                int
	}{
		{"Q: ", "word ", "\nA: b", 1},
		{"Q: a\nA: b\n", "\n\n", "c", 1},
		{"C: ", "[a](", "", 0},
		{"C: [g] ", "` `` ```\n", "", 1},
		{"Q: a\nA: b\n", "\\", "Q:", 1},
		{"Q: a\nA: ", "<!-- x --> y\n", "", 1},
		{"Q: a\nA: ", "<!--\n", "", 0},
		{"Q: a\nA: b\nTags: ", "t,", "", 0},
		{"Q: a\n~~~~\n", "~~~\n", "~~~~\nA: b", 1},
	} {
		text := tt.before + strings.Repeat(tt.piece, size/len(tt.piece)) + tt.after
		doc, err := deck.ParseMarkdown("big.md", []byte(text))
		if (err == nil) != (tt.cards > 0) || len(doc.Notes) != tt.cards {
			t.Errorf("%q: %d cards, %v", tt.piece, len(doc.Notes), err)
		}
		if again, err := deck.ParseMarkdown("big.md", deck.FormatMarkdown(doc)); err != nil || len(again.Notes) != tt.cards {
			t.Errorf("%q, formatted: %d cards, %v", tt.piece, len(again.Notes), err)
		}
	}
}
