//go:build (desktop || dev || bindings) && !cli

package desktop

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// tracePaint prints on stderr when the first figure was on the screen, where MIXDOWN_TRACE_PAINT is set: "painted" and the
// milliseconds of the Unix clock. It asks from outside, so the page needs nothing for it: two frames after an element of
// the class num first held a digit.
func (w *window) tracePaint(ctx context.Context) {
	if os.Getenv("MIXDOWN_TRACE_PAINT") == "" {
		return
	}
	const painted = "trace:painted"
	runtime.EventsOnce(ctx, painted, func(...any) {
		fmt.Fprintf(os.Stderr, "painted %d\n", time.Now().UnixMilli())
	})
	runtime.WindowExecJS(ctx, `(function look() {
		const drawn = [...document.querySelectorAll(".num")].some((e) => /\d/.test(e.textContent));
		requestAnimationFrame(drawn ? () => requestAnimationFrame(() => window.runtime.EventsEmit("`+painted+`")) : look);
	})()`)
}
