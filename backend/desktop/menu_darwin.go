//go:build (desktop || dev || bindings) && !cli

package desktop

import "github.com/wailsapp/wails/v2/pkg/menu"

// appMenu is the menu bar: without it macOS gives a window no Copy, Paste and Quit by key.
func appMenu() *menu.Menu {
	return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu(), menu.WindowMenu())
}
