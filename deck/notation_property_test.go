package deck_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"prep"
	"prep/deck"
)

var ignoreLine = cmp.Options{cmpopts.IgnoreFields(deck.Note{}, "Line"), cmpopts.EquateEmpty()}

// awkward holds what a text must not be mistaken for.
var awkward = []string{
	"Q: x", "A:", "=: 1", "T: t", "R:", "C: [c]", "C:\\x", "Tags: a", "# head", "###### x", "#not", "---", "----  ", "--",
	"<!-- x -->", "<!-- prep:abcdefghijkla -->", "<!-- open", "x -->", "```", "````go", "~~~", "  ~~~~", "``` a`b", "\\", "\\\\Q: x",
	"\\```", "\\---", "    code", "\tcode", "", "  ", "word", "ü [x] 日本", "two  ", "a\rb", "[x|y]", "\\[", "\u00a0",
}

func genText() *rapid.Generator[string] {
	line := rapid.OneOf(rapid.SampledFrom(awkward), rapid.StringMatching(`[ -~é]{0,12}`))
	return rapid.Custom(func(t *rapid.T) string {
		text := deck.CleanText(strings.Join(rapid.SliceOfN(line, 1, 8).Draw(t, "lines"), "\n"))
		if strings.TrimSpace(text) == "" {
			return "blank"
		}
		return text
	})
}

func genDocument() *rapid.Generator[deck.Document] {
	return rapid.Custom(func(t *rapid.T) deck.Document {
		d := deck.Document{Deck: rapid.SampledFrom([]string{"Go", "a::b c", "# x", "日本", "\\n"}).Draw(t, "deck")}
		seen := map[prep.ID]bool{0: true}
		for range rapid.IntRange(0, 6).Draw(t, "notes") {
			n := deck.Note{Kind: rapid.SampledFrom(deck.Kinds()).Draw(t, "kind"), Front: genText().Draw(t, "front"), Back: genText().Draw(t, "back")}
			if n.Kind == deck.Cloze {
				n.Front = rapid.SampledFrom([]string{"[a]", "Q: [a|b] c\n# d", "    x\n\n[y]", "```\nQ: [\n```\n[z]"}).Draw(t, "cloze")
				if rapid.Bool().Draw(t, "no remark") {
					n.Back = ""
				}
			}
			if id := prep.ID(rapid.Int64().Draw(t, "id")); !seen[id] {
				n.ID, seen[id] = id, true
			}
			n.Tags = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "core-1", "a::b", "#", "Ü", "Tags:"}), 0, 3, rapid.ID).Draw(t, "tags")
			n.Tags = slices.DeleteFunc(n.Tags, func(tag string) bool { return !deck.ValidTag(tag) })
			d.Notes = append(d.Notes, n)
		}
		return d
	})
}

func TestFormatThenParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := genDocument().Draw(t, "document")
		text := deck.FormatMarkdown(want)
		got, err := deck.ParseMarkdown("x.md", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if diff := cmp.Diff(want, got, ignoreLine); diff != "" {
			t.Fatalf("%s\nin\n%s", diff, text)
		}
	})
}

func TestCRLFChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := deck.FormatMarkdown(genDocument().Draw(t, "document"))
		want, err := deck.ParseMarkdown("x.md", text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := deck.ParseMarkdown("x.md", bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// parseProperties checks what holds for every text that parses at all.
func parseProperties(t interface{ Fatalf(string, ...any) }, text []byte) {
	doc, err := deck.ParseMarkdown("x.md", text)
	if err != nil {
		if len(doc.Notes) > 0 {
			t.Fatalf("notes in spite of %v", err)
		}
		return
	}
	for _, n := range doc.Notes {
		if deck.CleanText(n.Front) != n.Front || deck.CleanText(n.Back) != n.Back {
			t.Fatalf("a text that is not clean: %+v", n)
		}
		if n.Cards() == 0 {
			t.Fatalf("a note without cards: %+v", n)
		}
	}
	formatted := deck.FormatMarkdown(doc)
	again, err := deck.ParseMarkdown("x.md", formatted)
	if err != nil {
		t.Fatalf("%v in\n%s", err, formatted)
	}
	if diff := cmp.Diff(doc, again, ignoreLine); diff != "" {
		t.Fatalf("%s", diff)
	}
	if twice := deck.FormatMarkdown(again); !bytes.Equal(twice, formatted) {
		t.Fatalf("%s", cmp.Diff(string(formatted), string(twice)))
	}
	identified(t, text, doc)
}

// identified checks that ids written into the text are found again and change nothing else.
func identified(t interface{ Fatalf(string, ...any) }, text []byte, doc deck.Document) {
	want := deck.Document{Deck: doc.Deck, Notes: slices.Clone(doc.Notes)}
	taken := map[prep.ID]bool{}
	for _, n := range doc.Notes {
		taken[n.ID] = true
	}
	ids, next := make([]prep.ID, len(doc.Notes)), prep.ID(1)
	for i, n := range doc.Notes {
		for ; taken[next]; next++ {
		}
		if ids[i] = next; n.ID == 0 {
			want.Notes[i].ID = next
		}
		next++
	}
	with, err := deck.WithIDs(text, ids)
	if err != nil {
		t.Fatalf("%v", err)
	}
	got, err := deck.ParseMarkdown("x.md", with)
	if err != nil {
		t.Fatalf("%v in\n%s", err, with)
	}
	if diff := cmp.Diff(want, got, ignoreLine); diff != "" {
		t.Fatalf("%s", diff)
	}
	end := "\n"
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		end = "\r\n"
	}
	for i, n := range doc.Notes {
		if n.ID == 0 {
			with = bytes.Replace(with, []byte("<!-- prep:"+ids[i].String()+" -->"+end), nil, 1)
		}
	}
	if !bytes.Equal(with, text) {
		t.Fatalf("more than ids changed: %s", cmp.Diff(string(text), string(with)))
	}
}

func TestParsedDocuments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(append([]string{"Q: q", "A: a", "Q: q\nA: a", "C: [g]"}, awkward...)), 0, 12).Draw(t, "lines")
		parseProperties(t, []byte(strings.Join(lines, rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))))
	})
}

func FuzzParseMarkdown(f *testing.F) {
	f.Add([]byte("# D\nTags: a\nQ: q\n```\nA:\n```\nA: a\nTags: b\n\n<!-- prep:abcdefghijkla -->\nC: [x|y] `[` [l](u)\nR: r\nA: s\n=: t\n"))
	f.Add([]byte("\ufeff---\r\nname = \"x\"\r\n---\r\nT: t\r\n\\A: x\r\nA: a\r\n"))
	for _, line := range awkward {
		f.Add([]byte("Q: q\n" + line + "\nA: a\n" + line))
	}
	f.Fuzz(func(t *testing.T, text []byte) { parseProperties(t, text) })
}
