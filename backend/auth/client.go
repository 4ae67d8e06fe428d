// Package auth signs an account in and keeps it signed in: the loopback sign-in of OAuth 2 with PKCE, the token source that
// saves a new refresh token before it uses it, and the operating system's keychain that holds them. It knows services by
// their provider.Info alone.
//
// No error and no log line of this package holds a token, a code, a state or a secret.
package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"

	"mixdown/backend/apperr"
)

// maxClientFile is far above any client file of Google's console.
const maxClientFile = 64 << 10

// Client is an OAuth client: the user's own, or the one that a build carries.
type Client struct {
	ID        string
	Secret    string // of a desktop client it is no secret to Google, but it is treated as one here
	ProjectID string
}

// String hides the secret.
func (c Client) String() string { return "client " + c.ID }

// GoString hides the secret.
func (c Client) GoString() string { return c.String() }

// LogValue hides the secret.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

const downloadAgain = " In Google's console open \"Credentials\", create an OAuth client of the type \"Desktop app\", and download its JSON."

// ParseClient reads the JSON that Google's console downloads for a desktop client. Every fault is apperr.BadClient with the
// way out in its sentence. The addresses in the file are ignored: they are the provider's, and a file must not redirect a
// sign-in.
func ParseClient(data []byte) (Client, error) {
	bad := func(sentence string, cause error) (Client, error) {
		return Client{}, apperr.New(apperr.BadClient, sentence, cause)
	}
	if len(data) > maxClientFile {
		return bad("This file is too large to be an OAuth client."+downloadAgain, nil)
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(data) == 0 {
		return bad("This client file is empty."+downloadAgain, nil)
	}
	type section struct {
		ClientID     string `json:"client_id"`
		ClientSecret string `json:"client_secret"`
		ProjectID    string `json:"project_id"`
	}
	var file struct {
		Installed *section `json:"installed"`
		Web       *section `json:"web"`
		Type      string   `json:"type"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		// The parser's own words could quote the file.
		return bad("This is not the JSON file of an OAuth client."+downloadAgain, errors.New("auth: client file: not JSON of the expected shape"))
	}
	switch {
	case file.Installed != nil:
	case file.Web != nil:
		return bad("This file is of a \"Web application\" client, which cannot sign in on a desktop: make a Desktop client."+downloadAgain, nil)
	case file.Type == "service_account":
		return bad("This is the key of a service account, which cannot read your mail: make a Desktop client. Delete this key if nothing else uses it."+downloadAgain, nil)
	default:
		return bad("This JSON file holds no desktop client (\"installed\")."+downloadAgain, nil)
	}
	c := Client{ID: file.Installed.ClientID, Secret: file.Installed.ClientSecret, ProjectID: file.Installed.ProjectID}
	if err := c.check(); err != nil {
		return Client{}, err
	}
	return c, nil
}

// WebClient reports whether data is the file of a client for web pages, and of which project: what is most often downloaded by
// mistake.
func WebClient(data []byte) (project string, ok bool) {
	var file struct {
		Web *struct {
			ProjectID string `json:"project_id"`
		} `json:"web"`
	}
	if len(data) > maxClientFile || json.Unmarshal(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), &file) != nil || file.Web == nil {
		return "", false
	}
	return file.Web.ProjectID, true
}

// check refuses ids and secrets that cannot be ones, so that a slip of the clipboard is told before the browser opens.
func (c Client) check() error {
	if c.ID == "" {
		return apperr.New(apperr.BadClient, "The OAuth client has no client id. Give --client FILE or --client-id.", nil)
	}
	for _, s := range []string{c.ID, c.Secret} {
		if len(s) > 512 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return apperr.New(apperr.BadClient, "The client id or secret holds spaces or characters that none has. Copy it again.", nil)
		}
	}
	return nil
}
