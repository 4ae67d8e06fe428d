package desk_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mixdown/backend/apperr"
	"mixdown/backend/auth"
	"mixdown/backend/desk"
	"mixdown/backend/export"
	"mixdown/backend/sandbox"
)

func TestBackupAndRestore(t *testing.T) {
	w := newWorld(t)
	d := w.desk(t)
	connect(t, d, "gmail", "sheets")
	c := create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	good(t, d, c)
	want := metrics(t, d, c, "")
	var b bytes.Buffer
	if err := d.Backup(t.Context(), "short", &b); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a short password: %v", err)
	}
	must(t, d.Backup(t.Context(), "correct horse", &b))
	raw := b.Bytes()
	restore := func(home string, file []byte, password string) error {
		_, err := desk.Restore(t.Context(), home, password, bytes.NewReader(file), noon)
		return err
	}
	// It is open here: nothing may be put under it.
	if err := restore(w.home, raw, "correct horse"); apperr.CodeOf(err) != apperr.Busy {
		t.Errorf("a home that is open: %v", err)
	}
	home := filepath.Join(t.TempDir(), "other")
	flipped := bytes.Clone(raw)
	flipped[len(flipped)/2] ^= 1
	chunk := 64<<10 + 16
	head := len(raw) % chunk
	for name, file := range map[string][]byte{"cut": raw[:len(raw)-1], "a chunk less": raw[:len(raw)-chunk], "flipped": flipped, "longer": append(bytes.Clone(raw), 0),
		"empty": nil, "header": raw[:10], "swapped": append(append(bytes.Clone(raw[:len(raw)-2*chunk]), raw[len(raw)-chunk:]...), raw[len(raw)-2*chunk:len(raw)-chunk]...)} {
		if err := restore(home, file, "correct horse"); apperr.CodeOf(err) != apperr.Invalid {
			t.Errorf("%s (%d): %v", name, head, err)
		}
	}
	if err := restore(home, raw, "correct house"); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("a wrong password: %v", err)
	}
	if list, _ := os.ReadDir(home); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
	must(t, restore(home, raw, "correct horse"))
	w.home, w.secrets = home, auth.NewMemory() // another computer: no sign-in
	again := w.desk(t)
	c2, err := again.Campaign(t.Context(), "")
	must(t, err)
	got := metrics(t, again, c2, "")
	for _, key := range []string{"emails_sent", "email_replies", "total_contacts"} {
		if *got[key].Value != *want[key].Value {
			t.Errorf("%s is %v, was %v", key, *got[key].Value, *want[key].Value)
		}
	}
}

// A full disk is said in words, whichever way the data goes.
func TestBackupOnAFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer func() { _ = full.Close() }()
	w := newWorld(t)
	d := w.desk(t)
	err = export.File(filepath.Join(t.TempDir(), "all.mixdown"), false, func(io.Writer) error { return d.Backup(t.Context(), "correct horse", full) })
	if apperr.CodeOf(err) != apperr.DiskFull {
		t.Errorf("a backup: %v", err)
	}
	var b bytes.Buffer
	must(t, d.Backup(t.Context(), "correct horse", &b))
	if err := desk.Unseal(full, &b, "correct horse"); apperr.CodeOf(err) != apperr.DiskFull {
		t.Errorf("a restore: %v", err)
	}
}

func TestDeleteEverything(t *testing.T) {
	w := newWorld(t)
	d, err := desk.Open(t.Context(), desk.Config{Home: w.home, Gateway: w.gateway, Secrets: w.secrets, OpenBrowser: visit, Version: "test", Now: w.now})
	must(t, err)
	connect(t, d, "gmail", "sheets")
	create(t, d, "Spring radio", "SPRING", sandbox.SpringSheet)
	must(t, d.WriteProof(t.Context(), create(t, d, "Other", "OTHER", ""), "", true, &bytes.Buffer{}))
	must(t, os.WriteFile(filepath.Join(w.home, "mine.txt"), []byte("x"), 0o600))
	must(t, d.SaveHookSecret(t.Context(), "drive", "a secret of sixteen letters"))
	list, err := d.Connections(t.Context())
	must(t, err)
	done, err := d.DeleteEverything(t.Context())
	must(t, err)
	if len(done) != 2 {
		t.Errorf("%d of 2 were disconnected", len(done))
	}
	for _, key := range []string{list[0].ID, list[1].ID, "proof-key", "hooks", "client:accounts.google.com"} {
		if _, err := w.secrets.Load(key); apperr.CodeOf(err) != apperr.NotFound {
			t.Errorf("the keychain still holds %s: %v", key, err)
		}
	}
	left, err := os.ReadDir(w.home)
	must(t, err)
	for _, e := range left {
		if strings.Contains(e.Name(), "mixdown") {
			t.Errorf("%s is left", e.Name())
		}
	}
	if _, err := os.Stat(filepath.Join(w.home, "mine.txt")); err != nil {
		t.Error("a file of the person's own was deleted")
	}
}
