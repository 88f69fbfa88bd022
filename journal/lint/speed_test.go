package lint

import (
	"fmt"
	"strings"
	"testing"
)

// text400 is 400 words and a few of the corpus.
func text400(t testing.TB) string {
	var b strings.Builder
	for _, s := range corpus(t, "bad") {
		b.WriteString(s.answer.Text + "\n")
		if len(strings.Fields(b.String())) >= 400 {
			break
		}
	}
	return b.String()
}

func BenchmarkCheck400Words(b *testing.B) {
	text := text400(b)
	for b.Loop() {
		Check(Answer{Text: text}, Options{})
	}
}

func BenchmarkCheck50000Words(b *testing.B) {
	text := strings.Repeat(text400(b), 50_000/400)
	for b.Loop() {
		Check(Answer{Text: text}, Options{})
	}
}

// huge are texts of one small piece repeated; each tempts some step of the reading to start over at every piece.
func huge(t testing.TB, size int) map[string]string {
	out := map[string]string{}
	for name, piece := range map[string]string{
		"answers":      text400(t),
		"one sentence": "my boss never told me and I was late because of that, ",
		"blame":        "My boss forgot it. ",
		"marks":        ".a",
		"dots":         ".",
		"quotes":       "\"a ",
		"comments":     "<!-- `a` ",
		"numbers":      "hundred and thousand ",
		"names":        "Anna ",
		"headings":     "## Lesson\n",
		"links":        "](",
		"questions":    "[a?]",
		"brackets":     "[?",
		"bytes":        "\xff\xfe",
	} {
		out[name] = strings.Repeat(piece, size/len(piece)+1)
	}
	return out
}

// BenchmarkHuge reads each text at two sizes: the time may grow by ten, not by a hundred.
func BenchmarkHuge(b *testing.B) {
	for _, size := range []int{30_000, 300_000} {
		for name, text := range huge(b, size) {
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				for b.Loop() {
					Check(Answer{Text: text}, everything())
				}
			})
		}
	}
}

// TestHugeTexts would run for minutes were any step quadratic.
func TestHugeTexts(t *testing.T) {
	for name, text := range huge(t, 300_000) {
		if r := Check(Answer{Text: text}, everything()); len(r.Checklist) == 0 || r.Words > len(text) {
			t.Errorf("%s: %d words", name, r.Words)
		}
		if said := WithoutOpenQuestions(text); len(said) > len(text) {
			t.Errorf("%s: %d bytes of %d", name, len(said), len(text))
		}
	}
}

func TestEndlessSentence(t *testing.T) {
	r := Check(Answer{Text: strings.Repeat("I was late and ", 500)}, Options{Levels: map[string]Level{"form/specific": Off}})
	if r.Words != 2000 || level(r, "say/sentence") == Off || level(r, "say/long") == Off {
		t.Errorf("%d words: %v", r.Words, fired(r))
	}
}
