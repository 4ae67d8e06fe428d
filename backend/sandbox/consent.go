package sandbox

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

type consentKind int

const (
	consentAsk consentKind = iota
	consentApprove
	consentRefuse
)

// Consent is the person at the consent page. At first it asks: a page with checkboxes and buttons.
type Consent struct {
	mu       sync.Mutex
	kind     consentKind
	account  string
	unticked []string
	files    []string
}

type decision struct {
	kind    consentKind
	account string
	scopes  []string
}

// AutoApprove makes the page redirect at once with everything granted that is not left unticked.
func (c *Consent) AutoApprove() { c.set(func() { c.kind, c.unticked = consentApprove, nil }) }

// Refuse makes the page answer access_denied at once.
func (c *Consent) Refuse() { c.set(func() { c.kind = consentRefuse }) }

// Ask shows the page to a person again.
func (c *Consent) Ask() { c.set(func() { c.kind = consentAsk }) }

// LeaveUnticked approves at once, but for scopes (short or whole).
func (c *Consent) LeaveUnticked(scopes ...string) {
	c.set(func() { c.kind, c.unticked = consentApprove, fullScopes(scopes) })
}

// SignInAs chooses the account that an automatic approval signs in as; "" goes by login_hint, then the first account.
func (c *Consent) SignInAs(address string) { c.set(func() { c.account = canonical(address) }) }

// Pick chooses the files that an automatic approval picks, in place of those that the request named.
func (c *Consent) Pick(files ...string) { c.set(func() { c.files = files }) }

func (c *Consent) set(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *Consent) decide(req *authRequest) decision {
	c.mu.Lock()
	defer c.mu.Unlock()
	granted := slices.DeleteFunc(slices.Clone(req.scopes), func(s string) bool { return slices.Contains(c.unticked, s) })
	if c.files != nil && req.pick && c.kind == consentApprove {
		req.files = slices.Clone(c.files)
	}
	return decision{kind: c.kind, account: c.account, scopes: granted}
}

// gives says what a scope allows, in the words of a consent page.
var gives = map[string]string{
	scopeBase + "gmail.readonly":          "View your email messages and settings",
	scopeBase + "gmail.metadata":          "View your email message metadata such as labels and headers, but not the email body",
	scopeBase + "drive.file":              "See, edit, create, and delete only the specific Google Drive files you use with this app",
	scopeBase + "spreadsheets":            "See, edit, create, and delete all your Google Sheets spreadsheets",
	scopeBase + "spreadsheets.readonly":   "See all your Google Sheets spreadsheets",
	scopeBase + "pubsub":                  "View and manage Pub/Sub topics and subscriptions",
	scopeBase + "drive.metadata.readonly": "See information about your Google Drive files",
	scopeBase + "drive.readonly":          "See and download all your Google Drive files",
}

var consentHTML = template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in – sandbox</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem;color:#1f1f1f;background:#fff}
.note{background:#fff3cd;padding:.5rem .8rem;border-radius:.4rem}fieldset{border:1px solid #ccc;border-radius:.4rem;margin:1rem 0}
label{display:block;padding:.3rem 0}button{font:inherit;padding:.5rem 1.2rem;border-radius:1.2rem;border:1px solid #747775;background:#fff;cursor:pointer}
button.main{background:#0b57d0;color:#fff;border-color:#0b57d0}</style></head><body>
<p class="note">SANDBOX: a stand-in for Google's sign-in on this computer. No real account is involved.</p>
<h1>Mixdown wants access to your account</h1>
<form method="post" action="consent"><input type="hidden" name="request" value="{{.ID}}">
<fieldset><legend>Account</legend>{{range $i, $a := .Accounts}}<label><input type="radio" name="account" value="{{$a}}"{{if eq $a $.Chosen}} checked{{end}}> {{$a}}</label>{{end}}</fieldset>
{{if .Scopes}}<fieldset><legend>Select what Mixdown can access</legend>{{range .Scopes}}<label><input type="checkbox" name="scope" value="{{.Scope}}"> {{.Gives}}</label>{{end}}</fieldset>{{end}}
{{if .Pick}}<fieldset><legend>Select files</legend>{{range .Files}}<label><input type="checkbox" name="file" value="{{.ID}}"{{if .Named}} checked{{end}}> {{.Title}}</label>{{else}}<p>No spreadsheets.</p>{{end}}</fieldset>{{end}}
<p><button name="answer" value="cancel">Cancel</button> <button class="main" name="answer" value="allow">Continue</button></p>
</form></body></html>
`))

func escape(s string) string { return template.HTMLEscapeString(s) }

type consentScope struct{ Scope, Gives string }

type consentFile struct {
	ID, Title string
	Named     bool
}

func (s *Server) consentPage(w http.ResponseWriter, req *authRequest) {
	id := secretText("")
	s.issuer.mu.Lock()
	s.issuer.pages[id] = req
	s.issuer.mu.Unlock()
	page := struct {
		ID, Chosen string
		Accounts   []string
		Scopes     []consentScope
		Pick       bool
		Files      []consentFile
	}{ID: id, Chosen: s.defaultAccount(req.hint), Accounts: s.accounts(), Pick: req.pick}
	for _, scope := range withoutIdentity(req.scopes) {
		text := gives[scope]
		if text == "" {
			text = scope
		}
		page.Scopes = append(page.Scopes, consentScope{scope, text})
	}
	for _, f := range s.spreadsheetList() {
		page.Files = append(page.Files, consentFile{f.ID, f.Title, slices.Contains(req.files, f.ID)})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// Chromium holds form-action to where the form's redirect leads as well: the app's own loopback address.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'")
	w.WriteHeader(http.StatusOK)
	_ = consentHTML.Execute(w, page)
}

// consentAnswer takes the form of the page, once.
func (s *Server) consentAnswer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(nil, r.Body, 64<<10)
	if err := r.ParseForm(); r.Method != http.MethodPost || err != nil {
		errorPage(w, "invalid_request", "The form could not be read.")
		return
	}
	s.issuer.mu.Lock()
	req := s.issuer.pages[r.PostForm.Get("request")]
	delete(s.issuer.pages, r.PostForm.Get("request"))
	s.issuer.mu.Unlock()
	if req == nil {
		errorPage(w, "invalid_request", "This page was used already. Start the sign-in again.")
		return
	}
	account := r.PostForm.Get("account")
	if r.PostForm.Get("answer") != "allow" || !slices.Contains(s.accounts(), account) {
		back(w, req, url.Values{"error": {"access_denied"}})
		return
	}
	ticked := r.PostForm["scope"]
	granted := slices.DeleteFunc(slices.Clone(req.scopes), func(scope string) bool {
		return !slices.Contains(identityScopes, scope) && !slices.Contains(ticked, scope)
	})
	s.approve(w, req, account, granted, r.PostForm["file"])
}

// canonical is the form in which addresses are compared here: trimmed and lower-case.
func canonical(address string) string { return strings.ToLower(strings.TrimSpace(address)) }
