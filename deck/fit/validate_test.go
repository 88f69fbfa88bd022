package fit

import (
	"encoding/json"
	"math"
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

// readTheirs reads such a file of testdata.
func readTheirs(t testing.TB, name string) (f theirs) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// guesses are the predictions of each split by the fit to what is before it.
func (f theirs) guesses(t testing.TB, set *Set) (guesses []guess) {
	t.Helper()
	if f.Targets != set.Targets() || len(f.Splits) != splits {
		t.Fatalf("fsrs-rs has %d targets and %d splits, we have %d and %d", f.Targets, len(f.Splits), set.Targets(), splits)
	}
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
	return guesses
}

// The fits of fsrs-rs to the first one, two, … five sixths of the real log are kept in testdata, as fit.mjs printed them.
func TestFitPredictsTheRealLogBetterThanFsrsRs(t *testing.T) {
	set := mustSet(t, realLog(t).Reviews)
	found := mustFit(t, set)
	v, err := Validate(t.Context(), set, found.Parameters, Rival{Parameters: Defaults()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rs := score(readTheirs(t, "fsrs-rs.json").guesses(t, set))
	t.Logf("held out: ours %+v, fsrs-rs %+v, defaults %+v", v.Fitted, rs, v.Defaults)
	if v.Fitted.Targets != rs.Targets || v.Fitted.LogLoss > rs.LogLoss || v.Fitted.RMSE > rs.RMSE {
		t.Errorf("log loss %.5f, RMSE %.5f of %d; fsrs-rs has %.5f, %.5f of %d",
			v.Fitted.LogLoss, v.Fitted.RMSE, v.Fitted.Targets, rs.LogLoss, rs.RMSE, rs.Targets)
	}
	if v.Rival != v.Defaults || !v.Better() {
		t.Errorf("against the defaults: %+v", v)
	}
}

// The binding's own validation, log loss 0.4016 and RMSE 0.0488 on the real log, is no series in time: it cuts the targets in
// the order that asBinding gives. With the parameters that fsrs-rs finds for what comes before each of those
// cuts, kept in testdata, we get the same numbers. Before the first cut hardly an Easy beginning and no second review has been
// seen, so what any fit says of these is chance; from the second on ours must predict better.
func TestValidationInTheOrderOfTheBinding(t *testing.T) {
	set := asBinding(mustSet(t, realLog(t).Reviews))
	guesses := readTheirs(t, "fsrs-rs-own-order.json").guesses(t, set)
	if rs := score(guesses); math.Abs(rs.LogLoss-0.4015566) > 1e-6 || math.Abs(rs.RMSE-0.0488385) > 1e-6 {
		t.Errorf("with the parameters of fsrs-rs: log loss %.7f, RMSE %.7f; it says 0.4015566, 0.0488385", rs.LogLoss, rs.RMSE)
	}
	second := 2 * (set.targets / (splits + 1))
	v, err := Validate(t.Context(), set, Defaults(), Rival{Defaults(), second}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ours, rs := v.unseen.fitted, score(since(guesses, second))
	t.Logf("all splits: ours %+v; from the second on: ours %+v, fsrs-rs %+v", v.Fitted, ours, rs)
	if ours.Targets != rs.Targets || ours.LogLoss > rs.LogLoss {
		t.Errorf("log loss %.5f of %d; fsrs-rs has %.5f of %d", ours.LogLoss, ours.Targets, rs.LogLoss, rs.Targets)
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

func TestValidationRefusesAbsurdRivals(t *testing.T) {
	w := Defaults()
	w[6] = math.NaN()
	_, err := Validate(t.Context(), mustSet(t, nil), Defaults(), Rival{Parameters: w}, Options{})
	if want := "compare with other parameters: parameter w6: NaN is not a number"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
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
