package journal

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestWalk(t *testing.T) {
	db := openTest(t)
	id := db.add(Entry{Title: "x"})
	prompts, err := Prompting{Off: []string{"stakes", "shortfall", "tried", "actions_then", "feelings", "communication", "help", "differently", "bounce_back", "reframe", "goal_next"}}.Prompts()
	if err != nil {
		t.Fatal(err)
	}
	// Each step starts the walk anew, as after a crash.
	step := func(answer string) (field string) {
		db.do(func(tx *prep.Tx) error {
			w, err := StartWalk(tx, id, prompts)
			if err != nil {
				return err
			}
			i, more := w.Next()
			if !more {
				return nil
			}
			field = prompts[i].Field
			return w.Put(tx, i, answer)
		})
		return field
	}
	var order []string
	for range 5 {
		order = append(order, step("answer"))
	}
	order = append(order, step(" "), step("answer"))
	if diff := cmp.Diff([]string{"goal", "my_role", "outcome", "own_factors", "outside_factors", "impact", "repair"}, order); diff != "" {
		t.Error(diff)
	}
	if e := db.get(id); e.OwnFactors != "answer" || e.Impact != "" || e.Repair != "answer" {
		t.Errorf("%+v", e)
	}
	db.do(func(tx *prep.Tx) error {
		w, err := StartWalk(tx, id, prompts)
		if err != nil {
			return err
		}
		if answered, total := w.Done(); answered != 7 || total != 11 {
			t.Errorf("%d of %d", answered, total)
		}
		if err := w.Again(tx); err != nil {
			return err
		}
		if i, _ := w.Next(); prompts[i].Field != "impact" {
			t.Errorf("skipped prompt comes back as %s", prompts[i].Field)
		}
		return w.Edit(tx, func(e *Entry) { e.StingNow = new(1) })
	})
	if e := db.get(id); *e.StingNow != 1 {
		t.Errorf("sting %d", *e.StingNow)
	}
	for range 4 {
		step("answer")
	}
	if got := step("answer"); got != "" {
		t.Errorf("asked for %s after the end", got)
	}
}

// Causes outside are not asked for while one's own are skipped.
func TestWalkOwnCausesFirst(t *testing.T) {
	db := openTest(t)
	id := db.add(Entry{Title: "x"})
	db.do(func(tx *prep.Tx) error {
		w, err := StartWalk(tx, id, defaultPrompts())
		if err != nil {
			return err
		}
		for {
			i, more := w.Next()
			if !more {
				return nil
			}
			if w.Prompts[i].Field == "outside_factors" {
				t.Error("outside causes before one's own")
			}
			if err := w.Skip(tx, i); err != nil {
				return err
			}
		}
	})
}
