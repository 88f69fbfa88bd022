package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"prep"
	"prep/deck"
)

// aYear is a year of statistics with something in every part of the page.
func aYear() deck.Stats {
	today := prep.Day(20_759)
	s := deck.Stats{
		Today:      today,
		Cards:      deck.CardCounts{Total: 1_010, New: 270, Learning: 4, Young: 120, Mature: 611, Suspended: 5, Due: 31, Known: 688.4},
		Streak:     deck.StudyDays{Current: 12, Longest: 40, Total: 300, Today: true, Last: today},
		Ahead:      deck.DueDays{Today: today, Backlog: 3, Load: 28.4, Days: make([]int, 30)},
		Buttons:    deck.Buttons{Learning: [4]int{70, 40, 300, 30}, Young: [4]int{180, 99, 648, 74}, Mature: [4]int{20, 10, 80, 0}},
		Confidence: [5]deck.Tested{{Known: 1, Total: 4}, {}, {}, {Known: 9, Total: 10}, {}},
		Decks:      []deck.Group{{Name: "", Cards: 1}, {Name: `<script>alert("x")</script>`, Cards: 10, New: 2, Due: 1, Answers: 40, Tested: deck.Tested{Known: 9, Total: 10}}},
		Tags:       []deck.Group{{Name: "a\x1b[31m&b", Cards: 3}},
		Calibration: deck.Calibration{
			Reviews: 1_000, Cards: 80, Sampled: true, Predicted: 0.9, Actual: 0.87, Error: 0.03, LogLoss: 0.31,
			Bins: []deck.Predicted{
				{From: 0, To: 0.5},
				{From: 0.5, To: 0.8, Reviews: 10, Known: 6, Predicted: 0.7, Actual: 0.6, Low: 0.31, High: 0.83},
				{From: 0.8, To: 1, Reviews: 990, Known: 864, Predicted: 0.91, Actual: 0.873, Low: 0.85, High: 0.89},
			},
		},
	}
	for i := range 365 {
		if i%9 != 4 {
			n := 5 + i*7%53
			s.Studied = append(s.Studied, deck.StudyDay{
				Day: today - 364 + prep.Day(i), Answers: n, New: n % 3, Time: time.Duration(n) * 9 * time.Second,
				Young: deck.Tested{Known: n - 2, Total: n},
			})
		}
	}
	for i := range s.Ahead.Days {
		s.Ahead.Days[i] = 34 - i
	}
	for i := range s.Hours {
		s.Hours[i] = deck.Hour{Answers: i * i, Tested: deck.Tested{Known: i, Total: i}}
	}
	for i, p := range []string{"today", "week", "month", "year", "all"} {
		s.Retention = append(s.Retention, deck.Retention{Period: p, Young: deck.Tested{Known: 9 * i, Total: 10 * i}})
	}
	histogram := deck.Histogram{Bins: []deck.Bin{{From: 0, To: 1, Cards: 7}, {From: 1, To: 3}, {From: 3, To: math.Inf(1), Cards: 120_000}}, Cards: 120_007, Median: 4}
	closed := deck.Histogram{Bins: []deck.Bin{{From: 0, To: 0.5, Cards: 7}, {From: 0.5, To: 1, Cards: 9}}, Cards: 16, Median: 0.7}
	s.Stability, s.Interval, s.Difficulty, s.Retrievability = histogram, histogram, closed, closed
	return s
}

// pages are what the page is tried with.
func pages() map[string]deck.Stats {
	empty := deck.Stats{Today: 20_759, Retention: make([]deck.Retention, 5), Ahead: deck.DueDays{Today: 20_759, Days: make([]int, 30)}}
	fresh := empty
	fresh.Cards = deck.CardCounts{Total: 88, New: 88}
	fresh.Decks = []deck.Group{{Name: "Failure interviews", Cards: 88, New: 88}}
	first := fresh
	first.Studied = []deck.StudyDay{{Day: 20_759, Answers: 1, New: 1}}
	return map[string]deck.Stats{"empty": empty, "fresh": fresh, "first answer": first, "a year": aYear()}
}

func TestStatsPageIsWholeAndAlone(t *testing.T) {
	for name, s := range pages() {
		t.Run(name, func(t *testing.T) {
			page, err := statsHTML(s, `tag:"<b>"`, aJournal(name))
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, string(page))
		})
	}
}

