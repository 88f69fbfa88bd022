package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"unicode"

	"prep"
	"prep/journal"
	"prep/journal/lint"
)

// transcribe lets the configured program write down a recording, and reads from it the words, the fillers and which of
// the written sections were said.
func (p *practice) transcribe(ctx context.Context, attempt *journal.Attempt, written string) error {
	config, err := p.e.config()
	if err != nil || config.Practice.Transcript == "" || !p.recorder.has(attempt.ID) {
		return err
	}
	p.e.note("writing down what you said")
	var out, trouble bytes.Buffer
	command := shellCommand(ctx, config.Practice.Transcript, p.recorder.path(attempt.ID))
	command.Stdout, command.Stderr = &out, &trouble
	if err := command.Run(); err != nil {
		return fmt.Errorf("transcript: %w: %s", err, summary(trouble.String(), 100))
	}
	spoken := out.String()
	attempt.Marks.Words, attempt.Marks.Fillers = len(spokenWords(spoken)), len(fillers.FindAllString(spoken, -1))
	for _, section := range sectionsHeard(written, spoken) {
		if _, marked := attempt.Marks.Sections[string(section)]; !marked {
			attempt.Marks.Sections[string(section)] = 0
		}
	}
	return nil
}

// shellCommand runs a command of the settings on a file; {file} stands for it, else it comes last.
func shellCommand(ctx context.Context, script, file string) *exec.Cmd {
	replaced := strings.ReplaceAll(script, "{file}", `"$1"`)
	if replaced == script {
		replaced += ` "$1"`
	}
	return exec.CommandContext(ctx, "sh", "-c", replaced, "sh", file)
}

// fillers are what people say while they look for words.
var fillers = regexp.MustCompile(`(?i)\b(?:u+m+|u+h+|e+r+m*|h+m+|you know|basically|i mean|sort of|kind of)\b`)

// spokenWords are the words of a text, in small letters.
func spokenWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
	})
}

// heardShare is the share of a section's longer words that must be heard for the section to count as said: nobody
// tells an answer word for word.
const heardShare = 0.4

// sectionsHeard returns the sections of a written answer whose words a transcript has.
func sectionsHeard(written, spoken string) []lint.Section {
	heard := map[string]bool{}
	for _, word := range spokenWords(spoken) {
		heard[word] = true
	}
	var said []lint.Section
	for _, section := range lint.Sections() {
		words, there := map[string]bool{}, 0
		for _, word := range spokenWords(sectionText(written, section)) {
			if len([]rune(word)) >= 5 && !words[word] {
				words[word] = true
				if heard[word] {
					there++
				}
			}
		}
		if len(words) > 0 && float64(there) >= heardShare*float64(len(words)) {
			said = append(said, section)
		}
	}
	return said
}

// sectionText is what stands below a section's heading in an answer, questions in brackets left out.
func sectionText(written string, wanted lint.Section) string {
	heading, _, _ := strings.Cut(lint.Compose([]lint.Part{{Section: wanted, Text: "x"}}), "\n")
	var b strings.Builder
	inside := false
	for line := range strings.Lines(lint.WithoutOpenQuestions(written)) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "#"):
			inside = strings.EqualFold(trimmed, heading)
		case inside && !strings.HasPrefix(trimmed, "<!--"):
			b.WriteString(line)
		}
	}
	return b.String()
}

// keepRecordings removes the recordings of the question that are not to be kept.
func (p *practice) keepRecordings(ctx context.Context, newest journal.Attempt) error {
	config, err := p.e.config()
	if err != nil || config.Practice.Keep == keepAll {
		return err
	}
	var attempts []journal.Attempt
	err = p.e.view(ctx, func(tx *prep.Tx) error {
		attempts, err = journal.Attempts(tx, newest.Card)
		return err
	})
	var older []prep.ID
	for _, a := range attempts {
		if a.ID == newest.ID {
			continue
		}
		older = append(older, a.ID)
		if gone := os.Remove(p.recorder.path(a.ID)); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	if config.Practice.Sync && len(older) > 0 {
		err = errors.Join(err, p.e.unshare(ctx, older))
	}
	return err
}
