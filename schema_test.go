package prep

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// TestColumnsMatchSchema holds table.go to schema.sql.
func TestColumnsMatchSchema(t *testing.T) {
	db := openTest(t)
	kinds := map[kind]string{
		word: "TEXT not null", long: "TEXT not null", number: "INTEGER not null", ref: "INTEGER not null",
		maybe: "INTEGER", decimal: "REAL", option: "TEXT",
	}
	view(t, db, func(tx *Tx) error {
		for table, columns := range columns {
			want := map[string]string{}
			for _, c := range columns {
				want[c.name] = kinds[c.kind]
			}
			got := map[string]string{}
			err := tx.Each(func(scan func(...any) error) error {
				var name, typed string
				var notNull bool
				if err := scan(&name, &typed, &notNull); err != nil {
					return err
				}
				if notNull {
					typed += " not null"
				}
				if name != "id" && name != "seq" {
					got[name] = typed
				}
				return nil
			}, `select name, type, "notnull" from pragma_table_info(?)`, string(table))
			if err != nil {
				return err
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: table.go (-) and schema.sql (+):\n%s", table, diff)
			}
		}
		return nil
	})
}

// schemaOf returns what the database declares, without the white space of how it was declared.
func schemaOf(t *testing.T, db *DB) map[string]string {
	t.Helper()
	declared := map[string]string{}
	view(t, db, func(tx *Tx) error {
		return tx.Each(func(scan func(...any) error) error {
			var name, sql string
			err := scan(&name, &sql)
			declared[name] = strings.Join(strings.Fields(sql), " ")
			return err
		}, "select name, coalesce(sql, '') from sqlite_schema")
	})
	return declared
}

// TestMigrations: every released schema, brought up to date, is schema.sql.
func TestMigrations(t *testing.T) {
	released, err := filepath.Glob(filepath.Join("testdata", "schema", "*.sql"))
	if err != nil || len(released) != schemaVersion {
		t.Fatalf("%d released schemas in testdata, want %d (%v)", len(released), schemaVersion, err)
	}
	want := schemaOf(t, openTest(t))
	for _, name := range released {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			version := strings.TrimSuffix(filepath.Base(name), ".sql")
			path := filepath.Join(t.TempDir(), "prep.db")
			sqlite(t, path, string(text)+"; pragma application_id = 1886545264; pragma user_version = "+version)
			db, err := openAt(t, path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, schemaOf(t, db)); diff != "" {
				t.Errorf("schema.sql (-), and schema %s migrated (+):\n%s", version, diff)
			}
		})
	}
}

func TestMigrateBacksUpAndIsWhole(t *testing.T) {
	db := openTest(t)
	update(t, db, func(tx *Tx) error { return tx.SetLocal("kept", "before") })
	steps := []migration{{schemaVersion, "select broken"}, {schemaVersion + 1, "create table two (x integer) strict"}, {schemaVersion + 2, "insert into two values (3)"}}
	if err := db.migrate(context.Background(), schemaVersion, steps); err != nil {
		t.Fatal(err)
	}
	var version, x int
	view(t, db, func(tx *Tx) error {
		if err := tx.Get("select user_version from pragma_user_version", nil, &version); err != nil {
			return err
		}
		return tx.Get("select x from two", nil, &x)
	})
	if version != schemaVersion+2 || x != 3 {
		t.Errorf("version %d, x %d; want %d, 3", version, x, schemaVersion+2)
	}
	backup, err := openAt(t, fmt.Sprintf("%s.schema-%d.bak", db.Path(), schemaVersion))
	if err != nil {
		t.Fatal(err)
	}
	view(t, backup, func(tx *Tx) error {
		var kept string
		if there, err := tx.Local("kept", &kept); err != nil || !there || kept != "before" {
			t.Errorf("the backup holds %q, %v", kept, err)
		}
		return nil
	})
	if err := db.migrate(context.Background(), schemaVersion+2, []migration{{schemaVersion + 3, "create table four (x) strict"}}); err == nil {
		t.Fatal("a broken step passed")
	}
	view(t, db, func(tx *Tx) error { return tx.Get("select user_version from pragma_user_version", nil, &version) })
	if version != schemaVersion+2 {
		t.Errorf("version %d after a broken step, want %d", version, schemaVersion+2)
	}
}
