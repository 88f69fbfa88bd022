package sync_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"prep/sync"
)

func TestWordList(t *testing.T) {
	text, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	const sum = "d1cc3b8fd5aa0dee52f23e355ca81db9412bbf7ccc04672add5bf6b553ab6bf3"
	if got := fmt.Sprintf("%x", sha256.Sum256(text)); got != sum {
		t.Errorf("the list has changed: codes that were written down open nothing any more (sum %s)", got)
	}
	words := strings.Fields(string(text))
	if len(words) != 2048 {
		t.Errorf("%d words, want 2048", len(words))
	}
	if !slices.IsSorted(words) {
		t.Error("the words are not in the order of the alphabet")
	}
	starts := make(map[string]string)
	for _, word := range words {
		if len(word) < 3 || len(word) > 8 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is not 3 to 8 letters", word)
		}
		start := word[:min(len(word), 4)]
		if other, taken := starts[start]; taken {
			t.Errorf("%s and %s begin alike", other, word)
		}
		starts[start] = word
	}
}

// Codes that were written down must be readable for ever: neither words nor their places may change.
func TestRecoveryCodesStayReadable(t *testing.T) {
	for _, test := range []struct {
		code  sync.RecoveryCode
		words string
	}{
		{sync.RecoveryCode{}, "able able able able able able able able able able able absent"},
		{sync.RecoveryCode([]byte("sixteen bytes ok")), "job fall cabin shine friend bath measure couch heat notable bulb stadium"},
	} {
		if got := test.code.String(); got != test.words {
			t.Errorf("%x is %q, want %q", test.code[:], got, test.words)
		}
	}
}

func TestRecoveryCodeComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := sync.RecoveryCode(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "code"))
		words := code.Words()
		if len(words) != 12 {
			t.Fatalf("%d words", len(words))
		}
		short := slices.Clone(words)
		for i, word := range short {
			short[i] = word[:min(len(word), 4)]
		}
		for _, typed := range []string{
			code.String(), strings.ToUpper(code.String()), "  " + strings.Join(words, "\n\t") + "\n", strings.Join(words, ", "),
			strings.Join(words, "-"), strings.Join(short, " "),
		} {
			back, err := sync.ParseRecoveryCode(typed)
			if err != nil || back != code {
				t.Fatalf("%q is read as %x, %v, want %x", typed, back[:], err, code[:])
			}
		}
	})
}

func TestSlipsOfThePenAreNoticed(t *testing.T) {
	words := sync.RecoveryCode([]byte("sixteen bytes ok")).Words()
	join := func(change func([]string) []string) string { return strings.Join(change(slices.Clone(words)), " ") }
	for _, test := range []struct{ name, typed string }{
		{"nothing", ""},
		{"eleven words", join(func(w []string) []string { return w[:11] })},
		{"thirteen words", join(func(w []string) []string { return append(w, "able") })},
		{"a word of no list", join(func(w []string) []string { w[3] = "xylophones"; return w })},
		{"a word too short", join(func(w []string) []string { w[3] = "ab"; return w })},
		{"two words changed places", join(func(w []string) []string { w[0], w[1] = w[1], w[0]; return w })},
	} {
		if _, err := sync.ParseRecoveryCode(test.typed); !errors.Is(err, sync.ErrRecoveryCode) {
			t.Errorf("%s: %v, want ErrRecoveryCode", test.name, err)
		}
	}

	// Of the 2047 other words in a place, one in sixteen passes the four bits of the checksum.
	text, err := os.ReadFile("words.txt")
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	for _, word := range strings.Fields(string(text)) {
		if _, err := sync.ParseRecoveryCode(join(func(w []string) []string { w[5] = word; return w })); err == nil {
			passed++
		}
	}
	if passed < 2048/32 || passed > 2048/8 {
		t.Errorf("%d of 2048 words pass in one place, want about 128", passed)
	}
}

func FuzzParseRecoveryCode(f *testing.F) {
	f.Add("")
	f.Add(sync.RecoveryCode{}.String())
	f.Add(strings.Repeat("able ", 12))
	f.Fuzz(func(t *testing.T, text string) {
		code, err := sync.ParseRecoveryCode(text)
		if err != nil {
			return
		}
		if again, err := sync.ParseRecoveryCode(code.String()); err != nil || again != code {
			t.Errorf("%q is read as %x and then as %x, %v", text, code[:], again[:], err)
		}
	})
}
