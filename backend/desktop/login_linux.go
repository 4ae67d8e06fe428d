package desktop

import (
	"os"
	"path/filepath"
	"strings"
)

// startAtLogin writes or removes the autostart entry:
// https://specifications.freedesktop.org/autostart-spec/latest/
func startAtLogin(program, home string) error {
	dir, err := os.UserConfigDir()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "autostart", "mixdown.desktop")
	if program == "" {
		return removeFile(path)
	}
	command := quoteExec(program)
	for _, arg := range loginFlags(home) {
		command += " " + quoteExec(arg)
	}
	return writeWhole(path, "[Desktop Entry]\nType=Application\nName=Mixdown\nComment=Keeps your outreach's numbers up to date\nIcon=app.mixdown.Mixdown\nExec="+
		command+"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n")
}

// quoteExec quotes one argument of an Exec line. Its quotes are inside a string, so a backslash of theirs is written twice:
// https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
func quoteExec(s string) string {
	s = strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, `%`, `%%`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s)
	return `"` + s + `"`
}
