package main

import (
	"math"

	"prep/deck"
)

// statsJSON is what prep stats --json prints. Days are dates, times are seconds, shares are 0-1 and null where
// nothing was tested.
type statsJSON struct {
	Today       dayJSON         `json:"today"`
	Cards       cardCountsJSON  `json:"cards"`
	Streak      streakJSON      `json:"streak"`
	Days        []dayJSON       `json:"days"` // with an answer, the oldest first
	Forecast    forecastJSON    `json:"forecast"`
	Retention   []retentionJSON `json:"retention"`
	Buttons     buttonsJSON     `json:"buttons"`
	Hours       []hourJSON      `json:"hours"`
	Histograms  histogramsJSON  `json:"histograms"`
	Calibration calibrationJSON `json:"calibration"`
	Confidence  []sureJSON      `json:"confidence"`
	Decks       []groupJSON     `json:"decks"`
	Tags        []groupJSON     `json:"tags"`
}

// testedJSON is answers that tested a memory.
type testedJSON struct {
	Known int      `json:"known"`
	Total int      `json:"total"`
	Rate  *float64 `json:"rate"`
}

type dayJSON struct {
	Day     string     `json:"day"`
	Answers int        `json:"answers"`
	New     int        `json:"new"`
	Seconds float64    `json:"seconds"`
	Young   testedJSON `json:"young"`
	Mature  testedJSON `json:"mature"`
}

type cardCountsJSON struct {
	Total     int     `json:"total"`
	New       int     `json:"new"`
	Learning  int     `json:"learning"`
	Young     int     `json:"young"`
	Mature    int     `json:"mature"`
	Suspended int     `json:"suspended"`
	Due       int     `json:"due"`
	Known     float64 `json:"known"`
}

type streakJSON struct {
	Current int  `json:"current"`
	Longest int  `json:"longest"`
	Total   int  `json:"total"`
	Today   bool `json:"today"`
}

type forecastJSON struct {
	Overdue int           `json:"overdue"`
	Load    float64       `json:"load"` // cards a day in the long run
	Days    []forecastDay `json:"days"`
}

type forecastDay struct {
	Day string `json:"day"`
	Due int    `json:"due"`
}

type retentionJSON struct {
	Period string     `json:"period"`
	Young  testedJSON `json:"young"`
	Mature testedJSON `json:"mature"`
	All    testedJSON `json:"all"`
}

// buttonsJSON counts again, hard, good and easy.
type buttonsJSON struct {
	Learning ratingsJSON `json:"learning"`
	Young    ratingsJSON `json:"young"`
	Mature   ratingsJSON `json:"mature"`
}

type ratingsJSON struct {
	Again int `json:"again"`
	Hard  int `json:"hard"`
	Good  int `json:"good"`
	Easy  int `json:"easy"`
}

type hourJSON struct {
	Hour    int        `json:"hour"`
	Answers int        `json:"answers"`
	Tested  testedJSON `json:"tested"`
}

type histogramsJSON struct {
	Stability      histogramJSON `json:"stability"`
	Difficulty     histogramJSON `json:"difficulty"`
	Retrievability histogramJSON `json:"retrievability"`
	Interval       histogramJSON `json:"interval"`
}

type histogramJSON struct {
	Cards  int       `json:"cards"`
	Median float64   `json:"median"`
	Bins   []binJSON `json:"bins"`
}

// binJSON is null at an open end.
type binJSON struct {
	From  float64  `json:"from"`
	To    *float64 `json:"to"`
	Cards int      `json:"cards"`
}

type calibrationJSON struct {
	Reviews   int             `json:"reviews"`
	Cards     int             `json:"cards"`
	Sampled   bool            `json:"sampled"`
	Predicted float64         `json:"predicted"`
	Actual    float64         `json:"actual"`
	Error     float64         `json:"rmse"`
	LogLoss   float64         `json:"log_loss"`
	Bins      []predictedJSON `json:"bins"`
}

