package tui

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeHasTheKeys compares the table of the README with the keys; the fix is to paste what the test wants.
func TestReadmeHasTheKeys(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "<!-- keys -->\n")
	table, _, found := strings.Cut(rest, "<!-- end of keys -->")
	if !found {
		t.Fatal("README.md has no table of keys between <!-- keys --> and <!-- end of keys -->")
	}
	if diff := cmp.Diff(KeyTable(), table); diff != "" {
		t.Errorf("README.md (-want +got):\n%s", diff)
	}
}
