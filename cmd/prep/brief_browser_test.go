package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"prep"
	"prep/journal"
)

// The sheets that a brief is printed on, in inches.
var sheets = map[string]struct{ width, height float64 }{
	"A4":     {8.27, 11.69},
	"Letter": {8.5, 11},
}

// fullBrief has so many questions, each part of each as long as this.
func fullBrief(questions int, text string) journal.Brief {
	left := 12
	b := journal.Brief{
		Target:   journal.Target{Company: text, Role: text, Round: text, Date: &journal.Date{Day: 20_800}},
		DaysLeft: &left, More: 3,
	}
	for range questions {
		b.Questions = append(b.Questions, journal.BriefQuestion{
			Question: text, Answer: prep.ID(1), Story: text, Keywords: []string{text, text, text, text, text}, First: text, Last: text, Link: text,
		})
	}
	for range 10 {
		b.Values = append(b.Values, text)
	}
	for range 5 {
		b.ToAsk = append(b.ToAsk, text)
	}
	for range 3 {
		b.Weakest = append(b.Weakest, journal.WeakPoint{Question: text, Why: text})
	}
	return b
}

// briefs are what the page is tried with: as usual, and as long as every part can be.
func briefs() map[string]journal.Brief {
	left := 3
	usual := journal.Brief{
		Target: journal.Target{Company: "Acme", Role: "Staff engineer", Round: "Second round", Date: &journal.Date{Day: 20_763}}, DaysLeft: &left,
		Values: []string{"candour", "ownership", "frugality"},
		ToAsk:  []string{"What would make you say after a year that this hire went well?", "When did something last go wrong here, and what changed after it?"},
		Weakest: []journal.WeakPoint{
			{Question: "How do you handle failure?", Why: "no answer yet"},
			{Question: "What is your biggest failure?", Why: "What you put right is missing. What did you do to put it right?"},
		},
	}
	for i, ask := range []string{"What is your biggest failure?", "Tell me about a time you failed and what you learned.", "Give me an example of a goal you did not meet.", "How do you handle failure?"} {
		q := journal.BriefQuestion{Question: ask}
		if i < 3 {
			q = journal.BriefQuestion{
				Question: ask, Answer: prep.ID(i + 1), Story: "Missed the release by 9 days", Keywords: []string{"release", "testers", "estimate", "customers", "dates"},
				First: "I missed the release of our billing service by nine days, and four customers had already been told the date.",
				Last:  "Since then I name a date only after the testers have seen the list, and the last three releases were on the day.",
				Link:  "You ship weekly: I give dates that the testers have seen.",
			}
		}
		usual.Questions = append(usual.Questions, q)
	}
	made := map[string]journal.Brief{"usual": usual, "empty": {Target: journal.Target{Company: "Acme"}, ToAsk: usual.ToAsk}}
	sentence := strings.Repeat("The release that I had promised came nine days late and nobody had heard of it. ", 6)
	for _, questions := range []int{4, 6, 7, 8} {
		made[fmt.Sprintf("%d questions", questions)] = fullBrief(questions, sentence)
	}
	made["one word"] = fullBrief(8, strings.Repeat("Kraftfahrzeughaftpflichtversicherung", 20))
	made["wide letters"] = fullBrief(8, strings.Repeat("納期を九日過ぎてしまいました。", 30))
	return made
}

// TestBriefPrintsOnOneSheet makes a PDF of the page in a real browser and counts its sheets, and looks at it on a screen.
// Where no Chromium is installed only the other tests of the page run. PREP_SHOTS names a folder for the PDFs.
func TestBriefPrintsOnOneSheet(t *testing.T) {
	path := findChromium()
	if path == "" {
		t.Log("no Chromium on this machine: the page was not printed")
		return
	}
	browser := startChromium(t, path)
	for name, brief := range briefs() {
		var page bytes.Buffer
		if err := brief.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		checkPage(t, page.String())
		file := filepath.Join(t.TempDir(), "brief.html")
		if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		browser.open(file, 1000, 900, "light", "screen")
		for _, scheme := range []string{"light", "dark"} {
			if name != "usual" && name != "one word" {
				continue // the others look no different on a screen
			}
			for _, width := range []int{1000, 360} {
				browser.open(file, width, 900, scheme, "screen")
				var needed int
				if browser.evaluate("document.documentElement.scrollWidth", &needed); needed > width {
					t.Errorf("%s: the page is %d wide in a window of %d", name, needed, width)
				}
				var faint []string
				if browser.evaluate(tooFaint, &faint); len(faint) > 0 {
					t.Errorf("%s, %s: texts too faint: %.200q", name, scheme, faint)
				}
				for _, trouble := range browser.troubles() {
					t.Errorf("%s: %s", name, trouble)
				}
			}
		}
		for sheet, size := range sheets {
			pdf := browser.pdf(size.width, size.height)
			if folder := os.Getenv("PREP_SHOTS"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, "brief "+name+" "+sheet+".pdf"), pdf, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if n := pdfPages(pdf); n != 1 {
				t.Errorf("%s: %d sheets of %s", name, n, sheet)
			}
		}
	}

	// What does not fit is counted: twice as many questions as a brief can have.
	var page bytes.Buffer
	if err := fullBrief(16, "What is your biggest failure?").WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "long.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	browser.open(file, 1000, 900, "light", "screen")
	if n := pdfPages(browser.pdf(8.5, 11)); n < 2 {
		t.Errorf("16 questions on %d sheets", n)
	}
}

// pdf prints the page on sheets of a size in inches, with the margins that the page asks for.
func (b *chromium) pdf(width, height float64) []byte {
	b.t.Helper()
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "", "features": []any{}}, nil)
	var printed struct{ Data string }
	b.call("Page.printToPDF", map[string]any{"paperWidth": width, "paperHeight": height, "printBackground": true, "preferCSSPageSize": false}, &printed)
	pdf, err := base64.StdEncoding.DecodeString(printed.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	return pdf
}

// pdfPages counts the pages of a PDF as Chromium writes it: their objects are not compressed.
func pdfPages(pdf []byte) int {
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1))
}
