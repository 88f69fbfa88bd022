package journal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestBrief(t *testing.T) {
	db := openTest(t)
	e := release()
	e.People, e.Shareable = "Anna Weber (tester)", true
	e.Repair = "Anna and I called the four customers."
	entry := db.add(e)
	e.Shareable = false
	private := db.add(e)
	target := db.target(Target{
		Company: "Acme", Role: "engineer", Round: "Second", Date: &Date{*day("2026-11-05")}, Values: "candour; - ownership",
		Notes: "Be early.\n- What is on call like?\nHow big is the team?", Job: "We plan.",
	})
	db.target(Target{Company: "Borealis"})
	db.do(func(tx *prep.Tx) error {
		return SetJobLink(tx, entry, target, "Anna's candour, as at Borealis, is what you ask for.")
	})
	open := db.answer(Answer{Question: "biggest failure", Entry: entry, Target: target})
	db.answer(Answer{Question: "missed a goal", Entry: private})
	db.do(func(tx *prep.Tx) error {
		_, err := AddAttempt(tx, Attempt{Card: open.Card, Seconds: 140})
		return err
	})
	brief := func(redact bool) (b Brief) {
		db.do(func(tx *prep.Tx) (err error) {
			b, err = NewBrief(tx, target, redact)
			return err
		})
		return b
	}
	b := brief(false)
	if *b.DaysLeft != 3 || b.When() != "in 3 days" {
		t.Errorf("%d days left, %s", *b.DaysLeft, b.When())
	}
	if diff := cmp.Diff([]string{"candour", "ownership"}, b.Values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"What is on call like?", "How big is the team?"}, b.ToAsk); diff != "" {
		t.Error(diff)
	}
	q := b.Questions[0]
	if q.First != "Missed the release by 9 days." || !strings.HasPrefix(q.Link, "Anna's candour, as at Borealis") || q.Last != q.Link || len(q.Keywords) != 5 {
		t.Errorf("%+v", q)
	}
	if len(b.Weakest) != 3 || b.Weakest[0].Why != "no answer yet" {
		t.Errorf("%+v", b.Weakest)
	}
	page := b.Markdown()
	for _, want := range []string{"# Acme engineer\n", "Second · Thursday, 5 November 2026 · in 3 days", "## Tell me about a time you did not reach a goal.", "- For them: Anna's", "No answer yet."} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if strings.Contains(page, "I led the work") {
		t.Error("the page has the script")
	}
	if got := brief(true).Questions[0].Link; got != "the tester's candour, as at the company, is what you ask for." {
		t.Errorf("redacted: %q", got)
	}
	var html bytes.Buffer
	if err := b.WriteHTML(&html); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(html.String(), "Anna&#39;s candour") || strings.Contains(html.String(), "http:") || strings.Contains(html.String(), "https:") || strings.Contains(html.String(), "<script") {
		t.Error(html.String())
	}
}

func TestRedactor(t *testing.T) {
	r := NewRedactor([]Entry{{People: "Anna Weber (a tester), my boss Jörg Zoë, Kim; two friends and Lee"}}, []Target{{Company: "Acme Corp"}})
	for text, want := range map[string]string{
		"Anna Weber told Jörg.":        "the tester told the boss.",
		"Zoë and Kim's mail to Acme.":  "the boss and someone's mail to Acme.",
		"We left Acme Corp with Lee.":  "We left the company with someone.",
		"Annas Kimono stays, as kim.":  "Annas Kimono stays, as kim.",
		"I asked Michael about it.":    "I asked someone about it.",
		"two friends helped me a lot.": "two friends helped me a lot.",
	} {
		if got := r.Text(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDebrief(t *testing.T) {
	db := openTest(t)
	target := db.target(Target{Company: "Acme", Notes: "Be early."})
	var done Debriefed
	db.do(func(tx *prep.Tx) (err error) {
		done, err = FinishDebrief(tx, Debrief{
			Target: target, Stung: "Froze at the question about testing", Note: "They care\nabout tests.",
			Asked: []Asked{{Question: "How do you test?", Rating: 1, Note: "blank"}, {Question: "biggest failure", Rating: 4}},
		})
		return err
	})
	if len(done.Questions) != 2 || done.Questions[1] != QuestionCardID("What is your biggest failure?") {
		t.Errorf("%+v", done)
	}
	if e := db.get(done.Entry); e.Title != "Froze at the question about testing" || e.Place != "Interview at Acme" || e.Happened.String() != "2026-11-02" {
		t.Errorf("%+v", e)
	}
	db.do(func(tx *prep.Tx) error {
		attempts, err := Attempts(tx, done.Questions[0])
		if err != nil || len(attempts) != 1 || attempts[0].Marks.Note != "blank" || attempts[0].Target != target {
			t.Errorf("%+v, %v", attempts, err)
		}
		got, err := GetTarget(tx, target)
		if got.Notes != "Be early.\n\n2026-11-02: They care\nabout tests." {
			t.Errorf("%q", got.Notes)
		}
		return err
	})
}

func TestExport(t *testing.T) {
	db := openTest(t)
	e := release()
	e.People = "Anna (tester)"
	e.Outcome = "Anna saw # it.\n# not a title"
	id := db.add(e)
	db.add(Entry{Title: "Second", Happened: day("2026-10-30")})
	var entries []Entry
	export := func(o ExportOptions) {
		db.do(func(tx *prep.Tx) (err error) {
			entries, err = Export(tx, o)
			return err
		})
	}
	export(ExportOptions{})
	if len(entries) != 2 || entries[0].ID != id {
		t.Fatalf("%+v", entries)
	}
	first, second := Markdown(entries[0]), Markdown(entries[1])
	if !strings.Contains(second, "- shareable: no\n") || strings.Contains(second, "type") {
		t.Errorf("%s", second)
	}
	back, err := ParseDocument("export.md", first, defaultPrompts())
	if err != nil {
		t.Fatal(err)
	}
	back.Added = entries[0].Added
	if diff := cmp.Diff(entries[0], back); diff != "" {
		t.Error(diff)
	}
	export(ExportOptions{Redact: true})
	if entries[0].Outcome != "the tester saw # it.\n# not a title" || entries[0].People != "the tester (tester)" {
		t.Errorf("%q, %q", entries[0].Outcome, entries[0].People)
	}
}
