package deck

import (
	"testing"
	"time"
)

func TestHumanInterval(t *testing.T) {
	for _, c := range []struct {
		wait time.Duration
		want string
	}{
		{-time.Hour, "<1m"},
		{0, "<1m"},
		{59 * time.Second, "<1m"},
		{time.Minute, "1m"},
		{5*time.Minute + 30*time.Second, "6m"},
		{6*time.Minute + 30*time.Second, "7m"},
		{10 * time.Minute, "10m"},
		{59*time.Minute + 29*time.Second, "59m"},
		{59*time.Minute + 30*time.Second, "1h"},
		{150 * time.Minute, "2.5h"},
		{23*time.Hour + 58*time.Minute, "1d"},
		{24 * time.Hour, "1d"},
		{3 * day, "3d"},
		{30 * day, "30d"},
		{31 * day, "1mo"},
		{64 * day, "2.1mo"},
		{363 * day, "11.9mo"},
		{364 * day, "1y"},
		{365 * day, "1y"},
		{511 * day, "1.4y"},
		{36500 * day, "99.9y"},
	} {
		if got := HumanInterval(c.wait); got != c.want {
			t.Errorf("HumanInterval(%v) is %s, want %s", c.wait, got, c.want)
		}
	}
}
