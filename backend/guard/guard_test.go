package guard_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/guard"
)

// secretFault is a panic's value that holds what nobody may read in a log.
type secretFault struct{ Said string }

func TestAPanicIsAnErrorWithoutItsValue(t *testing.T) {
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, nil))
	err := guard.Do(log, "reading", func() error { panic(secretFault{"ya29.token"}) })
	if apperr.CodeOf(err) != apperr.Internal || strings.Contains(err.Error(), "ya29") {
		t.Errorf("the error is %v", err)
	}
	if s := logged.String(); strings.Contains(s, "ya29") || !strings.Contains(s, "guard_test.secretFault") || !strings.Contains(s, "TestAPanic") {
		t.Errorf("the log holds %s", s)
	}
	if err := guard.Do(nil, "reading", func() error { panic(errors.New("ya29.token")) }); strings.Contains(err.Error(), "ya29") || strings.Contains(errors.Unwrap(err).Error(), "ya29") {
		t.Errorf("the error's cause is %v", err)
	}
	plain := errors.New("plain")
	if err := guard.Do(log, "reading", func() error { return plain }); !errors.Is(err, plain) {
		t.Errorf("an error became %v", err)
	}
}

// Work that panics begins again, ever more rarely, and ends with its context.
func TestWorkGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		begun, told := 0, 0
		start := time.Now()
		guard.Keep(ctx, nil, "schedule", func(error) { told++ }, func(inner context.Context) {
			begun++
			context.AfterFunc(inner, func() {}) // what it began ends with its own context
			if begun < 4 {
				panic("fault")
			}
		})
		if begun != 4 || told != 3 || time.Since(start) != 7*time.Second {
			t.Errorf("begun %d times, told %d times, in %v", begun, told, time.Since(start))
		}
		guard.Keep(ctx, nil, "schedule", func(error) { stop() }, func(context.Context) { panic("fault") })
	})
}

// A fault after hours of good work is not the sixth of a row.
func TestTheFirstFaultAfterGoodWorkPausesShortly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := 0
		start := time.Now()
		guard.Keep(t.Context(), nil, "schedule", func(error) {}, func(context.Context) {
			begun++
			if begun == 4 {
				time.Sleep(time.Hour)
			}
			if begun < 6 {
				panic("fault")
			}
		})
		if pauses := time.Since(start) - time.Hour; pauses != (1+2+4+1+2)*time.Second {
			t.Errorf("the pauses were %v long", pauses)
		}
	})
}
