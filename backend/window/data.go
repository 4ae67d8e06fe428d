package window

import (
	"bufio"
	"context"
	"io"
	"os"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
	"mixdown/backend/guard"
	"mixdown/backend/proof"
)

// backupFiles are what the dialog for a backup offers.
var backupFiles = desktop.Filter{Name: "Backups of Mixdown", Pattern: "*.mixdown"}

// Backup asks for a file and writes all data there, encrypted. It returns the file's path, "" where the person chose none.
func (w *Window) Backup(password string) (string, error) {
	return Call(w, func(ctx context.Context, d *desk.Desk) (string, error) {
		if err := desk.CheckPassword(password); err != nil {
			return "", err // before a file is asked for
		}
		name := "mixdown-" + time.Now().Format(time.DateOnly) + ".mixdown"
		return w.SaveFile(name, func(to io.Writer) error { return d.Backup(ctx, password, to) })
	})
}

// Restore asks for a backup and puts its data in place of the person's own, which is kept beside it. The page begins anew.
// Chosen is false where the person chose no file. Where it fails all is as it was.
func (w *Window) Restore(password string) (r Restored, err error) {
	defer guard.Recover(w.Log(), "restore", &err)
	host, err := w.running()
	if err != nil {
		return r, err
	}
	d, err := w.current()
	switch {
	case err == nil && d.Sandbox():
		return r, apperr.New(apperr.Invalid, "A backup is restored into your own data: leave the sample first.", nil)
	case err != nil && w.ownHome() == "":
		return r, err // not even the folder is known
	}
	path, err := host.OpenFile("Restore a backup", backupFiles, desktop.Filter{Name: "All files", Pattern: "*.*"})
	if err != nil || path == "" {
		return r, err
	}
	f, err := os.Open(path)
	if err != nil {
		return r, apperr.New(apperr.NotFound, "The backup cannot be opened. Check that it is still there.", err)
	}
	defer func() { _ = f.Close() }()
	r.Chosen = true
	err = w.change(false, func(home string) (err error) {
		r.Restored, err = desk.Restore(w.ctx, home, password, bufio.NewReader(f), time.Now())
		return err
	})
	if err != nil {
		return r, err
	}
	// What this computer does at login is its own affair, not that of the computer that made the backup.
	_, err = w.SaveSetting(settingStartAtLogin, false)
	return r, err
}

// Restored is what came of a restore from the window.
type Restored struct {
	Chosen bool `json:"chosen"`
	desk.Restored
}

// DeleteEverything revokes every sign-in and deletes all data that is shown, and what starts Mixdown at login. It returns what
// could not be revoked, in words. The window goes on with nothing in it.
func (w *Window) DeleteEverything() (messages []string, err error) {
	defer guard.Recover(w.Log(), "delete everything", &err)
	d, err := w.current()
	if err != nil {
		return nil, err
	}
	sample := d.Sample()
	messages = []string{}
	err = w.change(sample, func(string) error {
		d, closeLog, err := w.open(w.ctx, sample)
		if err != nil {
			return err
		}
		closeLog() // Windows removes no file that is open
		list, err := d.DeleteEverything(w.ctx)
		for _, c := range list {
			if c.Message != "" {
				messages = append(messages, c.Message)
			}
		}
		if err != nil {
			_ = d.Close() // the cause is told
		}
		return err
	})
	if err == nil && !sample {
		err = desktop.StartAtLogin(desktop.Login{})
	}
	return messages, err
}

// ownHome is the folder of the data that was last shown.
func (w *Window) ownHome() string {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.home
}

// keepHome notes where the data are. The lock is held.
func (w *Window) keepHome() {
	if w.desk != nil {
		w.home = w.desk.Home()
	}
}

// SaveReport asks for a file and writes what somebody who helps needs to know. It returns the path, "" where none was chosen.
func (w *Window) SaveReport() (string, error) {
	return Call(w, func(ctx context.Context, d *desk.Desk) (string, error) {
		return w.SaveFile("mixdown-report.txt", func(to io.Writer) error { return d.WriteDoctorReport(ctx, to) })
	})
}

// VerifyPack asks for a proof pack and checks it; nil where the person chose none.
func (w *Window) VerifyPack() (_ *proof.Verdict, err error) {
	defer guard.Recover(w.Log(), "verify", &err)
	host, err := w.running()
	if err != nil {
		return nil, err
	}
	path, err := host.OpenFile("Check a proof pack", desktop.Filter{Name: "Proof packs", Pattern: "*.zip"})
	if err != nil || path == "" {
		return nil, err
	}
	v, err := proof.VerifyFile(path, "")
	return &v, err
}
