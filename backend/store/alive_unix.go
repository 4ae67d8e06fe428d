//go:build unix

package store

import (
	"errors"
	"syscall"
)

// alive reports whether a process with this id exists; a signal 0 is only checked, never sent.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
