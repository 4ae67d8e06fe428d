package store

import "os"

// alive reports whether a process with this id exists: on Windows finding one opens it.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
