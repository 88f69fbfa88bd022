package lint

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestIgnore(t *testing.T) {
	blaming := within("The vendor refused to send the parts. It was a minor slip.")
	for _, test := range []struct {
		line    string
		ignored []string // rules whose findings come back ignored
		reason  string   // part of the reason of a lint/ignore finding
	}{
		{"lint:ignore own/blame -- the recall was public", []string{"own/blame"}, ""},
		{"<!-- lint:ignore own/blame -- the recall was public -->", []string{"own/blame"}, ""},
		{"  lint:ignore own/blame, own/minimise -- both agreed with a coach", []string{"own/blame", "own/minimise"}, ""},
		{"lint:ignore own/blame", nil, "reason"},
		{"lint:ignore own/blame --", nil, "reason"},
		{"lint:ignore own/nothing -- x", nil, "no rule own/nothing"},
		{"lint:ignore say/long -- x", nil, "found nothing"},
		{"lint:ignore -- x", nil, "names no rule"},
		{"lint:ignored own/blame -- x", nil, ""},
	} {
		r := Check(Answer{Text: test.line + "\n\n" + blaming}, Options{})
		var ignored []string
		complaint := ""
		for _, f := range r.Findings {
			if f.Ignored != "" {
				ignored = append(ignored, f.Rule)
			}
			if f.Rule == ruleIgnore {
				complaint = f.Reason
				if f.Span.Line != 1 {
					t.Errorf("%q: complaint at %+v", test.line, f.Span)
				}
			}
		}
		slices.Sort(ignored)
		if !slices.Equal(ignored, test.ignored) || (complaint == "") != (test.reason == "") || !strings.Contains(complaint, test.reason) {
			t.Errorf("%q: ignored %v, complaint %q", test.line, ignored, complaint)
		}
	}
}

func TestIgnoredDoesNotCount(t *testing.T) {
	text := within("The vendor refused to send the parts. Time passed. My boss ignored the letter.")
	if worst := Check(Answer{Text: text}, Options{}).Worst(); worst != Warning {
		t.Errorf("worst is %v", worst)
	}
	if worst := Check(Answer{Text: text + "\nlint:ignore own/blame -- agreed"}, Options{}).Worst(); worst != Off {
		t.Errorf("worst is %v with the rule ignored", worst)
	}
	r := Check(Answer{Text: within("It was a minor slip.")}, Options{Accept: []string{"a minor slip"}})
	if len(r.Findings) != 1 || r.Findings[0].Ignored == "" {
		t.Errorf("accepted wording: %+v", r.Findings)
	}
}

func TestLevels(t *testing.T) {
	text := within("It was a minor slip.")
	for level, want := range map[Level]int{Off: 0, Suggestion: 1, Error: 1} {
		r := Check(Answer{Text: text}, Options{Levels: map[string]Level{"own/minimise": level}})
		if len(r.Findings) != want || r.Worst() != level {
			t.Errorf("%v: %+v", level, r.Findings)
		}
	}
	late := "There is a village. It has a church. The church has a bell. The bell has a rope. The rope is long. " + within("")
	if ids := fired(Check(Answer{Text: late}, Options{})); len(ids) > 0 {
		t.Errorf("form/order guesses though it is off: %v", ids)
	}
	if ids := fired(Check(Answer{Text: late}, Options{Levels: map[string]Level{"form/order": Suggestion}})); !slices.Equal(ids, []string{"form/order"}) {
		t.Errorf("form/order switched on: %v", ids)
	}
}

func TestIgnoreRuleHasALevel(t *testing.T) {
	text := within("lint:ignore own/we -- x")
	text = strings.Replace(text, "lint:ignore", "\n\nlint:ignore", 1)
	text = strings.Replace(text, "-- x", "-- x\n\n", 1)
	for level, want := range map[Level]int{Off: 0, Suggestion: 1} {
		r := Check(Answer{Text: text}, Options{Levels: map[string]Level{ruleIgnore: level}})
		if len(r.Findings) != want || r.Worst() != level {
			t.Errorf("%v: %+v", level, r.Findings)
		}
	}
}

func TestReportAsJSON(t *testing.T) {
	raw, err := json.Marshal(Check(Answer{Text: within("It was a minor slip.")}, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"level":"suggestion"`, `"findings":[{"rule":"own/minimise"`, `"claims":[]`, `"line":1`, `"state":"present"`, `"quote":"a minor slip"`} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
}
