package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"prep"
	"prep/deck"
	"prep/journal"
)

// entryFromStdin reads one entry in any of its three forms.
func entryFromStdin(e *env, tx *prep.Tx) (journal.Entry, error) {
	text, err := e.readInput(maxEntry)
	if err != nil {
		return journal.Entry{}, err
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if !utf8.Valid(text) {
		return journal.Entry{}, withHint(errors.New("stdin: not UTF-8 text"), "save it as UTF-8 and try again")
	}
	trimmed := bytes.TrimSpace(text)
	switch {
	case len(trimmed) == 0:
		return journal.Entry{}, withHint(errors.New("add an entry: nothing came on stdin"),
			`prep journal add "what failed in one line"`)
	case trimmed[0] == '{':
		var entry journal.Entry
		return entry, json.Unmarshal(trimmed, &entry)
	case bytes.HasPrefix(trimmed, []byte("# ")):
		return e.parseEntry(tx, "stdin", string(text))
	}
	title, rest, _ := strings.Cut(string(trimmed), "\n")
	return journal.Entry{Title: strings.TrimSpace(title), Outcome: strings.TrimSpace(rest)}, nil
}

// factDate is the line of a document that says when it happened.
var factDate = regexp.MustCompile(`(?mi)^-[ \t]*date[ \t]*:[ \t]*(\S.*?)[ \t\r]*$`)

// parseEntry reads a document. Its date may be words, which are echoed.
func (e *env) parseEntry(tx *prep.Tx, name, text string) (journal.Entry, error) {
	prompts, err := e.prompts()
	if err != nil {
		return journal.Entry{}, err
	}
	facts, body := text, ""
	if i := strings.Index(text, "\n## "); i >= 0 {
		facts, body = text[:i], text[i:]
	}
	if at := factDate.FindStringSubmatchIndex(facts); at != nil {
		words := facts[at[2]:at[3]]
		if _, err := prep.ParseDay(words); err != nil {
			today, err := studyDay(tx)
			if err != nil {
				return journal.Entry{}, err
			}
			day, err := pastDay(words, today)
			if err != nil {
				return journal.Entry{}, err
			}
			e.echoDay(words, day)
			facts = facts[:at[2]] + day.String() + facts[at[3]:]
		}
	}
	entry, err := journal.ParseDocument(name, facts+body, prompts)
	return entry, syntaxHint(err)
}

// syntaxHint puts what a syntax error advises on a line of its own.
func syntaxHint(err error) error {
	var syntax *deck.SyntaxError
	if errors.As(err, &syntax) && syntax.Hint != "" {
		return withHint(err, "%s", syntax.Hint)
	}
	return err
}
