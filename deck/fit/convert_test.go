package fit

import (
	"math"
	"strings"
	"testing"
)

// What the npm binding of fsrs-rs makes of the same values shows in its memory states: the state after a first Again,
// then after Again three days later, Easy on the same day, and Hard four days later.
func TestConvertAsFsrsRs(t *testing.T) {
	old := []float64{0.4, 0.6, 2.4, 5.8, 4.93, 0.94, 0.86, 0.01, 1.49, 0.14, 0.94, 2.18, 0.05, 0.34, 1.26, 0.29, 2.61}
	newer := []float64{
		0.4, 0.6, 2.4, 5.8, 6.81, 0.44675013, 1.36, 0.01, 1.49, 0.14, 0.94, 2.18, 0.05, 0.34, 1.26, 0.29, 2.61, 0.3, 0.2,
	}
	for _, test := range []struct {
		values                  []float64
		again, easy, hard, days float64
	}{
		{old, 0.3963605761528015, 0.4000000059604645, 1.7025383710861206, 2.787745475769043},
		{newer, 0.3767057955265045, 0.5733317732810974, 1.7025383710861206, 2.787745475769043},
	} {
		w, err := Convert(test.values)
		if err != nil {
			t.Fatal(err)
		}
		m := NewModel(w)
		first := m.Next(State{}, 0, 1)
		again, easy, hard := m.Next(first, 3, 1), m.Next(first, 0, 4), m.Next(first, 4, 2)
		for name, pair := range map[string][2]float64{
			"first difficulty": {first.Difficulty, 6.809999942779541},
			"again":            {again.Stability, test.again},
			"again difficulty": {again.Difficulty, 7.736248016357422},
			"easy":             {easy.Stability, test.easy},
			"easy difficulty":  {easy.Difficulty, 6.304576396942139},
			"hard":             {hard.Stability, test.hard},
			"interval":         {m.Interval(hard, 0.85), test.days},
		} {
			if !near(pair[0], pair[1], 1e-5) {
				t.Errorf("%d values: %s is %v, fsrs-rs has %v", len(test.values), name, pair[0], pair[1])
			}
		}
	}
}

func TestConvertMovesOldValuesIntoRange(t *testing.T) {
	old := []float64{0.9, 0.6, 2.4, 5.8, 9, 1.5, 0.86, 0, 1.49, 0.14, 0.94, 2.18, 0.05, 0.34, 1.26, 0.29, 2.61}
	w, err := Convert(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Check(); err != nil {
		t.Error(err)
	}
	if w[1] != 0.9 || w[4] != 10 || w[7] != 0.001 || w[19] != 0 || w[20] != 0.5 {
		t.Errorf("%v", w)
	}
	old[5] = -0.5 // whose logarithm is none
	if _, err := Convert(old); err == nil || err.Error() != "parameters of an older FSRS: w5 becomes NaN" {
		t.Errorf("error %v", err)
	}
}

func TestParse(t *testing.T) {
	want := Defaults()
	for _, text := range []string{want.String(), "[" + want.String() + "]", strings.ReplaceAll(want.String(), ", ", " \n")} {
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	change := func(i int, v float64) string {
		w := Defaults()
		w[i] = v
		return w.String()
	}
	for text, want := range map[string]string{
		"":                      "parameters: 0 values, want 21 (FSRS-6), 19 (FSRS-5) or 17 (FSRS-4.5)",
		"1, 2, x":               `parameters: "x" is not a number`,
		change(5, math.NaN()):   "parameter w5: NaN is not a number",
		change(20, math.Inf(1)): "parameter w20: +Inf is not a number",
		change(4, 11):           "parameter w4: 11 is outside 1 to 10",
		change(19, -0.1):        "parameter w19: -0.1 is outside 0 to 0.8",
		change(1, 0.1):          "parameter w1: 0.1 is below w0, 0.212: a better first grade cannot mean a weaker memory",
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: error %v\nwant %s", text, err, want)
		}
	}
}

func TestClampMakesParametersValid(t *testing.T) {
	w := Defaults()
	for i := range w {
		w[i] = float64(1-2*(i%2)) * 1000
	}
	if err := w.Clamp().Check(); err != nil {
		t.Error(err)
	}
	if got := Defaults().Clamp(); got != Defaults() {
		t.Errorf("the defaults became %v", got)
	}
}

// FuzzParse checks that what is accepted can be used, and survives being written and read.
func FuzzParse(f *testing.F) {
	f.Add(Defaults().String())
	f.Add("0.4 0.6 2.4 5.8 4.93 0.94 0.86 0.01 1.49 0.14 0.94 2.18 0.05 0.34 1.26 0.29 2.61")
	f.Add("[1,2,3]")
	f.Add("nan inf 0x1p-2 1_000")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := Parse(text)
		if err != nil {
			return
		}
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		m := NewModel(w)
		s := m.Next(m.Next(State{}, 0, 1), 1000, 4)
		if !(s.Stability >= minStability && s.Stability <= maxStability && s.Difficulty >= 1 && s.Difficulty <= 10) {
			t.Errorf("%v leads to %+v", w, s)
		}
	})
}
