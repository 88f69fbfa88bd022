package journal

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
	"prep/deck"
	"prep/journal/lint"
)

func (db *testDB) picks(o PracticeOptions) []Pick {
	db.t.Helper()
	var picks []Pick
	db.do(func(tx *prep.Tx) (err error) {
		picks, err = PickQuestions(tx, o)
		return err
	})
	return picks
}

func TestPickQuestions(t *testing.T) {
	db := openTest(t)
	standard := db.picks(PracticeOptions{Count: 10})
	if len(standard) != 4 || standard[0].Answer != 0 || !slices.Contains(standard[0].Why, "no answer yet") {
		t.Fatalf("%+v", standard)
	}
	a := db.answer(Answer{Question: "missed a goal", Entry: db.add(release())})
	first := db.picks(PracticeOptions{Count: 1})[0]
	if first.Answer != a.ID || first.Story != release().Title || first.Card != a.Card {
		t.Errorf("%+v", first)
	}
	db.do(func(tx *prep.Tx) error {
		_, err := FinishAttempt(tx, Attempt{Card: a.Card, Answer: a.ID, Seconds: 95, Rating: 4}, deck.Easy)
		return err
	})
	if again := db.picks(PracticeOptions{Count: 4}); again[0].Card == a.Card {
		t.Errorf("what went well comes first again: %+v", again[0])
	}
	// Told for no target, it comes sooner for one.
	target := db.target(Target{Company: "Acme"})
	for _, p := range db.picks(PracticeOptions{Count: 4, Target: target}) {
		if !slices.Contains(p.Why, "not practised for this target") {
			t.Errorf("%+v", p)
		}
	}
	db.now = db.now.AddDate(0, 2, 0)
	due := db.picks(PracticeOptions{Count: 1})[0]
	if due.Card != a.Card || !slices.Contains(due.Why, "due") || due.Attempts != 1 {
		t.Errorf("%+v", due)
	}
	if mixed := db.picks(PracticeOptions{Count: 4, Mix: true}); len(mixed) != 4 {
		t.Errorf("%d mixed", len(mixed))
	}
	if found := db.picks(PracticeOptions{Query: "tag:interview reach"}); len(found) != 1 || found[0].Card != a.Card {
		t.Errorf("%+v", found)
	}
	db.do(func(tx *prep.Tx) error {
		if _, err := PickQuestions(tx, PracticeOptions{Query: "is:lost"}); err == nil {
			t.Error("is:lost is no query")
		}
		return nil
	})
}

func TestAttempts(t *testing.T) {
	db := openTest(t)
	want := Attempt{
		Card: 7, Answer: 8, Target: 9, Time: 1000, Seconds: 61.5, Rating: 2,
		Marks: Marks{Sections: map[string]float64{"lesson": 12}, FollowUps: map[string]bool{"Why?": false}, Words: 150, Fillers: 3},
	}
	db.do(func(tx *prep.Tx) (err error) {
		if want.ID, err = AddAttempt(tx, want); err != nil {
			return err
		}
		if _, err := AddAttempt(tx, Attempt{Card: 5, Time: 2000}); err != nil {
			return err
		}
		got, err := Attempts(tx, 7)
		if diff := cmp.Diff([]Attempt{want}, got); diff != "" {
			t.Error(diff)
		}
		if err != nil {
			return err
		}
		all, err := Attempts(tx, 0)
		if len(all) != 2 || all[0].Card != 5 {
			t.Errorf("%+v", all)
		}
		if pace, _ := Pace(tx); pace != 146 {
			t.Errorf("pace %d", pace)
		}
		for _, bad := range []Attempt{{Seconds: -1}, {Rating: 6}} {
			if _, err := AddAttempt(tx, bad); err == nil {
				t.Errorf("%+v was kept", bad)
			}
		}
		return err
	})
}

