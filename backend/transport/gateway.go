package transport

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"mixdown/backend/apperr"
	"mixdown/backend/provider"
)

const gatewaySentence = "MIXDOWN_GATEWAY must be an address on this machine, such as http://127.0.0.1:8080: only loopback addresses are allowed, so that no sign-in ever travels to somebody else's stand-in."

// ParseGateway reads the gateway's address. Only http and https on 127.0.0.0/8, ::1 or localhost are accepted, without user,
// path, query or fragment; anything else is apperr.BadGateway.
func ParseGateway(s string) (*url.URL, error) {
	bad := func(why string) (*url.URL, error) {
		return nil, apperr.New(apperr.BadGateway, gatewaySentence, fmt.Errorf("transport: gateway: %s", why))
	}
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return bad("not an address")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return bad("scheme is not http or https")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || (u.Path != "" && u.Path != "/") {
		return bad("more than scheme, host and port")
	}
	if !strings.EqualFold(u.Hostname(), "localhost") {
		ip, err := netip.ParseAddr(u.Hostname())
		if err != nil || ip.Is4In6() || ip.Zone() != "" || !ip.IsLoopback() {
			return bad("host is not on loopback")
		}
	}
	if strings.HasSuffix(u.Host, ":") {
		return bad("port is missing")
	}
	if port, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || port == 0) {
		return bad("port is not one")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// URL rewrites the address of a page that the browser opens so that it leads through the gateway. Without a gateway, and for
// anything but an https address, it returns u as it is.
func (t *Transport) URL(u string) string {
	parsed, err := url.Parse(u)
	if t.gateway == nil || err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		return u
	}
	return through(t.gateway, parsed).String()
}

// through returns GATEWAY/HOST/PATH?QUERY for https://HOST/PATH?QUERY.
func through(gateway, u *url.URL) *url.URL {
	host := u.Host
	if u.Port() == "443" {
		host = u.Hostname()
	}
	out := &url.URL{Scheme: gateway.Scheme, Host: gateway.Host, RawQuery: u.RawQuery, Fragment: u.Fragment}
	path := u.Path
	if path == "" {
		path = "/"
	}
	out.Path = "/" + host + path
	if u.RawPath != "" {
		out.RawPath = "/" + host + u.RawPath
	}
	return out
}

// send puts one request on the network: the bottom of the stack. It checks the host, notes it, goes through the gateway and
// maps redirects of a stand-in back to the service's own addresses.
func (t *Transport) send(req *http.Request, hosts []string) (*http.Response, error) {
	if err := checkHost(req.URL, hosts); err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	if out.Header.Get("User-Agent") == "" {
		out.Header.Set("User-Agent", "Mixdown")
	}
	if t.gateway != nil {
		out.URL = through(t.gateway, req.URL)
		out.Host = ""
	}
	resp, err := t.base.RoundTrip(out)
	if t.ledger != nil && (err == nil || !neverSent(err)) {
		t.ledger.Contacted(req.URL.Hostname(), t.now())
	}
	if err != nil {
		return nil, err
	}
	if t.gateway != nil {
		t.mapLocation(resp, req.URL)
	}
	// http.Client resolves redirects against this request, and must see the service's address there.
	resp.Request = req
	return resp, nil
}

func (t *Transport) mapLocation(resp *http.Response, original *url.URL) {
	location := resp.Header.Get("Location")
	u, err := url.Parse(location)
	if location == "" || err != nil {
		return
	}
	path := strings.TrimPrefix(u.EscapedPath(), "/")
	host, rest, _ := strings.Cut(path, "/")
	switch {
	case u.Host == t.gateway.Host && u.Scheme == t.gateway.Scheme:
	case u.Host == "" && host == original.Host:
	default:
		return
	}
	mapped := "https://" + host + "/" + rest
	if u.RawQuery != "" {
		mapped += "?" + u.RawQuery
	}
	resp.Header.Set("Location", mapped)
}

// allowedHosts are the hosts that info names: its API and its sign-in pages.
func allowedHosts(info provider.Info) []string {
	hosts := append([]string{}, info.Hosts...)
	for _, page := range []string{info.Auth.AuthURL, info.Auth.TokenURL, info.Auth.RevokeURL} {
		if u, err := url.Parse(page); err == nil && u.Host != "" {
			hosts = append(hosts, u.Host)
		}
	}
	return hosts
}

// checkHost refuses plain http and any host that is not named. nil hosts allow every host.
func checkHost(u *url.URL, hosts []string) error {
	if u.Scheme != "https" || u.User != nil {
		return apperr.New(apperr.Internal, "Mixdown only speaks https, and this request was not: nothing was sent.",
			fmt.Errorf("transport: refused scheme %q to %s", u.Scheme, u.Hostname()))
	}
	if hosts == nil {
		return nil
	}
	for _, pattern := range hosts {
		if hostMatches(pattern, u.Host) {
			return nil
		}
	}
	return apperr.New(apperr.Internal, "Mixdown was led to a host that does not belong to the service: nothing was sent there.",
		fmt.Errorf("transport: refused host %s", u.Hostname()))
}

// hostMatches compares a host with a name, or with a pattern whose "*." stands for exactly one label.
func hostMatches(pattern, host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, ":443"))
	pattern = strings.ToLower(pattern)
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		label, tail, found := strings.Cut(host, ".")
		return found && label != "" && tail == rest
	}
	return host == pattern
}

// checkRedirect lets a read follow a few redirects. A write is never sent to a second address.
func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > 3 || (req.Method != http.MethodGet && req.Method != http.MethodHead) || via[0].Method != req.Method {
		return http.ErrUseLastResponse
	}
	return nil
}

// firstHost is the host that the caller asked for, before any redirect.
func firstHost(req *http.Request) string {
	for req.Response != nil && req.Response.Request != nil {
		req = req.Response.Request
	}
	return req.URL.Host
}

func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, ":443"), strings.TrimSuffix(b, ":443"))
}
