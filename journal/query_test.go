package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep"
)

// sample fills a journal for queries.
func (db *testDB) sample() {
	db.t.Helper()
	db.add(release())
	db.add(Entry{
		Title: "Forgot the café's invoice", Type: Entrepreneurial, Happened: day("2025-11-02"), Tags: []string{"money"}, Starred: true,
		Impact: "The estimate of the year was wrong by 300 euros.",
	})
	db.add(Entry{
		Title: "Gave up running", Type: Personal, Happened: day("2026-03-10"), Shareable: true, StingThen: new(1),
		Lesson: "Two short runs beat one long plan.",
	})
	db.add(Entry{Title: "Estimated the move too low", Type: Personal, Tags: []string{"estimates", "home"}})
}

func (db *testDB) found(query string) []string {
	db.t.Helper()
	q, err := ParseQuery(query, nil)
	if err != nil {
		db.t.Fatal(err)
	}
	var titles []string
	db.do(func(tx *prep.Tx) error {
		heads, err := List(tx, q, 0)
		for _, h := range heads {
			word, _, _ := strings.Cut(h.Title, " ")
			titles = append(titles, word)
		}
		return err
	})
	slices.Sort(titles)
	return titles
}

func TestQueries(t *testing.T) {
	db := openTest(t)
	db.sample()
	for query, want := range map[string]string{
		"":                        "Estimated Forgot Gave Missed",
		"estimate":                "Estimated Forgot Missed",
		`"estimate"`:              "Forgot Missed",
		"estimate -type:personal": "Forgot Missed",
		"-estimate":               "Gave",
		`-"estimate"`:             "Estimated Gave",
		"tag:estimates":           "Estimated Missed",
		"-tag:estimates,money":    "Gave",
		"CAFE":                    "Forgot",
		"café's":                  "Forgot",
		"lesson:estimate":         "Missed",
		"own_factors:happy":       "Missed",
		"lesson:happy":            "",
		`lesson:"long plan"`:      "Gave",
		`"short runs beat"`:       "Gave",
		`"runs short"`:            "",
		"type:personal,pr":        "Estimated Gave Missed",
		"status:changed":          "Missed",
		"-status:changed":         "Estimated Forgot Gave",
		"status:captured,proven":  "Estimated Forgot Gave",
		"before:2026":             "Forgot",
		"after:2026-03":           "Estimated Missed",
		"on:2026-03":              "Gave",
		"on:2026-10-23":           "Missed",
		"on-this-day":             "Forgot",
		"is:starred":              "Forgot",
		"-is:shareable":           "Estimated Forgot Missed",
		"has:lesson -has:change":  "Gave",
		"has:card":                "",
		"sting:>=3":               "Missed",
		"sting:<3":                "Gave",
		"-sting:>=0":              "Estimated Forgot",
		"severity:2":              "Missed",
		"estimate tag:estimates":  "Estimated Missed",
		"estimate tag:estimate":   "",
		"estimate tag:++":         "",
		"NOT OR AND NEAR":         "",
		"Running: gave":           "Gave",
		"12:30":                   "",
		`"colour:red"`:            "",
	} {
		if diff := cmp.Diff(strings.Fields(want), db.found(query), equateEmpty); diff != "" {
			t.Errorf("%q: %s", query, diff)
		}
	}
}

var equateEmpty = cmp.Transformer("empty", func(s []string) string { return strings.Join(s, " ") })

func TestQueryRefuses(t *testing.T) {
	for query, says := range map[string]string{
		`estimate (`:      "no letter or digit",
		`"open`:           "not closed",
		"type:work":       `type "work"`,
		"status:done":     `status "done"`,
		"before:soon":     `"soon": want a date`,
		"is:stared":       "did you mean starred",
		"has:leson":       "did you mean lesson",
		"sting:much":      `"much": want a number`,
		"tag:":            "no tag",
		"on:2026,2025":    "want one date",
		"lesson:":         "no letter or digit",
		"on:2026-13":      "want a date",
		"after:2026-1-32": "want a date",
		"a -colour:red":   `unknown filter "colour:"`,
		"lessn:x":         `unknown filter "lessn:"`,
		"http://x":        `unknown filter "http:"`,
	} {
		if _, err := ParseQuery(query, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", query, err)
		}
	}
	var unknown *UnknownKeyError
	if _, err := ParseQuery("Lessn:x", nil); !errors.As(err, &unknown) || unknown.Hint != "perhaps lesson:, and text with a colon goes in quotes" {
		t.Errorf("%+v", unknown)
	}
}

func TestQueryDateWords(t *testing.T) {
	words := func(s string) (prep.Day, error) {
		if s == "last friday" {
			return *day("2026-10-30"), nil
		}
		return 0, fmt.Errorf("%q: not a date", s)
	}
	q, err := ParseQuery(`after:"last friday"`, words)
	if err != nil || len(q.Terms) != 1 || q.Terms[0].to != *day("2026-10-30") {
		t.Errorf("%+v, %v", q, err)
	}
	if _, err := ParseQuery("after:whenever", words); err == nil {
		t.Error("whenever is no date")
	}
}

func FuzzParseQuery(f *testing.F) {
	db := openTest(f)
	db.sample()
	for _, seed := range []string{`a "b c" -d lesson:e`, "type:pe,pr tag:x before:2026", "on-this-day -is:starred", `lesson:"x`, "sting:>=3", "title:near* NEAR/2", "-- : \x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQuery(text, nil)
		if err != nil {
			return
		}
		err = db.Update(context.Background(), func(tx *prep.Tx) error {
			hits, err := Search(tx, q, 0)
			for _, hit := range hits {
				for _, s := range hit.Snippets {
					if s.Mark("", "") != s.Text || len(s.Marks) == 0 {
						t.Fatalf("%q: %+v", text, s)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
