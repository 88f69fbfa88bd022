package tui

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"prep/deck"
)

func TestLinksAreThoseThatAreSafeToOpen(t *testing.T) {
	card := deck.Card{
		Front: "[a](https://a.example/x) <mailto:b@b.example> ![c](/pictures/c.png) ![d](file:///d.JPG)",
		Back: "[no](file:///bin/sh) [no](/usr/bin/evil.desktop) [no](javascript:alert(1)) [no](relative.png)\n\n" +
			"[no](https://a.example/\x1b) https://e.example",
	}
	want := []string{"https://a.example/x", "mailto:b@b.example", "/pictures/c.png", "file:///d.JPG", "https://e.example"}
	if diff := cmp.Diff(want, Links(card)); diff != "" {
		t.Error(diff)
	}
}
