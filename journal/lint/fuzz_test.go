package lint

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCheck holds every report to its form, whatever the bytes: spans in range and in order of level, quotes
// that are text, lines and columns where there is a span.
func FuzzCheck(f *testing.F) {
	for _, s := range corpus(f, "bad") {
		f.Add(s.answer.Text, string(s.answer.Question), true)
	}
	for _, text := range []string{
		"", "\xff\xfe", "```", "`", "<!--", "> ", "#", "## Lesson\n", "\"", "“„”«»", "lint:ignore", "lint:ignore own/blame -- x", "lint:ignore own/we,x/y",
		"1,2,3.4.5 million hundred and and", "€€ 3 %%", "'t n't can't ’s", "](", "http://", "a. b? c! d…", "\r\n\r\n- \n1. ", "\u202e\u0301",
	} {
		f.Add(text, "", false)
	}
	f.Fuzz(func(t *testing.T, text, question string, strict bool) {
		a := Answer{Text: text, Question: Question(question), Transcript: strict}
		if strict {
			a.Fields, a.Target = map[string]string{"title": text, "lesson": text}, []string{text}
		}
		r := Check(a, Options{Strict: strict, Levels: everything().Levels, Accept: []string{"x"}})
		last := Error
		for _, finding := range r.Findings {
			valid(t, text, finding.Span, finding.Quote)
			if finding.Level > last || finding.Level == Off || finding.Reason == "" || finding.Ask == "" {
				t.Fatalf("finding %+v after level %v", finding, last)
			}
			if _, known := RuleByID(finding.Rule); !known {
				t.Fatalf("rule %q", finding.Rule)
			}
			last = finding.Level
		}
		for _, claim := range r.Claims {
			valid(t, text, claim.Span, claim.Quote)
			if claim.Key == "" || claim.Span.End == 0 {
				t.Fatalf("claim %+v", claim)
			}
		}
		if r.Words < 0 || r.Words > len(text) || len(r.Checklist) != len(plan) {
			t.Fatalf("%d words, %d items of the checklist", r.Words, len(r.Checklist))
		}
	})
}

func valid(t *testing.T, text string, s Span, quote string) {
	t.Helper()
	if s == (Span{}) {
		return
	}
	if s.Start < 0 || s.Start >= s.End || s.End > len(text) || s.Line < 1 || s.Column < 1 || s.Line > 1+strings.Count(text, "\n") {
		t.Fatalf("span %+v in %d bytes", s, len(text))
	}
	if !utf8.ValidString(quote) || utf8.RuneCountInString(quote) > 120 {
		t.Fatalf("quote %q", quote)
	}
}