type predictedJSON struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	Reviews   int     `json:"reviews"`
	Known     int     `json:"known"`
	Predicted float64 `json:"predicted"`
	Actual    float64 `json:"actual"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
}

type sureJSON struct {
	Confidence int        `json:"confidence"`
	Tested     testedJSON `json:"tested"`
}

type groupJSON struct {
	Name    string     `json:"name"`
	Cards   int        `json:"cards"`
	New     int        `json:"new"`
	Due     int        `json:"due"`
	Answers int        `json:"answers"`
	Tested  testedJSON `json:"tested"`
}

func statsDocument(s deck.Stats) statsJSON {
	document := statsJSON{
		Today: dayDocument(s.Day(s.Today)),
		Cards: cardCountsJSON{
			Total: s.Cards.Total, New: s.Cards.New, Learning: s.Cards.Learning, Young: s.Cards.Young, Mature: s.Cards.Mature,
			Suspended: s.Cards.Suspended, Due: s.Cards.Due, Known: s.Cards.Known,
		},
		Streak: streakJSON{Current: s.Streak.Current, Longest: s.Streak.Longest, Total: s.Streak.Total, Today: s.Streak.Today},
		Days:   each(s.Studied, dayDocument),
		Retention: each(s.Retention, func(r deck.Retention) retentionJSON {
			return retentionJSON{r.Period, testedDocument(r.Young), testedDocument(r.Mature), testedDocument(r.All())}
		}),
		Buttons: buttonsJSON{ratings(s.Buttons.Learning), ratings(s.Buttons.Young), ratings(s.Buttons.Mature)},
		Histograms: histogramsJSON{
			histogramDocument(s.Stability), histogramDocument(s.Difficulty), histogramDocument(s.Retrievability), histogramDocument(s.Interval),
		},
		Calibration: calibrationDocument(s.Calibration),
		Decks:       each(s.Decks, groupDocument),
		Tags:        each(s.Tags, groupDocument),
	}
	document.Forecast = forecastJSON{Overdue: s.Ahead.Backlog, Load: s.Ahead.Load}
	for i, due := range s.Ahead.Days {
		day := s.Today.Date().AddDate(0, 0, i)
		document.Forecast.Days = append(document.Forecast.Days, forecastDay{day.Format("2006-01-02"), due})
	}
	for hour, h := range s.Hours {
		document.Hours = append(document.Hours, hourJSON{hour, h.Answers, testedDocument(h.Tested)})
	}
	for i, tested := range s.Confidence {
		document.Confidence = append(document.Confidence, sureJSON{i + 1, testedDocument(tested)})
	}
	return document
}

// each is never nil: an empty list is [] in JSON.
func each[From, To any](from []From, f func(From) To) []To {
	to := make([]To, len(from))
	for i, x := range from {
		to[i] = f(x)
	}
	return to
}

func dayDocument(d deck.StudyDay) dayJSON {
	return dayJSON{d.Day.String(), d.Answers, d.New, d.Time.Seconds(), testedDocument(d.Young), testedDocument(d.Mature)}
}

func testedDocument(t deck.Tested) testedJSON {
	document := testedJSON{Known: t.Known, Total: t.Total}
	if rate, ok := t.Rate(); ok {
		document.Rate = &rate
	}
	return document
}

func ratings(n [4]int) ratingsJSON { return ratingsJSON{n[0], n[1], n[2], n[3]} }

func histogramDocument(h deck.Histogram) histogramJSON {
	return histogramJSON{h.Cards, h.Median, each(h.Bins, func(b deck.Bin) binJSON {
		document := binJSON{From: b.From, Cards: b.Cards}
		if !math.IsInf(b.To, 1) {
			document.To = &b.To
		}
		return document
	})}
}

func calibrationDocument(c deck.Calibration) calibrationJSON {
	return calibrationJSON{
		Reviews: c.Reviews, Cards: c.Cards, Sampled: c.Sampled, Predicted: c.Predicted, Actual: c.Actual, Error: c.Error, LogLoss: c.LogLoss,
		Bins: each(c.Bins, func(p deck.Predicted) predictedJSON { return predictedJSON(p) }),
	}
}

func groupDocument(g deck.Group) groupJSON {
	return groupJSON{g.Name, g.Cards, g.New, g.Due, g.Answers, testedDocument(g.Tested)}
}
