//go:build unix

package fit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCompare sets our fit beside that of fsrs-rs, run in turn on the same logs, the real one and made ones.
//
//	(cd deck/fit/testdata/compare && npm install)
//	PREP_COMPARE=20000,1000000 go test ./deck/fit -run Compare -v -timeout 60m
//
// PREP_COMPARE lists the sizes of the made logs in targets. Held out are the reviews of the time-series splits, or, of logs
// with more than 100,000 targets, where fitting splits would take fsrs-rs very long, those of another log of the same
// learner. Our time counts the making of the training set, that of fsrs-rs begins with the set made. Without PREP_COMPARE
// there is nothing to compare.
func TestCompare(t *testing.T) {
	sizes := strings.FieldsFunc(os.Getenv("PREP_COMPARE"), func(r rune) bool { return r == ',' })
	if len(sizes) == 0 {
		return
	}
	t.Logf("%-6s %9s | %-25s | %-25s | %-39s | bytes", "", "", "seconds", "seconds of all cores", "held-out log loss")
	t.Logf("%-6s %9s | %7s %8s %7s  | %7s %8s %7s  | %9s %9s %9s %9s | a review", "log", "targets",
		"ours", "fsrs-rs", "times", "ours", "fsrs-rs", "times", "ours", "fsrs-rs", "defaults", "learner")
	worse := compare(t, "real", realLog(t).Reviews, nil, nil)
	for _, size := range sizes {
		targets, err := strconv.Atoi(size)
		if err != nil {
			t.Fatalf("PREP_COMPARE: %q is not a number", size)
		}
		for _, name := range []string{"usual", "quick", "slow", "steep"} {
			learner := learners()[name]
			var other []Review
			if targets > 100_000 {
				other = learner.log(98, 100_000)
			}
			worse += compare(t, name, learner.log(99, targets), other, &learner.memory)
		}
	}
	if worse > 0 {
		t.Errorf("over all logs our held-out log losses sum to %.5f more than those of fsrs-rs", worse)
	}
}

// compare prints a line about one log, and returns by how much our held-out log loss is greater than that of fsrs-rs.
// The parameters of a made log's learner are the best that could be found.
func compare(t *testing.T, name string, log, other []Review, learner *Parameters) float64 {
	t.Helper()
	runs := 3
	if len(log) > 100_000 {
		runs = 1
	}
	f := fsrsRs(t, log, other == nil, runs)
	seconds, cpu, memory, r := ourRuns(t, log, runs)

	set := mustSet(t, log)
	w := mustConvert(t, f.Parameters)
	truth := Defaults()
	if learner != nil {
		truth = *learner
	}
	var ours, rs, defaults, best Score
	if other == nil {
		v, err := Validate(t.Context(), set, r.Parameters, Rival{Parameters: truth}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		ours, rs, defaults, best = v.Fitted, score(f.guesses(t, set)), v.Defaults, v.Rival
	} else {
		test := mustSet(t, other)
		ours, rs = Evaluate(test, r.Parameters), Evaluate(test, w)
		defaults, best = Evaluate(test, Defaults()), Evaluate(test, truth)
	}
	t.Logf("%-6s %9d | %7.3f %8.3f %6.1fx  | %7.3f %8.3f %6.1fx  | %9.5f %9.5f %9.5f %9.5f | %.0f", name, set.Targets(),
		seconds, f.Seconds, f.Seconds/seconds, cpu, f.CPU, f.CPU/cpu,
		ours.LogLoss, rs.LogLoss, defaults.LogLoss, best.LogLoss, memory)
	return ours.LogLoss - rs.LogLoss
}

// ourRuns makes a set of a log and fits it some times, and returns the quickest time, the least time of all cores, and
// the bytes that a review has cost, the log that was there before not counted.
func ourRuns(t *testing.T, log []Review, runs int) (seconds, cpu, memory float64, r Result) {
	t.Helper()
	for i := range runs {
		began, used := time.Now(), cores(t)
		set := mustSet(t, log)
		r = mustFit(t, set)
		took, busy := time.Since(began).Seconds(), (cores(t) - used).Seconds()
		if i == 0 || took < seconds {
			seconds = took
		}
		if i == 0 || busy < cpu {
			cpu = busy
		}
	}
	return seconds, cpu, allocatedBy(func() { mustFit(t, mustSet(t, log)) }) / float64(len(log)), r
}

// cores returns the processor time that this process has used.
func cores(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func mustConvert(t *testing.T, values []float64) Parameters {
	t.Helper()
	w, err := Convert(values)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// fsrsRs fits a log with fsrs-rs.
func fsrsRs(t *testing.T, log []Review, withSplits bool, runs int) (f theirs) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows := csv.NewWriter(file)
	_ = rows.Write(columnNames[:])
	for _, r := range log {
		_ = rows.Write([]string{
			fmt.Sprint(r.Card), fmt.Sprint(r.Time), fmt.Sprint(r.Rating), fmt.Sprint(int(r.Stage)), fmt.Sprint(r.Duration),
		})
	}
	rows.Flush()
	if err := rows.Error(); err != nil {
		t.Fatal(err)
	}
	count := 0
	if withSplits {
		count = splits
	}
	run := exec.Command("node", "--max-old-space-size=12000", "testdata/compare/fit.mjs", path,
		strconv.Itoa(count), strconv.Itoa(runs))
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("fsrs-rs: %v", err)
	}
	if err := json.Unmarshal(out, &f); err != nil {
		t.Fatal(err)
	}
	return f
}
