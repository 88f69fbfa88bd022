package sync

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// RecoveryCode opens a repository when the passphrase is forgotten: 128 random bits, shown as twelve words. Eleven bits
// make a word; the last four of the 132 are the first of the SHA-256 of the others, so that a slip of the pen is
// noticed. The construction is that of BIP 39, the words are our own: the first four letters of each are unique.
type RecoveryCode [16]byte

const (
	codeWords    = 12
	wordBits     = 11
	checksumBits = 4

	// prefixLetters is how much of a word is enough to know it.
	prefixLetters = 4
)

// ErrRecoveryCode says that a text is not the twelve words of a recovery code.
var ErrRecoveryCode = errors.New("not a recovery code")

//go:embed words.txt
var wordText string

// wordList is the 2048 words in the order of the alphabet. They are part of the format: neither a word nor its place
// ever changes.
var wordList = strings.Fields(wordText)

// NewRecoveryCode draws a code.
func NewRecoveryCode() RecoveryCode {
	var code RecoveryCode
	_, _ = rand.Read(code[:]) // crypto/rand never fails: it ends the program instead
	return code
}

// Words returns the twelve words.
func (c RecoveryCode) Words() []string {
	number := new(big.Int).SetBytes(c[:])
	number.Lsh(number, checksumBits).Or(number, big.NewInt(int64(c.checksum())))
	words := make([]string, codeWords)
	mask := big.NewInt(1<<wordBits - 1)
	for i := codeWords - 1; i >= 0; i-- {
		words[i] = wordList[new(big.Int).And(number, mask).Int64()]
		number.Rsh(number, wordBits)
	}
	return words
}

// String returns the words with a space between them: the passphrase of the code's key slot, also for `age -d`.
func (c RecoveryCode) String() string { return strings.Join(c.Words(), " ") }

func (c RecoveryCode) checksum() byte {
	sum := sha256.Sum256(c[:])
	return sum[0] >> (8 - checksumBits)
}

// ParseRecoveryCode reads twelve words in any case, with any spaces, commas or dashes between them; four letters of a
// word are enough. A word that is not in the list is named, a checksum that does not fit is said: both ErrRecoveryCode.
func ParseRecoveryCode(text string) (RecoveryCode, error) {
	typed := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !(r >= 'a' && r <= 'z') })
	if len(typed) != codeWords {
		return RecoveryCode{}, fmt.Errorf("%w: %d words, want %d", ErrRecoveryCode, len(typed), codeWords)
	}
	number := new(big.Int)
	for i, word := range typed {
		place, found := placeOf(word)
		if !found {
			return RecoveryCode{}, fmt.Errorf("%w: word %d, %q, is not in the list", ErrRecoveryCode, i+1, word)
		}
		number.Lsh(number, wordBits).Or(number, big.NewInt(int64(place)))
	}
	checksum := new(big.Int).And(number, big.NewInt(1<<checksumBits-1)).Int64()
	var code RecoveryCode
	number.Rsh(number, checksumBits).FillBytes(code[:])
	if int64(code.checksum()) != checksum {
		return RecoveryCode{}, fmt.Errorf("%w: a word is wrong, or two changed places", ErrRecoveryCode)
	}
	return code, nil
}

// placeOf finds a word, or the only word that begins with the four letters or more that were typed.
func placeOf(word string) (int, bool) {
	place, found := slices.BinarySearch(wordList, word)
	if found {
		return place, true
	}
	complete := place < len(wordList) && len(word) >= prefixLetters && strings.HasPrefix(wordList[place], word)
	return place, complete
}
