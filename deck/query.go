package deck

import (
	"math"
	"strconv"
	"strings"
)

// Expr is a query after parsing: one of the node types of this file. String prints it so that ParseQuery
// reads the same expression again.
//
// A query is words, "phrases" and filters, side by side or joined with and, or, not (or - before a term) and
// parentheses; or binds weaker than and. The filters:
//
//	deck:go  deck:"go lang"    in the deck, or in one below it (go::maps); * stands for any letters
//	tag:core-1  tag:core-*     with the tag
//	is:due                     also new, learning, review, suspended, leech, flagged, buried, pictured
//	prop:r<0.9                 r retrievability 0-1, s stability in days, d difficulty 1-10, ivl interval in
//	                           days, due days from today (-1 is yesterday), reps, lapses; = != < <= > >=
//	added:7                    added within the last 7 days, today included
//	rated:7  rated:7:1         answered within the last 7 days, with the rating 1-4
//	kind:cloze                 also question, tip, reversed, typed
//	id:abcd  entry:abcd        the card, or the cards of the journal entry, whose id begins so
//
// Filters and the words and, or, not are read in any case. In quotes a backslash stands before a quote or a
// backslash that is meant.
type Expr interface {
	String() string
	precedence() int
}

// All is the empty query.
type All struct{}

// And holds when all of its terms do. It has at least two, none of them an And.
type And struct{ Terms []Expr }

// Or holds when one of its terms does. It has at least two, none of them an Or.
type Or struct{ Terms []Expr }

// Not holds when its term does not. The term is no Not.
type Not struct{ Term Expr }

// Word is a word, or the beginning of one, in the text of a card.
type Word struct{ Text string }

// Phrase is what stood in quotes: words that follow one another in the text of a card.
type Phrase struct{ Text string }

// InDeck names a deck and all below it. * stands for any letters.
type InDeck struct{ Name string }

// Tagged names a tag. * stands for any letters.
type Tagged struct{ Tag string }

// Is is a status of a card.
type Is struct{ Status Status }

// Prop compares a number of a card's memory or schedule.
type Prop struct {
	Property   Property
	Comparison Comparison
	Value      float64 // finite
}

// Added holds for cards added within the last Days study days, today included.
type Added struct{ Days int }

// Rated holds for cards answered within the last Days study days, today included, with the Rating or with
// any if it is 0.
type Rated struct {
	Days   int
	Rating Rating
}

// OfKind names a kind of notes.
type OfKind struct{ Kind Kind }

// HasID names cards by the first characters of their id, at least 4.
type HasID struct{ Prefix string }

// FromEntry names the cards of a journal entry by the first characters of its id, at least 4.
type FromEntry struct{ Prefix string }

// Status is what is: asks for.
type Status string

// The statuses. A card can have several.
const (
	IsDue       Status = "due"       // to be reviewed today, steps included
	IsNew       Status = "new"       // never answered
	IsLearning  Status = "learning"  // in its learning or relearning steps
	IsReview    Status = "review"    // past its learning steps
	IsSuspended Status = "suspended" // out of every session until its owner says otherwise
	IsLeech     Status = "leech"     // forgotten again and again
	IsFlagged   Status = "flagged"
	IsBuried    Status = "buried"   // out of today's session
	IsPictured  Status = "pictured" // shows a picture that is stored
)

// Statuses returns every status.
func Statuses() []Status {
	return []Status{IsDue, IsNew, IsLearning, IsReview, IsSuspended, IsLeech, IsFlagged, IsBuried, IsPictured}
}

// Property is what prop: compares.
type Property string

// The properties, with their units.
const (
	PropRetrievability Property = "r"      // probability of recall now, 0-1
	PropStability      Property = "s"      // days until retrievability is 0.9
	PropDifficulty     Property = "d"      // 1-10
	PropLapses         Property = "lapses" // times forgotten after learning
	PropReps           Property = "reps"   // answers
	PropInterval       Property = "ivl"    // days between the last answer and the due day
	PropDue            Property = "due"    // days from today to the due day, negative when overdue
)

// Properties returns every property.
func Properties() []Property {
	return []Property{PropRetrievability, PropStability, PropDifficulty, PropLapses, PropReps, PropInterval, PropDue}
}

// Comparison is one of = != < <= > >=.
type Comparison string

// comparisons has the longer ones first: < begins <=.
var comparisons = [...]Comparison{"!=", "<=", ">=", "=", "<", ">"}

// How tightly the nodes bind when printed.
const (
	bindsOr = iota
	bindsAnd
	bindsTerm
)

func (All) precedence() int       { return bindsTerm }
func (And) precedence() int       { return bindsAnd }
func (Or) precedence() int        { return bindsOr }
func (Not) precedence() int       { return bindsTerm }
func (Word) precedence() int      { return bindsTerm }
func (Phrase) precedence() int    { return bindsTerm }
func (InDeck) precedence() int    { return bindsTerm }
func (Tagged) precedence() int    { return bindsTerm }
func (Is) precedence() int        { return bindsTerm }
func (Prop) precedence() int      { return bindsTerm }
func (Added) precedence() int     { return bindsTerm }
func (Rated) precedence() int     { return bindsTerm }
func (OfKind) precedence() int    { return bindsTerm }
func (HasID) precedence() int     { return bindsTerm }
func (FromEntry) precedence() int { return bindsTerm }

func (All) String() string   { return "" }
func (e And) String() string { return joinTerms(e.Terms, " ", bindsAnd) }
func (e Or) String() string  { return joinTerms(e.Terms, " or ", bindsOr) }
func (e Not) String() string { return "-" + within(e.Term, bindsAnd) }

func (e Word) String() string   { return e.Text }
func (e Phrase) String() string { return quote(e.Text) }

func (e InDeck) String() string    { return "deck:" + quoteIfNeeded(e.Name) }
func (e Tagged) String() string    { return "tag:" + quoteIfNeeded(e.Tag) }
func (e Is) String() string        { return "is:" + string(e.Status) }
func (e Added) String() string     { return "added:" + strconv.Itoa(e.Days) }
func (e OfKind) String() string    { return "kind:" + string(e.Kind) }
func (e HasID) String() string     { return "id:" + e.Prefix }
func (e FromEntry) String() string { return "entry:" + e.Prefix }

func (e Prop) String() string {
	format := byte('f')
	if math.Abs(e.Value) < 1e-6 { // 1e-300 would have 300 digits
		format = 'g'
	}
	return "prop:" + string(e.Property) + string(e.Comparison) + strconv.FormatFloat(e.Value, format, -1, 64)
}

func (e Rated) String() string {
	s := "rated:" + strconv.Itoa(e.Days)
	if e.Rating != 0 {
		s += ":" + strconv.Itoa(int(e.Rating))
	}
	return s
}

func joinTerms(terms []Expr, separator string, precedence int) string {
	parts := make([]string, len(terms))
	for i, term := range terms {
		parts[i] = within(term, precedence)
	}
	return strings.Join(parts, separator)
}

// within prints a term, in parentheses if it binds no tighter than what is around it.
func within(e Expr, precedence int) string {
	if e.precedence() <= precedence {
		return "(" + e.String() + ")"
	}
	return e.String()
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func quoteIfNeeded(s string) string {
	if strings.ContainsFunc(s, endsWord) {
		return quote(s)
	}
	return s
}
