package lint

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestClaims(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"late by 9 days", []string{"time 9 day"}},
		{"late by nine working days", []string{"time 9 day"}},
		{"a nine-day delay", []string{"time 9 day"}},
		{"71 per cent, 71%, 71 percent", []string{"percent 71", "percent 71", "percent 71"}},
		{"forty-five percent", []string{"percent 45"}},
		{"10x faster, ten times faster", []string{"times 10", "times 10"}},
		{"€30,000 or 30k euros or thirty thousand euros", []string{"money 30000 eur", "money 30000 eur", "money 30000 eur"}},
		{"$2.5 million, half a million dollars", []string{"money 2500000 usd", "money 500000 usd"}},
		{"two hundred and fifty pounds", []string{"money 250 gbp"}},
		{"a hundred and ten people; 110 people", []string{"people 110 people", "people 110 people"}},
		{"a dozen engineers", []string{"people 12 engineer"}},
		{"roughly nine hundred failed checkouts", []string{"count 900 checkout"}},
		{"in 2019 customers left", nil},
		{"in 2019 forty customers left", []string{"people 40 customer"}},
		{"one of them, one day, for one", nil},
		{"one percent", []string{"percent 1"}},
		{"chapter 3, room 12", nil},
		{"\"we lost 90 days\", she said", nil},
		{"Was it 90 days?", nil},
		{"two pressures an hour apart", nil},
	} {
		var keys []string
		for _, c := range Claims(test.text) {
			keys = append(keys, c.Key)
			if c.Quote != test.text[c.Span.Start:c.Span.End] {
				t.Errorf("%q: quote %q at %v", test.text, c.Quote, c.Span)
			}
		}
		if diff := cmp.Diff(test.want, keys); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestClaimStates(t *testing.T) {
	text := within("It took 9 days and 40 euros and twelve people and 7 hours.")
	r := Check(Answer{Text: text, Claims: map[string]ClaimState{
		"time 9 day": Confirmed, "money 40 eur": Retracted, "people 12 people": Unverifiable,
	}}, Options{})
	got := map[string]Level{}
	for _, f := range r.Findings {
		got[f.Quote+": "+f.Reason] = f.Level
	}
	want := map[string]Level{
		"40 euros: You took this figure back.":                         Warning,
		"twelve people: You said that you cannot confirm this figure.": Suggestion,
		"7 hours: An interviewer may ask about this figure.":           Suggestion,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	if len(r.Claims) != 4 || r.Claims[0].State != Confirmed {
		t.Errorf("claims %+v", r.Claims)
	}
}

// spell writes n, 1 to 999,999, in English words.
func spell(n int, and bool) string {
	small := []string{
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
		"fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	}
	tens := []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	switch {
	case n < 20:
		return small[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + small[n%10]
	}
	unit, name := 100, " hundred"
	if n >= 1000 {
		unit, name = 1000, " thousand"
	}
	head, rest := spell(n/unit, and)+name, n%unit
	switch {
	case rest == 0:
		return head
	case and && rest < 100:
		return head + " and " + spell(rest, and)
	}
	return head + " " + spell(rest, and)
}

func TestFigureReadsWhatIsSpelled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 999_999).Draw(t, "n")
		text := "It took " + spell(n, rapid.Bool().Draw(t, "and")) + " days."
		s := read(text)
		value, used := figure(s.tokens[2:])
		if value != float64(n) || used != len(s.tokens)-3 {
			t.Fatalf("%q: read %v in %d words", text, value, used)
		}
	})
}

func TestSingular(t *testing.T) {
	for word, want := range map[string]string{"days": "day", "families": "family", "children": "child", "boss": "boss", "lunches": "lunch", "bus": "bus"} {
		if got := singular(word); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
}
