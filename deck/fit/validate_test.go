package fit

import (
	"encoding/json"
	"os"
	"testing"
)

// theirs is what testdata/compare/fit.mjs prints: fsrs-rs's fits to a log and to what is before each of its splits.
type theirs struct {
	Targets    int
	Parameters []float64
	Seconds    float64
	CPU        float64 // seconds on all cores together
	Splits     [][]float64
}

// score is how well the fits to what is before each split predict it.
func (f theirs) score(t testing.TB, set *Set) Score {
	t.Helper()
	if f.Targets != set.Targets() || len(f.Splits) != splits {
		t.Fatalf("fsrs-rs has %d targets and %d splits, we have %d and %d", f.Targets, len(f.Splits), set.Targets(), splits)
	}
	var guesses []guess
	segment := set.targets / (splits + 1)
	for i, values := range f.Splits {
		w, err := Convert(values)
		if err != nil {
			t.Fatal(err)
		}
		end := (i + 2) * segment
		if i == splits-1 {
			end = set.targets
		}
		p := set.before(end)
		p.flat = true
		guesses = append(guesses, predict(NewModel(w), &p, int32((i+1)*segment))...)
	}
	return score(guesses)
}

// The fits of fsrs-rs to the first one, two, … five sixths of the real log are kept in testdata, as fit.mjs printed them.
func TestFitPredictsTheRealLogBetterThanFsrsRs(t *testing.T) {
	text, err := os.ReadFile("testdata/fsrs-rs.json")
	if err != nil {
		t.Fatal(err)
	}
	var f theirs
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	set := mustSet(t, realLog(t).Reviews)
	found := mustFit(t, set)
	v, err := Validate(t.Context(), set, found.Parameters, Rival{Parameters: Defaults()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rs := f.score(t, set)
	t.Logf("held out: ours %+v, fsrs-rs %+v, defaults %+v", v.Fitted, rs, v.Defaults)
	if v.Fitted.Targets != rs.Targets || v.Fitted.LogLoss > rs.LogLoss || v.Fitted.RMSE > rs.RMSE {
		t.Errorf("log loss %.5f, RMSE %.5f of %d; fsrs-rs has %.5f, %.5f of %d",
			v.Fitted.LogLoss, v.Fitted.RMSE, v.Fitted.Targets, rs.LogLoss, rs.RMSE, rs.Targets)
	}
	if v.Rival != v.Defaults || !v.Better() {
		t.Errorf("against the defaults: %+v", v)
	}
}

func TestValidationKeepsWhatIsNotWorse(t *testing.T) {
	learner := learners()["quick"]
	set := mustSet(t, learner.log(31, 6000))
	found := mustFit(t, set)
	early, err := set.fit(t.Context(), 1500, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		rival Rival
		want  bool
	}{
		{"the defaults", Rival{Parameters: Defaults()}, true},
		{"what the learner's memory really is", Rival{Parameters: learner.memory}, false},
		{"the same fit", Rival{found.Parameters, set.Targets()}, false},
		{"a fit to the first quarter", Rival{early.Parameters, 1500}, true},
		{"the defaults, said to have seen everything", Rival{Defaults(), set.Targets()}, true},
	} {
		v, err := Validate(t.Context(), set, found.Parameters, test.rival, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Better(); got != test.want {
			t.Errorf("against %s: better is %v, want %v; %+v", test.name, got, test.want, v)
		}
	}
}

func TestValidationOfTooLittle(t *testing.T) {
	set := mustSet(t, history(1, [3]int{1, 3, 0}, [3]int{4, 3, 2}))
	v, err := Validate(t.Context(), set, Defaults(), Rival{Parameters: Defaults()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if v.Fitted.Targets != 0 || v.Better() {
		t.Errorf("%+v", v)
	}
}
