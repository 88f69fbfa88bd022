package deck

import (
	"fmt"

	"prep"
)

// RecomputeAndCompare computes every memory again from the reviews and returns how many were not what these say,
// and how many there are. A caller who only wants to know rolls the transaction back. The memories must be fresh.
func RecomputeAndCompare(tx *prep.Tx, progress func(done, total int)) (wrong, all int, err error) {
	book, err := openBook(tx)
	if err != nil {
		return 0, 0, err
	}
	for _, statement := range []string{
		"create temp table memory_before as select * from memory",
		"insert or ignore into stale select id from card union select card from memory",
	} {
		if err := tx.Exec(statement); err != nil {
			return 0, 0, fmt.Errorf("verify memories: %w", err)
		}
	}
	if err := book.freshen(progress); err != nil {
		return 0, 0, err
	}
	err = tx.Get(`select (select count(*) from (select * from memory except select * from memory_before)) +
			(select count(*) from memory_before where card not in (select card from memory)),
		(select count(*) from memory)`, nil, &wrong, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("verify memories: %w", err)
	}
	return wrong, all, tx.Exec("drop table memory_before")
}
