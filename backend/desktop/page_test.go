package desktop

import (
	"errors"
	"fmt"
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
