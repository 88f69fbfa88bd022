package prep

import (
	"fmt"
	"strings"
)

// Drift is how many rows of a table are not what the log says.
type Drift struct {
	Table Table
	Rows  int
}

// RebuildAndCompare computes every row again from the log and returns the tables that were not what it says:
// none, unless the file was changed by something else than prep, or prep has a bug. What was wrong is right
// afterwards; a caller who only wants to know rolls the transaction back. progress may be nil.
func (tx *Tx) RebuildAndCompare(progress func(done, total int)) ([]Drift, error) {
	for table := range columns {
		if err := tx.Exec(fmt.Sprintf("create temp table before_%s as select %s from %[1]s", table, columnList(table))); err != nil {
			return nil, fmt.Errorf("verify %s: %w", table, err)
		}
	}
	if err := tx.Rebuild(progress); err != nil {
		return nil, err
	}
	var drifts []Drift
	for table := range columns {
		list := columnList(table)
		var rows int
		err := tx.Get(fmt.Sprintf(`select (select count(*) from (select %s from %s except select * from before_%[2]s)) +
			(select count(*) from before_%[2]s where id not in (select id from %[2]s))`, list, table), nil, &rows)
		if err != nil {
			return nil, fmt.Errorf("verify %s: %w", table, err)
		}
		if rows > 0 {
			drifts = append(drifts, Drift{table, rows})
		}
		if err := tx.Exec("drop table before_" + string(table)); err != nil {
			return nil, fmt.Errorf("verify %s: %w", table, err)
		}
	}
	return drifts, nil
}

func columnList(table Table) string {
	names := []string{"id"}
	for _, column := range columns[table] {
		names = append(names, column.name)
	}
	return strings.Join(names, ", ")
}
