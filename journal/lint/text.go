package lint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number or one of the signs % € $ £. A contraction is two: "didn't" is "did" and "not", so
// that a phrase needs to be written once.
type token struct {
	word       string // lower case, plain apostrophe
	start, end int    // bytes
	joined     bool   // the rest of a contraction, a hyphenated word or "10x": no word of its own
	capital    bool   // written with a capital first letter
	quoted     bool
}

// sentence is a run of tokens [from, to).
type sentence struct {
	from, to   int
	start, end int // bytes
	question   bool
	words      int
}

// script is a text taken apart once; every rule reads it.
type script struct {
	text      string
	layout    layout
	tokens    []token
	sentences []sentence
	words     int // spoken ones, other people's included
}

// read takes text apart. It is linear in its length and accepts any bytes.
func read(text string) *script {
	s := &script{text: text, layout: lay(text)}
	s.tokens = make([]token, 0, len(text)/5+1)
	breaks, first := s.layout.breaks, 0
	for i := 0; i < len(text); {
		if len(breaks) > 0 && i >= breaks[0] {
			breaks = breaks[1:]
			first = s.close(first, false)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case s.layout.voices[i] == silent:
			i += size
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end := wordEnd(text, i)
			s.add(i, end)
			i = end
		case strings.ContainsRune("%€$£", r):
			s.tokens = append(s.tokens, token{word: string(r), start: i, end: i + size, joined: true, quoted: s.layout.voices[i] == quoted})
			i += size
		case (r == '.' || r == '!' || r == '?' || r == '…') && s.ends(first, i+size):
			first = s.close(first, r == '?')
			i += size
		default:
			i += size
		}
	}
	s.close(first, false)
	return s
}

// wordEnd returns where the word that begins at i ends: letters, digits, apostrophes between letters, and the
// point or comma inside a number. Digits and the letters behind them ("10x", "40k") are two words.
func wordEnd(text string, i int) int {
	first, _ := utf8.DecodeRuneInString(text[i:])
	number := unicode.IsDigit(first)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		switch {
		case number && unicode.IsDigit(r), !number && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)):
		case number && (r == '.' || r == ',') && unicode.IsDigit(next):
		case !number && (r == '\'' || r == '’') && unicode.IsLetter(next):
		default:
			return i
		}
		i += size
	}
	return i
}

// add appends the word at [start, end), a contraction as two tokens.
func (s *script) add(start, end int) {
	raw := s.text[start:end]
	first, _ := utf8.DecodeRuneInString(raw)
	t := token{
		start: start, end: end, capital: unicode.IsUpper(first), quoted: s.layout.voices[start] == quoted,
		joined: start > 0 && (s.text[start-1] == '-' || len(s.tokens) > 0 && s.tokens[len(s.tokens)-1].end == start && unicode.IsLetter(first)),
	}
	head, tail := contraction(strings.ReplaceAll(strings.ToLower(raw), "’", "'"))
	t.word = head
	s.tokens = append(s.tokens, t)
	if tail != "" {
		t.word, t.joined = tail, true
		s.tokens = append(s.tokens, t)
	}
}

// contraction splits "didn't" into "did" and "not"; a word that is none has no tail. 's and 'd stay as they are:
// they stand for two words each.
func contraction(word string) (head, tail string) {
	switch word {
	case "can't", "cannot":
		return "can", "not"
	case "won't":
		return "will", "not"
	case "ain't":
		return "is", "not"
	case "didnt", "dont", "wasnt", "werent", "couldnt", "wouldnt", "isnt", "doesnt", "havent", "hadnt":
		return word[:len(word)-2], "not"
	}
	at := strings.LastIndexByte(word, '\'')
	if at <= 0 {
		return word, ""
	}
	switch head, tail = word[:at], word[at:]; tail {
	case "'t":
		if strings.HasSuffix(head, "n") && len(head) > 2 {
			return head[:len(head)-1], "not"
		}
	case "'re":
		return head, "are"
	case "'ve":
		return head, "have"
	case "'ll":
		return head, "will"
	case "'m":
		return head, "am"
	case "'s", "'d":
		return head, tail
	}
	return word, ""
}

// ends tells whether the mark that stops at byte i ends the sentence that began with token first.
func (s *script) ends(first, i int) bool {
	if first == len(s.tokens) {
		return false
	}
	rest := strings.TrimLeft(s.text[i:min(len(s.text), i+32)], "\"”“»')*_]?!.")
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && !unicode.IsSpace(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t\r\n\"“„«(*_"))
	if unicode.IsLower(next) && strings.ContainsAny(s.text[i-1:min(len(s.text), i+3)], "\"”“»…") {
		return false // "In week three?" she said
	}
	last := s.tokens[len(s.tokens)-1]
	return last.end != i-1 || !slices.Contains(abbreviations, last.word)
}

var abbreviations = []string{"mr", "mrs", "ms", "dr", "prof", "st", "vs", "e", "i", "g", "approx", "inc", "ltd"}

// close ends the sentence that began with token first and returns the token that begins the next.
func (s *script) close(first int, question bool) int {
	n := len(s.tokens)
	if first == n {
		return n
	}
	one := sentence{from: first, to: n, start: s.tokens[first].start, end: s.tokens[n-1].end, question: question}
	for _, t := range s.tokens[first:n] {
		if !t.joined {
			one.words++
		}
	}
	s.words += one.words
	s.sentences = append(s.sentences, one)
	return n
}
