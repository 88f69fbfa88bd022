package journal

import (
	"fmt"
	"strings"

	"prep"
	"prep/journal/lint"
)

// Answer is a story for a question: the text that is spoken, with its sections as headings.
type Answer struct {
	ID       prep.ID `json:"id"`
	Question string  `json:"question"`              // a short name such as "biggest failure", or the question as asked
	Entry    prep.ID `json:"entry,omitzero"`        // the entry it tells; zero: none
	Target   prep.ID `json:"target,omitzero"`       // the target it is meant for; zero: any
	Card     prep.ID `json:"card,omitzero"`         // the card that schedules its practice
	Text     string  `json:"text,omitempty"`        // Markdown
	Added    int64   `json:"added"`                 // Unix milliseconds
	Story    string  `json:"story,omitempty"`       // the entry's title
	For      string  `json:"target_name,omitempty"` // company and role of the target
}

const answerColumns = `a.id, a.question, a.entry, a.target, a.card, a.text, a.added, coalesce(e.title, ''),
	coalesce(trim(t.company || ' ' || t.role), '')`

const answerTables = "answer a left join entry e on e.id = a.entry left join target t on t.id = a.target"

func scanAnswer(scan func(...any) error) (Answer, error) {
	var a Answer
	var id, entry, target, card int64
	err := scan(&id, &a.Question, &entry, &target, &card, &a.Text, &a.Added, &a.Story, &a.For)
	a.ID, a.Entry, a.Target, a.Card = prep.ID(id), prep.ID(entry), prep.ID(target), prep.ID(card)
	return a, err
}

// NewAnswer writes an answer to a question and returns it. Without a text it is drafted from the entry within
// the budget of a speaker of so many words a minute (0: as the attempts measured, else the default). The question gets a card.
func NewAnswer(tx *prep.Tx, a Answer, wordsPerMinute int) (Answer, error) {
	a.Question = cleanQuestion(a.Question)
	if a.Question == "" {
		return Answer{}, fmt.Errorf("new answer: no question")
	}
	if a.Text = cleanText(a.Text); a.Text == "" {
		story, err := readStory(tx, a)
		if err != nil {
			return Answer{}, fmt.Errorf("new answer: %w", err)
		}
		if wordsPerMinute == 0 {
			if wordsPerMinute, err = Pace(tx); err != nil {
				return Answer{}, fmt.Errorf("new answer: %w", err)
			}
		}
		a.Text = story.Draft(wordsPerMinute)
	}
	var err error
	if a.Card == 0 {
		if a.Card, err = AddQuestion(tx, a.Question); err != nil {
			return Answer{}, err
		}
	}
	a.ID, a.Added = prep.NewID(), tx.Now.UnixMilli()
	_, err = tx.Set(prep.Answers, a.ID, prep.Fields{
		"question": a.Question, "entry": a.Entry, "target": a.Target, "card": a.Card, "text": a.Text, "added": a.Added,
	})
	if err != nil {
		return Answer{}, fmt.Errorf("new answer: %w", err)
	}
	return GetAnswer(tx, a.ID)
}

// GetAnswer reads an answer; prep.ErrNotFound where there is none.
func GetAnswer(tx *prep.Tx, id prep.ID) (Answer, error) {
	answers, err := answersWhere(tx, "a.id = ?", int64(id))
	if err == nil && len(answers) == 0 {
		err = prep.ErrNotFound
	}
	if err != nil {
		return Answer{}, fmt.Errorf("answer %s: %w", id, err)
	}
	return answers[0], nil
}

// FindAnswer reads the answer whose id begins with prefix. An *AmbiguousError lists the candidates.
func FindAnswer(tx *prep.Tx, prefix string) (Answer, error) {
	id, err := FindID(tx, prep.Answers, prefix)
	if err != nil {
		return Answer{}, err
	}
	return GetAnswer(tx, id)
}

// AnswerFilter restricts a list of answers; zero values restrict nothing.
type AnswerFilter struct {
	Question string
	Entry    prep.ID
	Target   prep.ID // answers for that target and for any
}

