package journal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
	"prep/deck"
)

// drawEntry draws an entry as it is stored.
func drawEntry(t *rapid.T) Entry {
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`(\\*#{0,3} ?[a-zé*\-:.]{0,6}[ \n\t]{0,2}){0,6}`),
		rapid.SampledFrom([]string{"", "# a", `\# a`, `\\## a`, "##", "## Lesson", "- date: x", "<!-- c", "-->", "a\n\n## Which causes were yours?\nb"}),
	)
	e := Entry{Title: "x" + text.Draw(t, "title")}
	for _, f := range fields[1:] {
		f.Put(&e, text.Draw(t, f.Name))
	}
	e.Type = rapid.SampledFrom(append(Types(), "")).Draw(t, "type")
	e.LessonKind = rapid.SampledFrom([]LessonKind{"", Skill, Knowledge, Attitude}).Draw(t, "kind")
	scale := func(most int, name string) *int {
		if n := rapid.IntRange(-1, most).Draw(t, name); n >= 0 {
			return &n
		}
		return nil
	}
	e.StingThen, e.StingNow, e.Severity = scale(5, "then"), scale(5, "now"), scale(4, "severity")
	if d := rapid.IntRange(-1, 40000).Draw(t, "day"); d >= 0 {
		e.Happened = new(prep.Day(d))
	}
	e.Shareable, e.Starred = rapid.Bool().Draw(t, "shareable"), rapid.Bool().Draw(t, "starred")
	e.Tags = rapid.SliceOfN(rapid.StringMatching(`[a-zé0-9:]{1,5}`), 0, 3).Draw(t, "tags")
	e.Questions = rapid.SliceOfN(text, 0, 3).Draw(t, "questions")
	e.Competencies = rapid.SliceOfN(text, 0, 2).Draw(t, "competencies")
	e.Again = prep.ID(rapid.SampledFrom([]int64{0, 7}).Draw(t, "again"))
	e.ID = prep.ID(rapid.SampledFrom([]int64{0, 99}).Draw(t, "id"))
	e, err := clean(e)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDocumentRoundTrip(t *testing.T) {
	prompts, err := Prompting{Sets: []string{"friend"}, Off: []string{"tried"}, Order: []string{"lesson"}, Ask: map[string]string{"goal": "What was it for?"}}.Prompts()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := drawEntry(t)
		document := Document(want, prompts)
		got, err := ParseDocument("entry.md", document, prompts)
		if err != nil {
			t.Fatalf("%v in\n%s", err, document)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", diff, document)
		}
	})
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawEntry(t)
		want.Added = rapid.Int64Range(0, 1<<50).Draw(t, "added")
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Entry
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestJSONOverlay(t *testing.T) {
	e := release()
	if err := json.Unmarshal([]byte(`{"lesson":"New.","happened":"2026-10-24"}`), &e); err != nil {
		t.Fatal(err)
	}
	want := release()
	want.Lesson, want.Happened = "New.", day("2026-10-24")
	if diff := cmp.Diff(want, e); diff != "" {
		t.Error(diff)
	}
	for text, says := range map[string]string{
		`{"lessons":"x"}`:          `no field "lessons"`,
		`{"happened":"yesterday"}`: `day "yesterday"`,
		`{"again":"x"}`:            `id "x"`,
		`{"sting_now":"much"}`:     "sting_now",
		`[`:                        "unexpected end",
	} {
		if err := json.Unmarshal([]byte(text), new(Entry)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestParseDocumentRefuses(t *testing.T) {
	for _, test := range []struct {
		name, text   string
		line, column int
		says, hint   string
	}{
		{"empty", "", 1, 1, "no title", "# "},
		{"blank title", "\n#  \n\n## Lesson\nx\n", 2, 1, "no title", ""},
		{"unknown heading", "# a\n\n## Leson\nx\n", 3, 4, "unknown heading", ""},
		{"near heading", "# a\n\n##   What were you trying to achive?\n", 3, 6, "unknown heading", "What were you trying to achieve?"},
		{"unknown fact", "# a\n- colour: red\n", 2, 3, "unknown fact", "sting then"},
		{"no colon", "# a\n- personal\n", 2, 3, "unknown fact", ""},
		{"bad type", "# a\n- type: private\n", 2, 9, `type: type "private"`, ""},
		{"bad date", "# a\n- date:   soon\n", 2, 11, `date: day "soon"`, ""},
		{"bad sting", "# a\n- sting then: 9\n", 2, 15, `"9": want 0 to 5`, ""},
		{"bad flag", "# a\n- shareable: maybe\n", 2, 14, "want yes or no", ""},
		{"bad tag", "# a\n- tags: a \"b\n", 2, 9, "tag", ""},
		{"text before headings", "# a\n\nhello\n", 3, 1, "belongs to no heading", ""},
		{"second title", "# a\n# b\n", 2, 1, "a second title", ""},
		{"title in text", "# a\n## Lesson\nx\n# b\n", 4, 1, "a second title", `\# `},
		{"repeated heading", "# a\n## Lesson\nx\n## lesson\ny\n", 4, 4, "was there before", ""},
		{"open comment", "# a\n<!-- hm\n## Lesson\n", 2, 1, "comment", "-->"},
	} {
		_, err := ParseDocument("e.md", test.text, defaultPrompts())
		var syntax *deck.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if syntax.Line != test.line || syntax.Column != test.column || !strings.Contains(syntax.Msg, test.says) || !strings.Contains(syntax.Hint, test.hint) {
			t.Errorf("%s: %v (hint %q), want %d:%d: %s (hint %q)", test.name, err, syntax.Hint, test.line, test.column, test.says, test.hint)
		}
	}
}

func TestParseDocumentByNames(t *testing.T) {
	text := "\uFEFF# It broke\r\n\r\n- type: pers\r\n- tags: b, a\r\n- question: one: two\r\n- question: three\r\n\r\n## lesson\r\n\r\nFirst.\r\n\r\n### Small heading\r\n\\# not a title\r\n\r\n## Own causes\r\nMine.\r\n"
	got, err := ParseDocument("e.md", text, defaultPrompts())
	if err != nil {
		t.Fatal(err)
	}
	want := Entry{
		Title: "It broke", Type: Personal, Tags: []string{"a", "b"}, Questions: []string{"one: two", "three"},
		Lesson: "First.\n\n### Small heading\n# not a title", OwnFactors: "Mine.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add(Document(release(), defaultPrompts()))
	f.Add("# a\n<!-- b\n-->\n- type: pe\n- question: x\n## Lesson\n\\\\## y\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseDocument("fuzz.md", text, defaultPrompts())
		if err != nil {
			var syntax *deck.SyntaxError
			if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Column < 1 || syntax.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := ParseDocument("again.md", Document(e, defaultPrompts()), defaultPrompts())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
