package deck_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep/deck"
)

func TestParseQuery(t *testing.T) {
	a, b, c := deck.Word{Text: "a"}, deck.Word{Text: "b"}, deck.Word{Text: "c"}
	and := func(terms ...deck.Expr) deck.Expr { return deck.And{Terms: terms} }
	or := func(terms ...deck.Expr) deck.Expr { return deck.Or{Terms: terms} }
	not := func(term deck.Expr) deck.Expr { return deck.Not{Term: term} }
	tests := []struct {
		query string
		want  deck.Expr
	}{
		{"", deck.All{}},
		{" \t", deck.All{}},
		{"a b", and(a, b)},
		{"a AND b and (c)", and(a, b, c)},
		{"a b or c", or(and(a, b), c)},
		{"a (b or c)", and(a, or(b, c))},
		{"a or (b or c)", or(a, b, c)},
		{"-a not b --c", and(not(a), not(b), c)},
		{"-(a b)", not(and(a, b))},
		{"not (not a)", a},
		{`"and" "a \"b\\ \c"`, and(deck.Phrase{Text: "and"}, deck.Phrase{Text: `a "b\ \c`})},
		{"core-1 12:30 日本 c++", and(deck.Word{Text: "core-1"}, deck.Word{Text: "12:30"}, deck.Word{Text: "日本"}, deck.Word{Text: "c++"})},
		{`deck:go::maps DECK:"go lang"`, and(deck.InDeck{Name: "go::maps"}, deck.InDeck{Name: "go lang"})},
		{"tag:core-*(a)", and(deck.Tagged{Tag: "core-*"}, a)},
		{"is:due is:Leech", and(deck.Is{Status: deck.IsDue}, deck.Is{Status: deck.IsLeech})},
		{"prop:r<0.9", deck.Prop{Property: deck.PropRetrievability, Comparison: "<", Value: 0.9}},
		{"prop:d>=7 prop:due!=-1", and(deck.Prop{Property: deck.PropDifficulty, Comparison: ">=", Value: 7}, deck.Prop{Property: deck.PropDue, Comparison: "!=", Value: -1})},
		{"added:7 rated:1 rated:7:1 rated:30:hard", and(deck.Added{Days: 7}, deck.Rated{Days: 1}, deck.Rated{Days: 7, Rating: deck.Again}, deck.Rated{Days: 30, Rating: deck.Hard})},
		{"kind:cloze id:ABCD entry:abcd234", and(deck.OfKind{Kind: deck.Cloze}, deck.HasID{Prefix: "abcd"}, deck.FromEntry{Prefix: "abcd234"})},
	}
	for _, tt := range tests {
		got, err := deck.ParseQuery(tt.query)
		if err != nil {
			t.Errorf("%q: %v", tt.query, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.query, diff)
		}
	}
}

func TestParseQueryErrors(t *testing.T) {
	tests := []struct{ query, want, hint string }{
		{"é dek:go", `query column 3: unknown filter "dek:"`, "perhaps deck:"},
		{"http://x", `query column 1: unknown filter "http:"`, "goes in quotes"},
		{"is:deu", `query column 1: unknown value "deu" of is:`, "perhaps due"},
		{"is:", "query column 1: nothing behind is:", "without a space"},
		{"kind:basic", `query column 1: unknown value "basic" of kind:`, "one of question tip cloze"},
		{"prop:lapse>1", `query column 1: unknown value "lapse" of prop:`, "perhaps lapses"},
		{"prop:r", "query column 1: prop: without a comparison", "prop:r<0.9"},
		{"prop:r<90", "query column 1: a retrievability of 90", "90% is 0.9"},
		{"prop:s<x", `query column 1: "x" is not a number`, ""},
		{"prop:s<nan", `query column 1: "nan" is not a number`, ""},
		{"prop:s>1e300", `query column 1: "1e300" is not a number`, ""},
		{"prop:s!3", `query column 1: unknown comparison in "s!3"`, "one of ="},
		{"added:0", `query column 1: "0" is not a number of days`, "added:7"},
		{"rated:7:5", `query column 1: unknown rating "5"`, "1 again"},
		{"id:abc", `query column 1: id "abc"`, "first 4"},
		{"a (b", "query column 3: a parenthesis that is not closed", ""},
		{"a) b", "query column 2: a closing parenthesis without", `")"`},
		{"a ()", "query column 4: a term is missing before the parenthesis", ""},
		{"a or", "query column 5: a term is missing at the end", ""},
		{"a and or b", `query column 7: a term is missing before "or"`, `"or"`},
		{"or", `query column 1: a term is missing before "or"`, ""},
		{"a - b", "query column 3: a minus by itself", ""},
		{"a -", "query column 3: a minus by itself", ""},
		{`a "b`, "query column 3: a quote that is not closed", ""},
		{`deck:" "`, "query column 6: nothing between the quotes", ""},
		{"a\x00", "query column 2: a NUL byte", ""},
		{"a\xff", "query column 1: a query that is not UTF-8", ""},
		{strings.Repeat("a ", 201), "query column 401: more than 200 terms", ""},
		{strings.Repeat("(", 51) + "a" + strings.Repeat(")", 51), "query column 51: more than 50 parentheses", ""},
		{strings.Repeat("-(", 4999), "query column 102: more than 50 parentheses", ""},
		{strings.Repeat("a", 10_001), "query column 1: a query of more than 10000 bytes", ""},
	}
	for _, tt := range tests {
		_, err := deck.ParseQuery(tt.query)
		var query *deck.QueryError
		if !errors.As(err, &query) {
			t.Errorf("%.40q: got %v", tt.query, err)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, tt.want) || !strings.Contains(query.Hint, tt.hint) {
			t.Errorf("%.40q: got %s (%s)\nwant %s (%s)", tt.query, got, query.Hint, tt.want, tt.hint)
		}
	}
}

