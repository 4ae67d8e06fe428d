package auth

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"mixdown/backend/apperr"
)

// Service names of keychain entries. Sign-ins got through a gateway live apart, so that a real token never travels to a
// stand-in.
const (
	KeychainService        = "Mixdown"
	KeychainServiceGateway = "Mixdown (gateway)"
)

// keychainLimit is how long a keychain may take. A locked one waits for its password without end.
const keychainLimit = 3 * time.Second

// errTooLong is the cause where the limit was reached.
var errTooLong = errors.New("auth: the keychain did not answer in time")

// Keychain is the operating system's keychain as a Store.
type Keychain struct {
	service string
	limit   time.Duration
	// turn is held by the one call under way. The library's calls take no context, so a call that a locked keychain holds up
	// outlives our patience. It keeps its turn until the keychain lets it go: at most one goroutine is ever held up, and a
	// late write can never overtake a newer one.
	turn chan struct{}
}

// NewKeychain returns the keychain's entries of one service name.
func NewKeychain(service string) *Keychain {
	return &Keychain{service: service, limit: keychainLimit, turn: make(chan struct{}, 1)}
}

// Load implements Store.
func (k *Keychain) Load(key string) (Secret, error) {
	text, err := k.call(func() (string, error) { return keyring.Get(k.service, key) })
	if err != nil {
		return Secret{}, err
	}
	return decodeSecret(text)
}

// Save implements Store.
func (k *Keychain) Save(key string, s Secret) error {
	text, err := encodeSecret(s)
	if err != nil {
		return err
	}
	_, err = k.call(func() (string, error) { return "", keyring.Set(k.service, key, text) })
	return err
}

// Delete implements Store.
func (k *Keychain) Delete(key string) error {
	_, err := k.call(func() (string, error) { return "", keyring.Delete(k.service, key) })
	if apperr.CodeOf(err) == apperr.NotFound {
		return nil
	}
	return err
}

// Probe writes an entry, reads it back and deletes it again: nil when the keychain works.
func (k *Keychain) Probe() error {
	key, want := "probe "+rand.Text(), Secret{Key: rand.Text()}
	if err := k.Save(key, want); err != nil {
		return err
	}
	got, err := k.Load(key)
	if err != nil {
		return errors.Join(err, k.Delete(key))
	}
	if err := k.Delete(key); err != nil {
		return err
	}
	if got.Key != want.Key {
		return keychainError(apperr.KeychainMissing, errors.New("auth: the keychain gave back something else than was put in"))
	}
	return nil
}

// call runs one call of the library within the limit.
func (k *Keychain) call(fn func() (string, error)) (string, error) {
	if err := keychainReachable(); err != nil {
		return "", keychainError(apperr.KeychainMissing, err)
	}
	timer := time.NewTimer(k.limit)
	defer timer.Stop()
	select {
	case k.turn <- struct{}{}:
	case <-timer.C:
		return "", keychainError(apperr.KeychainLocked, errTooLong)
	}
	type outcome struct {
		text string
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-k.turn }()
		defer func() {
			// The library trusts the types that the desktop's service answers with.
			if r := recover(); r != nil {
				done <- outcome{err: errors.New("auth: the keychain gave an answer that makes no sense")}
			}
		}()
		text, err := fn()
		done <- outcome{text, err}
	}()
	select {
	case o := <-done:
		return o.text, namedKeychainError(o.err)
	case <-timer.C:
		return "", keychainError(apperr.KeychainLocked, errTooLong)
	}
}

// namedKeychainError gives the library's error a code. Only "not found" has a name there.
func namedKeychainError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return notFound()
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return apperr.New(apperr.Invalid, "This key or sign-in is longer than this keychain can hold.", err)
	}
	for _, word := range []string{"IsLocked", "failed to unlock", "dismissed", "-25308", "-128"} {
		if strings.Contains(err.Error(), word) {
			return keychainError(apperr.KeychainLocked, err)
		}
	}
	return keychainError(apperr.KeychainMissing, err)
}

func keychainError(code apperr.Code, cause error) error {
	return apperr.New(code, keychainFix(runtime.GOOS, code), fmt.Errorf("auth: keychain: %w", cause))
}

// keychainFix is the sentence with the way out on one operating system.
func keychainFix(goos string, code apperr.Code) string {
	locked := code == apperr.KeychainLocked
	switch {
	case goos == "windows":
		return "Windows' Credential Manager does not answer, so the sign-in cannot be kept or read. Check that the service \"Credential Manager\" runs, sign in to Windows again, and try once more."
	case goos == "darwin" && locked:
		return "The keychain is locked or waits for your answer. Unlock \"login\" in Keychain Access, allow Mixdown to use its entry, and try again."
	case goos == "darwin":
		return "The macOS keychain does not answer, so the sign-in cannot be kept or read. Open Keychain Access, check that \"login\" is there, and try again."
	case locked:
		return "The keychain is locked or waits for its password. Unlock your login keyring (for instance in \"Passwords and Keys\"), and try again."
	default:
		return "There is no keychain on this session, and Mixdown keeps sign-ins nowhere else. Install gnome-keyring or KWallet, sign in to your desktop again, and on a server start it inside dbus-run-session; `mixdown doctor` tells more."
	}
}

// keychainReachable tells early that there is no session bus. The library would start a stray one of its own.
func keychainReachable() error {
	switch runtime.GOOS {
	case "windows", "darwin":
		return nil
	}
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return nil
	}
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid())} {
		for _, name := range []string{"bus", "dbus-session"} {
			if _, err := os.Stat(filepath.Join(dir, name)); dir != "" && err == nil {
				return nil
			}
		}
	}
	return errors.New("auth: no session bus")
}
