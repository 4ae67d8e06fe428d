package desktop

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
)

func TestFormatError(t *testing.T) {
	cause := errors.New("oauth2: token is secret-token")
	for _, c := range []struct {
		err  error
		want any
	}{
		{nil, nil},
		{
			fmt.Errorf("gmail: %w", apperr.For("gmail", apperr.NeedsSignIn, "Gmail asks you to sign in again.", cause)),
			`{"code":"needs_sign_in","message":"Gmail asks you to sign in again.","provider":"gmail"}`,
		},
		{errors.New("x"), "{\"code\":\"internal\",\"message\":\"Mixdown hit a fault of its own. Run `mixdown doctor` and look in the log for details.\"}"},
	} {
		if diff := cmp.Diff(c.want, FormatError(c.err)); diff != "" {
			t.Errorf("FormatError(%v) (-want +got):\n%s", c.err, diff)
		}
	}
}

func TestRecover(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	call := func(v any) (n int, err error) {
		defer Recover(log, &err)
		if v != nil {
			panic(v)
		}
		return 7, nil
	}
	if n, err := call(nil); n != 7 || err != nil {
		t.Errorf("without a panic: %d, %v; want 7 and no error", n, err)
	}
	cause := errors.New("index out of range")
	for _, v := range []any{cause, "the words of a private mail"} {
		out.Reset()
		_, err := call(v)
		if apperr.CodeOf(err) != apperr.Internal {
			t.Errorf("panic(%v): %v, want an internal error", v, err)
		}
		if strings.Contains(out.String(), "private") || !strings.Contains(out.String(), "page_test.go") {
			t.Errorf("panic(%v): the log should hold the place and not the value:\n%s", v, out.String())
		}
	}
	if _, err := call(cause); !errors.Is(err, cause) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestTillTomorrow(t *testing.T) {
	zone := time.FixedZone("somewhere", 3*3600)
	for now, want := range map[time.Time]time.Duration{
		time.Date(2026, 11, 22, 23, 50, 0, 0, zone): 6*time.Hour + 10*time.Minute,
		time.Date(2026, 12, 31, 9, 0, 0, 0, zone):   21 * time.Hour,
	} {
		if got := tillTomorrow(now); got != want {
			t.Errorf("tillTomorrow(%v) = %v, want %v", now, got, want)
		}
	}
}
