package deck

import "testing"

func TestRating(t *testing.T) {
	for r, name := range map[Rating]string{Again: "again", Hard: "hard", Good: "good", Easy: "easy"} {
		if r.String() != name || !r.Valid() {
			t.Errorf("rating %d is %v, valid %v", int(r), r, r.Valid())
		}
		for _, text := range []string{name, string(rune('0' + r))} {
			if got, err := ParseRating(text); err != nil || got != r {
				t.Errorf("ParseRating(%q) is %v, %v", text, got, err)
			}
		}
	}
	for _, text := range []string{"", "0", "5", "Good", "-1", "ok", "01"} {
		if r, err := ParseRating(text); err == nil {
			t.Errorf("ParseRating(%q) is %v, want an error", text, r)
		}
	}
	if got := Rating(5).String(); got != "rating 5" {
		t.Errorf("Rating(5) is %q", got)
	}
}

func TestStateNames(t *testing.T) {
	for s, name := range map[State]string{New: "new", Learning: "learning", Reviewing: "review", Relearning: "relearning", 4: "state 4", -1: "state -1"} {
		if s.String() != name {
			t.Errorf("state %d is %q, want %q", int(s), s, name)
		}
	}
}
