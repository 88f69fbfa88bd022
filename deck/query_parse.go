package deck

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"prep"
)

// The limits of a query. SQLite refuses expressions nested more than 1,000 deep, and a person never gets near.
const (
	maxQueryBytes = 10_000
	maxQueryTerms = 200
	maxQueryDepth = 50
	maxQueryDays  = 36_500
	maxQueryValue = 1e9
)

var queryFilters = []string{"deck:", "tag:", "is:", "prop:", "added:", "rated:", "kind:", "id:", "entry:"}

// ParseQuery reads a query in the language described at Expr. The empty query is All. A mistake is a
// *QueryError.
func ParseQuery(query string) (Expr, error) {
	p := &queryParser{lexer: lexer{query: query}}
	switch {
	case len(query) > maxQueryBytes:
		return nil, p.errorAt(0, fmt.Sprintf("a query of more than %d bytes", maxQueryBytes), "")
	case !utf8.ValidString(query):
		return nil, p.errorAt(0, "a query that is not UTF-8", "")
	}
	if at := strings.IndexByte(query, 0); at >= 0 {
		return nil, p.errorAt(at, "a NUL byte", "")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind == endToken {
		return All{}, nil
	}
	e, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.token.kind == closeToken {
		return nil, p.errorHere("a closing parenthesis without an opening one", `in quotes it is text: ")"`)
	}
	return e, nil
}

// queryParser is a recursive descent over the tokens, one function for each level of binding.
type queryParser struct {
	lexer
	token token // the next one
	terms int
}

func (p *queryParser) advance() (err error) {
	p.token, err = p.next()
	return err
}

func (p *queryParser) errorHere(msg, hint string) error { return p.errorAt(p.token.offset, msg, hint) }

// atWord tells whether the next token is the word and, or, not.
func (p *queryParser) atWord(word string) bool {
	return p.token.kind == wordToken && strings.EqualFold(p.token.text, word)
}

func (p *queryParser) or(depth int) (Expr, error) {
	var terms []Expr
	for {
		term, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		if nested, ok := term.(Or); ok {
			terms = append(terms, nested.Terms...)
		} else {
			terms = append(terms, term)
		}
		if !p.atWord("or") {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return Or{terms}, nil
}

func (p *queryParser) and(depth int) (Expr, error) {
	var terms []Expr
	for {
		term, err := p.not(depth)
		if err != nil {
			return nil, err
		}
		if nested, ok := term.(And); ok {
			terms = append(terms, nested.Terms...)
		} else {
			terms = append(terms, term)
		}
		if p.atWord("and") {
			if err := p.advance(); err != nil {
				return nil, err
			}
			continue
		}
		if p.token.kind == endToken || p.token.kind == closeToken || p.atWord("or") {
			break
		}
	}
	if len(terms) == 1 {
		return terms[0], nil
	}
	return And{terms}, nil
}

func (p *queryParser) not(depth int) (Expr, error) {
	negated := false
	for p.token.kind == minusToken || p.atWord("not") {
		negated = !negated
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	e, err := p.primary(depth)
	if err != nil || !negated {
		return e, err
	}
	if inner, ok := e.(Not); ok {
		return inner.Term, nil
	}
	return Not{e}, nil
}

func (p *queryParser) primary(depth int) (Expr, error) {
	t := p.token
	switch {
	case t.kind == endToken:
		return nil, p.errorHere("a term is missing at the end", "")
	case t.kind == closeToken:
		return nil, p.errorHere("a term is missing before the parenthesis", "")
	case t.kind == openToken:
		return p.group(depth + 1)
	case p.atWord("and") || p.atWord("or"):
		return nil, p.errorHere(fmt.Sprintf("a term is missing before %q", t.text), `in quotes it is a word: "`+t.text+`"`)
	}
	if p.terms++; p.terms > maxQueryTerms {
		return nil, p.errorHere(fmt.Sprintf("more than %d terms", maxQueryTerms), "")
	}
	var e Expr
	var err error
	switch t.kind {
	case wordToken:
		e = Word{t.text}
	case quotedToken:
		e = Phrase{t.text}
	default:
		e, err = p.filter(t)
	}
	if err != nil {
		return nil, err
	}
	return e, p.advance()
}

func (p *queryParser) group(depth int) (Expr, error) {
	open := p.token.offset
	if depth > maxQueryDepth {
		return nil, p.errorHere(fmt.Sprintf("more than %d parentheses inside one another", maxQueryDepth), "")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or(depth)
	if err != nil {
		return nil, err
	}
	if p.token.kind != closeToken {
		return nil, p.errorAt(open, "a parenthesis that is not closed", "")
	}
	return e, p.advance()
}

// filter reads the value of a filter.
func (p *queryParser) filter(t token) (Expr, error) {
	key := t.key + ":"
	if t.text == "" && slices.Contains(queryFilters, key) {
		return nil, p.errorHere("nothing behind "+key, "the value follows without a space")
	}
	switch t.key {
	case "deck":
		return InDeck{t.text}, nil
	case "tag":
		return Tagged{t.text}, nil
	case "is":
		value, err := p.choice(key, t.text, names(Statuses()))
		return Is{Status(value)}, err
	case "kind":
		value, err := p.choice(key, t.text, names(Kinds()))
		return OfKind{Kind(value)}, err
	case "prop":
		return p.prop(t.text)
	case "added":
		days, err := p.days(key, t.text)
		return Added{days}, err
	case "rated":
		return p.rated(t.text)
	case "id":
		prefix, err := p.prefix(t.text)
		return HasID{prefix}, err
	case "entry":
		prefix, err := p.prefix(t.text)
		return FromEntry{prefix}, err
	}
	return nil, p.errorHere(fmt.Sprintf("unknown filter %q", key), suggest(key, queryFilters)+", and text with a colon goes in quotes")
}

// choice reads one of a few names.
func (p *queryParser) choice(key, value string, names []string) (string, error) {
	if lower := strings.ToLower(value); slices.Contains(names, lower) {
		return lower, nil
	}
	return "", p.errorHere(fmt.Sprintf("unknown value %q of %s", value, key), suggest(value, names))
}

func (p *queryParser) prop(value string) (Expr, error) {
	at := strings.IndexAny(value, "!<>=")
	if at < 0 {
		return nil, p.errorHere("prop: without a comparison", "such as prop:r<0.9 or prop:lapses>=4")
	}
	name, err := p.choice("prop:", value[:at], names(Properties()))
	if err != nil {
		return nil, err
	}
	for _, comparison := range comparisons {
		number, ok := strings.CutPrefix(value[at:], string(comparison))
		if !ok {
			continue
		}
		x, err := strconv.ParseFloat(number, 64)
		if err != nil || !(math.Abs(x) <= maxQueryValue) {
			return nil, p.errorHere(fmt.Sprintf("%q is not a number", number), "such as prop:"+name+string(comparison)+"1")
		}
		if Property(name) == PropRetrievability && (x < 0 || x > 1) {
			return nil, p.errorHere(fmt.Sprintf("a retrievability of %s", number), "it lies between 0 and 1: 90% is 0.9")
		}
		return Prop{Property(name), comparison, x + 0}, nil // -0 becomes 0
	}
	return nil, p.errorHere(fmt.Sprintf("unknown comparison in %q", value), "one of = != < <= > >=")
}

func (p *queryParser) rated(value string) (Expr, error) {
	count, rating, rated := strings.Cut(value, ":")
	days, err := p.days("rated:", count)
	if err != nil || !rated {
		return Rated{Days: days}, err
	}
	r, err := ParseRating(strings.ToLower(rating))
	if err != nil {
		return nil, p.errorHere(fmt.Sprintf("unknown rating %q", rating), "1 again, 2 hard, 3 good, 4 easy")
	}
	return Rated{days, r}, nil
}

func (p *queryParser) days(key, value string) (int, error) {
	days, err := strconv.Atoi(value)
	if err != nil || days < 1 || days > maxQueryDays {
		return 0, p.errorHere(fmt.Sprintf("%q is not a number of days from 1 to %d", value, maxQueryDays), "such as "+key+"7 for the last week")
	}
	return days, nil
}

func (p *queryParser) prefix(value string) (string, error) {
	if _, _, err := prep.IDRange(value); err != nil {
		return "", p.errorHere(err.Error(), "an id is 13 letters and digits; its first 4 are enough")
	}
	return strings.ToLower(value), nil
}

// suggest makes the hint for a name that is not one of the names.
func suggest(name string, names []string) string {
	if nearest, ok := Nearest(name, names); ok {
		return "perhaps " + nearest
	}
	return "one of " + strings.Join(names, " ")
}

// names returns the values of an enumeration as strings.
func names[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
