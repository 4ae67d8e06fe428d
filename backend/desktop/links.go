package desktop

import (
	"net"
	"net/url"
	"strings"

	"mixdown/backend/apperr"
)

// linkHosts are the places that the window links to: the person's mail and sheets, the pages where a client or a key is
// made, and the pages where access is taken back.
var linkHosts = [...]string{
	"mail.google.com", "docs.google.com", "drive.google.com",
	"accounts.google.com", "myaccount.google.com", "console.cloud.google.com", "console.developers.google.com", "support.google.com",
	"login.mailchimp.com", "mailchimp.com", "admin.mailchimp.com",
	"airtable.com", "support.airtable.com",
	"accounts.spotify.com", "developer.spotify.com", "open.spotify.com", "artists.spotify.com", "www.spotify.com",
	"supabase.com", "github.com",
}

// maxLink is longer than any sign-in address with its challenge and scopes.
const maxLink = 8 << 10

// checkLink says whether a link may be opened, and returns it as the browser shall get it. With sandbox, loopback http
// addresses are good too. Pages of Mailchimp's data centers (us21.admin.mailchimp.com) and of Supabase projects are
// reached by their parent domain.
func checkLink(raw string, sandbox bool) (string, error) {
	if len(raw) > maxLink {
		return "", refuseLink("it is too long")
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Opaque != "" || strings.ContainsFunc(raw, func(r rune) bool { return r < 0x21 || r == 0x7f }) {
		return "", refuseLink("it is not an address of the web")
	}
	if u.User != nil {
		return "", refuseLink("it holds a name or a password")
	}
	host := strings.ToLower(u.Hostname())
	if sandbox && u.Scheme == "http" && net.ParseIP(host).IsLoopback() {
		return u.String(), nil
	}
	if u.Scheme != "https" || u.Port() != "" {
		return "", refuseLink("only https pages are opened")
	}
	for _, known := range linkHosts {
		if host == known {
			return u.String(), nil
		}
	}
	for _, parent := range [...]string{".admin.mailchimp.com", ".supabase.co"} {
		if strings.HasSuffix(host, parent) && len(host) > len(parent) {
			return u.String(), nil
		}
	}
	return "", refuseLink(host + " is none of the sites that Mixdown links to")
}

func refuseLink(why string) error {
	return apperr.New(apperr.Invalid, "This link was not opened: "+why+".", nil)
}
