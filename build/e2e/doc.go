// Package e2e tries the built programs as people meet them: on an X display, with a session bus, a window manager, a tray
// host and a keychain daemon, all of its own, below a temporary home. `make test` builds what it needs and runs it:
//
//	go test -tags e2e ./build/e2e/
//
// Nothing waits for a time: every wait is for a condition, with a bound.
package e2e
