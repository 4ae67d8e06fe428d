//go:build !linux && !darwin && !windows

package desktop

import "errors"

// startAtLogin has no way to start a program at login here; not to start it is what happens anyway.
func startAtLogin(program, _ string) error {
	if program == "" {
		return nil
	}
	return errors.New("not known on this system")
}