func genTerm() *rapid.Generator[deck.Expr] {
	text := rapid.StringMatching(`[a-z*"\\ ():é-]{0,6}[a-z日]`)
	return rapid.Custom(func(t *rapid.T) deck.Expr {
		switch rapid.IntRange(0, 10).Draw(t, "node") {
		case 0:
			return deck.Phrase{Text: text.Draw(t, "phrase")}
		case 1:
			return deck.InDeck{Name: text.Draw(t, "deck")}
		case 2:
			return deck.Tagged{Tag: text.Draw(t, "tag")}
		case 3:
			return deck.Is{Status: rapid.SampledFrom(deck.Statuses()).Draw(t, "status")}
		case 4:
			comparison := rapid.SampledFrom([]deck.Comparison{"=", "!=", "<", "<=", ">", ">="}).Draw(t, "comparison")
			property := rapid.SampledFrom(deck.Properties()).Draw(t, "property")
			if property == deck.PropRetrievability {
				return deck.Prop{Property: property, Comparison: comparison, Value: rapid.Float64Range(0, 1).Draw(t, "r")}
			}
			return deck.Prop{Property: property, Comparison: comparison, Value: rapid.Float64Range(-1e9, 1e9).Draw(t, "value")}
		case 5:
			return deck.Added{Days: rapid.IntRange(1, 36_500).Draw(t, "days")}
		case 6:
			return deck.Rated{Days: rapid.IntRange(1, 36_500).Draw(t, "days"), Rating: deck.Rating(rapid.IntRange(0, 4).Draw(t, "rating"))}
		case 7:
			return deck.OfKind{Kind: rapid.SampledFrom(deck.Kinds()).Draw(t, "kind")}
		case 8:
			return deck.HasID{Prefix: rapid.StringMatching(`[a-z2-7]{4,12}`).Draw(t, "id")}
		case 9:
			return deck.FromEntry{Prefix: rapid.StringMatching(`[a-z2-7]{4,12}`).Draw(t, "entry")}
		}
		return deck.Word{Text: rapid.SampledFrom([]string{"a", "orange", "core-1", "1:2", "日本", `\`, "*", "é:", "<", "+x"}).Draw(t, "word")}
	})
}

// genExpr draws expressions in the form that ParseQuery returns: no And in an And, no Or in an Or, no Not in a Not.
func genExpr(depth int) *rapid.Generator[deck.Expr] {
	return rapid.Custom(func(t *rapid.T) deck.Expr {
		shape := rapid.IntRange(0, 3).Draw(t, "shape")
		if depth == 0 || shape == 0 {
			return genTerm().Draw(t, "term")
		}
		if shape == 1 {
			e := genExpr(depth-1).Draw(t, "negated")
			if inner, ok := e.(deck.Not); ok {
				return inner
			}
			return deck.Not{Term: e}
		}
		var terms []deck.Expr
		for range rapid.IntRange(2, 4).Draw(t, "count") {
			e := genExpr(depth-1).Draw(t, "part")
			if nested, ok := e.(deck.And); ok && shape == 2 {
				terms = append(terms, nested.Terms...)
			} else if nested, ok := e.(deck.Or); ok && shape == 3 {
				terms = append(terms, nested.Terms...)
			} else {
				terms = append(terms, e)
			}
		}
		if shape == 2 {
			return deck.And{Terms: terms}
		}
		return deck.Or{Terms: terms}
	})
}

func TestQueryStringThenParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := genExpr(3).Draw(t, "query")
		got, err := deck.ParseQuery(want.String())
		if err != nil {
			t.Fatalf("%s: %v", want, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", want, diff)
		}
	})
}

func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{`a "b c" deck:"go lang" tag:x-*`, "is:due or (prop:r<0.9 -rated:7:1)", "not not -a", "added:7 id:abcd kind:tip entry:abcd", "(((", `"\"`, "prop:due=-0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		e, err := deck.ParseQuery(query)
		if err != nil {
			var typed *deck.QueryError
			if !errors.As(err, &typed) || typed.Column < 1 {
				t.Fatalf("%q: %v", query, err)
			}
			return
		}
		printed := e.String()
		if len(printed) > 10_000 { // a space or a backslash that was left out may go over the limit
			return
		}
		again, err := deck.ParseQuery(printed)
		if err != nil {
			t.Fatalf("%q printed as %q: %v", query, printed, err)
		}
		if diff := cmp.Diff(e, again); diff != "" {
			t.Fatalf("%q printed as %q: %s", query, printed, diff)
		}
	})
}
