package journal

import (
	"cmp"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"prep"
)

// Hit is an entry that a search found.
type Hit struct {
	Head
	Score    float64   `json:"score"` // higher is better; comparable within one search
	Snippets []Snippet `json:"snippets,omitempty"`
}

// Search returns the entries that a query chooses, best first; limit 0 is all of them. A query without words
// lists them as List does, without scores.
func Search(tx *prep.Tx, q Query, limit int) ([]Hit, error) {
	c, err := q.compile(tx)
	if err != nil {
		return nil, err
	}
	if c.match == "" {
		heads, err := List(tx, q, limit)
		hits := make([]Hit, len(heads))
		for i, h := range heads {
			hits[i].Head = h
		}
		return hits, err
	}
	ranked, err := rank(tx, c)
	if err != nil {
		return nil, fmt.Errorf("search entries: %w", err)
	}
	if limit > 0 && len(ranked) > limit {
		ranked = ranked[:limit]
	}
	hits := make([]Hit, len(ranked))
	for i, r := range ranked {
		if hits[i], err = q.hit(tx, r); err != nil {
			return nil, fmt.Errorf("search entries: %w", err)
		}
	}
	return hits, nil
}

// ranked is a row of the index with its score.
type ranked struct {
	seq   int64
	score float64
}

// rank scores every row that matches, best first; the one written later where two are equal.
func rank(tx *prep.Tx, c conditions) ([]ranked, error) {
	weights, err := phraseWeights(tx, c.match)
	if err != nil {
		return nil, err
	}
	query, args := "select docid, matchinfo(entry_text, 'y') from entry_text where entry_text match ?", []any{c.match}
	if len(c.where) > 0 { // looking at the entries too takes as long again: only where something asks for it
		query = "select e.seq, t.info from (select docid, matchinfo(entry_text, 'y') as info from entry_text where entry_text match ?) t" +
			" cross join entry e on e.seq = t.docid where " + c.sql()
		args = append(args, c.args...)
	}
	var all []ranked
	var info sql.RawBytes // read before the next row, so not copied
	err = tx.Each(func(scan func(...any) error) error {
		var r ranked
		if err := scan(&r.seq, &info); err != nil {
			return err
		}
		r.score = score(info, weights)
		all = append(all, r)
		return nil
	}, query, args...)
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.seq, a.seq))
	})
	return all, err
}

// cell reads one number of a matchinfo array.
func cell(blob []byte, i int) uint32 { return binary.NativeEndian.Uint32(blob[4*i:]) }

// phraseWeights says what each phrase of a search is worth: rare ones more. It is the idf of BM25 over the
// column in which most rows have the phrase, kept positive. matchinfo 'pcnx' is an array of numbers: phrases,
// columns, rows, then for each phrase and column the hits in this row, in all rows, and the rows with a hit.
func phraseWeights(tx *prep.Tx, match string) ([]float64, error) {
	const head, triple = 3, 3
	var blob []byte
	err := tx.Get("select matchinfo(entry_text, 'pcnx') from entry_text where entry_text match ? limit 1", []any{match}, &blob)
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	phrases, columns, rows := int(cell(blob, 0)), int(cell(blob, 1)), float64(cell(blob, 2))
	weights := make([]float64, phrases)
	for p := range phrases {
		var most uint32
		for c := range columns {
			most = max(most, cell(blob, head+triple*(p*columns+c)+2))
		}
		weights[p] = math.Log(1 + (rows-float64(most)+0.5)/(float64(most)+0.5))
	}
	return weights, nil
}

// saturation is k1 of BM25: the tenth occurrence of a word says little more than the third.
const saturation = 3

// score is BM25F (Robertson, Zaragoza and Taylor, 2004) without the length of the fields: the hits of a
// phrase are weighted by their column, summed, and saturated once. matchinfo 'y' has the hits of each phrase
// in each column.
func score(blob []byte, weights []float64) float64 {
	sum := 0.0
	for p, weight := range weights {
		hits := 0.0
		for c, worth := range columnWeights {
			hits += worth * float64(cell(blob, p*len(columnWeights)+c))
		}
		sum += weight * hits / (hits + saturation)
	}
	return sum
}

// indexColumns are the columns of entry_text in the order of the schema; a test compares them with it.
var indexColumns = strings.Fields(`title place people tags goal stakes my_role outcome shortfall own_factors outside_factors
	tried actions_then feelings communication impact repair help differently lesson change proof bounce_back reframe goal_next
	surprised went_right friend`)

// tagWeight is what a word in a tag is worth; the weights of the fields are in their table.
const tagWeight = 5

var columnWeights = func() []float64 {
	weights := make([]float64, len(indexColumns))
	for i, name := range indexColumns {
		weights[i] = tagWeight
		if f, known := FieldNamed(name); known {
			weights[i] = float64(f.Weight)
		}
	}
	return weights
}()

// hit reads what is shown of a row that was found.
func (q Query) hit(tx *prep.Tx, r ranked) (Hit, error) {
	var e Entry
	err := tx.Each(func(scan func(...any) error) (err error) {
		e, err = scanEntry(scan)
		return err
	}, "select "+entryColumns+" from entry e where e.seq = ?", r.seq)
	return Hit{Head: headOf(e), Score: r.score, Snippets: q.snippets(e)}, err
}

// headOf returns what a list shows of an entry that was read whole.
func headOf(e Entry) Head {
	h := Head{
		ID: e.ID, Title: e.Title, Type: e.Type, Status: StatusOf(e), Tags: e.Tags,
		StingThen: e.StingThen, StingNow: e.StingNow, Severity: e.Severity,
		Shareable: e.Shareable, Starred: e.Starred, Added: e.Added,
	}
	if e.Happened != nil {
		h.Happened = e.Happened.String()
	}
	return h
}
