package fit

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const header = "card_id,review_time,review_rating,review_state,review_duration\n"

func TestReadLog(t *testing.T) {
	const day = 86400000
	at := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC).UnixMilli()
	noon := int32(at / day)
	tests := []struct {
		name, text string
		want       Log
	}{
		{
			"plain", header + "7,1709294400000,3,0,5000\n",
			Log{
				Reviews: []Review{{Time: at, Day: noon, Rating: 3, Stage: New, Duration: 5000}},
				Cards:   []string{"7"}, Sorted: true,
			},
		},
		{
			"other columns, another order, no duration, a byte order mark, carriage returns",
			"\ufeffreview_state, x ,review_rating ,review_time,card_id\r\n2,y,4,1709294400000,ab\r\n",
			Log{
				Reviews: []Review{{Time: at, Day: noon, Rating: 4, Stage: Reviewing}},
				Cards:   []string{"ab"}, Sorted: true,
			},
		},
		{
			"disorder, doubles and manual entries",
			header + "b,1709380800000,1,2,\nb,1709294400000,3,0,1\na,1709294400000,3,0,1\nb,1709294400000,3,0,1\nb,1709294400001,0,4,0\n",
			Log{
				Reviews: []Review{
					{Card: 0, Time: at, Day: noon, Rating: 3, Duration: 1},
					{Card: 1, Time: at, Day: noon, Rating: 3, Duration: 1},
					{Card: 0, Time: at + day, Day: noon + 1, Rating: 1, Stage: Reviewing},
				},
				Cards: []string{"b", "a"}, Manual: 1, Doubled: 1,
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ReadLog(strings.NewReader(test.text), Clock{Rollover: 4})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadLogErrors(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "review log: empty"},
		{"only a header", header, "review log: no reviews in it"},
		{"only manual entries", header + "1,1709294400000,0,4,0\n", "review log: no reviews in it"},
		{"missing columns", "card_id,review_time\n", "review log: line 1: no column review_rating, review_state"},
		{"a column twice", "card_id," + header, "review log: line 1: column card_id is there twice"},
		{"no header", "1,1709294400000,3,0,0\n", "review log: line 1: no column card_id, review_time, review_rating, review_state"},
		{"rating", header + "1,1709294400000,5,0,0\n", "review log: line 2: review_rating: 5 is not 1-4"},
		{"negative rating", header + "1,1709294400000,-1,0,0\n", "review log: line 2: review_rating: -1 is not 1-4"},
		{"state", header + "1,1709294400000,3,9,0\n", "review log: line 2: review_state: 9 is not 0-4"},
		{"seconds", header + "1,1709294400000,3,0,0\n1,1709294401,3,0,0\n", "review log: line 3: review_time: 1709294401 looks like seconds, want milliseconds"},
		{"microseconds", header + "1,1709294400000000,3,0,0\n", "review log: line 2: review_time: 1709294400000000 is after the year 2100 in milliseconds"},
		{"before time", header + "1,-5,3,0,0\n", "review log: line 2: review_time: -5 is not a time"},
		{"words", header + "1,noon,3,0,0\n", `review log: line 2: review_time: "noon" is not a whole number`},
		{"a fraction", header + "1,1709294400000,3.5,0,0\n", `review log: line 2: review_rating: "3.5" is not a whole number`},
		{"duration", header + "1,1709294400000,3,0,-4\n", "review log: line 2: review_duration: -4 is not a duration"},
		{"no card", header + " ,1709294400000,3,0,0\n", "review log: line 2: card_id: empty"},
		{"too few cells", header + "1,1709294400000,3\n", "review log: line 2: wrong number of fields"},
		{"a quote", header + "\"1,1709294400000,3,0,0\n", "review log: line 2: extraneous or missing \" in quoted-field"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadLog(strings.NewReader(test.text), Clock{})
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		clock Clock
		at    string
		want  string
	}{
		{Clock{Rollover: 4}, "2024-03-01T03:59:59Z", "2024-02-29"},
		{Clock{Rollover: 4}, "2024-03-01T04:00:00Z", "2024-03-01"},
		{Clock{}, "2024-03-01T00:00:00Z", "2024-03-01"},
		{Clock{berlin, 4}, "2024-03-01T02:59:59Z", "2024-02-29"},
		{Clock{berlin, 4}, "2024-03-01T03:00:00Z", "2024-03-01"},
		{Clock{berlin, 4}, "2024-03-31T02:00:00Z", "2024-03-31"}, // summer time has begun an hour before
		{Clock{Rollover: 4}, "1969-12-31T05:00:00Z", "1969-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		day := test.clock.Day(at.UnixMilli())
		if got := time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly); got != test.want {
			t.Errorf("%v at %s: study day %s, want %s", test.clock.Location, test.at, got, test.want)
		}
	}
}

// realLog reads the log of a person: 6,759 reviews of 1,060 cards over four months.
func realLog(t testing.TB) *Log {
	t.Helper()
	file, err := os.Open("testdata/revlog.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	log, err := ReadLog(file, Clock{Rollover: 4})
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// FuzzReadLog checks that what is read is fit to be used, whatever the file holds.
func FuzzReadLog(f *testing.F) {
	f.Add(header + "7,1709294400000,3,0,5000\n7,1709494400000,1,2,5000\n")
	f.Add("review_state,x,review_rating,review_time,card_id\r\n2,\"y\n\",4,1709294400000,ab\r\n")
	f.Add("\ufeff" + header + "b,1709380800000,1,2,\nb,1709294400000,3,0,1\nb,1709294400000,3,0,1\nb,1709294400001,0,4,0\n")
	f.Add(header + "\"1,1,3\n")
	f.Fuzz(func(t *testing.T, text string) {
		log, err := ReadLog(strings.NewReader(text), Clock{Rollover: 4})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "review log: ") {
				t.Errorf("error %q", err)
			}
			return
		}
		for i, r := range log.Reviews {
			if r.Rating < 1 || r.Rating > 4 || r.Stage > Filtered || r.Time < earliest || r.Time > latest || r.Duration < 0 {
				t.Errorf("review %+v", r)
			}
			if i > 0 && r.Time < log.Reviews[i-1].Time {
				t.Error("not in the order of time")
			}
			if r.Card < 0 || r.Card >= int64(len(log.Cards)) {
				t.Errorf("card %d of %d", r.Card, len(log.Cards))
			}
		}
		set, err := NewSet(log.Reviews)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Fit(t.Context(), set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Parameters.Check(); err != nil {
			t.Error(err)
		}
	})
}