func TestBand(t *testing.T) {
	for seconds, want := range map[float64]string{0: "short", 44.9: "short", 45: "good", 110: "good", 111: "long", 120: "long", 121: "over"} {
		if got := Band(seconds); got != want {
			t.Errorf("%g s: %s, want %s", seconds, got, want)
		}
	}
}

func TestFollowUps(t *testing.T) {
	thin := "## Headline\n\nI missed the release by 9 days, and it was a failure of planning that cost us the trust of four customers.\n\n## Cause\n\n## Change and proof\n\nNothing."
	got := FollowUps(thin, 4)
	if len(got) != 4 || got[0] != "What was your part in it?" || !slices.Contains(got, "How do you know that it was 9 days?") {
		t.Errorf("%q", got)
	}
	for n := range 15 {
		seen := map[string]bool{}
		for _, ask := range FollowUps(thin, n) {
			if seen[ask] {
				t.Errorf("%q twice", ask)
			}
			seen[ask] = true
		}
		if len(seen) != min(n, 12) {
			t.Errorf("%d of %d", len(seen), n)
		}
	}
}

func TestChecklist(t *testing.T) {
	for _, item := range Checklist() {
		if !slices.Contains(lint.Sections(), item.Section) {
			t.Errorf("%s is no section", item.Section)
		}
		if section, ok := checkNamed(item.Said); !ok || section != item.Section {
			t.Errorf("%q is read as %q", item.Said, section)
		}
	}
}

func TestSheet(t *testing.T) {
	db := openTest(t)
	db.answer(Answer{Question: "missed a goal", Entry: db.add(release())})
	db.answer(Answer{Question: "biggest failure", Entry: db.add(release())})
	picks := db.picks(PracticeOptions{Count: 2})
	target := db.target(Target{Company: "Acme <& co>"})
	var sheet Sheet
	db.do(func(tx *prep.Tx) (err error) {
		sheet, err = NewSheet(tx, picks, target)
		return err
	})
	text := sheet.Markdown()
	if marks, err := ParseSheet("s.md", text); err != nil || len(marks) != 0 {
		t.Errorf("an empty sheet: %v, %v", marks, err)
	}
	filled := strings.Replace(text, sheetListener, sheetListener+" Sam", 1)
	ask := sheet.Questions[0].FollowUps[1]
	for _, said := range []string{"the goal", "the lesson", Tips()[3], ask} {
		filled = strings.Replace(filled, "- [ ] "+said, "- [x] "+said, 1)
	}
	for line, value := range map[string]string{sheetSeconds: "95", sheetRating: "4", sheetGrade: "Good", sheetNote: "Look up more."} {
		filled = strings.Replace(filled, line+"\n", line+"  "+value+"\n", 1)
	}
	marks, err := ParseSheet("s.md", filled)
	if err != nil || len(marks) != 1 {
		t.Fatalf("%+v, %v", marks, err)
	}
	wantUps := map[string]bool{}
	for _, q := range sheet.Questions[0].FollowUps {
		wantUps[q] = q == ask
	}
	want := SheetMarks{Grade: deck.Good, Attempt: Attempt{
		Card: picks[0].Card, Answer: picks[0].Answer, Seconds: 95, Rating: 4,
		Marks: Marks{
			Sections: map[string]float64{"goal_role": 0, "lesson": 0}, FollowUps: wantUps, Tips: []string{Tips()[3]},
			Note: "Look up more.", By: "Sam",
		},
	}}
	if diff := cmp.Diff(want, marks[0]); diff != "" {
		t.Error(diff)
	}
	for _, added := range []int{1, 0} { // twice is once
		db.do(func(tx *prep.Tx) error {
			n, err := ImportSheet(tx, marks, filled, target)
			if n != added {
				t.Errorf("%d added, want %d", n, added)
			}
			return err
		})
	}
	db.do(func(tx *prep.Tx) error {
		attempts, err := Attempts(tx, picks[0].Card)
		if err != nil || len(attempts) != 1 || attempts[0].Target != target {
			t.Errorf("%+v, %v", attempts, err)
		}
		reviews, err := tx.Reviews(picks[0].Card)
		if len(reviews) != 1 || reviews[0].Rating != int(deck.Good) {
			t.Errorf("%+v", reviews)
		}
		return err
	})
	var page bytes.Buffer
	if err := sheet.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "Acme &lt;&amp; co&gt;") || strings.Contains(page.String(), "http") {
		t.Errorf("%v\n%s", err, page.String())
	}
}

