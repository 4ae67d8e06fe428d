package auth

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mixdown/backend/apperr"
	"mixdown/backend/steady"
)

func TestParseClient(t *testing.T) {
	good := `{"installed":{"client_id":"12-ab.apps.example","project_id":"p-1","auth_uri":"https://evil.example/a","token_uri":"https://evil.example/t","client_secret":"CLIENTSECRET","redirect_uris":["http://localhost"]}}`
	for _, data := range []string{good, "\xef\xbb\xbf" + good, "\n " + good + "\r\n"} {
		c, err := ParseClient([]byte(data))
		if err != nil || c != (Client{"12-ab.apps.example", "CLIENTSECRET", "p-1"}) {
			t.Errorf("%v", err)
		}
		noSecrets(t, "the client", fmt.Sprintf("%v %+v %#v", c, c, c))
	}
	for name, tc := range map[string]struct{ data, says string }{
		"web":             {`{"web":{"client_id":"x","client_secret":"CLIENTSECRET"}}`, "make a Desktop client"},
		"service account": {`{"type":"service_account","private_key":"CLIENTSECRET"}`, "service account"},
		"empty":           {"", "empty"},
		"spaces":          {" \n", "empty"},
		"garbage":         {"CLIENTSECRET not json", "not the JSON"},
		"array":           {"[]", "not the JSON"},
		"null":            {"null", "no desktop client"},
		"other":           {`{"a":1}`, "no desktop client"},
		"wrong type":      {`{"installed":{"client_id":7}}`, "not the JSON"},
		"no id":           {`{"installed":{}}`, "no client id"},
		"space in id":     {`{"installed":{"client_id":"a b"}}`, "spaces"},
		"line in secret":  {`{"installed":{"client_id":"a","client_secret":"CLIENTSECRET\n"}}`, "spaces"},
		"long id":         {`{"installed":{"client_id":"` + strings.Repeat("x", 600) + `"}}`, "spaces"},
		"too large":       {good + strings.Repeat(" ", maxClientFile), "too large"},
		"deep":            {strings.Repeat(`{"installed":`, 5000), "not the JSON"},
	} {
		_, err := ParseClient([]byte(tc.data))
		if apperr.CodeOf(err) != apperr.BadClient || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", name, err)
		}
		noSecrets(t, name, fmt.Sprintf("%v %+v", err, err))
	}
}

func TestParseClientTakesAnything(t *testing.T) {
	steady.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		if c, err := ParseClient(data); err == nil && c.ID == "" {
			t.Fatal("a client without id")
		} else if err != nil && apperr.CodeOf(err) != apperr.BadClient {
			t.Fatal(err)
		}
	})
}

func TestWebClient(t *testing.T) {
	for file, want := range map[string]string{
		`{"web":{"client_id":"x","project_id":"radio-1"}}`: "radio-1", "\xef\xbb\xbf {\"web\":{}}": "",
		`{"installed":{"project_id":"p"}}`: "no", `{"web":null}`: "no", `[`: "no", ``: "no",
	} {
		project, ok := WebClient([]byte(file))
		if !ok {
			project = "no"
		}
		if project != want {
			t.Errorf("%s: %q, want %q", file, project, want)
		}
	}
}
