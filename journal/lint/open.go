package lint

import (
	"regexp"
	"strings"
)

// A draft asks for what its entry does not say: such a question in brackets is nothing that was said.
var openQuestion = regexp.MustCompile(`\[([^\[\]\n]*\?)\]`)

// OpenQuestions lists the questions in brackets of an answer, as in "[What was your part?]". The words of a link are none.
func OpenQuestions(text string) []string {
	open := []string{}
	for _, at := range openQuestionsAt(text) {
		open = append(open, text[at[0]+1:at[1]-1])
	}
	return open
}

// WithoutOpenQuestions returns the text without them.
func WithoutOpenQuestions(text string) string {
	var said strings.Builder
	from := 0
	for _, at := range openQuestionsAt(text) {
		said.WriteString(text[from:at[0]])
		from = at[1]
	}
	said.WriteString(text[from:])
	return said.String()
}

// openQuestionsAt returns where each begins and ends, brackets included.
func openQuestionsAt(text string) [][2]int {
	var all [][2]int
	for _, at := range openQuestion.FindAllStringIndex(text, -1) {
		if at[1] == len(text) || text[at[1]] != '(' {
			all = append(all, [2]int{at[0], at[1]})
		}
	}
	return all
}
