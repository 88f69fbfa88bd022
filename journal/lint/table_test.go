package lint

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPhrases reads every table of phrases in the source: each line must be one the notation allows, without a
// sign that a plain word cannot have.
func TestPhrases(t *testing.T) {
	set := gotoken.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	plain, lines := regexp.MustCompile(`^[\p{Ll}0-9%']+$`), 0
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "phrases" {
				return true
			}
			for _, arg := range call.Args {
				line := literal(t, arg)
				p, err := parsePhrase(line)
				if err != nil {
					t.Errorf("%s: %v", set.Position(arg.Pos()), err)
				}
				for _, item := range p {
					for _, choice := range item.choices {
						for _, word := range choice {
							if !plain.MatchString(word) {
								t.Errorf("%s: phrase %q has the word %q", set.Position(arg.Pos()), line, word)
							}
						}
					}
				}
				lines++
			}
			return true
		})
	}
	if lines < 100 {
		t.Errorf("found %d phrases, want all of them", lines)
	}
}

// literal is the value of a string literal or a sum of them.
func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err != nil {
			t.Fatal(err)
		}
		return s
	case *ast.BinaryExpr:
		return literal(t, e.X) + literal(t, e.Y)
	}
	t.Fatalf("phrases wants literals, not %T", e)
	return ""
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range Rules() {
		family, name, ok := strings.Cut(rule.ID, "/")
		if !ok || family == "" || name == "" || seen[rule.ID] {
			t.Errorf("rule %q: want a family and a name, once", rule.ID)
		}
		seen[rule.ID] = true
		if rule.Level == Off || rule.Level == Error || rule.Strict != Off && rule.Strict != Error {
			t.Errorf("rule %s: level %v, strict %v", rule.ID, rule.Level, rule.Strict)
		}
		if !strings.HasSuffix(rule.Reason, ".") || strings.Count(rule.Reason, ". ") > 0 {
			t.Errorf("rule %s: reason %q is not one sentence", rule.ID, rule.Reason)
		}
		if !strings.HasSuffix(rule.Ask, "?") || strings.Count(rule.Ask, "?") > 1 {
			t.Errorf("rule %s: %q is not one question", rule.ID, rule.Ask)
		}
	}
	for _, id := range strings.Fields(`own/blame own/excuse own/minimise own/agentless own/missing own/we honest/exaggerate honest/number honest/cliche
		form/dwell form/ends-low form/order form/specific growth/lesson growth/change growth/repair growth/same fit/job fit/reuse fit/severity
		say/long say/short say/sentence say/filler private/name cope/emotion cope/help`) {
		if !seen[id] {
			t.Errorf("rule %s is missing", id)
		}
	}
}

func TestParseLevels(t *testing.T) {
	levels, err := ParseLevels(map[string]string{"own/we": "off", "form/order": "Warning"})
	if err != nil || levels["own/we"] != Off || levels["form/order"] != Warning {
		t.Errorf("levels %v, %v", levels, err)
	}
	for _, bad := range []map[string]string{{"own/wee": "off"}, {"own/we": "loud"}} {
		if _, err := ParseLevels(bad); err == nil {
			t.Errorf("ParseLevels(%v) has no error", bad)
		}
	}
}
