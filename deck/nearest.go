package deck

import "strings"

// nearestRunes bounds the words that are compared: nobody mistypes a longer one for a name.
const nearestRunes = 64

// Nearest returns the candidate that was most likely meant by a word, and whether any was: the one with the
// fewest slips (letters added, left out, wrong or swapped with their neighbour; case does not count), at most
// one in three letters; else the shortest candidate that begins with the word.
func Nearest(word string, candidates []string) (string, bool) {
	want := []rune(strings.ToLower(strings.TrimSpace(word)))
	if len(want) == 0 || len(want) > nearestRunes {
		return "", false
	}
	best, fewest := "", max(1, len(want)/3)+1
	completed := ""
	for _, candidate := range candidates {
		have := []rune(strings.ToLower(candidate))
		if len(want) > 1 && strings.HasPrefix(string(have), string(want)) && (completed == "" || len(candidate) < len(completed)) {
			completed = candidate
		}
		if len(have)-len(want) >= fewest || len(want)-len(have) >= fewest {
			continue
		}
		if n := slips(want, have); n < fewest && n < max(len(want), len(have)) {
			best, fewest = candidate, n
		}
	}
	if best == "" {
		best = completed
	}
	return best, best != ""
}

// slips is the optimal string alignment distance (Damerau 1964): the edits that turn a into b when no part
// is edited twice.
func slips(a, b []rune) int {
	previous, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j]+cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], previous[j-1]+1)
			}
		}
		previous, row, next = row, next, previous
	}
	return row[len(b)]
}
