package main

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"prep/journal"
	"prep/journal/lint"
)

// maxFindings is how many findings are shown of an answer; the others wait behind --all.
const maxFindings = 5

// numberRule lists the figures, which have a place of their own below the findings.
const numberRule = "honest/number"

// checkText is what a check says to a person.
func (e *env) checkText(reports []checked, all bool) string {
	var b strings.Builder
	for i, c := range reports {
		if i > 0 {
			b.WriteByte('\n')
		}
		name := visible(c.Answer)
		if c.ID != nil {
			name = c.ID.Short() + "  " + name
		}
		r := c.Report
		fmt.Fprintf(&b, "%s  %d words, %d s (%s)\n", name, r.Words, r.Seconds, journal.Band(float64(r.Seconds)))
		if r.Note != "" {
			fmt.Fprintf(&b, "%s\n", visible(r.Note))
		}
		e.findingsText(&b, c, all)
		e.numbersText(&b, r.Claims)
		checklistText(&b, r.Checklist, e.width())
	}
	return b.String()
}

func (e *env) findingsText(b *strings.Builder, c checked, all bool) {
	shown, more, ignored := 0, 0, 0
	for _, f := range c.Report.Findings {
		switch {
		case f.Rule == numberRule && f.Level < lint.Warning:
		case f.Ignored != "":
			ignored++
		case !all && shown == maxFindings:
			more++
		default:
			shown++
			e.findingText(b, c.text, f)
		}
	}
	if more > 0 {
		fmt.Fprintf(b, "\n%s more: --all shows them\n", number(more))
	}
	if ignored > 0 {
		fmt.Fprintf(b, "\n%s ignored\n", plural(ignored, "finding"))
	}
}

// findingText is one finding: where, what, the words underlined, a reason and a question.
func (e *env) findingText(b *strings.Builder, text string, f lint.Finding) {
	where := "the answer"
	if f.Span.End > 0 {
		where = fmt.Sprintf("%d:%d", f.Span.Line, f.Span.Column)
	} else if f.Field != "" {
		where = "field " + f.Field
	}
	fmt.Fprintf(b, "\n%s  %s  %s\n", where, f.Level, f.Rule)
	if f.Span.End > f.Span.Start && f.Span.End <= len(text) {
		before, quoted, after := quoteLine(text, f.Span, e.width()-8)
		fmt.Fprintf(b, "    %s%s%s\n    %s%s\n", before, quoted, after,
			strings.Repeat(" ", columns(before)), strings.Repeat("~", max(columns(quoted), 1)))
	}
	fmt.Fprintf(b, "%s\n", wrapped(visible(f.Reason+" "+f.Ask), e.width(), "  "))
}

// quoteLine returns the quoted words with what stands around them on their line, cut to a width in columns.
func quoteLine(text string, span lint.Span, width int) (before, quoted, after string) {
	from := strings.LastIndexByte(text[:span.Start], '\n') + 1
	until := len(text)
	if i := strings.IndexByte(text[span.Start:], '\n'); i >= 0 {
		until = span.Start + i
	}
	// Of a line without end only what can be shown is looked at.
	from, until = max(from, span.Start-4*width), min(until, span.End+4*width)
	end := min(span.End, until, span.Start+4*width)
	quoted = cutEnd(visible(text[span.Start:end]), width*2/3)
	room := max(width-columns(quoted), 8)
	before, after = spaced(text[from:span.Start]), spaced(text[end:until])
	left := min(columns(before), max(room/2, room-columns(after)))
	return cutStart(before, left), quoted, cutEnd(after, room-left)
}

// spaced is visible without losing the spaces at the ends.
func spaced(s string) string {
	shown := visible(s)
	if strings.HasPrefix(s, " ") && shown != "" {
		shown = " " + shown
	}
	if strings.HasSuffix(s, " ") {
		shown += " "
	}
	return shown
}

// cutStart and cutEnd shorten a text to a number of columns.
func cutStart(s string, most int) string {
	if columns(s) <= most {
		return s
	}
	return ansi.TruncateLeft(s, columns(s)-most+1, "…")
}

func cutEnd(s string, most int) string {
	return ansi.Truncate(s, most, "…")
}

// numbersText lists the figures of an answer with what became of them.
func (e *env) numbersText(b *strings.Builder, claims []lint.Claim) {
	if len(claims) == 0 {
		return
	}
	b.WriteString("\nNumbers: can you defend them?\n")
	seen := map[string]bool{}
	for _, claim := range claims {
		if seen[claim.Key] {
			continue
		}
		seen[claim.Key] = true
		fmt.Fprintf(b, "  %s  %s  %s\n", pad(visible(claim.Quote), 20), pad(stateText(claim.State), 14), visible(claim.Key))
	}
}

// stateText is what its owner made of a figure.
func stateText(state lint.ClaimState) string {
	if state == lint.Open {
		return "open"
	}
	return string(state)
}

// checklistText tells of each section whether it is there and how long it takes.
func checklistText(b *strings.Builder, items []lint.Item, width int) {
	b.WriteString("\nSections\n")
	gap, of := "  ", "%3d s of %d"
	if width < 45 {
		gap, of = " ", "%2d/%d s"
	}
	for _, item := range items {
		seconds := ""
		if item.Tagged {
			seconds = fmt.Sprintf(of, item.Seconds, item.Budget)
		}
		fmt.Fprintln(b, strings.TrimRight("  "+strings.Join([]string{pad(sectionTitle(item.Section), 20), pad(string(item.State), 7), seconds}, gap), " "))
	}
}
