// Package frontend carries the built window inside the binary.
package frontend

import "embed"

// Assets holds dist, the output of the window's build. In a fresh clone it holds only a placeholder.
//
//go:embed all:dist
var Assets embed.FS
