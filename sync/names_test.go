package sync_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"prep"
	"prep/sync"
)

// The names are those of the protocol, to the letter.
func TestNamesAreTheProtocols(t *testing.T) {
	id := prep.ID(0x0123456789abcdef)
	for _, test := range []struct{ got, want string }{
		{sync.MarkerKey(id), "v1/h/0." + id.String()},
		{sync.SlotKey(id), "v1/h/1." + id.String()},
		{sync.HeadKey(id), "v1/h/2." + id.String()},
		// printf sealed | sha256sum begins with it
		{sync.BatchKey(id, 1, 0x2a, []byte("sealed")), "v1/o/" + id.String() + "/00000001-0000002a-c9d0036bed6744bc"},
		{sync.Name{Kind: sync.PieceName, File: strings.Repeat("0a", 16), Piece: 0x2a}.Key(), "v1/m/" + strings.Repeat("0a", 16) + "-002a"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
		if _, err := sync.ParseKey(test.got); err != nil {
			t.Error(err)
		}
	}
}

func drawName(t *rapid.T) sync.Name {
	name := sync.Name{
		Kind: sync.NameKind(rapid.IntRange(int(sync.MarkerName), int(sync.PieceName)).Draw(t, "kind")),
	}
	if name.Kind == sync.PieceName {
		name.File = rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "file")
		name.Piece = rapid.Uint16().Draw(t, "piece")
		return name
	}
	name.ID = prep.ID(rapid.Int64().Draw(t, "id"))
	if name.Kind == sync.BatchName {
		name.First = rapid.Uint32().Draw(t, "first")
		name.Last = rapid.Uint32Min(name.First).Draw(t, "last")
		name.Hash = rapid.StringMatching(`[0-9a-f]{16}`).Draw(t, "hash")
	}
	return name
}

func TestNamesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := drawName(t)
		back, err := sync.ParseKey(name.Key())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(name, back); diff != "" {
			t.Fatalf("%s came back otherwise (-want +got):\n%s", name.Key(), diff)
		}
	})
}

func TestForeignKeysAreRefused(t *testing.T) {
	id := prep.ID(1).String()
	for _, key := range []string{
		"", "v1/", "v1/h/", "v1/h/0.", "v1/h/." + id, "v1/h/3." + id, "v1/h/-1." + id, "v1/h/00." + id, "v1/h/+0." + id, "v2/h/0." + id,
		"v1/h/0." + strings.ToUpper(id), "v1/h/0." + id + "x", "v1/h/0." + id + "/x", "h/0." + id,
		"v1/o/" + id, "v1/o/" + id + "/", "v1/o/" + id + "/1-2-0123456789abcdef", "v1/o/" + id + "/00000002-00000001-0123456789abcdef",
		"v1/o/" + id + "/00000001-00000002-0123456789ABCDEF", "v1/o/" + id + "/00000001-00000002-0123456789abcde",
		"v1/o/" + id + "/00000001-00000002-0123456789abcdef-1", "v1/o/" + id + "/0000000A-0000000b-0123456789abcdef",
		"v1/o/" + id + "/+0000001-00000002-0123456789abcdef", "v1/o/../00000001-00000002-0123456789abcdef", "v1/x/" + id,
		"v1/m/", "v1/m/0123456789abcdef-0000", "v1/m/0123456789abcdef0123456789abcdef", "v1/m/0123456789abcdef0123456789abcdef-000",
		"v1/m/0123456789ABCDEF0123456789abcdef-0000", "v1/m/0123456789abcdef0123456789abcdef-10000",
		"v1/m/0123456789abcdef0123456789abcdef-000A", "v1/m/0123456789abcdef0123456789abcdef-0000-0000",
	} {
		if name, err := sync.ParseKey(key); !errors.Is(err, sync.ErrKey) {
			t.Errorf("%q is read as %+v, %v, want ErrKey", key, name, err)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	id := prep.ID(-7).String()
	for _, seed := range []string{"v1/h/0." + id, "v1/h/2." + id, "v1/o/" + id + "/00000001-0000000f-0123456789abcdef", "v1/o//--", "x", "v1/m/0123456789abcdef0123456789abcdef-002a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if name, err := sync.ParseKey(key); err == nil && name.Key() != key {
			t.Errorf("%q is read as %+v, whose key is %q", key, name, name.Key())
		}
	})
}
