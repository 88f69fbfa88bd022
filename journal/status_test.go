package journal

import (
	"testing"

	"pgregory.net/rapid"

	"prep"
)

func TestStatusOf(t *testing.T) {
	e := release()
	for _, step := range []struct {
		edit func(*Entry)
		want Status
	}{
		{func(*Entry) {}, Changed},
		{func(e *Entry) { e.Proof = "The next release was a day early." }, Proven},
		{func(e *Entry) { e.Change = "" }, Reflected},
		{func(e *Entry) { e.OwnFactors = " \n" }, Captured},
		{func(e *Entry) { e.Change = "Back." }, Proven},
		{func(e *Entry) { e.Lesson = "" }, Captured},
	} {
		step.edit(&e)
		if got := StatusOf(e); got != step.want {
			t.Errorf("status %s, want %s", got, step.want)
		}
	}
}

// The database derives the same status as the code.
func TestStatusSQL(t *testing.T) {
	db := openTest(t)
	rapid.Check(t, func(rt *rapid.T) {
		e := Entry{Title: "x"}
		for _, f := range fields[1:] {
			if f.Need != Optional && rapid.IntRange(0, 9).Draw(rt, f.Name) > 0 {
				f.Put(&e, "filled")
			}
		}
		e.ID = db.add(e)
		db.do(func(tx *prep.Tx) error {
			var got int
			if err := tx.Get("select "+statusSQL+" from entry e where id = ?", []any{int64(e.ID)}, &got); err != nil {
				return err
			}
			if Status(got) != StatusOf(e) {
				rt.Errorf("SQL %s, code %s", Status(got), StatusOf(e))
			}
			return nil
		})
	})
}

func TestParseStatus(t *testing.T) {
	for s := Captured; s <= Proven; s++ {
		if got, err := ParseStatus(s.String()); err != nil || got != s {
			t.Errorf("%s: %s, %v", s, got, err)
		}
	}
	if _, err := ParseStatus("done"); err == nil {
		t.Error("done is no status")
	}
}
