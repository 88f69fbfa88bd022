package journal

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
	"prep/deck"
	"prep/journal/lint"
)

func (db *testDB) answer(a Answer) Answer {
	db.t.Helper()
	db.do(func(tx *prep.Tx) (err error) {
		a, err = NewAnswer(tx, a, 0)
		return err
	})
	return a
}

func (db *testDB) target(t Target) prep.ID {
	db.t.Helper()
	var id prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		id, err = AddTarget(tx, t)
		return err
	})
	return id
}

func TestDraft(t *testing.T) {
	db := openTest(t)
	entry := db.add(release())
	target := db.target(Target{Company: "Acme", Role: "engineer"})
	db.do(func(tx *prep.Tx) error {
		return SetJobLink(tx, entry, target, "You ship each week, so a range said early is worth much.")
	})
	a := db.answer(Answer{Question: "What is your biggest failure?", Entry: entry, Target: target})
	want := `## Headline

Missed the release by 9 days.

October 2026, Berlin office.

## Goal and role

Ship the export feature to 40 customers by October 14.

I led the work and made the estimate of 15 days.

## Cause

I estimated from the happy path and told nobody when the first week slipped.

## Consequence

We shipped on October 23, nine days late.

Four customers postponed their start and the team worked two weekends.

## Repair

I called the four customers myself and gave them a date that we kept.

## Lesson

An estimate without a range is a wish. Say the bad news in the first week.

## Change and proof

Since then I give a range and report each Friday against it.

[On what later occasion did it work?]

## Job link

You ship each week, so a range said early is worth much.`
	if diff := cmp.Diff(want, a.Text); diff != "" {
		t.Error(diff)
	}
	if a.Question != "biggest failure" || a.Story != release().Title || a.For != "Acme engineer" {
		t.Errorf("%+v", a)
	}
	db.do(func(tx *prep.Tx) error {
		card, err := deck.Get(tx, a.Card)
		if card.Front != "What is your biggest failure?" || card.DeckName != QuestionDeck {
			t.Errorf("%+v", card)
		}
		return err
	})
}

func TestDraftAsksForWhatIsMissing(t *testing.T) {
	db := openTest(t)
	a := db.answer(Answer{Question: "missed a goal", Entry: db.add(Entry{Title: "Missed it"})})
	for _, name := range []string{"goal", "my_role", "own_factors", "outcome", "impact", "repair", "lesson", "change"} {
		if ask := "[" + mustField(name).question() + "]"; !strings.Contains(a.Text, ask) {
			t.Errorf("%s is not asked for in\n%s", name, a.Text)
		}
	}
	process := db.answer(Answer{Question: "How do you handle failure?", Entry: db.add(release())})
	if !strings.Contains(process.Text, "[In one sentence, what do you do when something fails?]") || !strings.Contains(process.Text, "[How did you get going again") {
		t.Errorf("%s", process.Text)
	}
	nothing := db.answer(Answer{Question: "Tell me a joke"})
	if got := spokenText(nothing.Text); got != "" {
		t.Errorf("without an entry it says %q", got)
	}
}

// Whatever the entry says, the draft keeps to the budget and says nothing that the entry does not.
func TestDraftBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEntry(t)
		sentence := rapid.StringMatching(`[A-Z][a-z]{1,6}([,;]? [a-z0-9]{1,7}){0,60}[.!?]?`)
		for _, f := range fields[1:] {
			if f.Need != Optional {
				f.Put(&e, strings.Join(rapid.SliceOfN(sentence, 0, 5).Draw(t, f.Name), rapid.SampledFrom([]string{" ", "\n", "\n- "}).Draw(t, "divider")))
			}
		}
		e, err := clean(e)
		if err != nil {
			t.Fatal(err)
		}
		wpm := rapid.SampledFrom([]int{0, 100, 140, 180}).Draw(t, "wpm")
		draft := Story{Entry: e, Profile: lint.BiggestFailure, JobLink: "x"}.Draft(wpm)
		known := map[string]bool{"x": true}
		for _, word := range strings.Fields(draftSource(e)) {
			known[strings.Trim(word, ".,;:!?…")] = true
		}
		spoken := spokenText(draft)
		for _, word := range strings.Fields(spoken) {
			if word = strings.Trim(word, ".,;:!?…"); word != "" && !known[word] {
				t.Fatalf("%q is not in the entry, in\n%s", word, draft)
			}
		}
		if wpm == 0 {
			wpm = lint.DefaultPace
		}
		if n, most := wordCount(spoken), 255*wpm/lint.DefaultPace; n > most {
			t.Fatalf("%d words, want at most %d:\n%s", n, most, draft)
		}
	})
}

