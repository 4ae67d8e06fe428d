package store

import (
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"mixdown/backend/apperr"
)

// translate gives an error of SQLite or of the file system its code and sentence. Errors that have one keep it.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var known *apperr.Error
	if errors.As(err, &known) {
		return err
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch se.Code() & 0xff { // the primary code is the low byte of an extended one
		case sqlite3.SQLITE_FULL:
			return diskFull(err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return readOnly(err)
		case sqlite3.SQLITE_CANTOPEN:
			return apperr.New(apperr.ReadOnly, "Mixdown's data folder cannot be opened. Check that it exists and that you may write there, or choose another with --home.", err)
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return apperr.New(apperr.DatabaseBusy, "Another Mixdown is writing for a long time. Nothing was lost; try again in a minute.", err)
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return apperr.New(apperr.DatabaseBroken, "Mixdown's database cannot be read: the file is damaged or no database. Move mixdown.db away (a copy made before the last update may lie beside it) and sync again.", err)
		case sqlite3.SQLITE_IOERR:
			if errors.Is(err, syscall.ENOSPC) {
				return diskFull(err)
			}
			return apperr.New(apperr.DiskFull, "The disk did not take the data: it may be full or broken. Nothing was lost; make room and sync again.", err)
		}
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return diskFull(err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return readOnly(err)
	}
	return err
}

func diskFull(err error) error {
	return apperr.New(apperr.DiskFull, "The disk is full. Nothing was lost: what was there before still is; make room and sync again.", err)
}

func readOnly(err error) error {
	return apperr.New(apperr.ReadOnly, "Mixdown may not write to its data folder. Give yourself write permission there, or choose another folder with --home.", err)
}
