package journal

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

func TestTarget(t *testing.T) {
	db := openTest(t)
	want := Target{
		Company: "Acme", Role: "engineer", Round: "Second, with the CTO", Date: &Date{*day("2026-11-20")}, Time: new(int64(1795165200000)),
		Zone: "Europe/Berlin", Query: "tag:interview", Goal: new(0.9), Values: "candour", Notes: "Bring\ntea.", Job: "We ship.", Added: db.now.UnixMilli(),
	}
	want.ID = db.target(want)
	db.target(Target{Company: "Borealis"})
	db.do(func(tx *prep.Tx) error {
		got, err := FindTarget(tx, "acm")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err != nil {
			return err
		}
		all, err := Targets(tx)
		if err != nil || len(all) != 2 || all[0].Company != "Acme" {
			t.Errorf("%+v, %v", all, err)
		}
		opened, err := OpenTarget(tx, want.ID)
		if err != nil {
			return err
		}
		edited := opened.Target
		edited.Notes, edited.Date, edited.Goal = "Bring coffee.", nil, nil
		if changed, err := SaveTarget(tx, opened, edited); err != nil || !changed {
			t.Errorf("%v, %v", changed, err)
		}
		got, err = GetTarget(tx, want.ID)
		if diff := cmp.Diff(edited, got); diff != "" {
			t.Error(diff)
		}
		if err != nil {
			return err
		}
		opened, _ = OpenTarget(tx, want.ID)
		if changed, err := SaveTarget(tx, opened, opened.Target); err != nil || changed {
			t.Errorf("saved unchanged: %v, %v", changed, err)
		}
		if err := DeleteTarget(tx, want.ID); err != nil {
			return err
		}
		if _, err := FindTarget(tx, "acme"); !errors.Is(err, prep.ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		return RestoreTarget(tx, want.ID)
	})
	db.target(Target{Company: "Acme", Role: "lead"})
	db.do(func(tx *prep.Tx) error {
		var ambiguous *AmbiguousError
		if _, err := FindTarget(tx, "acme"); !errors.As(err, &ambiguous) || len(ambiguous.Candidates) != 2 {
			t.Errorf("ambiguous: %v", err)
		}
		got, err := FindTarget(tx, "Acme l")
		if got.Role != "lead" {
			t.Errorf("%+v", got)
		}
		if err != nil {
			return err
		}
		got, err = FindTarget(tx, want.ID.String()[:8])
		if got.ID != want.ID {
			t.Errorf("%+v", got)
		}
		return err
	})
}

func TestTargetRefuses(t *testing.T) {
	db := openTest(t)
	for says, target := range map[string]Target{
		"neither company nor role": {Notes: "x"},
		`time zone "Berlin time"`:  {Company: "x", Zone: "Berlin time"},
		"wanted recall 95":         {Company: "x", Goal: new(95.0)},
	} {
		err := db.Update(context.Background(), func(tx *prep.Tx) error {
			_, err := AddTarget(tx, target)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

func TestFitStories(t *testing.T) {
	db := openTest(t)
	db.sample()
	whole := release()
	whole.Title, whole.Help, whole.BounceBack, whole.Feelings, whole.Questions = "Lost the client", "My mentor.", "Two weeks.", "Shame.", nil
	whole.Lesson = "Ask the patients first."
	db.add(whole)
	target := db.target(Target{Company: "Clinic", Values: "patient safety, candour", Job: "You plan releases and give estimates."})
	db.do(func(tx *prep.Tx) error {
		fits, err := FitStories(tx, target)
		if err != nil {
			return err
		}
		best := map[string]Match{}
		for _, f := range fits {
			best[f.Question] = f.Stories[0]
		}
		if m := best["biggest failure"]; m.Title != release().Title || !m.Asked {
			t.Errorf("%+v", m)
		}
		if m := best["handle failure"]; m.Title != "Lost the client" || !slices.Contains(m.Words, "patient") || !slices.Contains(m.Words, "estimates") {
			t.Errorf("%+v", m)
		}
		return nil
	})
	a := db.answer(Answer{Question: "missed a goal", Text: "x"})
	db.do(func(tx *prep.Tx) error {
		fits, err := FitStories(tx, target)
		i := slices.IndexFunc(fits, func(f Fit) bool { return f.Question == "missed a goal" })
		if fits[i].Answer == nil || *fits[i].Answer != a.ID {
			t.Errorf("%+v", fits[i])
		}
		return err
	})
}
