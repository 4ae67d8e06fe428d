package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// plainAnswer is one answer of a stand-in, without a network in between.
type plainAnswer struct {
	status   int
	location *url.URL
	body     map[string]any
	text     string
}

func askPlain(t *testing.T, s *Server, method, address, authorization string, form url.Values) plainAnswer {
	t.Helper()
	u := strings.TrimPrefix(address, "https:/")
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, u, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	a := plainAnswer{status: w.Code, text: w.Body.String()}
	_ = json.Unmarshal(w.Body.Bytes(), &a.body)
	if l := w.Header().Get("Location"); l != "" {
		a.location, _ = url.Parse(l)
	}
	return a
}

const fixedAddress = "http://127.0.0.1:43118/callback"

func TestMailchimpRules(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s := New(Options{Now: func() time.Time { return now }, Story: SpringRadio(now)})
	s.Consent().AutoApprove()
	const api = "https://us21.api.mailchimp.com/3.0"
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+SpringMailchimpKey))
	for _, c := range []struct {
		address, authorization string
		status                 int
		title                  string
	}{
		{api + "/lists", "Bearer " + SpringMailchimpKey, 200, ""},
		{api + "/lists", basic, 200, ""},
		{api + "/lists", "", 401, "API Key Missing"},
		{api + "/lists", "Bearer wrong-us21", 401, "API Key Invalid"},
		{"https://us6.api.mailchimp.com/3.0/lists", "Bearer " + SpringMailchimpKey, 401, "API Key Invalid"},
		{api + "/lists?count=1001", "Bearer " + SpringMailchimpKey, 400, "Invalid Resource"},
		{api + "/campaigns?since_send_time=yesterday", "Bearer " + SpringMailchimpKey, 400, "Invalid Resource"},
		{api + "/reports/none", "Bearer " + SpringMailchimpKey, 404, "Resource Not Found"},
		{api + "/nothing", "Bearer " + SpringMailchimpKey, 404, "Resource Not Found"},
	} {
		a := askPlain(t, s, "GET", c.address, c.authorization, nil)
		if title, _ := a.body["title"].(string); a.status != c.status || title != c.title {
			t.Errorf("%s: %d %q", c.address, a.status, title)
		}
	}
	a := askPlain(t, s, "GET", api+"/lists?fields=lists.id,total_items", basic, nil)
	if lists, _ := a.body["lists"].([]any); len(lists) != 2 || len(lists[0].(map[string]any)) != 1 || a.body["total_items"] != 2.0 {
		t.Errorf("fields: %s", a.text)
	}

	// The sign-in: exact addresses, a secret, a code that is good once, and metadata that says 200 to everybody.
	const login = "https://login.mailchimp.com/oauth2"
	page := login + "/authorize?response_type=code&state=s&client_id=" + SpringMailchimpClient + "&redirect_uri="
	if a := askPlain(t, s, "GET", page+url.QueryEscape("http://127.0.0.1:9999/callback"), "", nil); a.status != 400 || a.location != nil {
		t.Errorf("another port: %d %v", a.status, a.location)
	}
	a = askPlain(t, s, "GET", page+url.QueryEscape(fixedAddress), "", nil)
	if a.location == nil || a.location.Query().Get("state") != "s" {
		t.Fatalf("%d %s", a.status, a.text)
	}
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {SpringMailchimpClient}, "client_secret": {"wrong"}, "code": {a.location.Query().Get("code")}, "redirect_uri": {fixedAddress}}
	if a := askPlain(t, s, "POST", login+"/token", "", form); a.status != 400 || a.body["error"] != "invalid_client" {
		t.Errorf("a wrong secret: %s", a.text)
	}
	form.Set("client_secret", SpringMailchimpSecret)
	token := askPlain(t, s, "POST", login+"/token", "", form)
	if token.body["expires_in"] != 0.0 || token.body["scope"] != nil || token.body["refresh_token"] != nil {
		t.Errorf("the token: %s", token.text)
	}
	if a := askPlain(t, s, "POST", login+"/token", "", form); a.status != 400 {
		t.Error("a code is good twice")
	}
	if a := askPlain(t, s, "GET", login+"/metadata", "OAuth "+token.body["access_token"].(string), nil); a.body["dc"] != "us21" {
		t.Errorf("metadata: %s", a.text)
	}
	for _, bad := range []string{"", "OAuth nothing", "OAuth " + SpringMailchimpKey} {
		if a := askPlain(t, s, "GET", login+"/metadata", bad, nil); a.status != 200 || a.body["error"] != "invalid_token" || a.body["dc"] != nil {
			t.Errorf("metadata for %q: %d %s", bad, a.status, a.text)
		}
	}
}

