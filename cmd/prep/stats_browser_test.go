package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// tooFaint lists the texts of the page whose contrast, with the colours that the browser computed for them and for
// what is behind them, is below that of WCAG AA.
const tooFaint = `(() => {
  const light = c => {
    const [r, g, b] = c.match(/[\d.]+/g).map(Number).slice(0, 3).map(v => (v /= 255, v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (c !== "rgba(0, 0, 0, 0)") return c;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || e.tagName === "title") continue;
    const style = getComputedStyle(e);
    const front = light(e.namespaceURI.endsWith("svg") ? style.fill : style.color) + 0.05, back = light(behind(e)) + 0.05;
    const ratio = Math.max(front, back) / Math.min(front, back);
    if (ratio < 4.5) faint.push(walk.currentNode.textContent.trim() + " " + ratio.toFixed(2));
  }
  return faint;
})()`

// cutTexts lists the texts of the drawings that reach out of them.
const cutTexts = `[...document.querySelectorAll("svg text")].filter(t => {
  const a = t.getBoundingClientRect(), b = t.ownerSVGElement.getBoundingClientRect();
  return a.width > 0 && (a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1);
}).map(t => t.textContent)`

// overlaps lists neighbouring texts of a drawing that run into each other.
const overlaps = `[...document.querySelectorAll("svg")].flatMap(svg => {
  const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, r]) => r.width > 0);
  return texts.flatMap(([name, a], i) => texts.slice(i + 1).filter(([, b]) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2).map(([other]) => name + " / " + other));
})`

// TestStatsPageInChromium opens the page in a real browser, light and dark, wide and narrow, and for printing. Where
// no Chromium is installed only the other tests of the page run. PREP_SHOTS names a folder for the pictures.
func TestStatsPageInChromium(t *testing.T) {
	path := findChromium()
	if path == "" {
		t.Log("no Chromium on this machine: the page was only read")
		return
	}
	browser := startChromium(t, path)
	for name, s := range pages() {
		page, err := statsHTML(s, "deck:go", aJournal(name))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "stats.html")
		if err := os.WriteFile(file, page, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, view := range []struct {
			name           string
			width          int
			scheme, medium string
			background     color.RGBA
		}{
			{"light", 1100, "light", "screen", color.RGBA{0xfa, 0xf9, 0xf6, 0xff}},
			{"dark", 1100, "dark", "screen", color.RGBA{0x13, 0x16, 0x1b, 0xff}},
			{"narrow", 360, "light", "screen", color.RGBA{0xfa, 0xf9, 0xf6, 0xff}},
			{"print", 720, "dark", "print", color.RGBA{0xff, 0xff, 0xff, 0xff}},
		} {
			if name != "a year" && view.name != "dark" {
				continue // the smaller pages have nothing that the full one has not
			}
			t.Run(name+" "+view.name, func(t *testing.T) {
				browser.t = t
				browser.open(file, view.width, 900, view.scheme, view.medium)
				var width int
				browser.evaluate("document.documentElement.scrollWidth", &width)
				if width > view.width {
					t.Errorf("the page is %d wide in a window of %d", width, view.width)
				}
				for what, expression := range map[string]string{"too faint": tooFaint, "cut": cutTexts, "run into each other": overlaps} {
					var texts []string
					browser.evaluate(expression, &texts)
					if len(texts) > 0 {
						t.Errorf("texts %s: %q", what, texts)
					}
				}
				shot := browser.screenshot()
				if folder := os.Getenv("PREP_SHOTS"); folder != "" {
					if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s %s.png", name, view.name)), shot, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				picture, err := png.Decode(bytes.NewReader(shot))
				if err != nil {
					t.Fatal(err)
				}
				if r, g, b, _ := picture.At(2, 2).RGBA(); (color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}) != view.background {
					t.Errorf("background %v, want %v", picture.At(2, 2), view.background)
				}
				if colours(picture) < 20 {
					t.Error("hardly anything on the page")
				}
				for _, trouble := range browser.troubles() {
					t.Error(trouble)
				}
			})
		}
		browser.t = t
	}
}

// colours counts the colours of a picture, up to 100.
func colours(picture image.Image) int {
	seen := map[color.Color]bool{}
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 2 {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			if seen[picture.At(x, y)] = true; len(seen) == 100 {
				return 100
			}
		}
	}
	return len(seen)
}
