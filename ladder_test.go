package prep_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rungs is the import ladder: a package imports packages of lower rungs only. Helpers of tests stand beside what
// they test and may be imported by tests alone.
var rungs = map[string]int{
	"prep":              1,
	"prep/deck/fit":     1,
	"prep/journal/lint": 1,
	"prep/deck":         2,
	"prep/journal":      3,
	"prep/deck/anki":    3,
	"prep/sync":         3,
	"prep/cmd/prep/tui": 4,
	"prep/cmd/prep":     5,
}

// embedded packages hold only files for the one package that may import them.
var embedded = map[string]string{"prep/deck/starter": "prep/deck"}

// testOnly packages are imported by tests, and may import anything.
var testOnly = []string{"prep/deck/decktest", "prep/sync/s3test"}

// homes says which packages may import a third-party library, by the beginning of its path. Test files too.
var homes = []struct {
	library string
	homes   []string
}{
	{"github.com/urfave/cli", []string{"prep/cmd/prep"}},
	{"charm.land/", []string{"prep/cmd/prep/tui"}},
	{"github.com/minio/minio-go", []string{"prep/sync"}},
	{"github.com/mattn/go-sqlite3", []string{"prep", "prep/deck/anki"}},
	{"github.com/open-spaced-repetition/go-fsrs", []string{"prep/deck"}},
}

// memoryFile is the one file that names go-fsrs.
const memoryFile = "deck/memory.go"

type listed struct {
	ImportPath, Dir                                          string
	Imports, TestImports, XTestImports                       []string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles, EmbedFiles []string
}

func list(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func TestImportLadder(t *testing.T) {
	for _, p := range list(t) {
		if slices.Contains(testOnly, p.ImportPath) {
			continue
		}
		rung, known := rungs[p.ImportPath]
		_, isEmbedded := embedded[p.ImportPath]
		if !known && !isEmbedded {
			t.Errorf("%s has no rung: give it one in DESIGN.md and here", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if imported != "prep" && !strings.HasPrefix(imported, "prep/") {
				continue
			}
			if user, ok := embedded[imported]; ok {
				if user != p.ImportPath {
					t.Errorf("%s imports %s, which is only for %s", p.ImportPath, imported, user)
				}
				continue
			}
			if below, ok := rungs[imported]; !ok || below >= rung {
				t.Errorf("%s (rung %d) imports %s (rung %d): only lower rungs", p.ImportPath, rung, imported, below)
			}
		}
	}
}

func TestEveryLibraryHasOneHome(t *testing.T) {
	for _, p := range list(t) {
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for _, rule := range homes {
				if strings.HasPrefix(imported, rule.library) && !slices.Contains(rule.homes, p.ImportPath) {
					t.Errorf("%s imports %s, whose home is %s", p.ImportPath, imported, strings.Join(rule.homes, ", "))
				}
			}
		}
	}
	eachGoFile(t, func(path string, file *ast.File) {
		for _, spec := range file.Imports {
			if strings.Contains(spec.Path.Value, "/go-fsrs") && filepath.ToSlash(path) != memoryFile {
				t.Errorf("%s imports go-fsrs: only %s does", path, memoryFile)
			}
		}
	})
}

// writes matches SQL that changes a table which travels: those change through the event log alone.
var writes = regexp.MustCompile(`(?i)\b(?:insert(?:\s+or\s+\w+)?\s+into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from)\s+["'` + "`" + `\[]?` +
	`(card|deck|review|entry|answer|target|goal|milestone|setting|event|undo|job_link|attempt|claim)\b`)

func TestOnlyTheRootWritesTravellingTables(t *testing.T) {
	eachGoFile(t, func(path string, file *ast.File) {
		if filepath.Dir(path) == "." {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			if err == nil && writes.MatchString(text) {
				t.Errorf("%s writes a table that travels: %q", path, writes.FindString(text))
			}
			return true
		})
	})
}

func TestWritesAreFound(t *testing.T) {
	for _, sql := range []string{
		"insert into card (id) values (?)", "INSERT OR IGNORE INTO review values (1)", "update  deck\nset name = ?",
		"delete from\n\tevent where n = 1", "replace into setting values (1)", "with x as (select 1) update entry set a = 1",
	} {
		if !writes.MatchString(sql) {
			t.Errorf("%q is not found", sql)
		}
	}
	for _, words := range []string{"update cards", "select * from card", "insert into memory", "delete from stale where card = ?"} {
		if writes.MatchString(words) {
			t.Errorf("%q is found", words)
		}
	}
}

// The project stands alone: nothing in it refers to the place where it was made.
func TestNothingRefersToTheWorkplace(t *testing.T) {
	places := []string{".." + "/shared", "/wo" + "rk/", "/tmp" + "/brief"}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".git" || entry.Name() == "dist" || entry.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if bytes.IndexByte(text, 0) >= 0 {
			return err // a program or other data, which nobody reads
		}
		for _, place := range places {
			if bytes.Contains(text, []byte(place)) {
				t.Errorf("%s refers to %s", path, place)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func eachGoFile(t *testing.T, f func(path string, file *ast.File)) {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list(t) {
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles) {
			path, err := filepath.Rel(root, filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			f(path, file)
		}
	}
}
