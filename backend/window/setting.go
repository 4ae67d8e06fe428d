package window

import (
	"context"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
)

// settingStartAtLogin is the choice that the operating system keeps too.
const settingStartAtLogin = "startAtLogin"

// SaveSetting changes one choice. Start at login is first made true with the system, so that the page never shows a choice
// that was not taken.
func (w *Window) SaveSetting(key string, value any) (desk.Settings, error) {
	return Change(w, func(ctx context.Context, d *desk.Desk) (desk.Settings, error) {
		if on, ok := value.(bool); ok && key == settingStartAtLogin {
			var login desktop.Login
			if on {
				login.Home = d.Home()
			}
			if on && d.Sandbox() {
				return desk.Settings{}, apperr.New(apperr.Invalid, "The sample campaign does not start at login. Leave the sample first.", nil)
			}
			if !d.Sandbox() {
				if err := desktop.StartAtLogin(login); err != nil {
					return desk.Settings{}, err
				}
			}
		}
		return d.SaveSetting(ctx, key, value)
	})
}
