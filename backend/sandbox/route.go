package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Hosts of the Google services that the sandbox stands in for.
const (
	accountsHost = "accounts.google.com"
	tokenHost    = "oauth2.googleapis.com"
	openIDHost   = "openidconnect.googleapis.com"
	gmailHost    = "gmail.googleapis.com"
	sheetsHost   = "sheets.googleapis.com"
	driveHost    = "www.googleapis.com"
)

// scopeBase stands before the short names of Google's scopes.
const scopeBase = "https://www.googleapis.com/auth/"

// commonParams are taken by every method of every Google API (the discovery documents' "parameters").
var commonParams = []string{"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint",
	"quotaUser", "uploadType", "upload_protocol"}

// maxBody bounds a request's body: the largest write that Sheets takes is 10 MB.
const maxBody = 10 << 20

// meter says which allowance a method draws on.
type meter int

const (
	meterNone meter = iota
	meterGmail
	meterSheetsRead
	meterSheetsWrite
)

// route is one method of an API.
type route struct {
	id     string // as in the discovery document: "gmail.users.messages.list"
	method string
	path   string // "/gmail/v1/users/{userId}/messages/{id}"; a verb may follow the last variable: "{range}:append"
	query  []string
	scopes []string // any one of them suffices; short names under scopeBase, or whole addresses
	meter  meter
	units  int
	answer any // a value of the answer's type, against which `fields` is checked
	serve  func(*call) (any, error)
}

// call is one authorised request.
type call struct {
	s       *Server
	r       *http.Request
	vars    map[string]string
	query   url.Values
	grant   *grant
	account string
}

// googleRoutes lists every method that the sandbox serves, by host.
func googleRoutes() map[string][]route {
	return map[string][]route{
		gmailHost:  gmailRoutes(),
		sheetsHost: sheetsRoutes(),
		driveHost:  slices.Concat(driveRoutes(), driveWatchRoutes(), identityRoutes()),
		openIDHost: openIDRoutes(),
		pubsubHost: pubsubRoutes(),
	}
}

// serveGoogle checks a request as Google's front end does (address, token, scope, parameters, quota) and answers it.
func (s *Server) serveGoogle(w http.ResponseWriter, r *http.Request, host string, entry *pending) {
	rt, vars, known := findRoute(s.google[host], r)
	if rt == nil {
		if known {
			writeError(w, host, &apiError{code: 405, status: "UNIMPLEMENTED", reason: "httpMethodNotAllowed", message: "Method Not Allowed"})
			return
		}
		writeNotFound(w)
		return
	}
	entry.route(rt)
	c := &call{s: s, r: r, vars: vars}
	answer, err := s.answer(c, rt, entry)
	if err != nil {
		var e *apiError
		if !errors.As(err, &e) {
			e = &apiError{code: 500, status: "INTERNAL", reason: "backendError", message: err.Error()}
		}
		writeError(w, host, e)
		return
	}
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeAnswer(w, c.query, answer)
}

func (s *Server) answer(c *call, rt *route, entry *pending) (any, error) {
	var err error
	if c.query, err = url.ParseQuery(c.r.URL.RawQuery); err != nil {
		return nil, badRequest("Invalid query string.")
	}
	if c.grant, err = s.issuer.authorise(bearer(c.r, c.query)); err != nil {
		return nil, err
	}
	c.account = c.grant.account
	entry.account(c.account)
	if !c.grant.allows(rt.scopes) {
		return nil, scopeError(rt)
	}
	for name := range c.query {
		if !slices.Contains(rt.query, name) && !slices.Contains(commonParams, name) {
			return nil, badRequest(fmt.Sprintf("Invalid JSON payload received. Unknown name %q: Cannot bind query parameter. Field '%s' could not be found in request message.", name, name))
		}
	}
	if err := checkFields(c.query.Get("fields"), rt.answer); err != nil {
		return nil, err
	}
	if err := s.requests.spend(entry, c.account, rt); err != nil {
		return nil, err
	}
	return rt.serve(c)
}

func scopeError(rt *route) *apiError {
	service, _, _ := strings.Cut(rt.id, ".")
	return &apiError{code: 403, status: "PERMISSION_DENIED", reason: "insufficientPermissions",
		message: "Request had insufficient authentication scopes.",
		header:  map[string]string{"WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="` + strings.Join(fullScopes(rt.scopes), " ") + `"`},
		details: []any{map[string]any{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
			"domain": "googleapis.com", "metadata": map[string]string{"service": service + ".googleapis.com", "method": rt.id}}}}
}

func fullScopes(short []string) []string {
	full := make([]string, len(short))
	for i, s := range short {
		full[i] = fullScope(s)
	}
	return full
}

func fullScope(s string) string {
	if s == "openid" || strings.HasPrefix(s, "https://") {
		return s
	}
	return scopeBase + s
}

// findRoute matches method and path. known says that the path exists under another method.
func findRoute(routes []route, r *http.Request) (rt *route, vars map[string]string, known bool) {
	segments := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for i, s := range segments {
		if plain, err := url.PathUnescape(s); err == nil {
			segments[i] = plain
		}
	}
	for i := range routes {
		vars, ok := matchPath(routes[i].path, segments)
		if !ok {
			continue
		}
		known = true
		if routes[i].method == r.Method {
			return &routes[i], vars, true
		}
	}
	return nil, nil, known
}

// matchPath fits segments to a pattern. A variable followed by a verb takes only segments that end with that verb.
func matchPath(pattern string, segments []string) (map[string]string, bool) {
	want := strings.Split(strings.TrimPrefix(pattern, "/"), "/")
	if len(want) != len(segments) {
		return nil, false
	}
	vars := map[string]string{}
	for i, w := range want {
		if !strings.HasPrefix(w, "{") {
			if w != segments[i] {
				return nil, false
			}
			continue
		}
		name, verb, _ := strings.Cut(w[1:], "}")
		value, ok := strings.CutSuffix(segments[i], verb)
		if !ok || value == "" {
			return nil, false
		}
		vars[name] = value
	}
	return vars, true
}

// body decodes the request's JSON into v and refuses names that v does not have, as Google does.
func (c *call) body(v any) error {
	dec := json.NewDecoder(io.LimitReader(c.r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil && !errors.Is(err, io.EOF) {
		return badRequest("Invalid JSON payload received. " + err.Error())
	}
	return nil
}
