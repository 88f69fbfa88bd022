package lint

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sentencesOf returns the words of each sentence, joined by spaces; quoted words in capitals.
func sentencesOf(s *script) []string {
	var out []string
	for _, one := range s.sentences {
		var words []string
		for _, t := range s.tokens[one.from:one.to] {
			if t.quoted {
				t.word = strings.ToUpper(t.word)
			}
			words = append(words, t.word)
		}
		mark := ""
		if one.question {
			mark = "?"
		}
		out = append(out, strings.Join(words, " ")+mark)
	}
	return out
}

func TestRead(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"I didn't. I can’t!", []string{"i did not", "i can not"}},
		{"We’ve lost 1,200.50 euros at 4.6 % – 10x.", []string{"we have lost 1,200.50 euros at 4.6 % 10 x"}},
		{"Was it me? It was.", []string{"was it me?", "it was"}},
		{"Mr. Fox left. He did.", []string{"mr fox left", "he did"}},
		{"no stop\n\n- one\n- two\n2. three", []string{"no stop", "one", "two", "three"}},
		{"one\ntwo", []string{"one two"}},
		{"# Title\nText.\n> quoted line\nMore.", []string{"text", "more"}},
		{"Use `rm -rf` now.\n```\ncode here\n```\nAfter.", []string{"use now", "after"}},
		{"```\nnever closed", nil},
		{"See [the page](https://a.example/x.html) or https://b.example. Yes.", []string{"see the page or yes"}},
		{"He said \"go on. Now\" and “left”.", []string{"he said GO ON", "NOW and LEFT"}},
		{"An open \" mark.\n\nNext \"one\".", []string{"an open mark", "next ONE"}},
		{"\"In week three?\" she asked.", []string{"IN WEEK THREE she asked"}},
		{"<!-- note --> Text", []string{"text"}},
		{"[What was your part?]\n\nI [who?] asked [sic]. [Why?](b.html) I did.", []string{"i asked sic", "why i did"}},
		{"a\xff\xfeb", []string{"a b"}},
	} {
		got := sentencesOf(read(test.text))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestWordsAreCountedAsSpoken(t *testing.T) {
	for text, want := range map[string]int{
		"":                              0,
		"I didn't":                      2,
		"a twenty-two-year-old":         2,
		"10x":                           1,
		"4.6 %":                         1,
		"She said \"no thanks\"":        4,
		"# Heading\n`code`\n> aside":    0,
		"lint:ignore own/we -- because": 0,
	} {
		if got := read(text).words; got != want {
			t.Errorf("%q: %d words, want %d", text, got, want)
		}
	}
}

func TestEnglish(t *testing.T) {
	for _, s := range slices.Concat(corpus(t, "good"), corpus(t, "bad")) {
		if !read(s.answer.Text).english() {
			t.Errorf("%s is not English", s.name)
		}
	}
	for _, text := range []string{
		"Ich habe den Termin um neun Tage verpasst, weil ich die Arbeit unterschätzt hatte. Mein Chef war nicht begeistert, aber ich habe daraus gelernt und plane seitdem anders.",
		"J'ai raté la date de livraison de neuf jours parce que j'avais mal estimé le travail. Depuis, je demande toujours un deuxième avis avant de promettre une date.",
		"Perdí la fecha de entrega por nueve días porque no calculé bien el trabajo. Desde entonces pido siempre una segunda opinión antes de prometer una fecha.",
		"Ho mancato la consegna di nove giorni perché avevo stimato male il lavoro. Da allora chiedo sempre un secondo parere prima di promettere una data.",
		"Ik heb de deadline met negen dagen gemist omdat ik het werk had onderschat. Sindsdien vraag ik altijd om een tweede mening voordat ik een datum beloof.",
		"Jag missade leveransen med nio dagar eftersom jag hade underskattat arbetet. Sedan dess ber jag alltid om en andra åsikt innan jag lovar ett datum.",
		"Spóźniłem się z wydaniem o dziewięć dni, ponieważ nie doceniłem pracy. Od tego czasu zawsze proszę o drugą opinię, zanim obiecam termin.",
		"我错过了交付日期九天，因为我低估了工作量。",
		"Я опоздал с выпуском на девять дней, потому что недооценил работу.",
	} {
		r := Check(Answer{Text: text + "\n\nMy boss ignored it.", Fields: map[string]string{"own_factors": "x"}}, Options{})
		if r.English || r.Note == "" || len(r.Claims) > 0 {
			t.Errorf("%.30q: English %v, note %q, claims %v", text, r.English, r.Note, r.Claims)
		}
		ids := fired(r)
		if !slices.Contains(ids, "growth/lesson") || slices.ContainsFunc(ids, func(id string) bool { rule, _ := RuleByID(id); return !rule.any }) {
			t.Errorf("%.30q: %v, want structure only", text, ids)
		}
	}
}

func TestEmptyAnswer(t *testing.T) {
	for _, text := range []string{"", " \n\n", "....", "\xff", "# Lesson"} {
		r := Check(Answer{Text: text}, Options{Strict: true})
		if r.Words != 0 || r.Note == "" {
			t.Errorf("%q: %d words, note %q", text, r.Words, r.Note)
		}
	}
}

func TestSpansAndOrder(t *testing.T) {
	text := "Ümläute here.\nThe vendor refused it. It was beyond our control, a minor slip.\nMy boss ignored me."
	r := Check(Answer{Text: text}, Options{})
	var last Finding
	for i, f := range r.Findings {
		if i > 0 && last.Level < f.Level {
			t.Errorf("%s at %v comes after %s at %v", f.Rule, f.Level, last.Rule, last.Level)
		}
		last = f
		if f.Span == (Span{}) {
			continue
		}
		if f.Quote != text[f.Span.Start:f.Span.End] {
			t.Errorf("%s quotes %q at %v", f.Rule, f.Quote, f.Span)
		}
		lines := strings.Split(text[:f.Span.Start], "\n")
		if line, column := len(lines), utf8.RuneCountInString(lines[len(lines)-1])+1; f.Span.Line != line || f.Span.Column != column {
			t.Errorf("%s at %d:%d, want %d:%d", f.Rule, f.Span.Line, f.Span.Column, line, column)
		}
	}
	if ids := fired(r); !slices.Contains(ids, "own/blame") || !slices.Contains(ids, "own/minimise") {
		t.Errorf("found %v", ids)
	}
}
