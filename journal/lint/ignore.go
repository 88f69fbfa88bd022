package lint

import "strings"

// ignore is a line of an answer such as
//
//	lint:ignore own/blame -- the recall was public knowledge
//
// alone or inside an HTML comment. It holds for the whole answer, wherever it stands.
type ignore struct {
	rules      []string
	reason     string
	start, end int
}

// parseIgnore reads the line that begins at byte start of its text.
func parseIgnore(line string, start int) (ignore, bool) {
	text := strings.TrimSpace(line)
	offset := strings.Index(line, text)
	found := ignore{start: start + offset, end: start + offset + len(text)}
	if inner, ok := strings.CutPrefix(text, "<!--"); ok {
		text = strings.TrimSpace(strings.TrimSuffix(inner, "-->"))
	}
	rest, ok := strings.CutPrefix(text, "lint:ignore")
	if !ok || rest != "" && !strings.ContainsAny(rest[:1], " \t") {
		return ignore{}, false
	}
	ids, reason, _ := strings.Cut(rest, "--")
	found.rules = strings.FieldsFunc(ids, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	found.reason = strings.TrimSpace(reason)
	return found, true
}

// ruleIgnore is the rule that judges the ignore lines themselves.
const ruleIgnore = "lint/ignore"

// silence marks the findings that an ignore line or an accepted wording covers. Nothing is dropped: a reader of
// the report sees what was ignored and why. A line that names no rule, an unknown one, one that found
// nothing, or gives no reason is a finding itself.
func silence(findings []Finding, ignores []ignore, o Options) []Finding {
	for i := range findings {
		for _, wording := range o.Accept {
			if findings[i].Quote != "" && strings.EqualFold(findings[i].Quote, wording) {
				findings[i].Ignored = "accepted wording"
			}
		}
	}
	level, set := o.Levels[ruleIgnore]
	if !set {
		level = ignoreRule.Level
	}
	for _, line := range ignores {
		complain := func(reason, ask string) {
			if level == Off {
				return
			}
			findings = append(findings, Finding{
				Rule: ruleIgnore, Level: level, Span: Span{Start: line.start, End: line.end}, Reason: reason, Ask: ask,
			})
		}
		if len(line.rules) == 0 {
			complain("This line names no rule.", "Which rule should be silent here?")
		}
		for _, id := range line.rules {
			rule, known := RuleByID(id)
			switch {
			case !known || rule.ID == ruleIgnore:
				complain("There is no rule "+id+".", "Which rule did you mean?")
			case line.reason == "":
				complain("A rule is ignored only with a reason behind two hyphens.", "Why may "+id+" be silent here?")
			case !cover(findings, id, line.reason):
				complain("Rule "+id+" found nothing to ignore.", "Can this line go?")
			}
		}
	}
	return findings
}

// cover marks the findings of a rule as ignored and tells whether there were any.
func cover(findings []Finding, id, reason string) bool {
	any := false
	for i := range findings {
		if findings[i].Rule == id {
			findings[i].Ignored, any = reason, true
		}
	}
	return any
}
