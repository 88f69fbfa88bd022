package main

import (
	"strings"
	"testing"

	"prep/journal"
)

// aJournal is what recurs in the journal of a page that the tests look at.
func aJournal(page string) statsJournal {
	switch page {
	case "fresh":
		return statsJournal{all: journal.Patterns{Entries: 1, Statuses: []journal.Count{{Name: "captured", Entries: 1}}}}
	case "first answer":
		p := journal.Patterns{Entries: 2, Sting: []journal.StingOver{{Month: "2026-11", Entries: 2, Then: new(5.0)}}}
		return statsJournal{p, p}
	case "a year":
	default:
		return statsJournal{}
	}
	p := journal.Patterns{
		Entries:  57,
		Types:    []journal.Count{{Name: "professional", Entries: 30}, {Name: "entrepreneurial", Entries: 4}, {Name: "systemic", Entries: 1}},
		Statuses: []journal.Count{{Name: "captured", Entries: 40}, {Name: "proven", Entries: 17}},
		Causes:   []journal.Count{{Name: "estimates", Entries: 12}, {Name: "Kraftfahrzeughaftpflichtversicherung", Entries: 2}},
		Tags:     []journal.Count{{Name: "a\x1b[31m&b", Entries: 9}, {Name: "release", Entries: 2}},
		Repeated: []journal.Repeated{
			{Head: journal.Head{Title: "Missed the release by 9 days"}, Lesson: "Ask the testers <b>before</b> naming a date.", Repeats: 2},
			{Head: journal.Head{Title: strings.Repeat("Said", 60)}, Repeats: 11},
		},
		Changes: journal.Changes{Made: 20, Proven: 17, Repeated: 3},
	}
	for _, s := range []struct {
		month     string
		then, now *float64
	}{{"2019-03", new(3.0), new(0.0)}, {"2025-02", new(4.5), nil}, {"2025-03", new(5.0), new(1.0)}, {"2025-12", nil, new(2.0)}, {"2026-01", new(0.0), new(0.0)}, {"2026-11", new(2.5), new(1.3)}} {
		p.Sting = append(p.Sting, journal.StingOver{Month: s.month, Entries: 3, Then: s.then, Now: s.now})
	}
	return statsJournal{p, p}
}

func TestStatsPageTellsOfTheJournal(t *testing.T) {
	page := func(j statsJournal) string {
		html, err := statsHTML(aYear(), "", j)
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	whole := page(aJournal("a year"))
	for _, want := range []string{
		">57 entries.<", "captured: 40 entries", "<th scope=\"row\">proven</th><td>17 changes</td>", "<h2>Types of failure</h2>",
		`<th scope="row">entrepreneurial</th><td>4</td>`, `<rect class="bar" width="13.3" height="10"/>`, `<th scope="row">estimates</th><td>12</td>`,
		"the last 24 months.", `<th scope="row">2019-03</th><td>3.0</td><td>0.0</td><td>3</td>`, "<title>2025-03: 5.0 then, 1.0 now, 3 entries</title>",
		"<td>Ask the testers &lt;b&gt;before&lt;/b&gt; naming a date.</td><td>twice</td>",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if strings.Contains(whole, "<title>2019-03") {
		t.Error("a month of seven years ago is drawn")
	}

	private := page(statsJournal{all: aJournal("a year").all})
	for _, word := range []string{"estimates", "release", "testers", "Lessons repeated"} {
		if strings.Contains(private, word) {
			t.Errorf("%q of a private entry is in the page", word)
		}
	}
	if !strings.Contains(private, "57 private entries left out") || !strings.Contains(private, "Sting over time") {
		t.Error("the numbers of private entries are not in the page")
	}
	if strings.Contains(page(statsJournal{}), "The journal") {
		t.Error("a page without entries tells of the journal")
	}
}
