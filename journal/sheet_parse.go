package journal

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"prep"
	"prep/deck"
)

// SheetMarks are what a listener wrote about one answer.
type SheetMarks struct {
	Attempt Attempt
	Grade   deck.Rating // 0: none given
}

// ParseSheet reads the marks off a sheet that Markdown wrote and a listener filled in. A question without any
// mark was not asked and is left out. Errors are *deck.SyntaxError with line and column: a tick at a line that
// no sheet has, a number that is none, a line that is not known.
func ParseSheet(file, text string) ([]SheetMarks, error) {
	r := sheetReader{file: file}
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\uFEFF")
	for line := range strings.SplitSeq(text, "\n") {
		r.at++
		if err := r.line(strings.TrimRight(line, " \t")); err != nil {
			return nil, err
		}
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return r.marks, nil
}

type sheetReader struct {
	file     string
	at       int
	listener string
	marks    []SheetMarks

	open    int // the line of the question that is read; 0: none
	current SheetMarks
	marked  bool
	next    bool // below "Ask next": ticks are follow-ups
}

func (r *sheetReader) error(column int, msg, hint string) error {
	return &deck.SyntaxError{File: r.file, Line: r.at, Column: column, Msg: msg, Hint: hint}
}

// line reads one line of a sheet.
func (r *sheetReader) line(line string) error {
	if rest, has := strings.CutPrefix(line, sheetListener); has {
		r.listener = cleanLine(rest)
		return nil
	}
	switch {
	case line == "", strings.HasPrefix(line, "# "):
		return nil
	case strings.HasPrefix(line, "## "):
		if err := r.finish(); err != nil {
			return err
		}
		r.open, r.current, r.marked, r.next = r.at, SheetMarks{}, false, false
		return nil
	case r.open == 0:
		return r.error(1, "text before the first question", "")
	case strings.HasPrefix(line, sheetCard):
		return r.card(line)
	case strings.HasPrefix(line, "Ask next"):
		r.next = true
		return nil
	case line == "Listen for:", line == "Was it told well?":
		return nil
	case strings.HasPrefix(line, "- [ ] "), strings.HasPrefix(line, "- [x] "), strings.HasPrefix(line, "- [X] "):
		return r.tick(line[6:], line[3] != ' ')
	}
	return r.value(line)
}

// card reads the comment that says which question this is.
func (r *sheetReader) card(line string) error {
	words := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(line, sheetCard), "-->"))
	var err error
	if len(words) > 0 {
		r.current.Attempt.Card, err = prep.ParseID(words[0])
	}
	if err == nil && len(words) == 3 && words[1] == "answer" {
		r.current.Attempt.Answer, err = prep.ParseID(words[2])
	}
	if err != nil || len(words) != 1 && len(words) != 3 {
		return r.error(1, "a question's mark that is damaged", "take the line from the sheet as it was printed")
	}
	return nil
}

// tick reads a box.
func (r *sheetReader) tick(said string, ticked bool) error {
	section, check := checkNamed(said)
	tip := slices.Contains(Tips(), said)
	if !check && !tip && !r.next {
		return r.error(7, "a box that is on no sheet", "leave the lines as they are and put an x between the brackets")
	}
	marks := &r.current.Attempt.Marks
	switch {
	case r.next:
		if marks.FollowUps == nil {
			marks.FollowUps = map[string]bool{}
		}
		marks.FollowUps[said] = ticked
	case ticked && check:
		if marks.Sections == nil {
			marks.Sections = map[string]float64{}
		}
		marks.Sections[string(section)] = 0
	case ticked:
		marks.Tips = append(marks.Tips, said)
	}
	r.marked = r.marked || ticked
	return nil
}

// value reads a line such as "- seconds: 95".
func (r *sheetReader) value(line string) error {
	for _, known := range []string{sheetSeconds, sheetRating, sheetGrade, sheetNote} {
		rest, has := strings.CutPrefix(line, known)
		if !has {
			continue
		}
		value := cleanLine(rest)
		if value == "" {
			return nil
		}
		r.marked = true
		column := 1 + utf8.RuneCountInString(known) + utf8.RuneCountInString(rest) - utf8.RuneCountInString(strings.TrimLeft(rest, " \t"))
		a := &r.current.Attempt
		switch known {
		case sheetSeconds:
			n, err := strconv.ParseFloat(value, 64)
			if err != nil || !(n >= 0 && n < 24*3600) {
				return r.error(column, "seconds "+strconv.Quote(value)+": want a number", "")
			}
			a.Seconds = n
		case sheetRating:
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 5 {
				return r.error(column, "rating "+strconv.Quote(value)+": want 1 to 5", "")
			}
			a.Rating = n
		case sheetGrade:
			grade, err := deck.ParseRating(strings.ToLower(value))
			if err != nil {
				return r.error(column, "grade "+strconv.Quote(value)+": want again, hard, good or easy", "")
			}
			r.current.Grade = grade
		case sheetNote:
			a.Marks.Note = value
		}
		return nil
	}
	return r.error(1, "a line that is on no sheet", `remarks go behind "`+sheetNote+`"`)
}

// finish keeps the question that was read.
func (r *sheetReader) finish() error {
	if r.open == 0 || !r.marked {
		return nil
	}
	if r.current.Attempt.Card == 0 {
		r.at = r.open
		return r.error(1, "a question without its mark", "the comment below it says which card it is")
	}
	r.current.Attempt.Marks.By = r.listener
	r.marks = append(r.marks, r.current)
	r.open = 0
	return nil
}

// ImportSheet writes the marks as attempts and grades, all at the same instant. A sheet that is imported twice
// is there once: an attempt's id follows from what is written on it.
func ImportSheet(tx *prep.Tx, marks []SheetMarks, sheet string, target prep.ID) (added int, err error) {
	for _, m := range marks {
		m.Attempt.ID = prep.DerivedID("sheet", sheet, m.Attempt.Card.String())
		m.Attempt.Target = target
		taken, err := tx.Taken(m.Attempt.ID)
		if err != nil {
			return added, err
		}
		if taken {
			continue
		}
		if _, err := deck.Get(tx, m.Attempt.Card); err != nil {
			return added, err
		}
		if _, err := FinishAttempt(tx, m.Attempt, m.Grade); err != nil {
			return added, err
		}
		added++
	}
	return added, nil
}