// checkPage wants balanced elements, nothing that loads or runs anything, and names for what is drawn.
func checkPage(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"http:", "https:", "//", "url(", "@import", "javascript:", "<script", "NaN", "Inf", "ZgotmplZ", "%!", "\x1b"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("%q in the page: …%s…", bad, page[max(i-60, 0):min(i+60, len(page))])
		}
	}
	void := []string{"meta", "link"}
	tokens := html.NewTokenizer(strings.NewReader(page))
	var open []string
	headings := 0
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		attributes := map[string]string{}
		for _, a := range token.Attr {
			attributes[a.Key] = a.Val
		}
		switch token.Type {
		case html.SelfClosingTagToken, html.StartTagToken:
			if src := attributes["src"] + attributes["href"] + attributes["xlink:href"]; src != "" && src != "data:," {
				t.Errorf("<%s> loads %q", token.Data, src)
			}
			for key := range attributes {
				if strings.HasPrefix(key, "on") || key == "style" {
					t.Errorf("<%s> has %s", token.Data, key)
				}
			}
			switch token.Data {
			case "svg":
				if attributes["aria-label"] == "" && attributes["aria-hidden"] != "true" {
					t.Error("a drawing without a name")
				}
			case "th":
				if attributes["scope"] == "" {
					t.Error("a th without a scope")
				}
			case "h1", "h2":
				headings++
			case "rect":
				for _, side := range []string{"width", "height"} {
					if v, err := strconv.ParseFloat(attributes[side], 64); err != nil || v <= 0 {
						t.Errorf("a rect with %s %q", side, attributes[side])
					}
				}
			}
			if token.Type == html.StartTagToken && !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> within %v", token.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) != 0 {
		t.Errorf("not closed: %v", open)
	}
	if headings < 1 {
		t.Error("no heading")
	}
}

func TestStatsPageSaysTheNumbers(t *testing.T) {
	page, err := statsHTML(aYear(), "", aJournal("a year"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<dt>Due now</dt><dd>31</dd><dd>33 tomorrow</dd>", "<dd>12</dd><dd>at best 40 days</dd>",
		`<th scope="row">month</th><td>90%</td><td>-</td><td>90%</td><td>20</td>`,
		"<td>60.0%</td><td>31.0-83.0%</td><td>10</td>", "From a sample of 80 cards.",
		`&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;`, "(no deck)", "120,000 cards",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %s in the page", want)
		}
	}
}

func TestNiceTicks(t *testing.T) {
	for top, want := range map[int]string{0: "[0 1]", 1: "[0 1]", 3: "[0 1 2 3]", 5: "[0 2 4 6]", 34: "[0 10 20 30 40]", 77: "[0 20 40 60 80]", 1_000_000: "[0 500000 1000000]"} {
		if got := fmt.Sprint(niceTicks(top)); got != want {
			t.Errorf("niceTicks(%d) = %s, want %s", top, got, want)
		}
	}
}

// TestStatsPageContrast computes the contrasts of WCAG 2.2 AA, in light, dark and print: 4.5 for text, 3 for what is
// drawn. A day without answers is drawn like the grid: there is nothing to be told by it.
func TestStatsPageContrast(t *testing.T) {
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(statsTemplate, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d palettes, want light, dark and print", len(blocks))
	}
	for i, name := range []string{"light", "dark", "print"} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--(\w+): #([0-9a-f]{6});`).FindAllStringSubmatch(blocks[i][1], -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		if len(colours) != 15 {
			t.Errorf("%s: %d colours, want 15", name, len(colours))
		}
		check := func(front, back string, least float64) {
			a, b := colours[front]+0.05, colours[back]+0.05
			if ratio := max(a, b) / min(a, b); ratio < least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", name, front, back, ratio, least)
			}
		}
		for _, back := range []string{"page", "card"} {
			check("text", back, 4.5)
			check("soft", back, 4.5)
		}
		for _, drawn := range []string{"bar", "level1", "level2", "level3", "level4", "again", "hard", "good", "easy"} {
			check(drawn, "card", 3)
		}
		for level := 1; level < 4; level++ { // each level is stronger than the one before
			a, b, card := colours[fmt.Sprint("level", level)], colours[fmt.Sprint("level", level+1)], colours["card"]
			if math.Abs(b-card) <= math.Abs(a-card) {
				t.Errorf("%s: level %d is no stronger than level %d", name, level+1, level)
			}
		}
	}
}

// luminance is the relative luminance of a colour as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
