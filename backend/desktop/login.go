package desktop

import (
	"fmt"
	"os"
	"path/filepath"

	"mixdown/backend/apperr"
)

// Login says how Mixdown starts when the person signs in to their computer: hidden, on the data in Home. An empty Home means
// that it does not start.
type Login struct {
	Home string
}

// StartAtLogin makes the system start Mixdown at login, or no more; doing either twice is no error. An entry for another home
// is replaced.
func StartAtLogin(l Login) error {
	var program string
	if l.Home != "" {
		var err error
		if program, err = ownProgram(); err != nil {
			return loginFault(err)
		}
	}
	return loginFault(startAtLogin(program, l.Home))
}

// ownProgram is the path to start again: that of an AppImage where this is one, since what runs is a mount that goes away.
func ownProgram() (string, error) {
	if image := os.Getenv("APPIMAGE"); filepath.IsAbs(image) {
		return image, nil
	}
	return os.Executable()
}

func loginFault(err error) error {
	if err == nil {
		return nil
	}
	return apperr.New(apperr.ReadOnly, "The system's list of programs to start at login could not be changed. Change it in the system's own settings.",
		fmt.Errorf("desktop: start at login: %w", err))
}

// loginFlags are the arguments of a start at login.
func loginFlags(home string) []string { return []string{"--hidden", "--home", home} }

// writeWhole replaces a small file of the person's settings.
func writeWhole(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp := path + ".new"
	if err := os.WriteFile(temp, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// removeFile is os.Remove for what may not be there.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}
