//go:build !(desktop || dev || bindings) || cli

package desktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"mixdown/backend/apperr"
)

// HasWindow says whether this build can open a window.
const HasWindow = false

// Generating says that this run only writes the page's bindings: no data, no network, no tray.
const Generating = false

// Open starts the program with the window where it is installed beside this one, as on Windows: there a program has either a
// terminal or a window. Else it returns an error: this build has none.
func Open(Options) error {
	if own, err := os.Executable(); err == nil && strings.EqualFold(filepath.Ext(own), ".com") {
		beside := filepath.Join(filepath.Dir(own), "Mixdown.exe")
		if exec.Command(beside, os.Args[1:]...).Start() == nil { //nolint:gosec,noctx // what our own installer put there; it outlives this program
			return nil
		}
	}
	return apperr.New(apperr.Invalid,
		"This build of Mixdown has no window. Use its commands (`mixdown --help`), or install the desktop build.", nil)
}