// draftSource is everything that a draft may say.
func draftSource(e Entry) string {
	all := []string{whenAndWhere(e)}
	for _, f := range fields {
		for line := range strings.SplitSeq(f.Of(e), "\n") {
			all = append(all, line, withoutMark(strings.TrimSpace(line)))
		}
	}
	return strings.Join(all, "\n")
}

func TestBudgetIsTheCheckersPlan(t *testing.T) {
	_, sections := Timing("", 60) // a word a second
	total := 0
	for i, item := range sections {
		if budget[i].section != item.Section || budget[i].words != item.Budget {
			t.Errorf("%s: %d words, the checker has %s: %d", budget[i].section, budget[i].words, item.Section, item.Budget)
		}
		total += budget[i].words
	}
	if total != 255 {
		t.Errorf("%d words in all", total)
	}
}

func TestFit(t *testing.T) {
	long := "One two three four, five six seven eight nine ten eleven twelve."
	for _, test := range []struct {
		told       []string
		words      int
		said, left []string
	}{
		{[]string{"One two. Three four five. Six"}, 5, []string{"One two. Three four five."}, []string{"Six."}},
		{[]string{long}, 6, []string{"One two three four."}, []string{"five six seven eight nine ten eleven twelve."}},
		{[]string{"One two, three four five six seven eight."}, 6, []string{"One two, three four five six …"}, []string{"seven eight."}},
		{[]string{"One two three. Four five six.", "Seven eight."}, 6, []string{"One two three.", "Seven eight."}, []string{"Four five six."}},
		{[]string{"", "- one\n- two"}, 9, []string{"one. two."}, nil},
		{nil, 9, nil, nil},
	} {
		said, left := fit(test.told, test.words)
		if !slices.Equal(said, test.said) || !slices.Equal(left, test.left) {
			t.Errorf("%q in %d words: %q, left %q", test.told, test.words, said, left)
		}
	}
}

func TestSentences(t *testing.T) {
	got := sentences("It broke.  Twice! \"Why?\" I asked, e.g. at 3.5 volts: nothing\n\n- an item;\n2. Second (a note.) Third")
	want := []string{"It broke.", "Twice!", "\"Why?\"", "I asked, e.g. at 3.5 volts: nothing.", "an item.", "Second (a note.)", "Third."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnswerEditors(t *testing.T) {
	db := openTest(t)
	a := db.answer(Answer{Question: "biggest failure", Text: "base"})
	var first, second OpenedAnswer
	db.do(func(tx *prep.Tx) (err error) {
		if first, err = OpenAnswer(tx, a.ID); err != nil {
			return err
		}
		second, err = OpenAnswer(tx, a.ID)
		return err
	})
	for _, o := range []struct {
		OpenedAnswer
		text string
	}{{first, "mine"}, {second, "yours"}} {
		edited := o.Answer
		edited.Text, edited.Question = o.text, "Tell me about regrets"
		db.do(func(tx *prep.Tx) error {
			_, err := SaveAnswer(tx, o.OpenedAnswer, edited)
			return err
		})
	}
	db.do(func(tx *prep.Tx) error {
		history, err := History(tx, prep.Answers, a.ID)
		if err != nil || len(history) != 3 || !history[0].Current || !history[1].Current {
			t.Errorf("%+v, %v", history, err)
		}
		got, err := GetAnswer(tx, a.ID)
		if got.Text != "yours" || got.Question != "Tell me about regrets" || got.Card != QuestionCardID("tell me about regrets") {
			t.Errorf("%+v", got)
		}
		if err := DeleteAnswer(tx, a.ID); err != nil {
			return err
		}
		if list, _ := ListAnswers(tx, AnswerFilter{}); len(list) != 0 {
			t.Errorf("%d answers after the delete", len(list))
		}
		if err := RestoreAnswer(tx, a.ID); err != nil {
			return err
		}
		list, _ := ListAnswers(tx, AnswerFilter{Question: "Tell me about regrets"})
		if len(list) != 1 {
			t.Errorf("%d answers after the restore", len(list))
		}
		return err
	})
}

func TestCheckAnswer(t *testing.T) {
	db := openTest(t)
	target := db.target(Target{Company: "Acme", Values: "candour, ownership"})
	a := db.answer(Answer{Question: "biggest failure", Entry: db.add(release()), Target: target})
	ids := func() (all []string) {
		db.do(func(tx *prep.Tx) error {
			report, err := CheckAnswer(tx, a, CheckOptions{})
			for _, f := range report.Findings {
				all = append(all, f.Rule+" "+f.Quote)
			}
			return err
		})
		return all
	}
	found := ids()
	if !slices.Contains(found, "fit/job ") || !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "honest/number") }) {
		t.Errorf("%q", found)
	}
	if slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "own/missing") }) {
		t.Error("own causes are in the entry")
	}
	var key string
	db.do(func(tx *prep.Tx) error {
		figures, err := Figures(tx)
		if err != nil || len(figures) == 0 {
			t.Fatalf("%v, %v", figures, err)
		}
		for _, f := range figures {
			if slices.Contains(f.Quotes, "9 days") {
				key = f.Key
			}
		}
		if err := SetJobLink(tx, a.Entry, target, "Your candour."); err != nil {
			return err
		}
		if err := SetClaim(tx, key, "perhaps"); err == nil {
			t.Error("perhaps is a state")
		}
		return SetClaim(tx, key, lint.Confirmed)
	})
	a.Text += "\n\nIt is the candour that you ask for."
	if found := ids(); slices.Contains(found, "fit/job ") || slices.Contains(found, "honest/number 9 days") {
		t.Errorf("%q", found)
	}
	db.do(func(tx *prep.Tx) error { return SetClaim(tx, key, lint.Retracted) })
	if found := ids(); !slices.Contains(found, "honest/number 9 days") {
		t.Errorf("retracted: %q", found)
	}
}

