// Package guard keeps a fault of our own from ending the program: a panic becomes an error, with its type and its stack in the
// log. Its value is nowhere: it may hold what a person wrote.
package guard

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"mixdown/backend/apperr"
)

// Recover turns a panic of the function that defers it into an error. What names the work in the log, which may be nil:
//
//	defer guard.Recover(log, "mirror push", &err)
func Recover(log *slog.Logger, what string, err *error) {
	v := recover()
	if v == nil {
		return
	}
	if log != nil {
		log.Error("panic", "in", what, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	}
	*err = apperr.New(apperr.Internal, "Mixdown hit a fault of its own. Nothing was lost; the log has the details.", fmt.Errorf("guard: %s: panic of type %T", what, v))
}

// Do calls fn and returns its error, or that of a panic in it.
func Do(log *slog.Logger, what string, fn func() error) (err error) {
	defer Recover(log, what, &err)
	return fn()
}

// Bounds of the pause before work that panicked begins again: it doubles, so that a lasting fault costs little.
const (
	shortest = time.Second
	longest  = 5 * time.Minute
)

// Keep calls fn until it returns by itself or ctx ends. After a panic it tells what happened and begins again after a pause,
// which is the shortest again once fn went on for longer than the longest one. Fn must leave nothing running when it panics.
func Keep(ctx context.Context, log *slog.Logger, what string, told func(error), fn func(context.Context)) {
	for pause := shortest; ; pause = min(2*pause, longest) {
		begun := time.Now()
		err := Do(log, what, func() error {
			inner, cancel := context.WithCancel(ctx)
			defer cancel()
			fn(inner)
			return nil
		})
		if err == nil || ctx.Err() != nil {
			return
		}
		told(err)
		if time.Since(begun) > longest {
			pause = shortest
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
