package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
)

const sampleCard = "# Retries\n\nA **retry** is *safe* when the call is `idempotent`; see [the paper](https://example.com/paper).\n\n" +
	"- first, wait\n- then:\n  1. back off\n  2. add jitter\n\n> Never retry\n> for ever.\n\n" +
	"```go\nfunc wait(n int) time.Duration { // doubles\n\treturn time.Second << n\n}\n```\n\n" +
	"| code | meaning |\n|------|--------:|\n| 429 | too many requests |\n| 503 | unavailable |\n\n---\n日本語のテキストと 👩‍👩‍👧 emoji line up\n"

func TestMarkdownDrawsEveryBlock(t *testing.T) {
	want := `Retries

A retry is safe when the call is
` + "`idempotent`" + `; see the paper
(https://example.com/paper).

• first, wait
• then:
  1. back off
  2. add jitter

│ Never retry for ever.

  func wait(n int) time.Duration { /
  / doubles
      return time.Second << n
  }

code            meaning
────  ─────────────────
429   too many requests
503         unavailable

────────────────────────

日本語のテキストと 👩‍👩‍👧 emoji line
up`
	if diff := cmp.Diff(want, strings.Join(Markdown(sampleCard, 36, PlainTheme()), "\n")); diff != "" {
		t.Error(diff)
	}
	styled := strings.Join(Markdown(sampleCard, 36, NewTheme(true)), "\n")
	for _, sequence := range []string{"\x1b[1mretry", "\x1b[3msafe", "\x1b]8;;https://example.com/paper", "\x1b[38;5;110mfunc"} {
		if !strings.Contains(styled, sequence) {
			t.Errorf("no %q in %q", sequence, styled)
		}
	}
}

func TestMarkdownKeepsItsWidth(t *testing.T) {
	hard := sampleCard + strings.Repeat("漢字", 50) + "\n\n" + strings.Repeat(">", 40) + " deep\n\n" + strings.Repeat("x", 300)
	for width := 1; width < 90; width++ {
		for _, method := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
			theme := NewTheme(false)
			theme.Cells = method
			for _, line := range Markdown(hard, width, theme) {
				if got := method.StringWidth(line); got > width {
					t.Fatalf("width %d: %d in %q", width, got, line)
				}
			}
		}
	}
}

func TestMarkdownCutsAHugeCard(t *testing.T) {
	lines := Markdown(strings.Repeat("many words make a long card\n\n", 1<<15), 40, PlainTheme())
	if last := lines[len(lines)-1]; !strings.Contains(last, "kB more") || len(lines) > 10000 {
		t.Errorf("%d lines, last %q", len(lines), last)
	}
}

// TestMarkdownIsQuickOnBadText draws what makes careless parsers quadratic. It fails by never ending.
func TestMarkdownIsQuickOnBadText(t *testing.T) {
	for _, part := range []string{"[", "![", "> ", "*a ", "_a*", "`a``", "- ", "<a ", "|a", "[a](", "&amp;", "\\", "~~", "#", "1. ", "\n\t", "漢"} {
		begun := time.Now()
		lines := Markdown(strings.Repeat(part, longestShown/len(part)), 40, NewTheme(true))
		t.Logf("%-6q %6d lines in %v", part, len(lines), time.Since(begun))
	}
}
