package journal

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"prep"
)

// Similar is an entry that resembles another text.
type Similar struct {
	Head
	Lesson string   `json:"lesson,omitempty"`
	Score  float64  `json:"score"` // 0-1: how much of what the text is about the entry is about too
	Words  []string `json:"words"` // the beginnings of the words that both have
	Shared []string `json:"shared_tags,omitempty"`
}

// proposed is the score from which an entry is proposed as the same mistake.
const proposed = 0.4

// Resembled returns the entry that a new one resembles so much that it may be the same mistake; nil: none does.
func Resembled(tx *prep.Tx, e Entry) (*Similar, error) {
	similar, err := SimilarTo(tx, e, 1)
	if err != nil || len(similar) == 0 || similar[0].Score < proposed {
		return nil, err
	}
	return &similar[0], nil
}

// similarWords is how many words of a text are looked for, those of the title first; similarCandidates is how
// many entries that have them anywhere are compared closely.
const (
	similarWords      = 24
	similarCandidates = 40
)

// term is a word or a tag of a text, with what sharing it is worth.
type term struct {
	text  string
	tag   bool
	worth float64
	seqs  []int64 // the entries that have it anywhere; none for a word that is everywhere
}

// SimilarTo returns the entries that resemble e most, best first, e itself and those without a score not among
// them. A word or tag counts by its rarity (the idf of BM25); the score is the share of the text's rarities
// that the title, the tags, the own causes and the lesson of the entry have too.
func SimilarTo(tx *prep.Tx, e Entry, limit int) ([]Similar, error) {
	terms, err := termsOf(tx, e)
	if err != nil {
		return nil, fmt.Errorf("similar entries: %w", err)
	}
	total, found := 0.0, map[int64]float64{}
	for _, t := range terms {
		total += t.worth
		for _, seq := range t.seqs {
			found[seq] += t.worth
		}
	}
	seqs := slices.SortedFunc(maps.Keys(found), func(a, b int64) int {
		return cmp.Or(cmp.Compare(found[b], found[a]), cmp.Compare(b, a))
	})
	var similar []Similar
	for _, seq := range seqs[:min(len(seqs), similarCandidates)] {
		err := tx.Each(func(scan func(...any) error) error {
			other, err := scanEntry(scan)
			if s := compare(terms, other); s.Score > 0 {
				s.Score /= total
				similar = append(similar, s)
			}
			return err
		}, "select "+entryColumns+" from entry e where e.seq = ?", seq)
		if err != nil {
			return nil, fmt.Errorf("similar entries: %w", err)
		}
	}
	slices.SortStableFunc(similar, func(a, b Similar) int { return cmp.Compare(b.Score, a.Score) })
	return similar[:min(len(similar), limit)], nil
}

// about is what an entry is about, as a text.
func about(e Entry) string { return strings.Join([]string{e.Title, e.Lesson, e.OwnFactors}, "\n") }

// termsOf returns the words and tags of an entry that are worth comparing.
func termsOf(tx *prep.Tx, e Entry) ([]term, error) {
	var entries int
	if err := tx.Get("select count(*) from entry", nil, &entries); err != nil {
		return nil, err
	}
	var own int64
	if err := tx.Get("select seq from entry where id = ?", []any{int64(e.ID)}, &own); err != nil && !notFound(err) {
		return nil, err
	}
	everywhere := max(100, entries/5)
	var terms []term
	add := func(text string, tag bool, match string) error {
		t := term{text: text, tag: tag}
		rows := 0
		err := tx.Get("select count(*) from (select 1 from entry_text where entry_text match ? limit ?)", []any{match, everywhere}, &rows)
		if err == nil && rows < everywhere {
			t.seqs, err = seqsOf(tx, match)
			t.seqs = slices.DeleteFunc(t.seqs, func(seq int64) bool { return seq == own })
			rows = len(t.seqs)
		}
		t.worth = rarity(entries, rows)
		terms = append(terms, t)
		return err
	}
	words := contentWords(about(e))
	for _, word := range words[:min(len(words), similarWords)] {
		if err := add(word, false, word+"*"); err != nil {
			return nil, err
		}
	}
	for _, tag := range e.Tags {
		var match []string
		for _, t := range tokens(tag) {
			match = append(match, "tags:"+t.text)
		}
		if len(match) == 0 {
			continue // a tag of signs alone is in no index
		}
		if err := add(tag, true, strings.Join(match, " ")); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// rarity is the idf of BM25, kept positive.
func rarity(entries, rows int) float64 {
	return math.Log(1 + (float64(max(entries, rows)-rows)+0.5)/(float64(rows)+0.5))
}

// seqsOf returns the rows that a full-text search finds.
func seqsOf(tx *prep.Tx, match string) ([]int64, error) {
	var seqs []int64
	err := tx.Each(func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		seqs = append(seqs, seq)
		return err
	}, "select docid from entry_text where entry_text match ?", match)
	return seqs, err
}

// compare sums what the terms are worth that another entry is about too.
func compare(terms []term, other Entry) Similar {
	s := Similar{Head: headOf(other), Lesson: other.Lesson}
	words := tokens(about(other))
	for _, t := range terms {
		switch {
		case t.tag && slices.Contains(other.Tags, t.text):
			s.Shared = append(s.Shared, t.text)
		case !t.tag && slices.ContainsFunc(words, func(w token) bool { return strings.HasPrefix(w.text, t.text) }):
			s.Words = append(s.Words, t.text)
		default:
			continue
		}
		s.Score += t.worth
	}
	return s
}
