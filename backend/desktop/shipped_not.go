//go:build !production && (desktop || dev || bindings) && !cli

package desktop

// shipped is the build for people: the page is locked down.
const shipped = false
