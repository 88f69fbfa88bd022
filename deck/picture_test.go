package deck_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"pgregory.net/rapid"

	"prep"
	"prep/deck"
)

func destinations(text string) []string {
	var found []string
	for _, p := range deck.Pictures(text) {
		found = append(found, p.Destination)
	}
	return found
}

func TestPictures(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"no picture", nil},
		{"![graph](img/graph.png)", []string{"img/graph.png"}},
		{"a ![x](a.png) b ![](b.png \"title\") c ![y]( <my graph.png> 'it''s' )", []string{"a.png", "b.png"}},
		{"![y]( <my graph.png> 'title' )", []string{"my graph.png"}},
		{"![y](<a\\>b.png> (title))", []string{"a>b.png"}},
		{"![y](my graph.png)", nil},
		{`![y](a\_b\(1\).png) ![z](a(1)(2).png) ![u](a&amp;b&nope;.png)`, []string{"a_b(1).png", "a(1)(2).png", "a&b&nope;.png"}},
		{`![y](C:\pics\a.png)`, []string{`C:\pics\a.png`}},
		{"![a ![b](c.png)](d.png)", []string{"c.png", "d.png"}},
		{"[![a](b.png)](https://c)", []string{"b.png"}},
		{"[a [![b](c.png)](d)](![e](f.png))", []string{"c.png", "f.png"}},
		{"![a]\n(b.png) ![a] (b.png) ![a][ref]\n\n[ref]: b.png", nil},
		{"![a](\nb.png\n'title\nmore')", []string{"b.png"}},
		{`\![a](b.png) !\[a](c.png) ![a\](d.png)`, nil},
		{`\\![a](b.png)`, []string{"b.png"}},
		{"![]()", []string{""}},
		{"`![a](b.png)` ``![a](` b.png)`` ` ![a](c.png)", []string{"c.png"}},
		{"![`]`](a.png) `\n\n` ![b](c.png)", []string{"a.png", "c.png"}},
		{"```\n![a](b.png)\n```\n![c](d.png)", []string{"d.png"}},
		{"~~~ md\n![a](b.png)\n", nil},
		{"    ![a](b.png)\n\n\t![a](b.png)", nil},
		{"text\n    ![a](b.png)", []string{"b.png"}},
		{"- item\n\n    ![a](b.png)\n\n      ![c](d.png)\n", []string{"b.png"}}, // 6 columns: code in an item of 2 is at 6
		{"1. item\n\n   ![a](b.png)\n\n   ```\n   ![c](d.png)\n   ```\n   ![e](f.png)", []string{"b.png", "f.png"}},
		{"> ![a](b.png)\n> ```\n> ![c](d.png)\n\n![e](f.png)", []string{"b.png", "f.png"}},
		{"> `a\n> ![b](c.png)`\n> ![d](e.png)", []string{"e.png"}},
		{"> `a\n![b](c.png)`", nil},
		{"# ![a](b.png)\n`\n===\n` ![c](d.png)\n***\n` ![e](f.png)", []string{"b.png", "d.png", "f.png"}},
		{"<!-- ![a](b.png)\n\n![a](b.png) -->\n![c](d.png)", []string{"d.png"}},
		{"x <!-- ![a](b.png) --> ![c](d.png) <b title='![e](f.png)'> <https://![g](h.png)> ![i](j.png)", []string{"d.png", "j.png"}},
		{"<div>\n![a](b.png)\n\n![c](d.png)\n</div>", []string{"d.png"}},
		{"<custom>\n![a](b.png)\n\nx\n<custom>\n![c](d.png)", []string{"d.png"}},
		{"[gap ![a](b.png)|hint ![c](d.png)]", []string{"b.png", "d.png"}},
		{"![a](b.png)\r\n![c](d.png)\r\n", []string{"b.png", "d.png"}},
		{"![ä](ünï/日本.png)", []string{"ünï/日本.png"}},
	} {
		if diff := cmp.Diff(tt.want, destinations(tt.text)); diff != "" {
			t.Errorf("%q: %s", tt.text, diff)
		}
	}
}

// goldmarks returns the destinations of the images that the parser finds which draws cards.
func goldmarks(source string) []string {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	var found []string
	_ = ast.Walk(p.Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if image, ok := n.(*ast.Image); ok && !entering {
			found = append(found, string(util.UnescapePunctuations(image.Destination)))
		}
		return ast.WalkContinue, nil
	})
	return found
}

// twoAngles matches a destination <with < inside>, which goldmark takes and CommonMark does not.
var twoAngles = regexp.MustCompile(`\(\s*<[^d][^>]*`)

