package prep

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// checkHeader refuses a file that is not ours before SQLite touches it: opening a database in WAL mode rewrites
// its header. A file that it cannot judge, empty or with a log beside it, is left to prepare.
//
// Source of the layout: https://www.sqlite.org/fileformat2.html#the_database_header
func checkHeader(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var header [100]byte
	n, err := io.ReadFull(file, header[:])
	if errors.Is(err, io.EOF) {
		return nil // empty: about to be made
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if n < len(header) || !bytes.HasPrefix(header[:], []byte("SQLite format 3\x00")) {
		return ErrForeign
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil // the newest header may be in it
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	version := int(binary.BigEndian.Uint32(header[60:]))
	switch application := binary.BigEndian.Uint32(header[68:]); {
	case application != applicationID && info.Size() > pageSize:
		return ErrForeign
	case application == applicationID && version > schemaVersion:
		return newerError(version)
	}
	return nil
}

func newerError(version int) error {
	return fmt.Errorf("%w (schema %d, this prep knows %d)", ErrNewer, version, schemaVersion)
}
