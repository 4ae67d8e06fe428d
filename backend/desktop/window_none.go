//go:build !(desktop || dev || bindings) || cli

package desktop

import "mixdown/backend/apperr"

// HasWindow says whether this build can open a window.
const HasWindow = false

// Generating says that this run only writes the page's bindings: no data, no network, no tray.
const Generating = false

// Open returns an error: this build has no window.
func Open(Options) error {
	return apperr.New(apperr.Invalid,
		"This build of Mixdown has no window. Use its commands (`mixdown --help`), or install the desktop build.", nil)
}
