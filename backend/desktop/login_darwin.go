package desktop

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
)

// loginLabel names the agent, and its file.
const loginLabel = "app.mixdown.login"

// startAtLogin writes or removes the launch agent; launchd reads it at the next login:
// https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLaunchdJobs.html
func startAtLogin(program, home string) error {
	user, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	path := filepath.Join(user, "Library", "LaunchAgents", loginLabel+".plist")
	if program == "" {
		return removeFile(path)
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>` + loginLabel + `</string>
<key>RunAtLoad</key><true/>
<key>ProcessType</key><string>Interactive</string>
<key>ProgramArguments</key><array>
`)
	for _, arg := range append([]string{program}, loginFlags(home)...) {
		b.WriteString("<string>")
		if err := xml.EscapeText(&b, []byte(arg)); err != nil {
			return err
		}
		b.WriteString("</string>\n")
	}
	b.WriteString("</array>\n</dict></plist>\n")
	return writeWhole(path, b.String())
}