// Texts made of these pieces have the images that the parser finds which draws cards.
func TestPicturesAreThoseThatAreDrawn(t *testing.T) {
	pieces := []string{
		"![a](b.png)", "![c](<d e.png> \"t\")", "![", "[", "]", "](f.png)", "(", ")", "`", "``", "\\", "!", " ", "  ", "    ", "\n", "\n\n",
		"- ", "1. ", "2) ", "> ", ">", "```\n", "~~~", "# ", "---\n", "===\n", "***\n", "word", "ä", "<!--", "-->", "<b>", "<div>", "</div>", "<b x='", "'>",
		"<https://x.y/", ">", "*", "_", "\"", "+ ",
	}
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "pieces"), "")
		source = twoAngles.ReplaceAllString(source, "(")
		if diff := cmp.Diff(goldmarks(source), destinations(source)); diff != "" {
			t.Fatalf("%q: %s", source, diff)
		}
	})
}

// Each of these texts makes a careless scan walk to the end again and again.
func TestPicturesLinear(t *testing.T) {
	const size = 1 << 20
	for _, piece := range []string{
		"![", "![](", "![](<", "![](a \"", "![](a '", "![](a (", "![](((", "<!--", "<a b='", "<a ", "<?", "<![CDATA[", "`", "` `` ", "> ", "- ", "- \n\n", "1. ", "\\",
		"<!A ", "]", "](", "![a](b", "<div>\n", "<a\n", "<https:", "&", "![](&", "\n\n> ![",
	} {
		text := "![a](b.png) " + strings.Repeat(piece, size/len(piece)) + "\n\n\n![a](c.png)"
		if found := destinations(text); len(found) == 0 || found[0] != "b.png" {
			t.Errorf("%q: %d found", piece, len(found))
		}
	}
	for _, text := range []string{
		"![a](b.png)" + strings.Repeat("- ", size/4) + strings.Repeat("\n", size/4),
		"![a](b.png)\n" + strings.Repeat("> ", 1000) + strings.Repeat("\nx", size/4),
	} {
		if found := destinations(text); len(found) != 1 {
			t.Errorf("%d found in %q…", len(found), text[:40])
		}
	}
}

// picturesHold checks what holds for every text.
func picturesHold(t interface{ Fatalf(string, ...any) }, source string) {
	found, files := deck.Pictures(source), deck.Files{}
	before := 0
	for i, p := range found {
		if p.Start < before || p.End < p.Start || p.End > len(source) {
			t.Fatalf("%q: place %+v", source, p)
		}
		before = p.End
		files[p.Destination] = prep.Media{ID: prep.ID(i + 1), Type: "png"}
	}
	note := deck.Note{Front: source}.WithFiles(files)
	again := deck.Pictures(note.Front)
	if len(again) != len(found) {
		t.Fatalf("%q: %d pictures, %d in %q", source, len(found), len(again), note.Front)
	}
	var between, kept strings.Builder
	for i, p := range again {
		if want := files[found[i].Destination].Link(); p.Destination != want {
			t.Fatalf("%q: %q for %q in %q", source, p.Destination, want, note.Front)
		}
		from, fromAgain := 0, 0
		if i > 0 {
			from, fromAgain = found[i-1].End, again[i-1].End
		}
		between.WriteString(source[from:found[i].Start])
		kept.WriteString(note.Front[fromAgain:p.Start])
	}
	if between.String() != kept.String() {
		t.Fatalf("%q: more than the destinations changed: %q", source, note.Front)
	}
	if twice := note.WithFiles(files); twice.Front != note.Front {
		t.Fatalf("%q: linked twice: %q", source, twice.Front)
	}
	shown := note.Shown()
	for _, file := range files {
		if !slices.Contains(shown, file.ID) {
			t.Fatalf("%q: %s is not shown", source, file.ID)
		}
	}
}

func FuzzPictures(f *testing.F) {
	for _, text := range []string{
		"![a](b.png) `![c](d.png)`", "- ![a](<b c.png> 't')\n\n      code", "> ![a](b\\(1\\).png)\n\n```\n![", "<!-- ![a](b.png) -->",
		"<b x='![a](b.png)'>", "1) ![a]( b(c)d.png (t) )", "![a ![b](c)](&amp;d)", "\t![a](b)\n# ![c]()\n***",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { picturesHold(t, text) })
}

func BenchmarkPictures(b *testing.B) {
	text := strings.Repeat("A paragraph with `code`, a [link](https://example.org) and more words than that.\n\n- ![graph](img/graph.png)\n\n", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if n := len(deck.Pictures(text)); n != 100 {
			b.Fatal(fmt.Sprint(n))
		}
	}
}