func TestParseSheetRefuses(t *testing.T) {
	db := openTest(t)
	a := db.answer(Answer{Question: "missed a goal", Entry: db.add(release())})
	var sheet Sheet
	db.do(func(tx *prep.Tx) (err error) {
		sheet, err = NewSheet(tx, []Pick{{Card: a.Card, Answer: a.ID, Question: "Why?"}}, 0)
		return err
	})
	text := sheet.Markdown()
	lineOf := func(part string) int { return 1 + strings.Count(text[:strings.Index(text, part)], "\n") }
	for _, test := range []struct {
		old, new     string
		line, column int
		says         string
	}{
		{sheetSeconds, "- seconds: soon", lineOf(sheetSeconds), 12, `seconds "soon"`},
		{sheetSeconds, "- seconds: -3", lineOf(sheetSeconds), 12, `seconds "-3"`},
		{sheetRating, sheetRating + " 6", lineOf(sheetRating), 17, `rating "6"`},
		{sheetGrade, sheetGrade + " fine", lineOf(sheetGrade), 36, `grade "fine"`},
		{"- [ ] the goal", "- [x] the goals", lineOf("- [ ] the goal"), 7, "a box that is on no sheet"},
		{"Listen for:", "Listen to:", lineOf("Listen for:"), 1, "a line that is on no sheet"},
		{sheetCard, "<!-- card x", lineOf(sheetCard), 1, "a question's mark that is damaged"},
		{"\n## 1", "\nhello\n## 1", lineOf("\n## 1") + 1, 1, "text before the first question"},
	} {
		_, err := ParseSheet("s.md", strings.Replace(text, test.old, test.new, 1))
		var syntax *deck.SyntaxError
		if !errors.As(err, &syntax) || syntax.Line != test.line || syntax.Column != test.column || !strings.Contains(syntax.Msg, test.says) {
			t.Errorf("%s: %v, want line %d:%d: %s", test.new, err, test.line, test.column, test.says)
		}
	}
	// A ticked question without its mark is at its heading.
	damaged := strings.Replace(text, "- [ ] the goal", "- [x] the goal", 1)
	from := strings.Index(damaged, sheetCard)
	damaged = damaged[:from] + damaged[from+strings.Index(damaged[from:], "\n"):]
	var syntax *deck.SyntaxError
	if _, err := ParseSheet("s.md", damaged); !errors.As(err, &syntax) || syntax.Line != lineOf("## 1") {
		t.Errorf("without its mark: %v", err)
	}
}

func FuzzParseSheet(f *testing.F) {
	s := Sheet{Questions: []SheetQuestion{{Card: 5, Question: "Why?", FollowUps: []string{"And?"}}}}
	f.Add(s.Markdown())
	f.Add(strings.ReplaceAll(s.Markdown(), "[ ]", "[x]"))
	f.Add("## 1. x\n<!-- card -->\n- seconds: 1e999\n")
	f.Fuzz(func(t *testing.T, text string) {
		marks, err := ParseSheet("fuzz.md", text)
		if err != nil {
			var syntax *deck.SyntaxError
			if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Line > 1+strings.Count(text, "\n") || syntax.Column < 1 {
				t.Fatal(err)
			}
		}
		for _, m := range marks {
			if m.Attempt.Card == 0 || m.Attempt.Seconds < 0 || m.Attempt.Rating > 5 {
				t.Fatalf("%+v", m)
			}
		}
	})
}
