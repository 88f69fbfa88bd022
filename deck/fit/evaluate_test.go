package fit

import (
	"math"
	"testing"
)

// The bins of some reviews, worked out by hand from the definition in the srs-benchmark.
func TestBins(t *testing.T) {
	for _, test := range []struct {
		elapsed         uint32
		reviews, lapses int
		want            bin
	}{
		{1, 2, 0, bin{0, 1, 0}},
		{3, 3, 1, bin{0, 1, 1}},
		{4, 4, 2, bin{1, 2, 2}},
		{13, 7, 3, bin{1, 3, 3}},
		{14, 13, 6, bin{2, 4, 4}},
		{36500, 1000, 100, bin{8, 10, 9}},
	} {
		if got := binOf(test.elapsed, test.reviews, test.lapses); got != test.want {
			t.Errorf("%d days, %d reviews, %d lapses: %v, want %v", test.elapsed, test.reviews, test.lapses, got, test.want)
		}
	}
}

func TestScore(t *testing.T) {
	guesses := []guess{
		{recall: 0.9, weight: 1, passed: true, bin: bin{1, 1, 0}},
		{recall: 0.8, weight: 1, passed: false, bin: bin{1, 1, 0}},
		{recall: 0.6, weight: 2, passed: true, bin: bin{2, 1, 0}},
	}
	got := score(guesses)
	loss := -(math.Log(0.9) + math.Log(0.2) + 2*math.Log(0.6)) / 4
	rmse := math.Sqrt((math.Pow(0.85-0.5, 2)*2 + math.Pow(0.4, 2)*2) / 4)
	if got.Targets != 3 || !near(got.LogLoss, loss, 1e-12) || !near(got.RMSE, rmse, 1e-12) || got.AUC != 0.5 {
		t.Errorf("%+v, want loss %v, rmse %v, auc 0.5", got, loss, rmse)
	}
	if got := score(nil); got != (Score{}) {
		t.Errorf("of nothing: %+v", got)
	}
	if got := auc([]guess{{recall: 0.9, passed: true}, {recall: 0.9}, {recall: 0.1}}); got != 0.75 {
		t.Errorf("auc %v, want 0.75: one pair right, one tied", got)
	}
}

// The numbers that fsrs-rs 6.5 gives for the real log through its npm binding 0.5.0, which first brings the targets into
// an order of its own; see asBinding. Its fitted parameters are here as they were printed.
func TestScoresAgreeWithFsrsRs(t *testing.T) {
	whole := mustSet(t, realLog(t).Reviews)
	if whole.Targets() != 4122 {
		t.Errorf("%d targets, want 4122", whole.Targets())
	}
	set := asBinding(whole)
	for _, test := range []struct {
		name       string
		w          Parameters
		loss, rmse float64
	}{
		{"default", Defaults(), 0.4358161687850952, 0.07531028240919113},
		{"fitted", fsrsRsFitted(), 0.41721484065055847, 0.05221400782465935},
	} {
		got := EvaluateRecent(set, test.w)
		if math.Abs(got.LogLoss-test.loss) > 5e-6 || math.Abs(got.RMSE-test.rmse) > 5e-5 {
			t.Errorf("%s: log loss %.6f, RMSE %.6f; fsrs-rs has %.6f, %.6f", test.name, got.LogLoss, got.RMSE, test.loss, test.rmse)
		}
	}
}

// fsrsRsFitted is what fsrs-rs fits to the real log, rounded.
func fsrsRsFitted() Parameters {
	return Parameters{
		0.4368, 2.1487, 2.2613, 3.3314, 6.6039, 0.8022, 3.0479, 0.001, 1.5894, 0.3864, 0.5085,
		1.5328, 0.0336, 0.292, 1.7602, 0.5262, 1.6909, 0.5578, 0.0807, 0.1114, 0.1797,
	}
}

// On the same targets with the same weights our fit must have no greater loss than that of fsrs-rs.
func TestFitBeatsFsrsRsOnTheRealLog(t *testing.T) {
	set := asBinding(mustSet(t, realLog(t).Reviews))
	got, theirs := EvaluateRecent(set, mustFit(t, set).Parameters), EvaluateRecent(set, fsrsRsFitted())
	t.Logf("ours %+v, theirs %+v", got, theirs)
	if got.LogLoss > theirs.LogLoss || got.RMSE > theirs.RMSE {
		t.Errorf("log loss %.4f, RMSE %.4f; fsrs-rs has %.4f, %.4f", got.LogLoss, got.RMSE, theirs.LogLoss, theirs.RMSE)
	}
}
