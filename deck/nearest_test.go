package deck_test

import (
	"testing"

	"prep/deck"
)

func TestNearest(t *testing.T) {
	decks := []string{"Failure interviews", "Go", "Geography", "go::maps", "日本語"}
	tests := []struct{ word, want string }{
		{"Geografy", "Geography"},
		{"goegraphy", "Geography"},
		{"GO", "Go"},
		{"og", "Go"},
		{"go:maps", "go::maps"},
		{"日本話", "日本語"},
		{"fail", "Failure interviews"},
		{"failure interview", "Failure interviews"},
		{"chemistry", ""},
		{"x", ""},
		{"", ""},
		{"  ", ""},
	}
	for _, tt := range tests {
		got, ok := deck.Nearest(tt.word, decks)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: got %q, %v, want %q", tt.word, got, ok, tt.want)
		}
	}
}
