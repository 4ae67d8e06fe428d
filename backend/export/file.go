package export

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"mixdown/backend/apperr"
)

// File writes a file as a whole or not at all: into a file beside it, which then takes its name. One that is there already
// is replaced only with force. Errors: invalid where the name cannot be used, read_only, disk_full, and those of write.
func File(path string, force bool, write func(io.Writer) error) (err error) {
	if info, err := os.Lstat(path); err == nil {
		switch {
		case info.IsDir():
			return apperr.New(apperr.Invalid, "“"+filepath.Base(path)+"” is a folder: give the name of a file.", nil)
		case !force:
			return apperr.New(apperr.Invalid, "“"+filepath.Base(path)+"” is there already: choose another name, or replace it with --force.", nil)
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".mixdown-*.part")
	if err != nil {
		return Fault(err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return Fault(err)
	}
	if err := f.Sync(); err != nil {
		return Fault(err)
	}
	if err := f.Close(); err != nil {
		return Fault(err)
	}
	return Fault(os.Rename(f.Name(), path))
}

// Fault says in words what the disk refused; nil and what is in words already stay as they are.
func Fault(err error) error {
	var known *apperr.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return apperr.New(apperr.DiskFull, "The disk is full: the file was not written. Make room, or choose another disk.", fmt.Errorf("export: %w", err))
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return apperr.New(apperr.ReadOnly, "Mixdown may not write there: choose another folder.", fmt.Errorf("export: %w", err))
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return apperr.New(apperr.Invalid, "The folder of the file does not exist: make it first, or choose another.", fmt.Errorf("export: %w", err))
	}
	return apperr.New(apperr.DiskFull, "The file could not be written to the disk. Choose another folder, or make room.", fmt.Errorf("export: %w", err))
}
