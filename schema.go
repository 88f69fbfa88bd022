package prep

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
)

//go:embed schema.sql
var schemaSQL string

// The header of the file says that it is ours ("prep") and which schema it holds.
const (
	applicationID = 0x70726570
	schemaVersion = 2
)

// prepare creates the schema in an empty file, or brings an older one up to date.
func (db *DB) prepare(ctx context.Context) error {
	var version, application, tables int
	err := db.write.QueryRowContext(ctx, `select
		(select user_version from pragma_user_version),
		(select application_id from pragma_application_id),
		(select count(*) from sqlite_schema)`).Scan(&version, &application, &tables)
	if err != nil {
		return err
	}
	switch {
	case tables == 0 && version == 0:
		return db.create(ctx)
	case application != applicationID:
		return ErrForeign
	case version > schemaVersion:
		return newerError(version)
	case version < schemaVersion:
		return db.migrate(ctx, version, migrations)
	}
	return nil
}

func (db *DB) create(ctx context.Context) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var tables int // another process may have been first: the transaction is immediate, so now we know
	if err := tx.QueryRowContext(ctx, "select count(*) from sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, schemaSQL); err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	own := NewID()
	if _, err := tx.ExecContext(ctx, "insert into stream (n, id) values (1, ?)", int64(own)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into local (key, value) values ('stream', 1)"); err != nil {
		return err
	}
	if err := setHeader(ctx, tx, schemaVersion); err != nil {
		return err
	}
	db.created = true
	return tx.Commit()
}

func setHeader(ctx context.Context, tx *sql.Tx, version int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("pragma application_id = %d; pragma user_version = %d", applicationID, version))
	return err
}
