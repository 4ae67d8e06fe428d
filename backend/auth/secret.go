package auth

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"

	"mixdown/backend/apperr"
)

// maxSecret is what one entry may hold: Windows takes 2,560 bytes.
const maxSecret = 2500

// Secret is what the keychain holds of one connection. A service's short-lived access token stays in memory; AccessToken is
// set only where the service's tokens do not expire.
type Secret struct {
	RefreshToken string `json:"refresh,omitempty"`
	AccessToken  string `json:"access,omitempty"`
	TokenType    string `json:"type,omitempty"` // "Bearer" when empty
	ClientID     string `json:"client,omitempty"`
	ClientSecret string `json:"clientSecret,omitempty"`
	Key          string `json:"key,omitempty"` // API key or personal token in place of a sign-in
	// Extra holds a connection's other secrets by name, such as those of its webhooks.
	Extra map[string]string `json:"extra,omitempty"`
}

// String hides everything.
func (Secret) String() string { return "[secret]" }

// GoString hides everything.
func (Secret) GoString() string { return "[secret]" }

// LogValue hides everything.
func (Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// Store keeps secrets, one entry a connection; key is the connection's id. Errors carry apperr codes: NotFound for an unknown
// key, KeychainMissing or KeychainLocked where the keychain does not answer.
type Store interface {
	Load(key string) (Secret, error)
	Save(key string, s Secret) error
	// Delete forgets an entry. One that is not there is no error.
	Delete(key string) error
}

func encodeSecret(s Secret) (string, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", errors.New("auth: encode secret")
	}
	if len(b) > maxSecret {
		return "", apperr.New(apperr.Invalid, "This key or sign-in is longer than a keychain can hold. Check that the right text was pasted.",
			fmt.Errorf("auth: secret of %d bytes", len(b)))
	}
	return string(b), nil
}

func decodeSecret(text string) (Secret, error) {
	var s Secret
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		// The parser's own words could quote the secret.
		return Secret{}, apperr.New(apperr.NeedsSignIn, "The sign-in kept in the keychain is damaged. Connect the source again.",
			errors.New("auth: keychain entry is not the expected JSON"))
	}
	return s, nil
}

func notFound() error {
	return apperr.New(apperr.NotFound, "No sign-in is kept for this connection. Connect the source.", nil)
}

// Memory is a Store that forgets everything with the process: for --demo and tests.
type Memory struct {
	mu      sync.Mutex
	entries map[string]Secret
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory { return &Memory{entries: map[string]Secret{}} }

// Load implements Store.
func (m *Memory) Load(key string) (Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.entries[key]
	if !ok {
		return Secret{}, notFound()
	}
	s.Extra = maps.Clone(s.Extra)
	return s, nil
}

// Save implements Store.
func (m *Memory) Save(key string, s Secret) error {
	if _, err := encodeSecret(s); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s.Extra = maps.Clone(s.Extra)
	m.entries[key] = s
	return nil
}

// Delete implements Store.
func (m *Memory) Delete(key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
	return nil
}
