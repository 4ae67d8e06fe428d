package window_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStartAtLoginIsTheSystemsToo(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	w, _, _ := started(t, false)
	path := filepath.Join(config, "autostart", "mixdown.desktop")
	if _, err := os.Stat(path); err == nil {
		t.Fatal("it starts at login before anybody chose it")
	}
	s, err := w.SaveSetting("startAtLogin", true)
	must(t, err)
	raw, err := os.ReadFile(path)
	if err != nil || !s.StartAtLogin || !strings.Contains(string(raw), "--hidden") || !strings.Contains(string(raw), w.Home()) {
		t.Errorf("%v, %s, %v", s.StartAtLogin, raw, err)
	}
	s, err = w.SaveSetting("startAtLogin", false)
	must(t, err)
	if _, err := os.Stat(path); err == nil || s.StartAtLogin {
		t.Error("it still starts at login")
	}
	must(t, w.Reopen(true))
	if _, err := w.SaveSetting("startAtLogin", true); err == nil {
		t.Error("the sample starts at login")
	}
}