// ListAnswers returns the answers by question, the newest first.
func ListAnswers(tx *prep.Tx, f AnswerFilter) ([]Answer, error) {
	answers, err := answersWhere(tx, "? in ('', a.question) and ? in (0, a.entry) and (? in (0, a.target) or a.target = 0)",
		cleanQuestion(f.Question), int64(f.Entry), int64(f.Target))
	if err != nil {
		return nil, fmt.Errorf("list answers: %w", err)
	}
	return answers, nil
}

func answersWhere(tx *prep.Tx, where string, args ...any) ([]Answer, error) {
	var answers []Answer
	err := tx.Each(func(scan func(...any) error) error {
		a, err := scanAnswer(scan)
		answers = append(answers, a)
		return err
	}, "select "+answerColumns+" from "+answerTables+" where "+where+" order by a.question, a.added desc, a.id", args...)
	return answers, err
}

// OpenedAnswer is an answer as an editor shows it, with the version of the text that it shows.
type OpenedAnswer struct {
	Answer Answer
	Seen   []prep.EventID
}

// OpenAnswer reads an answer for editing.
func OpenAnswer(tx *prep.Tx, id prep.ID) (OpenedAnswer, error) {
	a, err := GetAnswer(tx, id)
	if err != nil {
		return OpenedAnswer{}, err
	}
	shown, err := tx.Shown(id)
	if err != nil {
		return OpenedAnswer{}, fmt.Errorf("answer %s: %w", id, err)
	}
	o := OpenedAnswer{Answer: a}
	if version, has := shown["text"]; has {
		o.Seen = []prep.EventID{version}
	}
	return o, nil
}

// SaveAnswer writes what was changed in an opened answer: its question, entry, target or text. A text that was
// changed elsewhere meanwhile keeps both versions. It reports whether anything changed.
func SaveAnswer(tx *prep.Tx, opened OpenedAnswer, edited Answer) (bool, error) {
	before := opened.Answer
	edited.Question, edited.Text = cleanQuestion(edited.Question), cleanText(edited.Text)
	if edited.Question == "" {
		return false, fmt.Errorf("save answer %s: no question", before.ID)
	}
	columns := prep.Fields{}
	if edited.Question != before.Question {
		card, err := AddQuestion(tx, edited.Question)
		if err != nil {
			return false, err
		}
		columns["question"], columns["card"] = edited.Question, card
	}
	if edited.Entry != before.Entry {
		columns["entry"] = edited.Entry
	}
	if edited.Target != before.Target {
		columns["target"] = edited.Target
	}
	if edited.Text != cleanText(before.Text) {
		columns["text"] = prep.Text{Text: edited.Text, Parents: opened.Seen}
	}
	if len(columns) == 0 {
		return false, nil
	}
	changed, err := tx.Set(prep.Answers, before.ID, columns)
	if err != nil {
		return false, fmt.Errorf("save answer %s: %w", before.ID, err)
	}
	return changed, nil
}

// DeleteAnswer takes an answer and its draft away. Its question's card and its attempts stay.
func DeleteAnswer(tx *prep.Tx, id prep.ID) error {
	if err := tx.Delete(prep.Answers, id); err != nil {
		return err
	}
	return DropDraft(tx, AnswerDraft(id))
}

// RestoreAnswer brings a deleted answer back.
func RestoreAnswer(tx *prep.Tx, id prep.ID) error { return tx.Restore(prep.Answers, id) }

// Keywords returns the n content words of an answer that say most about it: the most frequent first, then in
// the order of the text, as written there.
func (a Answer) Keywords(n int) []string { return keywords(spokenText(a.Text), n) }

// spokenText is a text without its headings, comments and the questions in brackets that stand for what is
// missing.
func spokenText(text string) string {
	var kept []string
	comment := false
	for line := range strings.SplitSeq(lint.WithoutOpenQuestions(text), "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case comment:
			comment = !strings.Contains(trimmed, "-->")
		case strings.HasPrefix(trimmed, "<!--"):
			comment = !strings.Contains(trimmed, "-->")
		case strings.HasPrefix(trimmed, "#"), strings.HasPrefix(trimmed, "lint:ignore"):
		default:
			kept = append(kept, line)
		}
	}
	return cleanText(strings.Join(kept, "\n"))
}
