package journal

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// When says how long it is until the interview.
func (b Brief) When() string {
	if b.DaysLeft == nil {
		return ""
	}
	switch n := *b.DaysLeft; {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n < 0:
		return fmt.Sprintf("%d days ago", -n)
	default:
		return fmt.Sprintf("in %d days", n)
	}
}

// Markdown writes the page as Markdown.
func (b Brief) Markdown() string {
	var s strings.Builder
	s.WriteString("# " + b.Target.Name() + "\n\n")
	var facts []string
	for _, fact := range []string{b.Target.Round, b.day(), b.Hour, b.When()} {
		if fact != "" {
			facts = append(facts, fact)
		}
	}
	if len(facts) > 0 {
		s.WriteString(strings.Join(facts, " · ") + "\n\n")
	}
	for _, q := range b.Questions {
		s.WriteString("## " + q.Question + "\n\n")
		if q.Answer == 0 {
			s.WriteString("No answer yet.\n\n")
			continue
		}
		for _, line := range []struct{ name, text string }{
			{"Story", q.Story},
			{"Words", strings.Join(q.Keywords, " · ")},
			{"First", q.First},
			{"Last", q.Last},
			{"For them", q.Link},
		} {
			if line.text != "" {
				s.WriteString("- " + line.name + ": " + cleanLine(line.text) + "\n")
			}
		}
		s.WriteString("\n")
	}
	if b.More > 0 {
		fmt.Fprintf(&s, "And %d more.\n\n", b.More)
	}
	list := func(title string, lines []string) {
		if len(lines) > 0 {
			s.WriteString("## " + title + "\n\n- " + strings.Join(lines, "\n- ") + "\n\n")
		}
	}
	list("They value", b.Values)
	list("To ask", b.ToAsk)
	var weak []string
	for _, w := range b.Weakest {
		weak = append(weak, w.Question+" · "+w.Why)
	}
	list("Weakest points", weak)
	return strings.TrimSuffix(s.String(), "\n")
}

// day is the date of the interview, "" without one.
func (b Brief) day() string {
	if b.Target.Date == nil {
		return ""
	}
	return b.Target.Date.Date().Format("Monday, 2 January 2006")
}

// Day gives the template the date.
func (b Brief) Day() string { return b.day() }

// Density tells the template how small the page must be to print on one sheet.
func (b Brief) Density() string {
	switch n := len(b.Questions); {
	case n <= 4:
		return "few"
	case n <= 6:
		return "some"
	}
	return "many"
}

//go:embed brief.tmpl
var briefHTML string

// WriteHTML writes the page as HTML that needs nothing else. It prints on one sheet of A4 or Letter paper.
func (b Brief) WriteHTML(w io.Writer) error {
	page, err := template.New("brief").Parse(briefHTML)
	if err == nil {
		err = page.Execute(w, b)
	}
	if err != nil {
		return fmt.Errorf("brief: %w", err)
	}
	return nil
}