func TestAirtableRules(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	story := SpringRadio(now)
	story.Airtable.PerSecond, story.Airtable.PerMonth = 0, 0
	s := New(Options{Now: func() time.Time { return now }, Story: story})
	s.Consent().AutoApprove()
	const page = "https://airtable.com/oauth2/v1/authorize?response_type=code&client_id=" + SpringAirtableClient + "&code_challenge_method=S256"
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	good := page + "&state=sixteen-and-more&scope=data.records:read&code_challenge=" + base64.RawURLEncoding.EncodeToString(sum[:]) + "&redirect_uri=" + url.QueryEscape(fixedAddress)
	for _, wrong := range []string{
		strings.Replace(good, "43118", "50000", 1), strings.Replace(good, SpringAirtableClient, "other", 1),
	} {
		if a := askPlain(t, s, "GET", wrong, "", nil); a.status != 400 || a.location != nil {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
	for _, wrong := range []string{
		strings.Replace(good, "S256", "plain", 1), strings.Replace(good, "sixteen-and-more", "short", 1), strings.Replace(good, "data.records:read", "everything", 1),
	} {
		if a := askPlain(t, s, "GET", wrong, "", nil); a.location == nil || a.location.Query().Get("error") == "" {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
	const endpoint = "https://airtable.com/oauth2/v1/token"
	exchange := func(verifier, authorization string) plainAnswer {
		code := askPlain(t, s, "GET", good, "", nil).location.Query().Get("code")
		return askPlain(t, s, "POST", endpoint, authorization, url.Values{"grant_type": {"authorization_code"}, "client_id": {SpringAirtableClient}, "code": {code},
			"redirect_uri": {fixedAddress}, "code_verifier": {verifier}})
	}
	if a := exchange(strings.Repeat("w", 43), ""); a.status != 400 {
		t.Error("a wrong verifier is good")
	}
	if a := exchange(verifier, "Basic eDp5"); a.status != 401 {
		t.Error("a public client with an Authorization header is good")
	}
	token := exchange(verifier, "")
	refresh := func(token any) plainAnswer {
		text, _ := token.(string)
		return askPlain(t, s, "POST", endpoint, "", url.Values{"grant_type": {"refresh_token"}, "client_id": {SpringAirtableClient}, "refresh_token": {text}})
	}
	bases := func(access any) int {
		text, _ := access.(string)
		return askPlain(t, s, "GET", "https://api.airtable.com/v0/meta/bases", "Bearer "+text, nil).status
	}
	if got := bases(token.body["access_token"]); got != http.StatusForbidden {
		t.Errorf("without schema.bases:read: %d", got)
	}
	second := refresh(token.body["refresh_token"])
	if second.status != 200 || second.body["refresh_token"] == token.body["refresh_token"] {
		t.Fatalf("refresh: %s", second.text)
	}
	if a := refresh(token.body["refresh_token"]); a.status != http.StatusConflict {
		t.Errorf("used just now: %d", a.status)
	}
	now = now.Add(time.Hour)
	if got := bases(second.body["access_token"]); got != http.StatusUnauthorized {
		t.Errorf("an hour later: %d", got)
	}
	if a := refresh(token.body["refresh_token"]); a.status != http.StatusBadRequest || a.body["error"] != "invalid_grant" {
		t.Errorf("used an hour ago: %d", a.status)
	}
	if a := refresh(second.body["refresh_token"]); a.status != http.StatusBadRequest {
		t.Error("a token shown twice does not end the sign-in")
	}
}

// Five requests a second a base, then thirty seconds out; a month's calls, told in both shapes.
func TestAirtableBounds(t *testing.T) {
	now := time.Now()
	story := SpringRadio(now)
	story.Airtable.PerMonth = 12
	s := New(Options{Now: func() time.Time { return now }, Story: story})
	list := func() plainAnswer {
		return askPlain(t, s, "GET", "https://api.airtable.com/v0/"+SpringAirtableBase+"/tblSpringOutreach", "Bearer "+SpringAirtableToken, nil)
	}
	var statuses []int
	for range 7 {
		statuses = append(statuses, list().status)
	}
	if statuses[4] != 200 || statuses[5] != 429 || statuses[6] != 429 {
		t.Errorf("%v", statuses)
	}
	story = SpringRadio(now)
	story.Airtable.PerSecond, story.Airtable.PerMonth = 0, 2
	s = New(Options{Now: func() time.Time { return now }, Story: story})
	list()
	list()
	if a := list(); a.status != 429 || !strings.Contains(a.text, "PUBLIC_API_BILLING_LIMIT_EXCEEDED") {
		t.Errorf("%d %s", a.status, a.text)
	}
	now = now.AddDate(0, 1, 0)
	if a := list(); a.status != 200 {
		t.Errorf("in the next month: %d", a.status)
	}
}
