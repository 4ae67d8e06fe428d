//go:build (desktop || dev || bindings) && !cli && !darwin

package desktop

import "github.com/wailsapp/wails/v2/pkg/menu"

// appMenu: the page has its own; a menu bar is macOS's way.
func appMenu() *menu.Menu { return nil }
