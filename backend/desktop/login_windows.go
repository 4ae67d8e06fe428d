package desktop

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// startAtLogin writes or removes the value of the Run key:
// https://learn.microsoft.com/en-us/windows/win32/setupapi/run-and-runonce-registry-keys
func startAtLogin(program, home string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, `Software\Microsoft\Windows\CurrentVersion\Run`, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer func() { _ = key.Close() }()
	if program == "" {
		if err := key.DeleteValue("Mixdown"); err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
		return nil
	}
	args := []string{windows.EscapeArg(program)}
	for _, arg := range loginFlags(home) {
		args = append(args, windows.EscapeArg(arg))
	}
	return key.SetStringValue("Mixdown", strings.Join(args, " "))
}
