//go:build !linux && !darwin && !windows

package desktop

import "context"

// watchPlatform knows nothing of this system.
func watchPlatform(_ context.Context, e SystemEvents) { e.Changed(System{}) }
