package desktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartAtLogin(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	t.Setenv("APPIMAGE", "")
	path := filepath.Join(dir, "autostart", "mixdown.desktop")
	home := `/home/a b/100% "mine" $HOME\x`
	for range 2 {
		if err := StartAtLogin(Login{Home: home}); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want := `Exec="` + program + `" "--hidden" "--home" "/home/a b/100%% \\"mine\\" \\$HOME\\\\x"` + "\n"
	if !strings.Contains(string(raw), want) {
		t.Errorf("the entry is\n%s\nwant\n%s", raw, want)
	}
	if tool, err := exec.LookPath("desktop-file-validate"); err == nil {
		if out, err := exec.Command(tool, path).CombinedOutput(); err != nil {
			t.Errorf("%s", out)
		}
	}
	for range 2 {
		if err := StartAtLogin(Login{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the entry is still there: %v", err)
	}
}