// An answer outlives its entry and its target.
func TestCheckAnswerAlone(t *testing.T) {
	db := openTest(t)
	entry, target := db.add(release()), db.target(Target{Company: "Acme", Values: "candour"})
	a := db.answer(Answer{Question: "biggest failure", Entry: entry, Target: target})
	db.do(func(tx *prep.Tx) error {
		if err := Delete(tx, entry); err != nil {
			return err
		}
		return DeleteTarget(tx, target)
	})
	db.do(func(tx *prep.Tx) error {
		got, err := GetAnswer(tx, a.ID)
		if err != nil {
			return err
		}
		report, err := CheckAnswer(tx, got, CheckOptions{})
		if got.Story != "" || report.Words == 0 || len(report.Findings) == 0 {
			t.Errorf("%+v, %+v", got, report)
		}
		return err
	})
}

func BenchmarkCheckAnswer(b *testing.B) {
	db := openTest(b)
	a := db.answer(Answer{Question: "biggest failure", Entry: db.add(release())})
	for wordCount(a.Text) < 400 {
		a.Text += "\n\n" + a.Text
	}
	for b.Loop() {
		db.do(func(tx *prep.Tx) error {
			_, err := CheckAnswer(tx, a, CheckOptions{})
			return err
		})
	}
}

func TestCoverage(t *testing.T) {
	db := openTest(t)
	entry := db.add(release())
	acme, other := db.target(Target{Company: "Acme", Date: &Date{*day("2026-12-01")}}), Target{Company: "Other"}
	db.target(other)
	db.answer(Answer{Question: "biggest failure", Entry: entry})
	db.answer(Answer{Question: "time you failed", Entry: entry, Target: acme})
	db.answer(Answer{Question: "Your worst day?", Entry: entry, Target: acme})
	var c Coverage
	read := func() {
		db.do(func(tx *prep.Tx) (err error) {
			c, err = FindCoverage(tx)
			return err
		})
	}
	read()
	var gaps []string
	for _, q := range c.Questions {
		for _, m := range q.Missing {
			gaps = append(gaps, q.Question+": "+m.Text)
		}
	}
	want := []string{"time you failed: Other", "missed a goal: Acme", "missed a goal: Other", "handle failure: Acme", "handle failure: Other", "Your worst day?: Other"}
	if diff := cmp.Diff(want, gaps); diff != "" {
		t.Error(diff)
	}
	if len(c.Overused) != 0 {
		t.Errorf("%+v", c.Overused)
	}
	db.answer(Answer{Question: "handle failure", Entry: entry})
	read()
	if len(c.Overused) != 1 || c.Overused[0].For != "Acme" || len(c.Overused[0].Questions) != 4 {
		t.Errorf("%+v", c.Overused)
	}
}
