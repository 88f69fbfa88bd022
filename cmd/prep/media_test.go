package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// awkwardNames are names of files that a person may give to a picture, and how a card may write them.
var awkwardNames = []struct{ name, written string }{
	{"a.png", "a.png"},
	{"my graph.png", "<my graph.png>"},
	{"my graph.png", "my%20graph.png"},
	{"50%.png", "50%.png"},
	{"100%25.png", "100%25.png"},
	{"sub/(1).png", "sub/(1).png"},
	{"sub/(1).png", `./sub/../sub/\(1\).png`},
	{"sub/a_b*c.png", `sub/a\_b\*c.png`},
	{"ünï/日本.png", "ünï/日本.png"},
	{"a&amp;b.png", "a&amp;amp;b.png"},
	{"[x].png", "[x].png"},
	{"<y>.png", `\<y\>.png`},
	{"#1.png", "#1.png"},
	{"-.PNG", "-.PNG"},
}

// typing runs prep with a home of its own and fails the test where the status is not 0.
func typing(t *rapid.T, home string, args ...string) string {
	e, stdout, stderr := quietEnv(home)
	if status := run(context.Background(), e, args); status != statusDone {
		t.Fatalf("prep %q: status %d: %s", args, status, stderr)
	}
	return stdout.String() + stderr.String()
}

// Whatever a deck shows comes back on another machine with the same text and the same bytes, and importing it again
// changes nothing.
func TestPicturesSurviveExportAndImport(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue { // each is five runs of prep
		t.Cleanup(func() { _ = checks.Value.Set(checks.DefValue) })
		if err := checks.Value.Set("15"); err != nil {
			t.Fatal(err)
		}
	}
	folder := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		base := filepath.Join(folder, fmt.Sprint(runs))
		mine := filepath.Join(base, "mine")
		for i, picture := range awkwardNames {
			path := filepath.Join(mine, filepath.FromSlash(picture.name))
			content := fmt.Sprintf("GIF89a %d", rapid.IntRange(0, 5).Draw(t, fmt.Sprint("content ", i)))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		shown := rapid.Custom(func(t *rapid.T) string {
			picture := rapid.SampledFrom(awkwardNames).Draw(t, "picture").written
			return rapid.SampledFrom([]string{
				"![](" + picture + ")", "see ![what [it] shows](" + picture + " \"a title\") here", "`![x](" + picture + ")`", "- item\n\n  ![x](" + picture + ")",
				"> ![a](" + picture + ") ![b](" + picture + ")", "```\n![x](" + picture + ")\n```", "![x](https://example.org/" + "x.png)", "words",
			}).Draw(t, "shown")
		})
		var text strings.Builder
		text.WriteString("# deck\n")
		for i := range rapid.IntRange(1, 6).Draw(t, "cards") {
			fmt.Fprintf(&text, "\nQ: %d\n\n%s\nA: %s\n\n%s\n", i, shown.Draw(t, "front"), shown.Draw(t, "back"), shown.Draw(t, "more"))
		}
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		written := strings.ReplaceAll(text.String(), "\n", end)
		file := filepath.Join(mine, "deck.md")
		if err := os.WriteFile(file, []byte(written), 0o600); err != nil {
			t.Fatal(err)
		}

		one, two := filepath.Join(base, "one"), filepath.Join(base, "two")
		typing(t, one, "import", file)
		if said := typing(t, one, "import", file); !strings.Contains(said, "0 added, 0 changed") {
			t.Fatalf("imported again: %s", said)
		}
		typing(t, one, "export", "deck", "--output", filepath.Join(base, "out", "deck.md"))
		typing(t, two, "import", filepath.Join(base, "out", "deck.md"))
		typing(t, two, "export", "deck", "--output", filepath.Join(base, "again", "deck.md"))
		if diff := cmp.Diff(readAll(t, filepath.Join(base, "out")), readAll(t, filepath.Join(base, "again"))); diff != "" {
			t.Fatal(diff)
		}
		// What is shown is there, and nothing else.
		names := readAll(t, filepath.Join(base, "out"))
		for _, home := range []string{one, two} {
			for name, content := range readAll(t, filepath.Join(home, "media")) {
				if names["media/"+name] != content {
					t.Fatalf("%s: %s holds %q, exported was %q", home, name, content, names["media/"+name])
				}
			}
		}
		for name := range names {
			if link := strings.TrimPrefix(name, "media/"); link != name && !strings.Contains(names["deck.md"], "("+name) {
				t.Fatalf("%s was exported and is not shown", name)
			}
		}
	})
}

