package auth

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"mixdown/backend/apperr"
)

func TestMemory(t *testing.T) {
	m := NewMemory()
	if _, err := m.Load("a"); apperr.CodeOf(err) != apperr.NotFound {
		t.Errorf("got %v", err)
	}
	want := Secret{RefreshToken: "REFRESH-1", Extra: map[string]string{"hook": "x"}}
	if err := m.Save("a", want); err != nil {
		t.Fatal(err)
	}
	got, err := m.Load("a")
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	got.Extra["hook"] = "changed"
	if again, _ := m.Load("a"); again.Extra["hook"] != "x" {
		t.Error("a caller changed the store's own map")
	}
	if err := errors.Join(m.Delete("a"), m.Delete("a")); err != nil {
		t.Error(err)
	}
	if err := m.Save("a", Secret{Key: strings.Repeat("x", 3000)}); apperr.CodeOf(err) != apperr.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestSecretHidesItself(t *testing.T) {
	s := Secret{RefreshToken: "REFRESH-1", AccessToken: "ACCESS-1", ClientSecret: "CLIENTSECRET", Key: "CODE-1"}
	noSecrets(t, "the words", fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, &s)+s.LogValue().String())
	_, err := decodeSecret(`{"refresh":"REFRESH-1`)
	if apperr.CodeOf(err) != apperr.NeedsSignIn {
		t.Errorf("got %v", err)
	}
	noSecrets(t, "the error", fmt.Sprint(err, errors.Unwrap(err)))
}

// TestStuckKeychainHoldsOneGoroutine: calls fail in time, and none overtakes the one that is held up.
func TestStuckKeychainHoldsOneGoroutine(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	k := NewKeychain("Mixdown test")
	k.limit = 20 * time.Millisecond
	release := make(chan struct{})
	var order []int
	_, err := k.call(func() (string, error) { <-release; order = append(order, 1); return "", nil })
	if apperr.CodeOf(err) != apperr.KeychainLocked {
		t.Fatalf("got %v", err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := k.call(func() (string, error) { t.Error("a second call was let in"); return "", nil })
			if apperr.CodeOf(err) != apperr.KeychainLocked {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	k.limit = time.Minute
	close(release)
	if _, err := k.call(func() (string, error) { order = append(order, 2); return "", nil }); err != nil {
		t.Error(err)
	}
	if d := cmp.Diff([]int{1, 2}, order); d != "" {
		t.Error(d)
	}
	if _, err := k.call(func() (string, error) { panic("REFRESH-1") }); apperr.CodeOf(err) != apperr.KeychainMissing {
		t.Errorf("got %v", err)
	} else {
		noSecrets(t, "the error", fmt.Sprint(err, errors.Unwrap(err)))
	}
}

func TestKeychainErrors(t *testing.T) {
	for text, want := range map[string]apperr.Code{
		"failed to unlock correct collection '/x'":                                     apperr.KeychainLocked,
		"Cannot get secret of a locked object (org.freedesktop.Secret.Error.IsLocked)": apperr.KeychainLocked,
		"The name org.freedesktop.secrets was not provided by any .service files":      apperr.KeychainMissing,
		"dial unix /run/user/1/bus: connect: no such file or directory":                apperr.KeychainMissing,
	} {
		if err := namedKeychainError(errors.New(text)); apperr.CodeOf(err) != want {
			t.Errorf("%s: %v", text, apperr.CodeOf(err))
		}
	}
	if err := namedKeychainError(fmt.Errorf("x: %w", keyring.ErrNotFound)); apperr.CodeOf(err) != apperr.NotFound {
		t.Error(err)
	}
	if err := namedKeychainError(keyring.ErrSetDataTooBig); apperr.CodeOf(err) != apperr.Invalid {
		t.Error(err)
	}
	for _, goos := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, code := range []apperr.Code{apperr.KeychainLocked, apperr.KeychainMissing} {
			if s := keychainFix(goos, code); !strings.HasSuffix(s, ".") {
				t.Errorf("%s %s: %q", goos, code, s)
			}
		}
	}
	if !strings.Contains(keychainFix("linux", apperr.KeychainMissing), "gnome-keyring") || !strings.Contains(keychainFix("linux", apperr.KeychainLocked), "Unlock your login keyring") {
		t.Error("Linux users are not told what to do")
	}
}
