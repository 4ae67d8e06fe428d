package desktop

import (
	"bytes"
	"context"
	"os/exec"
)

// watchPlatform asks pmset, which every Mac has: https://keith.github.io/xcode-man-pages/pmset.1.html. Whether a network is metered no
// tool tells.
func watchPlatform(ctx context.Context, e SystemEvents) {
	poll(ctx, e, func(ctx context.Context) System {
		out, err := exec.CommandContext(ctx, "/usr/bin/pmset", "-g", "batt").Output()
		return System{OnBattery: err == nil && bytes.Contains(out, []byte("'Battery Power'"))}
	})
}
