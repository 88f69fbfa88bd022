package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"prep/deck"
)

// longestCompared bounds the letters that are compared one by one: the work grows with the product of both.
const longestCompared = 2000

// SameAnswer reports whether a typed answer is the one the card wants: letter by letter after Unicode normalisation
// (NFC), white space at the ends and its length apart.
func SameAnswer(typed string, card deck.Card) bool { return settled(typed) == settled(wanted(card)) }

// wanted is the answer of a card as it is typed: its words without the marks of Markdown.
func wanted(card deck.Card) string {
	return strings.Join(Markdown(card.Answer(), longestShown, Theme{Bare: true}), " ")
}

// settled is an answer as it is compared.
func settled(text string) string {
	return strings.Join(strings.Fields(norm.NFC.String(Visible(text))), " ")
}

// diffLines shows what was typed over what was wanted: letters too many struck, letters missing underlined.
func diffLines(typed, want string, width int, theme Theme) []string {
	a, b := settled(typed), settled(want)
	if a == b {
		return theme.wrap(theme.Right.Render("✓ "+b), width)
	}
	wrong, missing := theme.Wrong, theme.Right
	if !theme.Bare {
		wrong, missing = wrong.Strikethrough(true), missing.Underline(true)
	}
	x, y := letters(a), letters(b)
	if most := min(2*len(y)+100, longestCompared); len(x) > most { // a paste that went wrong need not be seen whole
		x = append(x[:most:most], "…")
		a = strings.Join(x, "")
	}
	if len(y) > longestCompared {
		return append(theme.wrap(theme.Muted.Render("you    ")+a, width), theme.wrap(theme.Muted.Render("right  ")+b, width)...)
	}
	keptX, keptY := common(x, y)
	you, right := marked(x, keptX, theme.Text, wrong), marked(y, keptY, theme.Text, missing)
	if theme.Bare {
		you, right = a, b
	}
	lines := theme.wrap(theme.Muted.Render("you    ")+you, width)
	return append(lines, theme.wrap(theme.Muted.Render("right  ")+right, width)...)
}

func letters(text string) []string {
	var all []string
	clusters := uniseg.NewGraphemes(text)
	for clusters.Next() {
		all = append(all, clusters.Str())
	}
	return all
}

// common marks the letters of a longest common subsequence in both.
func common(x, y []string) (inX, inY []bool) {
	inX, inY = make([]bool, len(x)), make([]bool, len(y))
	start := 0
	for start < len(x) && start < len(y) && x[start] == y[start] {
		inX[start], inY[start] = true, true
		start++
	}
	endX, endY := len(x), len(y)
	for endX > start && endY > start && x[endX-1] == y[endY-1] {
		endX, endY = endX-1, endY-1
		inX[endX], inY[endY] = true, true
	}
	rows, columns := endX-start, endY-start
	length := make([]int16, (rows+1)*(columns+1)) // of the longest one of the rests
	at := func(i, j int) int { return i*(columns+1) + j }
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if x[start+i] == y[start+j] {
				length[at(i, j)] = length[at(i+1, j+1)] + 1
			} else {
				length[at(i, j)] = max(length[at(i+1, j)], length[at(i, j+1)])
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case x[start+i] == y[start+j]:
			inX[start+i], inY[start+j] = true, true
			i, j = i+1, j+1
		case length[at(i+1, j)] >= length[at(i, j+1)]:
			i++
		default:
			j++
		}
	}
	return inX, inY
}

// marked styles runs of letters by whether they are kept.
func marked(all []string, kept []bool, same, other lipgloss.Style) string {
	var b strings.Builder
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && kept[to] == kept[from] {
			to++
		}
		style := other
		if kept[from] {
			style = same
		}
		b.WriteString(style.Render(strings.Join(all[from:to], "")))
		from = to
	}
	return b.String()
}