// readAll returns the files of a folder by their paths.
func readAll(t *rapid.T, folder string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if os.IsNotExist(err) {
				return nil
			}
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFindPicture(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"deck/a.png", "deck/sub/b c.png", "deck/Cafe\u0301.png", "deck/Bl\u00fc.png", "other/o.png", "home/h.png", "deck/%41.png", "deck/A.png"} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"deck/out.png": "../other/o.png", "deck/in.png": "a.png", "deck/loop.png": "loop.png", "alias": "deck"} {
		if err := os.Symlink(to, filepath.Join(folder, filepath.FromSlash(from))); err != nil {
			t.Fatal(err)
		}
	}
	e, _, _ := testEnv(t)
	e.Getenv = func(name string) string { return map[string]string{"HOME": filepath.Join(folder, "home")}[name] }
	deckFolder := filepath.Join(folder, "deck")
	const outside, missing = "outside", "file does not exist"
	for _, tt := range []struct{ destination, want, wantWithin string }{
		{"a.png", "deck/a.png", "deck/a.png"},
		{"sub/../a.png", "deck/a.png", "deck/a.png"},
		{"sub/b%20c.png", "deck/sub/b c.png", "deck/sub/b c.png"},
		{"Caf\u00e9.png", "deck/Cafe\u0301.png", "deck/Cafe\u0301.png"},
		{"Blu\u0308.png", "deck/Bl\u00fc.png", "deck/Bl\u00fc.png"},
		{"%41.png", "deck/%41.png", "deck/%41.png"}, // as it is written comes first
		{"../other/o.png", "other/o.png", outside},
		{"../deck/a.png", "deck/a.png", "deck/a.png"},
		{"../alias/a.png", "alias/a.png", "deck/a.png"},
		{"%2e%2e/other/o.png", "other/o.png", outside},
		{"~/h.png", "home/h.png", outside},
		{"out.png", "deck/out.png", outside},
		{"in.png", "deck/in.png", "deck/a.png"},
		{"none.png", missing, missing},
		{"../none.png", missing, outside},
		{"sub/../../none.png", missing, outside},
		{filepath.Join(deckFolder, "a.png"), "deck/a.png", "deck/a.png"},
		{"file://" + filepath.ToSlash(deckFolder) + "/sub/b%20c.png", "deck/sub/b c.png", "deck/sub/b c.png"},
		{"file://localhost" + filepath.ToSlash(folder) + "/other/o.png", "other/o.png", outside},
		{"file://host/a.png", "not the address of a file here", "not the address of a file here"},
	} {
		for _, within := range [][]string{nil, {deckFolder}} {
			want := tt.want
			if within != nil {
				want = tt.wantWithin
			}
			path, err := e.findPicture(tt.destination, deckFolder, within)
			got := ""
			if err != nil {
				got = err.Error()
			} else if relative, err := filepath.Rel(folder, path); err == nil {
				got = filepath.ToSlash(relative)
			}
			if got != want {
				t.Errorf("%q within %v: %q, want %q", tt.destination, within != nil, got, want)
			}
		}
	}
	if _, err := e.findPicture("loop.png", deckFolder, []string{deckFolder}); err == nil {
		t.Error("a link to itself was found")
	}
}

func TestIsAddress(t *testing.T) {
	for destination, want := range map[string]bool{
		"https://x.y/a.png": true, "HTTP://x": true, "data:image/png;base64,AA": true, "//host/a.png": true, "mailto:x@y": true,
		"a.png": false, "/a.png": false, `C:\a.png`: false, "file:///a.png": false, "FILE:a.png": false, "a/b:c.png": false, "": false, ":a": false,
	} {
		if isAddress(destination) != want {
			t.Errorf("%q: %v", destination, !want)
		}
	}
	if !slices.Contains(pictureSpellings("a%20b"), "a b") || len(pictureSpellings("%zz")) != 3 {
		t.Error("spellings of percent-escapes")
	}
}
