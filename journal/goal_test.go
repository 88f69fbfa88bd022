package journal

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestGoal(t *testing.T) {
	db := openTest(t)
	entry := db.add(release())
	first, err := ParseMilestone("Write the template @ 2026-11-10", nil)
	if err != nil {
		t.Fatal(err)
	}
	var id prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		id, err = AddGoal(tx, Goal{Entry: entry, Text: " Three estimates\nwith ranges ", Due: &Date{*day("2026-12-01")}, Milestones: []Milestone{{Text: "Use it"}, first}})
		return err
	})
	get := func() (g Goal) {
		db.do(func(tx *prep.Tx) (err error) {
			g, err = GetGoal(tx, id)
			return err
		})
		return g
	}
	g := get()
	if g.Text != "Three estimates with ranges" || len(g.Milestones) != 2 || g.Milestones[0].Text != "Write the template" || !g.Open() {
		t.Errorf("%+v", g)
	}
	for date, want := range map[string][]string{
		"2026-11-10": nil, "2026-11-11": {"Write the template"}, "2026-12-01": {"Write the template"},
		"2026-12-02": {"Write the template", "Three estimates with ranges"},
	} {
		if diff := cmp.Diff(want, g.Overdue(*day(date))); diff != "" {
			t.Errorf("on %s: %s", date, diff)
		}
	}
	db.do(func(tx *prep.Tx) error { return ReachMilestone(tx, g.Milestones[0].ID) })
	if done, total := get().Progress(); done != 1 || total != 2 {
		t.Errorf("%d of %d", done, total)
	}
	db.do(func(tx *prep.Tx) error {
		if err := DropGoal(tx, id, " "); err == nil {
			t.Error("dropped without a reason")
		}
		if err := DropGoal(tx, id, "The project ended."); err != nil {
			return err
		}
		if open, _ := Goals(tx, false); len(open) != 0 {
			t.Errorf("%d open goals", len(open))
		}
		if err := ReopenGoal(tx, id); err != nil {
			return err
		}
		r, err := ReachGoal(tx, id)
		if r.Entry != entry || r.Proof != "Three estimates with ranges. Reached on 2026-11-02." || r.Goal.Done == nil {
			t.Errorf("%+v", r)
		}
		if err != nil {
			return err
		}
		if _, err := Change(tx, entry, func(e *Entry) { e.Proof = r.Proof }); err != nil {
			return err
		}
		if r, err = ReachGoal(tx, id); r.Entry != 0 {
			t.Error("a proof is offered twice")
		}
		return err
	})
	if late := get().Overdue(*day("2027-01-01")); late != nil {
		t.Errorf("a reached goal is overdue: %q", late)
	}
	db.do(func(tx *prep.Tx) error {
		of, err := GoalsOf(tx, entry)
		if len(of) != 1 {
			t.Errorf("%d goals of the entry", len(of))
		}
		if _, err := ReachGoal(tx, prep.NewID()); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("no goal: %v", err)
		}
		if _, err := AddGoal(tx, Goal{Text: "x", Entry: 5}); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("no entry: %v", err)
		}
		return err
	})
}

func TestDeleteGoal(t *testing.T) {
	db := openTest(t)
	var id, other prep.ID
	db.do(func(tx *prep.Tx) (err error) {
		if id, err = AddGoal(tx, Goal{Text: "x", Milestones: []Milestone{{Text: "a"}, {Text: "b"}}}); err != nil {
			return err
		}
		other, err = AddGoal(tx, Goal{Text: "y", Milestones: []Milestone{{Text: "c"}}})
		return err
	})
	db.do(func(tx *prep.Tx) error {
		if err := DeleteGoal(tx, other); err != nil {
			return err
		}
		return DeleteGoal(tx, id)
	})
	db.do(func(tx *prep.Tx) error {
		if goals, _ := Goals(tx, true); len(goals) != 0 {
			t.Errorf("%+v", goals)
		}
		return RestoreGoal(tx, id)
	})
	db.do(func(tx *prep.Tx) error {
		var milestones int
		if err := tx.Get("select count(*) from milestone", nil, &milestones); err != nil {
			return err
		}
		g, err := GetGoal(tx, id)
		if len(g.Milestones) != 2 || milestones != 2 {
			t.Errorf("%+v, %d milestones in all", g, milestones)
		}
		return err
	})
}

func TestParseMilestone(t *testing.T) {
	for s, want := range map[string]string{"": "no text", "@2026-01-01": "no text", "x@soon": `day "soon"`} {
		if _, err := ParseMilestone(s, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", s, err)
		}
	}
	m, err := ParseMilestone("mail a@b.org@2026-01-02", nil)
	if err != nil || m.Text != "mail a@b.org" || m.Due.String() != "2026-01-02" {
		t.Errorf("%+v, %v", m, err)
	}
}
