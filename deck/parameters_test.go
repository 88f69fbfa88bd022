package deck

import (
	"math"
	"strings"
	"testing"
)

func TestParametersCheck(t *testing.T) {
	if err := DefaultParameters().Check(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	for i := range parameterBounds {
		for _, wrong := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 1000} {
			p := DefaultParameters()
			p[i] = wrong
			if err := p.Check(); err == nil {
				t.Errorf("w%d may be %v", i, wrong)
			}
		}
	}
	p := DefaultParameters()
	p[2] = 1
	if err := p.Check(); err == nil || !strings.Contains(err.Error(), "w2 is 1: want at least w1") {
		t.Errorf("first stabilities that fall: %v", err)
	}
	if err := (Parameters{}).Check(); err == nil || !strings.Contains(err.Error(), "w0 is 0: want 0.001 to 100") {
		t.Errorf("no parameters: %v", err)
	}
}
