//go:build (desktop || dev || bindings) && !cli && !linux

package desktop

// checkDisplay: these systems always have one.
func checkDisplay() error { return nil }

// handOver: Wails finds the running instance by itself before anything else starts.
func handOver(string, []string) bool { return false }
