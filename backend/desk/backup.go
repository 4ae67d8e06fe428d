package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/export"
	"mixdown/backend/store"
)

// shortestPassword is how many characters a backup's password must have.
const shortestPassword = 8

// CheckPassword refuses a password that is too short for a backup.
func CheckPassword(password string) error {
	if len([]rune(password)) < shortestPassword {
		return invalid(fmt.Sprintf("The password of a backup needs at least %d characters.", shortestPassword))
	}
	return nil
}

// Backup writes all data, encrypted with password. Sign-ins and keys are not in it: they stay in the keychain.
func (d *Desk) Backup(ctx context.Context, password string, w io.Writer) error {
	if err := CheckPassword(password); err != nil {
		return err
	}
	if err := d.ledger.Flush(ctx); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(d.cfg.Home, ".backup-*") // beside the database: just as private, and on a disk with room
	if err != nil {
		return apperr.New(apperr.ReadOnly, "Mixdown may not write to its data folder, where a backup is prepared.", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "copy.db")
	if err := d.store.CopyTo(ctx, path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("desk: backup: %w", err)
	}
	defer func() { _ = f.Close() }()
	return seal(w, f, password)
}

// Restored says what a restore did.
type Restored struct {
	Success bool   `json:"success"`
	Aside   string `json:"aside"` // the file name that the data from before has now, "" where there was none
}

// Restore puts the data of a backup into home. What was there is kept beside it under another name. No Mixdown may have that
// home open: then it is refused as busy. Errors: invalid (password, no backup), database_newer, database_broken.
func Restore(ctx context.Context, home, password string, backup io.Reader, now time.Time) (_ Restored, err error) {
	if err := os.MkdirAll(home, 0o700); err != nil {
		return Restored{}, apperr.New(apperr.ReadOnly, "Mixdown may not write to its data folder.", err)
	}
	dir, err := os.MkdirTemp(home, ".restore-*")
	if err != nil {
		return Restored{}, apperr.New(apperr.ReadOnly, "Mixdown may not write to its data folder.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fresh := filepath.Join(dir, "mixdown.db")
	if err := unsealFile(fresh, password, backup); err != nil {
		return Restored{}, err
	}
	if err := store.CheckFile(ctx, fresh); err != nil {
		return Restored{}, err
	}
	path := filepath.Join(home, "mixdown.db")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return Restored{Success: true}, os.Rename(fresh, path)
	}
	if err := settled(ctx, path); err != nil {
		return Restored{}, err
	}
	aside := path + ".before-" + now.UTC().Format("20060102T150405Z")
	if err := os.Link(path, aside); err != nil { // the old file keeps a name at every instant
		if err := os.Rename(path, aside); err != nil {
			return Restored{}, apperr.New(apperr.ReadOnly, "The data that is there now could not be moved aside. Nothing was changed.", err)
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		return Restored{}, apperr.New(apperr.ReadOnly, "The restored data could not be put in place. The data from before is "+filepath.Base(aside)+".", err)
	}
	return Restored{Success: true, Aside: filepath.Base(aside)}, nil
}

func unsealFile(path, password string, backup io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("desk: restore: %w", err)
	}
	if err := unseal(f, backup, password); err != nil {
		_ = f.Close()
		return err
	}
	return export.Fault(errors.Join(f.Sync(), f.Close()))
}

// settled folds the write-ahead log into the file at path and refuses while another process has it open: the log goes away
// with the last that closes it.
func settled(ctx context.Context, path string) error {
	s, err := store.Open(ctx, path, nil)
	if code := apperr.CodeOf(err); code == apperr.DatabaseBroken || code == apperr.DatabaseNewer {
		return nil // it is no use to this version, and is kept aside as it is
	}
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		return apperr.New(apperr.Busy, "Mixdown has this data open. Quit it (its window and its tray icon), then restore.", nil)
	}
	return nil
}

// DeleteEverything revokes every sign-in, deletes what the keychain holds and then all data of this home. The desk is closed
// by it. What could not be revoked is told in the answers' messages; the data is deleted all the same.
func (d *Desk) DeleteEverything(ctx context.Context) ([]Connection, error) {
	d.StopSync()
	conns, err := d.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	var done []Connection
	for _, c := range conns {
		view, err := d.Disconnect(ctx, c.ID, false)
		if err != nil {
			return done, err // the data still names what is to be revoked: trying again goes on from here
		}
		done = append(done, view)
	}
	keys := map[string]bool{proofKey: true, hooksKey: true}
	for _, p := range d.providers {
		keys[clientKey(p.Info())] = true
	}
	for key := range keys {
		if err := d.secrets.Delete(key); err != nil && !noKeychain(err, conns) {
			return done, err
		}
	}
	if err := d.Close(); err != nil {
		return done, err
	}
	return done, removeData(d.cfg.Home)
}

// noKeychain reports whether err only says that this system has no keychain: without a sign-in there is nothing in it.
func noKeychain(err error, conns []store.Connection) bool {
	return len(conns) == 0 && apperr.CodeOf(err) == apperr.KeychainMissing
}

// removeData removes what Mixdown made in its folder, and nothing else.
func removeData(home string) error {
	list, err := os.ReadDir(home)
	if err != nil {
		return fmt.Errorf("desk: delete everything: %w", err)
	}
	var errs []error
	for _, e := range list {
		name := e.Name()
		if name == "mixdown.db" || strings.HasPrefix(name, "mixdown.db-") || strings.HasPrefix(name, "mixdown.db.") || name == "logs" || name == stillFile ||
			strings.HasPrefix(name, ".backup-") || strings.HasPrefix(name, ".restore-") {
			errs = append(errs, os.RemoveAll(filepath.Join(home, name)))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return apperr.New(apperr.ReadOnly, "A part of the data could not be deleted: delete the folder "+filepath.Base(home)+" by hand.", err)
	}
	return nil
}
